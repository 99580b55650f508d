// Keyboard: the palette, search, help, going places, and the reviewer's score keys. Single keys can be turned off (WCAG 2.1.4).
import { person } from "./page.js";

const SETTING = `slipway.keys.${person}`;
const typing = (element) =>
  element.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
/** Whether single keys may act. */
export const allowed = () => localStorage.getItem(SETTING) !== "off";
const steps = { ArrowDown: 1, ArrowUp: -1 };
const NUMBER = '[data-score] .keys input[type="text"]';
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
  if (leave(event)) return event.preventDefault();
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

const SOON = 800; // milliseconds in which a second digit makes a ten of the first
let digits = { text: "", at: 0 };

/** Digits score the criterion in hand, Enter opens its number field; up and down move to the next. True when the key was used. */
function score(event) {
  const all = [...document.querySelectorAll("[data-score]")];
  if (!all.length || event.target.closest?.("[role=tab], summary")) return false;
  const here = document.activeElement.closest("[data-score]") ?? document.querySelector("[data-score][data-now]");
  const at = Math.max(0, all.indexOf(here));
  const step = steps[event.key];
  if (step) return choose(all[(at + step + all.length) % all.length], all);
  const field = all[at].querySelector(NUMBER);
  if (field && !field.readOnly) {
    const opens = event.key === "Enter" && !event.target.closest?.("a, button");
    if (opens || /^[0-9]$/.test(event.key)) choose(all[at], all);
    return opens; // a digit goes into the field
  }
  return /^[0-9]$/.test(event.key) && pick(all[at], event.key);
}

function pick(criterion, digit) {
  const known = (value) => criterion.querySelector(`input[type="radio"][value="${value}"]`);
  const both = Date.now() - digits.at < SOON && known(digits.text + digit);
  digits = { text: digit, at: Date.now() };
  const radio = both || known(digit);
  if (!radio || radio.disabled) return false;
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/** From a number field to the next criterion. True when the key was used. */
function leave(event) {
  const step = steps[event.key] ?? (event.key === "Enter" && 1);
  if (!step || !event.target.matches?.(NUMBER)) return false;
  const all = [...document.querySelectorAll("[data-score]")];
  const at = all.indexOf(event.target.closest("[data-score]"));
  return choose(all[(at + step + all.length) % all.length], all);
}

function choose(next, all) {
  for (const one of all) {
    one.toggleAttribute("data-now", one === next);
    one.toggleAttribute("data-folded", one !== next); // what is folded takes no focus
  }
  const goal = next.querySelector("input:checked") ?? next.querySelector("input");
  goal?.focus();
  if (goal?.matches(NUMBER)) goal.select();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function name() {
  if (/Mac|iPhone|iPad/.test(navigator.platform)) return;
  for (const key of document.querySelectorAll("kbd[data-mod]")) key.textContent = "Ctrl";
}
name();
document.addEventListener("slipway:arrived", name);
