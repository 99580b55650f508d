// Character counters, text areas that count instead of stopping, and the guess at the reader's zone.
import { announce, say } from "./page.js";

document.addEventListener("input", (event) => {
  const field = event.target;
  const limit = Number(field.dataset?.max);
  if (!limit) return;
  const counter = document.querySelector(`[data-counter-for="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const used = [...field.value].length; // code points, as the server counts
  counter.querySelector("[data-text]").textContent = `${used} / ${limit}`;
  counter.classList.toggle("over", used > limit);
  if (used > limit) later(say("over", { count: used - limit }));
  else if (used >= limit * 0.9) later(say("near", { count: limit - used }));
});

let timer;
function later(text) {
  clearTimeout(timer);
  timer = setTimeout(() => announce(text), 900);
}

for (const field of document.querySelectorAll("[data-zone-guess]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
}
