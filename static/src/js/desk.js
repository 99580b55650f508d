// The workbench goes from one application to the next without loading a page anew. The one after it is fetched ahead, while the
// browser has nothing to do; before it is shown the server says whether it still is as it was.
import { announce, say, signature, unknown } from "./page.js";
import { toast } from "./toasts.js";

const LASTS = 300_000; // milliseconds that what was fetched ahead may be shown for
const parting = new Map(); // address → what of its draft is on its way still
let ahead; // {href, page, at}
let turn = 0;
let submitting = false;

const current = () => document.getElementById("desk");
const headers = (more) => ({ "HX-Request": "true", ...signature(), ...more });

export function start(desk) {
  desk.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-turn]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.pathname);
  });
  desk.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "submit") return;
    event.preventDefault();
    submit(event.target, event.submitter);
  });
  desk.dataset.turns = ""; // from here on a step loads no page anew
  (globalThis.requestIdleCallback ?? setTimeout)(() => fetchAhead(desk), { timeout: 2000 });
}

addEventListener("popstate", () => {
  if (current() && location.pathname !== current().dataset.at) go(location.pathname, false);
});

async function fetchAhead(desk) {
  const href = desk.querySelector("a[data-ahead]")?.pathname;
  if (!href || !desk.isConnected || navigator.connection?.saveData || ahead?.href === href) return;
  const answer = await fetch(href, { headers: headers({ Purpose: "prefetch" }), cache: "no-store", priority: "low" }).catch(
    () => {},
  );
  const page = answer?.ok && read(await answer.text());
  if (page && desk.isConnected) ahead = { href, page, at: Date.now() };
}

/** What stands in a page of the workbench; null for any other page. */
function read(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const desk = page.getElementById("desk");
  for (const other of page.querySelectorAll("noscript")) other.remove();
  const said = [...page.querySelectorAll("#toasts > [data-toast] > span:first-of-type")].map((one) => one.textContent);
  return desk && { desk, title: page.title, said };
}

/** Shows the workbench at `href`; with `push` as a step that the browser goes back by. */
async function go(href, push = true) {
  const mine = (turn += 1);
  const from = current();
  from.setAttribute("aria-busy", "true");
  from.querySelector("form.rubric")?.dispatchEvent(new CustomEvent("slipway:flush"));
  try {
    const page = await found(href);
    if (mine !== turn) return;
    if (page) return show(page, push && href);
  } catch {
    document.dispatchEvent(new CustomEvent("slipway:refused", { detail: { text: say("noNetwork") } }));
  }
  if (mine === turn) from.removeAttribute("aria-busy");
}

/** The page at `href` as the server has it by now. Leads elsewhere, and gives nothing, where this person may not open it. */
async function found(href) {
  await parting.get(href);
  const held = ahead?.href === href && Date.now() - ahead.at < LASTS ? ahead.page : null;
  ahead = null;
  const seen = held && { "X-Seen": held.desk.dataset.stamp };
  const answer = await fetch(href, { headers: headers(seen), cache: "no-store" });
  if (answer.status === 401) return void unknown(answer.headers.get("HX-Trigger"));
  const text = await answer.text();
  if (held && answer.ok && answer.headers.has("X-Still")) return renewed(held, text);
  const page = answer.ok && read(text);
  if (!page) location.assign(answer.ok ? answer.url : "/reviews/"); // taken back, or in conflict since
  return page;
}

/** What was fetched ahead, with the parts that others decide as they are now. */
function renewed(page, text) {
  for (const part of new DOMParser().parseFromString(text, "text/html").body.children) {
    for (const other of part.querySelectorAll("noscript")) other.remove();
    page.desk.querySelector(`#${part.id}`)?.replaceWith(part.cloneNode(true));
  }
  return page;
}

function show({ desk, title, said }, href, sends = true) {
  part(current(), sends);
  if (href) history.pushState(null, "", href);
  document.title = title;
  current().replaceWith(desk);
  scrollTo(0, 0); // on a phone the page scrolls, and would begin where the one before was left
  globalThis.htmx?.process(desk); // wakes what it uses
  document.dispatchEvent(new CustomEvent("slipway:arrived"));
  const goal = desk.querySelector("[data-refused]") ?? desk.querySelector("h1");
  goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
  announce(desk.querySelector("#way [role=img]").ariaLabel);
  said.forEach((one) => toast(one));
}

/** Takes leave of a draft: what waits goes out, and what does not go in is told of with the way back to it. */
function part(desk, sends) {
  const { at, startup } = desk.dataset;
  const work = [];
  desk.querySelector("form.rubric")?.dispatchEvent(new CustomEvent("slipway:leave", { detail: { work, sends } }));
  const all = Promise.all(work).then((went) => {
    parting.delete(at);
    if (!sends || went.every(Boolean)) return;
    const link = { href: at, textContent: say("openIt") };
    document.dispatchEvent(new CustomEvent("slipway:refused", { detail: { text: say("leftBehind", { name: startup }), link } }));
  });
  parting.set(at, all);
}

async function submit(form, button) {
  if (submitting) return;
  submitting = true;
  current().setAttribute("aria-busy", "true");
  try {
    const work = [];
    form.dispatchEvent(new CustomEvent("slipway:wait", { detail: work }));
    await Promise.all(work); // nothing of the draft comes after the whole
    const body = new FormData(form, button);
    body.append("spent", form.dataset.spent ?? 0);
    const answer = await fetch(current().dataset.at, {
      method: "POST",
      body,
      headers: headers({ "HX-Request-Type": "partial" }),
    });
    if (answer.status === 401) return unknown(answer.headers.get("HX-Trigger"));
    await follow(answer, form);
  } catch {
    form.dispatchEvent(new CustomEvent("slipway:flush"));
    document.dispatchEvent(new CustomEvent("slipway:refused", { detail: { text: say("noNetwork") } }));
  } finally {
    submitting = false;
    current().removeAttribute("aria-busy");
  }
}

/** To the next one; or, refused, the same again with what is wrong beside each field. */
async function follow(answer, form) {
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
    const { next, said } = await answer.json();
    form.dispatchEvent(new CustomEvent("slipway:sent"));
    if (said) toast(said);
    return said ? go(next) : location.assign(next);
  }
  const page = read(await answer.text());
  if (page) return show(page, "", false);
  const text = say("problem");
  document.dispatchEvent(new CustomEvent("slipway:refused", { detail: { text } }));
}
