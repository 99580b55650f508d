// Reading and writing what a form's named controls hold: text, true or false, a list, {other: text}, or rows.
// A question may have several controls: `stage` with `stage:other`, or `team:0:name` in an element of data-table="team".
import { readRows, writeRows } from "./rows.js";

const skipped = "csrfmiddlewaretoken";
const OTHER = ":other"; // value of the option that stands for an answer in one's own words

/** The question that a control belongs to. */
export const question = (control) => control.name.split(":")[0];

export const controls = (form, name) =>
  [...form.elements].filter((one) => question(one) === name && !one.matches("button, [type=submit], [type=file], [type=hidden]"));

const table = (form, name) => form.querySelector(`[data-table="${name}"]`);
const own = (form, name) => form.elements.namedItem(name + OTHER);

export const saves = (control) =>
  Boolean(control.name) &&
  control.name !== skipped &&
  !control.matches("[data-nosave], [type=file], [type=hidden], button, [type=submit]");

export function names(form) {
  return [...new Set([...form.elements].filter(saves).map(question))];
}

export function read(form, name) {
  const rows = table(form, name);
  if (rows) return readRows(rows);
  const other = own(form, name);
  const worded = (value) => (other && value === OTHER ? { other: other.value } : value);
  const value = chosen(controls(form, name).filter((one) => one !== other));
  return Array.isArray(value) ? value.map(worded) : worded(value);
}

function chosen(all) {
  const [first] = all;
  if (!first) return null;
  if (first.type === "radio") return all.find((one) => one.checked)?.value ?? "";
  if (first.type === "checkbox") {
    const many = all.length > 1 || first.hasAttribute("data-many");
    return many ? all.filter((one) => one.checked).map((one) => one.value) : first.checked;
  }
  if (first.type === "select-multiple") return [...first.selectedOptions].map((option) => option.value);
  return first.value;
}

export function write(form, name, given) {
  const rows = table(form, name);
  const other = own(form, name);
  const value = Array.isArray(given)
    ? given.map((one) => (one?.other === undefined ? one : OTHER))
    : given?.other === undefined
      ? given
      : OTHER;
  if (rows) writeRows(rows, given ?? []);
  if (other) other.value = [given].flat().find((one) => one?.other)?.other ?? "";
  for (const one of rows ? [] : controls(form, name).filter((one) => one !== other)) {
    if (one.type === "radio") one.checked = one.value === value;
    else if (one.type === "checkbox") one.checked = Array.isArray(value) ? value.includes(one.value) : Boolean(value);
    else if (one.type === "select-multiple")
      for (const option of one.options) option.selected = (value ?? []).includes(option.value);
    else one.value = value ?? "";
  }
  controls(form, name)[0]?.dispatchEvent(new CustomEvent("slipway:written", { bubbles: true }));
}

/** Names whose controls no longer hold what the page came with. */
export function touched(form) {
  const blank = form.cloneNode(true);
  blank.reset();
  return names(blank).filter((name) => !same(read(form, name), read(blank, name)));
}

const holder = (form, name) => controls(form, name)[0]?.closest("[data-version]");

export const version = (form, name) => Number(holder(form, name)?.dataset.version ?? 0);

export function setVersion(form, name, number) {
  const element = holder(form, name);
  if (element) element.dataset.version = number;
  const seen = form.elements.namedItem(`seen:${name}`); // what the whole form says it saw, where a button sends it
  if (seen) seen.value = number;
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
