// The rubric of the workbench: one criterion unfolded at a time, the weighted total as it grows, scores saved at once.
export function start(form) {
  const criteria = [...form.querySelectorAll("[data-score]")];
  const label = form.querySelector("[data-weighted]");
  const chosen = (criterion) => criterion.querySelector("input:checked");

  function unfold(now) {
    for (const one of criteria) {
      one.toggleAttribute("data-now", one === now);
      one.toggleAttribute("data-folded", one !== now);
    }
  }

  /** The weighted mean of what is scored and counts, to one decimal. */
  function weigh() {
    const counted = criteria.filter((one) => Number(one.dataset.weight) && chosen(one));
    const weight = counted.reduce((sum, one) => sum + Number(one.dataset.weight), 0);
    const points = counted.reduce((sum, one) => sum + Number(one.dataset.weight) * Number(chosen(one).value), 0);
    label.textContent = weight ? (points / weight).toFixed(1) : "–";
  }

  function explain(criterion) {
    const key = chosen(criterion);
    const means = key?.closest("[data-means]").dataset.means ?? "";
    const line = criterion.querySelector(".means");
    line.hidden = !means;
    line.querySelector("[data-chosen]").textContent = key?.value ?? "";
    line.querySelector("[data-meaning]").textContent = means;
  }

  function refresh(criterion) {
    explain(criterion);
    weigh();
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
  form.addEventListener("change", (event) => {
    const criterion = event.target.closest("[data-score]");
    if (event.target.type !== "radio" || !criterion) return;
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
  form.addEventListener("slipway:written", (event) => {
    const criterion = event.target.closest("[data-score]");
    if (criterion) refresh(criterion);
  });
  unfold(criteria.find((one) => Number(one.dataset.weight) && !chosen(one)) ?? criteria[0]);
}
