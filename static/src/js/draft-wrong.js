// What bars an answer from submission is told beside it once it is saved and left, and goes as soon as it is mended.
import { controls, names } from "./draft-fields.js";
import { announce, icon, make } from "./page.js";

const sentence = (field) => field?.querySelector(".under .err");
const place = (form, name) => controls(form, name)[0]?.closest(".field");

export function watch(form) {
  let wrong; // name → sentence, as the server sees it since the last save

  form.addEventListener("slipway:saved", ({ detail }) => {
    wrong = detail.wrong ?? wrong;
    show();
  });
  form.addEventListener("focusout", () => setTimeout(show));
  form.addEventListener("slipway:uploaded", refresh);

  function show() {
    if (!wrong) return;
    let changed = false;
    for (const name of names(form).filter((one) => place(form, one))) {
      const field = place(form, name);
      const says = wrong[name] ?? "";
      if (says === (sentence(field)?.textContent.trim() ?? "")) continue;
      if (says && field.contains(document.activeElement)) continue; // somebody is at it
      tell(form, name, field, says);
      changed = true;
    }
    if (changed) refresh();
  }
}

function tell(form, name, field, says) {
  for (const old of field.querySelectorAll(".under .err")) old.remove();
  const id = `id_${name}_error`;
  for (const control of controls(form, name)) {
    const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    control.setAttribute("aria-describedby", [...described, ...(says ? [id] : [])].join(" "));
    if (says) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    control.closest(".input, .textarea, .select")?.classList.toggle("is-error", Boolean(says));
  }
  if (!says) return;
  let under = field.querySelector(".under > .grid");
  if (!under) field.append(make("div", { class: "under" }, (under = make("span", { class: "grid gap-1" }))));
  under.prepend(make("span", { class: "err", id }, icon("circle-alert"), says));
  announce(says);
}

/** How far each section is, read again; rare, for it costs a page. */
async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-standing]")) {
    const now = page.querySelector(`[data-standing="${part.dataset.standing}"]`);
    if (now) part.replaceChildren(...now.childNodes);
  }
}
