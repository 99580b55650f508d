// The cells of a board under the arrow keys: left and right along a row, up and down a column, Home and End to a row's ends.
const linkIn = (cell) => cell?.querySelector(":scope > a, :scope > .name > a");
const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function beside(table, cell, [down, along]) {
  const rows = [...table.querySelectorAll("tbody tr:not(.group)")];
  let row = rows.indexOf(cell.parentElement);
  let place = cell.cellIndex;
  for (;;) {
    row += down;
    place += along;
    const next = rows[row]?.cells[place];
    if (!next) return null;
    if (linkIn(next)) return linkIn(next); // what has no milestone is stepped over
  }
}

function atEnd(row, key) {
  const links = [...row.cells].map(linkIn).filter(Boolean);
  return key === "Home" ? links[0] : links.at(-1);
}

export function start(wrap) {
  wrap.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody th, tbody td");
    if (!cell || event.target !== linkIn(cell) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const table = cell.closest("table");
    const known = event.key === "Home" || event.key === "End";
    const next = known ? atEnd(cell.parentElement, event.key) : steps[event.key] && beside(table, cell, steps[event.key]);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
