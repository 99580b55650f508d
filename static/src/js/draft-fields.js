// Reading and writing what a form's named controls hold: text, true or false, or a list.
const skipped = "csrfmiddlewaretoken";

export const controls = (form, name) =>
  [...form.elements].filter((one) => one.name === name && !one.matches("button, [type=submit], [type=file]"));

export const saves = (control) =>
  Boolean(control.name) &&
  control.name !== skipped &&
  !control.matches("[data-nosave], [type=file], [type=hidden], button, [type=submit]");

export function names(form) {
  return [...new Set([...form.elements].filter(saves).map((control) => control.name))];
}

export function read(form, name) {
  const all = controls(form, name);
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

export function write(form, name, value) {
  for (const one of controls(form, name)) {
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
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
