// In a form marked data-digits the keys 1 to 9 tick the first nine boxes, while one of them has the focus.
// Without this the boxes are ticked as any others.
const form = document.querySelector("form[data-digits]");
const boxes = [...(form?.querySelectorAll("input[type=checkbox]") ?? [])];

form?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !boxes.includes(event.target)) {
    return;
  }
  const box = /^[1-9]$/.test(event.key) ? boxes[event.key - 1] : undefined;
  if (box) {
    event.preventDefault();
    box.click();
    box.focus();
  }
});

if (location.hash === "#says") {
  boxes[0]?.focus();
}
