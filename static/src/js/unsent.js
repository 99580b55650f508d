// What is on this device of a draft that takes no more: shown to be copied. <section data-uses="unsent" data-draft="…" hidden>
import { start as copying } from "./copying.js";
import { kept } from "./draft-store.js";

const told = (value) => (Object(value) === value ? Object.values(value).map(told).join("\n") : String(value ?? ""));

export async function start(section) {
  const asks = JSON.parse(section.querySelector("script").textContent);
  const line = section.querySelector("template");
  const found = (await kept(section.dataset.draft)).filter(({ name, value }) => name in asks && told(value));
  for (const { name, value } of found) {
    const part = line.content.cloneNode(true);
    part.querySelector("dt").textContent = asks[name];
    part.querySelector("[data-told]").textContent = told(value);
    const button = part.querySelector("[data-copy]");
    button.dataset.copy = told(value);
    copying(button);
    line.before(part);
  }
  section.hidden = !found.length;
}
