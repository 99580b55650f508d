// A question answered by rows: rows come and go, and are read and written as a list of {column: text}.
const rowsOf = (table) => [...table.querySelectorAll("[data-row]")];
const cells = (row) => [...row.querySelectorAll("input, select")];
const column = (cell) => cell.name.split(":")[2];

/** Rows in which something is typed; empty cells are left out, as the server keeps them. */
export const readRows = (table) =>
  rowsOf(table)
    .map((row) =>
      Object.fromEntries(
        cells(row)
          .filter((cell) => cell.value.trim())
          .map((cell) => [column(cell), cell.value]),
      ),
    )
    .filter((row) => Object.keys(row).length);

export function writeRows(table, rows) {
  while (rowsOf(table).length < rows.length) add(table);
  rowsOf(table).forEach((row, place) => {
    for (const cell of cells(row)) cell.value = rows[place]?.[column(cell)] ?? "";
  });
}

function add(table) {
  const made = table.querySelector("template").content.firstElementChild.cloneNode(true);
  const number = 1 + Math.max(-1, ...rowsOf(table).map((row) => Number(cells(row)[0].name.split(":")[1])));
  for (const element of made.querySelectorAll("*"))
    for (const { name, value } of [...element.attributes]) element.setAttribute(name, value.replaceAll(":new:", `:${number}:`));
  table.querySelector(".rows").append(made);
  tidy(table);
  return made;
}

/** No row beyond the most is offered, and each is called by the place where it stands. */
function tidy(table) {
  table.querySelector("[data-add]").hidden = rowsOf(table).length >= Number(table.dataset.most);
  for (const button of table.querySelectorAll("[data-remove]")) button.hidden = false;
  rowsOf(table).forEach((row, place) => {
    for (const part of row.querySelectorAll("[data-says]"))
      part.setAttribute("aria-label", part.dataset.says.replace("{row}", place + 1));
  });
}

function remove(table, row) {
  const rows = rowsOf(table);
  const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  if (next) row.remove();
  else for (const cell of cells(row)) cell.value = "";
  tidy(table);
  const [first] = cells(next ?? row);
  first.focus();
  first.dispatchEvent(new Event("input", { bubbles: true }));
}

export function start(table) {
  table.addEventListener("click", (event) => {
    const row = event.target.closest("[data-remove]")?.closest("[data-row]");
    if (row) remove(table, row);
    if (!event.target.closest("[data-add]")) return;
    event.preventDefault();
    cells(add(table))[0].focus();
  });
  tidy(table);
}
