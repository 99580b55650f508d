// Character counters, text areas that count instead of stopping, and the guess at the reader's zone.
import { length } from "./counting.js";
import { announce, say } from "./page.js";

document.addEventListener("input", (event) => {
  const field = event.target;
  const limit = Number(field.dataset?.max);
  if (!limit) return;
  const counter = document.querySelector(`[data-counter-for="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const words = field.dataset.count === "words";
  const used = length(field.value, field.dataset.count);
  counter.querySelector("[data-text]").textContent = `${used} / ${limit}`;
  counter.classList.toggle("over", used > limit);
  if (used > limit) later(say(words ? "overWords" : "over", { count: used - limit }));
  else if (used >= limit * 0.9) later(say(words ? "nearWords" : "near", { count: limit - used }));
});

let timer;
function later(text) {
  clearTimeout(timer);
  timer = setTimeout(() => announce(text), 900);
}

for (const field of document.querySelectorAll("[data-zone-guess]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
}
