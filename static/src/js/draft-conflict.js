// Two people changed one answer: both texts, and the choice.
import { icon, make, say } from "./page.js";

const shown = (value) => {
  if (Array.isArray(value)) return value.map(shown).join(value.some((one) => typeof one === "object") ? "\n" : ", ");
  if (value && typeof value === "object") return Object.values(value).map(shown).join(" · ");
  return value === true ? "✓" : value === false ? "✗" : String(value ?? "");
};

export function showConflict(field, conflict, choose) {
  field.querySelector(":scope > [data-conflict]")?.remove();
  const button = (name, verb, primary) => {
    const element = make("button", { type: "button", class: primary ? "btn btn-sm btn-primary" : "btn btn-sm" }, say(verb));
    element.addEventListener("click", () => {
      box.remove();
      choose(name);
    });
    return element;
  };
  const side = (label, value) =>
    make(
      "div",
      { class: "min-w-0" },
      make("dt", { class: "eyebrow" }, label),
      make("dd", { class: "whitespace-pre-wrap break-words text-sm mt-1" }, shown(value)),
    );
  const box = make(
    "div",
    { class: "callout t-warn", "data-conflict": "", role: "alert" },
    icon("users", 15),
    make(
      "div",
      { class: "grid gap-2.5 flex-1" },
      make("b", { class: "font-medium" }, say("conflict", { by: conflict.by ?? "", time: conflict.at ?? "" })),
      make(
        "dl",
        { class: "grid gap-3 sm:grid-cols-2" },
        side(say("yours"), conflict.yours),
        side(say("theirs"), conflict.theirs),
      ),
      make("div", { class: "flex flex-wrap gap-2" }, button("yours", "keepYours", true), button("theirs", "keepTheirs")),
    ),
  );
  field.append(box);
}
