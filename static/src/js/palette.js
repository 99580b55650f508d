// The command palette: the server finds, the arrow keys choose, Enter goes. Menu entries are filtered here.
import Combobox from "@github/combobox-nav";
import { say } from "./page.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = document.getElementById("palette-list");
const combobox = dialog && new Combobox(input, list, { tabInsertsSuggestions: false, firstOptionSelectionMode: "selected" });

export function open() {
  if (!dialog || dialog.open) return;
  input.value = "";
  document.getElementById("palette-found").replaceChildren();
  filter();
  dialog.showModal();
  combobox.start();
}

function filter() {
  const text = input.value.trim().toLowerCase();
  let shown = 0;
  for (const option of list.querySelectorAll("[data-local] [role=option]")) {
    option.hidden = !option.textContent.toLowerCase().includes(text);
    shown += option.hidden ? 0 : 1;
  }
  for (const group of list.querySelectorAll("[data-local]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
  const none = dialog.querySelector("[data-none]");
  const found = list.querySelectorAll("#palette-found [role=option]").length;
  none.hidden = !text || shown + found > 0;
  none.textContent = say("noMatch", { text: input.value.trim() });
}

if (dialog) {
  dialog.addEventListener("close", () => combobox.stop());
  input.addEventListener("input", () => {
    filter();
    combobox.resetSelection();
  });
  dialog.addEventListener("htmx:after:swap", () => {
    filter();
    combobox.resetSelection();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}
