// Saves a form marked data-saving a moment after something was typed. The form works without this.
const form = document.querySelector("form[data-saving]");
const said = form?.querySelector("[data-saved]");
let waiting, saving = null;

async function save() {
  const data = new FormData(form);
  data.set("quietly", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    if (answer.ok) {
      form.elements.seen_version.value = await answer.text();
    }
    said.textContent = answer.ok ? "Saved" : "Not saved by itself. Press a button to save";
  } catch {
    said.textContent = "Not saved: no connection. What you typed is still here";
  }
  saving = null;
}

form?.addEventListener("input", () => {
  said.textContent = "";
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    await saving;
    saving = save();
  }, 800);
});
form?.addEventListener("submit", async (event) => {
  clearTimeout(waiting);
  if (saving) {
    event.preventDefault(); // the save under way brings the version that this one must carry
    await saving;
    setTimeout(() => form.requestSubmit(event.submitter));
  }
});
