// Calling somebody in a remark: after @ the people of the panel are offered, arrows choose, Enter or Tab takes.
import { make } from "./page.js";

let count = 0;

export function start(field) {
  const names = [...(field.closest(".thread")?.querySelectorAll("[data-person]") ?? [])].map((one) => one.textContent);
  if (!names.length) return;
  const list = make("ul", { class: "mentions", role: "listbox", id: `mentions-${(count += 1)}`, hidden: "", "aria-label": "@" });
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  let at = 0;

  /** What stands between the last @ and the caret, where it may still become a name. */
  function begun() {
    const found = /(?:^|\s)@([^@\n]{0,60})$/.exec(field.value.slice(0, field.selectionStart));
    return found && found[1];
  }

  function offer() {
    const text = begun();
    const found = text === null ? [] : names.filter((name) => name.toLowerCase().includes(text.toLowerCase()) && name !== text);
    list.replaceChildren(
      ...found.slice(0, 6).map((name, place) => make("li", { role: "option", id: `${list.id}-${place}` }, name)),
    );
    choose(0);
    list.hidden = !found.length;
    if (list.hidden) field.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    at = place;
    [...list.children].forEach((one, number) => one.setAttribute("aria-selected", String(number === place)));
    if (list.children[place]) field.setAttribute("aria-activedescendant", list.children[place].id);
  }

  function take(name) {
    const text = begun();
    if (text !== null) field.setRangeText(`${name} `, field.selectionStart - text.length, field.selectionStart, "end");
    offer();
  }

  field.addEventListener("input", offer);
  field.addEventListener("blur", () => (list.hidden = true));
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose((at + step + list.children.length) % list.children.length);
    else if (event.key === "Escape") list.hidden = true;
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[at].textContent);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    if (event.target.role === "option") take(event.target.textContent);
  });
  if (document.activeElement === field) offer(); // who began to type before this was there is offered names, too
}
