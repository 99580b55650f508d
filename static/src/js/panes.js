// Two panes with F6 between them; on narrow screens they are tabs. And tabs that show panels of the same page.
function show(split, name) {
  split.dataset.show = name;
  for (const tab of split.querySelectorAll(":scope > .split-tabs > [data-show]")) {
    tab.setAttribute("aria-selected", String(tab.dataset.show === name));
  }
}

function ready() {
  for (const split of document.querySelectorAll("[data-split]")) {
    const refused = split.querySelector(':scope > [data-pane="side"] [data-refused]');
    show(split, refused ? "side" : "main"); // what is wrong is told in sight
  }
  for (const list of document.querySelectorAll("[data-tabs]")) {
    const chosen = list.querySelector('[aria-selected="true"]') ?? list.querySelector('[role="tab"]');
    if (chosen) select(chosen);
  }
}
ready();
document.addEventListener("slipway:arrived", ready);

// A line of tabs that is longer than a phone is wide begins where the current one is in sight.
for (const tab of document.querySelectorAll(".tabs-line > [aria-current]")) {
  const line = tab.parentElement;
  const over = tab.getBoundingClientRect().right - line.getBoundingClientRect().right;
  if (over > 0) line.scrollLeft += over + 24;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "F6") return;
  const split = document.querySelector("[data-split]");
  if (!split) return;
  event.preventDefault();
  const inSide = document.activeElement.closest('[data-pane="side"]');
  const name = inSide ? "main" : "side";
  show(split, name);
  split.querySelector(`:scope > [data-pane="${name}"]`).focus();
});

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.('[role="tab"]');
  if (!tab) return;
  if (tab.dataset.show) return show(tab.closest("[data-split]"), tab.dataset.show);
  if (tab.closest("[data-tabs]")) select(tab);
});

function select(tab) {
  for (const other of tab.closest("[data-tabs]").querySelectorAll('[role="tab"]')) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !chosen;
  }
}

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.('[role="tablist"] [role="tab"]');
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const tabs = [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
});
