// Results that need no answer: eight seconds, held while the pointer or focus is on them.
import { csrf, icon, make, say } from "./page.js";

const LIFE = 8;

/** Shows `text`; with `undo`, a button that posts to that address. */
export function toast(text, undo) {
  const card = make("div", { class: "toast-card", role: "status", "data-toast": "" }, icon("check"), make("span", {}, text));
  if (undo) {
    const form = make("form", { method: "post", action: undo, class: "contents" });
    form.append(make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: csrf() }));
    form.append(make("button", { "data-hotkey": "u" }, say("undo")), make("kbd", { class: "kbd" }, "U"));
    card.append(form);
  }
  card.append(make("span", { class: "left", "aria-hidden": "true" }));
  document.getElementById("toasts")?.append(card);
  count(card);
}

function count(card) {
  let left = LIFE;
  let held = false;
  for (const [event, value] of [
    ["pointerenter", true],
    ["pointerleave", false],
    ["focusin", true],
    ["focusout", false],
  ]) {
    card.addEventListener(event, () => (held = value));
  }
  const label = card.querySelector(".left");
  const show = () => label && (label.textContent = say("secondsLeft", { count: left }));
  show();
  const timer = setInterval(() => {
    if (held) return;
    left -= 1;
    show();
    if (left > 0) return;
    clearInterval(timer);
    card.remove();
  }, 1000);
}

for (const card of document.querySelectorAll("#toasts > [data-toast]")) count(card);
