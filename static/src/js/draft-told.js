// What the boxes that tell of autosave show.
import { say } from "./page.js";

/** Without `retry` the same again would come to the same. */
export function show(name, text, retry) {
  for (const box of document.querySelectorAll("[data-autosave]")) {
    box.setAttribute("role", name === "failed" ? "alert" : "status");
    for (const part of box.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
    box.querySelector("[data-retry]").hidden = !retry;
    const label = box.querySelector(`[data-when="${name}"] [data-text]`);
    if (label && text) label.textContent = text;
    else if (label && name !== "saved") label.textContent = say(name);
  }
}
