// The rubric of the workbench: one criterion unfolded at a time, the weighted total as it grows, scores saved at once.
export function start(form) {
  const criteria = [...form.querySelectorAll("[data-score]")];
  const label = form.querySelector("[data-weighted]");

  /** The control that holds points, where they are on the scale. */
  function chosen(criterion) {
    const field = criterion.querySelector('.keys input[type="text"]');
    return field ? fits(field) && field : criterion.querySelector("input:checked");
  }

  function unfold(now) {
    for (const one of criteria) {
      one.toggleAttribute("data-now", one === now);
      one.toggleAttribute("data-folded", one !== now);
    }
  }

  function back() {
    const inputs = [...criteria.find((one) => "now" in one.dataset).querySelectorAll(".keys input")];
    (inputs.find((one) => one.checked) ?? inputs[0]).focus();
  }

  /** The weighted mean of what is scored and counts, to one decimal. */
  function weigh() {
    const counted = criteria.filter((one) => Number(one.dataset.weight) && chosen(one));
    const weight = counted.reduce((sum, one) => sum + Number(one.dataset.weight), 0);
    const points = counted.reduce((sum, one) => sum + Number(one.dataset.weight) * number(chosen(one)), 0);
    label.textContent = weight ? (points / weight).toFixed(1) : "–";
  }

  function explain(criterion) {
    const key = chosen(criterion);
    const means = key ? (key.closest("[data-means]")?.dataset.means ?? "") : "";
    const line = criterion.querySelector(".means");
    line.hidden = !means;
    line.querySelector("[data-chosen]").textContent = key ? key.value : "";
    line.querySelector("[data-meaning]").textContent = means;
  }

  function refresh(criterion) {
    explain(criterion);
    weigh();
    criterion.toggleAttribute("data-scored", Boolean(chosen(criterion)));
    if (chosen(criterion)) mend(criterion);
  }

  /** What was refused is told no more once it is mended; the sum of it goes with the last. */
  function mend(part) {
    part.removeAttribute("aria-describedby");
    part.querySelector('.err[id$="_error"]')?.remove();
    if (!form.querySelector('.err[id$="_error"]')) form.querySelector("[data-refused]")?.remove();
  }

  form.addEventListener("focusin", (event) => {
    const criterion = event.target.closest("[data-score]");
    if (criterion) unfold(criterion);
  });
  form.addEventListener("click", (event) => {
    const criterion = event.target.closest("[data-score][data-folded]");
    if (criterion) unfold(criterion);
  });
  form.addEventListener(
    "input",
    ({ target }) => {
      if (!target.matches('.keys input[type="text"]')) return;
      target.toggleAttribute("data-nosave", Boolean(target.value) && !fits(target)); // half a number is not sent
      weigh();
    },
    { capture: true },
  );
  form.addEventListener("change", (event) => {
    const criterion = event.target.closest("[data-score]");
    if (!event.target.closest(".keys") || !criterion) return;
    const wrong = event.target.type === "text" && event.target.value && !fits(event.target);
    wrong ? event.target.setAttribute("aria-invalid", "true") : event.target.removeAttribute("aria-invalid");
    event.target.classList.toggle("is-error", wrong);
    refresh(criterion);
    form.dispatchEvent(new CustomEvent("slipway:flush"));
  });
  form.elements.comment.addEventListener("input", ({ target }) => {
    if (!target.value.trim()) return;
    target.classList.remove("is-error");
    target.removeAttribute("aria-invalid");
    target.removeAttribute("aria-describedby");
    mend(target.closest(".field"));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.type === "radio") event.preventDefault(); // nobody submits by a key that chooses
    if (event.key === "Escape" && event.target.matches('[type="text"]')) event.target.blur();
    if (event.key === "Escape" && event.target.matches("textarea")) back(); // from writing to single keys
  });
  form.addEventListener("slipway:written", (event) => {
    const criterion = event.target.closest("[data-score]");
    if (criterion) refresh(criterion);
  });
  for (const one of criteria) one.toggleAttribute("data-scored", Boolean(chosen(one)));
  unfold(criteria.find((one) => Number(one.dataset.weight) && !chosen(one)) ?? criteria[0]);
}

const number = (field) => Number(field.value.replace(",", "."));

/** Whether a typed number is on the scale of its criterion. */
function fits(field) {
  const { low, high, step } = field.closest("[data-score]").dataset;
  if (!/^\d{1,2}([.,]\d)?$/.test(field.value.trim())) return false;
  const steps = Math.round(number(field) * 100) / Math.round(Number(step) * 100);
  return number(field) >= Number(low) && number(field) <= Number(high) && Number.isInteger(steps);
}
