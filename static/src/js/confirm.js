// Questions before what cannot be undone, in our own dialog: hx-confirm on htmx elements, data-confirm on plain forms.
const dialog = document.getElementById("confirm");

/** Asks; resolves to whether the person went on. */
export function ask({ title, text, verb, danger }) {
  const yes = dialog.querySelector('[value="yes"]');
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("p").textContent = text ?? "";
  dialog.querySelector("p").hidden = !text;
  if (verb) yes.textContent = verb;
  yes.classList.toggle("btn-danger", Boolean(danger));
  yes.classList.toggle("btn-primary", !danger);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

const wording = (element) => ({
  title: element.dataset.confirm,
  text: element.dataset.confirmText,
  verb: element.dataset.confirmVerb,
  danger: "confirmDanger" in element.dataset,
});

if (dialog) {
  document.addEventListener("htmx:confirm", async (event) => {
    event.preventDefault();
    const { ctx, issueRequest, dropRequest } = event.detail;
    const source = ctx.sourceElement;
    const go = await ask({ ...wording(source), title: source.dataset.confirm ?? ctx.confirm });
    go ? issueRequest() : dropRequest?.();
  });

  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      const asker = event.submitter?.dataset.confirm ? event.submitter : form.dataset.confirm ? form : null;
      if (!asker || form.dataset.agreed) return;
      event.preventDefault();
      event.stopPropagation();
      if (!(await ask(wording(asker)))) return;
      form.dataset.agreed = "yes";
      form.requestSubmit(event.submitter);
      delete form.dataset.agreed;
    },
    { capture: true },
  );
}

// Where the browser does not know commandfor yet.
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[commandfor]");
    const target = button && document.getElementById(button.getAttribute("commandfor"));
    if (!target) return;
    button.getAttribute("command") === "show-modal" ? target.showModal() : target.close();
  });
}
