// Shows, hides and requires questions while somebody writes.
// <form data-uses="asking" data-asking="ID of a JSON script">; accelerator/questionnaires/live.py says what is in it.
import { decide } from "./conditions.js";
import { read } from "./draft-fields.js";
import { say } from "./page.js";

export function start(form) {
  let rules = told(form);
  const place = (key) => form.querySelector(`[data-question="${key}"]`);
  const held = (key) => read(form, key) ?? [...place(key).querySelectorAll('[name="remove:"]')];

  function apply() {
    for (const [key, { shown, required }] of Object.entries(decide(rules, held))) {
      place(key).hidden = !shown;
      const mark = place(key).querySelector("[data-mark]");
      if (mark) mark.textContent = say(required ? "required" : "optional");
    }
  }
  for (const name of ["input", "change", "slipway:written", "slipway:uploaded"]) form.addEventListener(name, apply);
  document.addEventListener("htmx:after:swap", () => {
    if (!form.isConnected) return;
    rules = told(form) ?? { questions: [], known: {} }; // the builder draws them anew
    apply();
  });
  form.querySelector('[name="live:"]').value = "1";
  apply();
}

function told(form) {
  const script = document.getElementById(form.dataset.asking);
  return script && JSON.parse(script.textContent);
}
