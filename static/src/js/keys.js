// Keyboard: the palette, search, help, going places, and the reviewer's score keys. Single keys can be turned off (WCAG 2.1.4).
import { person } from "./page.js";

const SETTING = `slipway.keys.${person}`;
const typing = (element) =>
  element.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
/** Whether single keys may act. */
export const allowed = () => localStorage.getItem(SETTING) !== "off";
let going = 0;

const palette = () => import("./palette.js").then((module) => module.open());

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-palette]") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  palette();
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-keys-switch]")) localStorage.setItem(SETTING, event.target.checked ? "on" : "off");
});
for (const box of document.querySelectorAll("[data-keys-switch]")) box.checked = allowed();

document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
    if (!document.getElementById("palette")) return;
    event.preventDefault();
    return palette();
  }
  if ((event.metaKey || event.ctrlKey) && event.key === "Enter") return press("mod+enter", event);
  if (
    event.metaKey ||
    event.ctrlKey ||
    event.altKey ||
    typing(event.target) ||
    document.querySelector("dialog[open]") ||
    !allowed()
  )
    return;
  const key = event.key.toLowerCase();
  if (going && Date.now() - going < 1200) {
    going = 0;
    return press(`g ${key}`, event);
  }
  if (key === "g") return void (going = Date.now());
  if (key === "/" && document.getElementById("palette")) {
    event.preventDefault();
    return palette();
  }
  if (score(event)) return event.preventDefault();
  press(key, event);
});

/** Presses what carries this key: <button data-hotkey="n">, <a data-hotkey="g p">, <button data-hotkey="mod+enter">. */
function press(key, event) {
  const target = document.querySelector(`[data-hotkey="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.matches("input, textarea, select") ? target.focus() : target.click();
}

/** 1 to 5 score the criterion in hand; up and down move to the next one. True when the key was used. */
function score(event) {
  const all = [...document.querySelectorAll("[data-score]")];
  if (!all.length || event.target.closest?.("[role=tab], summary")) return false;
  const here = document.activeElement.closest("[data-score]") ?? document.querySelector("[data-score][data-now]");
  const at = Math.max(0, all.indexOf(here));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) return choose(all[(at + step + all.length) % all.length], all);
  if (!/^[0-9]$/.test(event.key)) return false;
  const radio = all[at].querySelector(`input[type="radio"][value="${event.key}"]`);
  if (!radio || radio.disabled) return false;
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function choose(next, all) {
  for (const one of all) one.toggleAttribute("data-now", one === next);
  (next.querySelector("input:checked") ?? next.querySelector("input"))?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

if (!/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of document.querySelectorAll("kbd[data-mod]")) key.textContent = "Ctrl";
}
