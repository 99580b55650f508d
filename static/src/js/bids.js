// Bidding by keyboard: y, m, n, c answer for the row in hand and go on to the next; j and k, or the arrows, move.
import { allowed } from "./keys.js";

const VALUES = { y: "yes", m: "maybe", n: "no", c: "conflict" };

export function start(list) {
  const rows = () => [...list.querySelectorAll("[data-bid]")];
  let at = rows().findIndex((row) => !row.querySelector('[aria-pressed="true"]'));

  const hold = (place) => {
    const all = rows();
    at = Math.max(0, Math.min(all.length - 1, place));
    for (const [number, row] of all.entries()) row.toggleAttribute("data-now", number === at);
    const chosen = all[at]?.querySelector('[aria-pressed="true"]') ?? all[at]?.querySelector("button");
    chosen?.focus({ preventScroll: true });
    all[at]?.scrollIntoView({ block: "nearest" });
  };

  list.addEventListener("focusin", (event) => {
    const place = rows().indexOf(event.target.closest("[data-bid]"));
    if (place < 0 || place === at) return;
    at = place;
    for (const [number, row] of rows().entries()) row.toggleAttribute("data-now", number === at);
  });

  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || !allowed()) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea") || document.querySelector("dialog[open]")) return;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    const value = VALUES[event.key.toLowerCase()];
    if (!step && !value) return;
    event.preventDefault();
    event.stopPropagation();
    if (step) return hold(at + step);
    rows()[at]?.querySelector(`button[value="${value}"]`)?.click();
    hold(at + 1);
  });
}
