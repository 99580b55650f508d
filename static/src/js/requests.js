// htmx under our rules: the CSRF header and whose page it is at send time, 401 as an event, swaps announced.
import { announce, called, csrf, person, say, signature, unknown } from "./page.js";
import { toast } from "./toasts.js";

document.addEventListener("htmx:config:request", (event) => {
  Object.assign(event.detail.ctx.request.headers, signature());
});

document.addEventListener("htmx:after:swap", (event) => {
  const said = event.target.closest?.("[data-announce]")?.dataset.announce ?? event.detail?.ctx?.sourceElement?.dataset.announce;
  if (said) announce(said);
});

// Errors are never toasts: a failed request leaves the page as it is and says so where screen readers and eyes look first.
document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.status ?? event.detail?.ctx?.response?.raw?.status;
  if (status === 401) return unknown(event.detail.ctx.response.headers?.get("HX-Trigger"));
  if (status >= 500) problem(say("problem"));
});

// A server answer may carry HX-Trigger: {"slipway:toast": {"text": "…", "undo": "/address"}}
document.addEventListener("slipway:toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.undo));
document.addEventListener("slipway:gone", () => problem(say("gone")));
document.addEventListener("slipway:signed-out", () =>
  problem(say("signedOut"), { href: "/accounts/login/", textContent: say("signIn"), target: "_blank" }),
);
document.addEventListener("slipway:somebody-else", () =>
  problem(say("somebodyElse", { name: called }), {
    href: "/accounts/logout/?next=/accounts/login/",
    textContent: say("signIn"),
    target: "_blank",
  }),
);
new BroadcastChannel("slipway").addEventListener("message", ({ data }) => {
  if (data.signedIn !== person) return;
  document.querySelector("#problem:has(a)")?.remove();
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = csrf(); // signing in changed it
});
document.addEventListener("slipway:refused", ({ detail }) => problem(detail.text, detail.link));
document.addEventListener("slipway:saved", () => document.getElementById("problem")?.remove());

/** A sentence at the top of the page about something that did not work. */
function problem(text, link) {
  const main = document.getElementById("main");
  let box = document.getElementById("problem");
  if (!box) {
    box = Object.assign(document.createElement("div"), { id: "problem", className: "callout t-err mb-4" });
    box.setAttribute("role", "alert");
    main?.prepend(box);
  }
  if (box.dataset.says === text) return;
  box.dataset.says = text;
  const said = document.createElement("p");
  said.append(text, " ", ...(link ? [Object.assign(document.createElement("a"), link)] : []));
  box.replaceChildren(said);
}
