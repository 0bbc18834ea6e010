// While a form marked data-live is typed in, the page is asked what it would say, and the answer is shown.
// The form has a button for the same without scripts: `try` for what is sent, the only one for what is asked.
const PAUSE = 500;

document.querySelectorAll("form[data-live]").forEach(watch);

function watch(form) {
  const shown = document.getElementById(form.dataset.live);
  const said = document.getElementById(`${form.dataset.live}-said`);
  const onlyDates = form.dataset.liveParts === "date";
  let waiting, asking, last = "";

  form.addEventListener("input", ({ target }) => {
    if (onlyDates && !/-(day|month|year)$/.test(target.name)) { return; }
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const typed = new FormData(form);
    const query = new URLSearchParams([...typed].filter(([, value]) => typeof value === "string"));
    const url = form.method === "get" ? `${form.action}?${query}` : form.action;
    if (form.method === "post") { typed.set("try", "yes"); }
    try {
      const answer = await fetch(url, {
        method: form.method, body: form.method === "post" ? typed : null, signal: asking.signal, redirect: "error",
      });
      if (!answer.ok) { tell("Waiting for whole dates"); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.dataset.live);
      if (!fresh) { return; }
      shown.replaceChildren(...fresh.childNodes);
      tell(shown.textContent.trim() ? "Worked out again with what you typed" : "");
    } catch (problem) {
      if (problem.name !== "AbortError") { tell("Press the button to work it out"); }
    }
  }

  function tell(words) {
    if (words !== last) { said.textContent = words; last = words; }
  }
}
