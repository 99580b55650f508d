// A form that leads to another page is sent once: on a slow line a second click would do the act again.
// One with `data-again` leads to a file: its page stays, so it may be sent as often as somebody likes.
const PATIENCE = 10_000; // milliseconds until somebody whose answer never came may try again

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank" || "again" in form.dataset) return;
  if ("sent" in form.dataset) return event.preventDefault();
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, PATIENCE);
});

// Gone back to, a page is as it was left: its forms may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
