// How long a review takes: seconds in which its page is in sight and somebody does something, at least once a minute. They go
// out with what is saved; what was not saved yet is kept on this device.
import { person } from "./page.js";

const IDLE = 60_000;
const BEAT = 5000;

export function start(form) {
  const shelf = `slipway.spent.${person}.${form.dataset.draft}`;
  let last = Date.now();
  form.dataset.spent = localStorage.getItem(shelf) ?? "0";

  function put(seconds) {
    form.dataset.spent = String(seconds);
    seconds ? localStorage.setItem(shelf, seconds) : localStorage.removeItem(shelf);
  }

  const over = new AbortController();
  for (const name of ["keydown", "pointermove", "pointerdown", "wheel", "scroll", "touchmove"])
    document.addEventListener(name, () => (last = Date.now()), { signal: over.signal, passive: true, capture: true });
  const timer = setInterval(() => {
    if (!form.isConnected) {
      over.abort();
      return clearInterval(timer);
    }
    const used = document.visibilityState === "visible" && Date.now() - last < IDLE;
    if (used) put(Number(form.dataset.spent) + BEAT / 1000);
  }, BEAT);
  form.addEventListener("slipway:saved", ({ detail }) => put(Math.max(0, Number(form.dataset.spent) - (detail.spent ?? 0))));
  form.addEventListener("slipway:sent", () => put(0));
}
