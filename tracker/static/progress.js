// Shows how far an import got without loading the page again. Without scripts the page asks again by itself.
const EVERY_MS = 1500;

async function look(place) {
  const answer = await fetch(place.dataset.progress, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (answer === null) return true;
  if (answer.type === "opaqueredirect") {
    window.location.assign(window.location.pathname);
    return false;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
  if (!fresh?.dataset.progress) {
    window.location.reload();
    return false;
  }
  if (fresh.querySelector("h1").textContent !== place.querySelector("h1").textContent) {
    place.querySelector("h1").textContent = fresh.querySelector("h1").textContent;
    document.title = `${fresh.querySelector("h1").textContent} – Upheaval Tracker`;
  }
  const [shown, now] = [place, fresh].map((each) => each.querySelector("[data-shown]"));
  if (shown.innerHTML !== now.innerHTML) shown.replaceChildren(...now.childNodes);
  const [said, says] = [place, fresh].map((each) => each.querySelector("[role=status]"));
  if (said.textContent !== says.textContent) said.textContent = says.textContent;
  return true;
}

const place = document.querySelector("[data-progress]");
if (place) {
  const again = async () => {
    if (await look(place)) window.setTimeout(again, EVERY_MS);
  };
  window.setTimeout(again, EVERY_MS);
}
