// Arrow keys move about the heat map, so that a keyboard passes it with one press of Tab. Without scripts every figure is a link of its own.
const table = document.getElementById("heat-table");

function place(link) {
  const cell = link.closest("td");
  return [cell.parentElement.rowIndex, cell.cellIndex];
}

function linkAt(row, column) {
  return table.rows[row]?.cells[column]?.querySelector("a.heat-link") ?? null;
}

function next(link, rows, columns) {
  let [row, column] = place(link);
  for (;;) {
    row += rows;
    column += columns;
    if (row < 2 || row >= table.rows.length || column < 1 || column >= table.rows[row].cells.length) return null;
    const found = linkAt(row, column);
    if (found) return found;
  }
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

if (table) {
  const links = [...table.querySelectorAll("a.heat-link")];
  links.forEach((link, number) => { link.tabIndex = number === 0 ? 0 : -1; });
  table.addEventListener("keydown", (event) => {
    const link = event.target.closest("a.heat-link");
    const move = MOVES[event.key];
    if (!link || !move) return;
    const target = next(link, ...move);
    if (!target) return;
    event.preventDefault();
    link.tabIndex = -1;
    target.tabIndex = 0;
    target.focus();
  });
}
