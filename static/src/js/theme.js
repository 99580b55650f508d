// The theme form works without scripts; with them the page changes at once and the cookie is written behind it.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const root = document.documentElement;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  const scheme = { slipway: "light", "slipway-night": "dark" }[theme] ?? "light dark";
  document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", scheme);
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
  document.dispatchEvent(new CustomEvent("slipway:theme"));
  const body = new FormData(form);
  body.set("theme", theme);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (!answer || (answer.status >= 400 && answer.type !== "opaqueredirect")) form.submit();
});
