// Tables with row checkboxes. The bar itself appears by CSS; this counts, selects all, marks rows and clears.
import { allowed } from "./keys.js";
import { say } from "./page.js";

const rows = (form) => [...form.querySelectorAll('tbody td:first-child > input[type="checkbox"]')];

function refresh(form) {
  const boxes = rows(form);
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) {
    if (box.checked) box.closest("tr").setAttribute("aria-selected", "true");
    else box.closest("tr").removeAttribute("aria-selected");
  }
  const head = form.querySelector('thead input[type="checkbox"]');
  if (head) {
    head.checked = boxes.length > 0 && chosen.length === boxes.length;
    head.indeterminate = chosen.length > 0 && !head.checked;
  }
  const count = form.querySelector("[data-bulk] [data-count]");
  if (count) count.textContent = say("selected", { count: chosen.length });
  const all = form.querySelector("[data-bulk-every]");
  if (all && chosen.length < boxes.length) all.value = "";
  const more = form.querySelector("[data-bulk-all]");
  if (more) more.hidden = Boolean(all?.value);
}

function clear(form) {
  // The bar goes: who stands in it stands in the list again.
  if (form.querySelector("[data-bulk]").contains(document.activeElement)) rows(form)[0]?.focus();
  for (const box of rows(form)) box.checked = false;
  refresh(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form");
  if (event.target.type !== "checkbox" || !form?.querySelector("[data-bulk]")) return;
  if (event.target.closest("thead")) for (const box of rows(form)) box.checked = event.target.checked;
  refresh(form);
});

// The whole first cell takes a tap, not the small box alone.
document.addEventListener("click", (event) => {
  if (event.target.matches?.("tbody td:first-child:has(> input[type=checkbox])")) event.target.querySelector("input").click();
});

document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-bulk]")?.closest("form");
  if (!form) return;
  if (event.target.closest("[data-bulk-clear]")) clear(form);
  if (event.target.closest("[data-bulk-all]")) {
    for (const box of rows(form)) box.checked = true;
    const [bar, every] = ["[data-bulk]", "[data-bulk-every]"].map((one) => form.querySelector(one));
    if (every) every.value = "1";
    refresh(form); // takes the button that was pressed away
    bar.querySelector("[data-count]").textContent = say("selected", { count: bar.dataset.every });
    bar.querySelector("button[name]")?.focus();
  }
});

// j and k walk the rows, x chooses the one they stand on, and Enter opens it.
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("[data-bulk]")?.closest("form");
  const typing = event.target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (!form || typing || event.ctrlKey || event.metaKey || event.altKey || !allowed()) return;
  if (document.querySelector("dialog[open]")) return;
  const boxes = rows(form);
  const here = boxes.indexOf(document.activeElement.closest("tr")?.querySelector("td:first-child > input"));
  const step = { j: 1, k: -1 }[event.key];
  if (step && boxes.length) {
    const next = boxes[Math.min(boxes.length - 1, Math.max(0, here + step))];
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
  } else if (event.key === "x" && here >= 0) boxes[here].click();
  else if (event.key === "Enter" && event.target === boxes[here]) boxes[here].closest("tr").querySelector("a[href]")?.click();
  else return;
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form");
  const bar = form?.querySelector("[data-bulk]");
  if (!bar || !rows(form).some((box) => box.checked) || event.target.matches("input:not([type=checkbox]), textarea, select"))
    return;
  if (event.key === "Escape") return clear(form);
  if (event.ctrlKey || event.metaKey || event.altKey || !allowed()) return;
  const button = bar.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});

for (const bar of document.querySelectorAll("[data-bulk]")) {
  const form = bar.closest("form");
  if (form) refresh(form);
}
