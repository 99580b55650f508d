// Autosave. <form data-uses="draft" data-url="…" data-draft="…">; docs/components.md has the endpoint's contract.
import { controls, names, question, read, same, saves, setVersion, touched, version, write } from "./draft-fields.js";
import { showConflict } from "./draft-conflict.js";
import { pacer, wished } from "./draft-pace.js";
import { show } from "./draft-told.js";
import { watch } from "./draft-wrong.js";
import * as store from "./draft-store.js";
import { called, icon, make, person, say, signature, unknown } from "./page.js";

const KEEPALIVE_LIMIT = 60_000;
const REPLACES = ["back:", "reuse:"]; // buttons that put another answer in place of what stands there

/** Numbers come back as the server writes them; of a text a comma is a part. */
const bare = (value) => (typeof value === "string" && /^[\d\s,.−-]+$/.test(value) ? value.replace(/[\s,]/g, "") : value);

export async function start(form) {
  const { url, draft } = form.dataset;
  const dirty = new Map(); // name → value typed here and not yet known to the server
  const conflicts = new Set();
  const refused = new Map(); // name → the sentence beside an answer that the server cannot keep as it is
  const unanswered = new Map(); // name → values sent, of which no answer came: the server may have them
  const elsewhere = new Map(); // name → version, of what is kept for other pages of this draft: it is sent, and shown there
  const stored = new Map(); // name → whether its value is on this device, a promise; nothing of what came from there
  const here = new Set(names(form));
  const tabs = new BroadcastChannel(`slipway-draft/${person}/${draft}`);
  watch(form);
  const over = new AbortController(); // once the page goes on without this form
  const until = { signal: over.signal };
  let sending = null; // a promise
  let urgent = false; // more was to be sent at once meanwhile
  let signedOut = false;
  let leaving = false;
  let trouble = false; // what was said of the server stands until it answers
  let said;
  let turn = 0; // of what is said
  const pace = pacer(() => send());

  const waiting = () => [...dirty.keys()].filter((name) => !conflicts.has(name) && !refused.has(name));

  function typed(name) {
    refused.get(name)?.remove();
    refused.delete(name);
    dirty.set(name, read(form, name));
    keep(name);
    pace.key();
    tell();
  }

  function keep(name, number = version(form, name)) {
    stored.set(name, store.keep(draft, name, dirty.get(name), number));
  }

  /** All that waits, at once; what waits for its time calls `pace.plan`. */
  async function send({ last = false } = {}) {
    const sent = waiting().map((name) => ({
      name,
      value: dirty.get(name),
      version: elsewhere.get(name) ?? version(form, name),
    }));
    if (sending || signedOut || !sent.length) return;
    if (!navigator.onLine) return onDevice();
    sending = deliver(sent, last);
    await sending;
    sending = null;
    if (over.signal.aborted || trouble || signedOut || !waiting().length) return;
    urgent ? send() : pace.plan();
  }

  async function deliver(sent, last) {
    urgent = false;
    pace.sent();
    state("saving");
    for (const { name, value } of sent) unanswered.set(name, [...(unanswered.get(name) ?? []), value]);
    const page = { language: form.elements["language:"]?.value, form: form.elements["form:"]?.value };
    const spent = Number(form.dataset.spent) || undefined;
    const body = JSON.stringify({ changes: sent, spent, ...page });
    try {
      const answer = await fetch(url, {
        method: "PATCH",
        body,
        headers: { "Content-Type": "application/json", Accept: "application/json", ...signature() },
        redirect: "manual",
        keepalive: last && body.length < KEEPALIVE_LIMIT,
      });
      await receive(answer, sent, spent);
    } catch {
      onDevice();
      again();
    }
  }

  /** The page goes on without this form: what waits goes out, and stays on this device where it does not go in. Whether all did. */
  async function leave(sends) {
    over.abort();
    await sending;
    sending = null;
    if (sends) await send({ last: true });
    pace.stop();
    news.close();
    tabs.close();
    return !waiting().length && !conflicts.size && !refused.size;
  }

  async function receive(answer, sent, spent) {
    if (answer.status === 401 || answer.type === "opaqueredirect") return bar(answer.headers.get("HX-Trigger"));
    if (answer.status >= 500 || answer.status === 429) {
      state("failed");
      return again(wished(answer.headers.get("Retry-After")));
    }
    const { saved, versions, conflicts = [], refused: unkept = [], wrong, detail, gone } = await answer.json().catch(() => ({}));
    if (gone) return withdraw(gone);
    if (!versions) {
      trouble = true; // nothing was kept, and the same again would not help: too late, or not yours to write
      form.toggleAttribute("data-barred", answer.status === 403 || answer.status === 409);
      state("failed", "", false);
      const link = form.dataset.page && { href: form.dataset.page, textContent: say("draftPage") };
      return document.dispatchEvent(new CustomEvent("slipway:refused", { detail: { text: detail ?? say("problem"), link } }));
    }
    form.removeAttribute("data-barred");
    trouble = false;
    pace.answered();
    for (const { name, value } of sent) if (name in versions) settle(name, value, versions[name]);
    const found = conflicts.filter(({ name }) => !forsake(name));
    const bad = unkept.filter(({ name }) => !forsake(name));
    for (const conflict of found) clash(conflict, sent.find(({ name }) => name === conflict.name).value);
    for (const { name, says } of bad) refuse(name, says);
    tell(saved && say("saved", { time: saved }));
    form.dispatchEvent(new CustomEvent("slipway:saved", { bubbles: true, detail: { saved, versions, wrong, spent } }));
  }

  /** What stands here is nobody's to read on this page any more, and nothing of it waits. */
  function withdraw(to) {
    leaving = true;
    for (const name of dirty.keys()) store.drop(draft, name);
    dirty.clear();
    location.replace(to);
  }

  /** Nothing is sent until this page's person is signed in again. */
  function bar(trigger) {
    signedOut = true;
    if (unknown(trigger)) onDevice(say("keptFor", { name: called }));
    else state("failed", say("signedOut"));
  }

  /** Once more, whoever is signed in by now: the server says so where it is nobody, or somebody else. */
  function revive() {
    signedOut = false;
    return send();
  }

  /** What is for another page and did not go in stays kept until that page is opened. */
  function forsake(name) {
    return elsewhere.delete(name) && dirty.delete(name);
  }

  function settle(name, value, number) {
    elsewhere.delete(name);
    unanswered.delete(name);
    setVersion(form, name, number);
    tabs.postMessage({ name, value, version: number });
    if (same(dirty.get(name), value)) {
      dirty.delete(name);
      store.drop(draft, name);
    } else if (dirty.has(name)) keep(name, number);
  }

  function clash(conflict, sent) {
    const { name } = conflict;
    const own = unanswered
      .get(name)
      ?.slice(0, -1)
      .some((value) => same(bare(value), bare(conflict.theirs)));
    unanswered.delete(name);
    if (own) return setVersion(form, name, conflict.version); // an earlier save of ours whose answer was lost
    const field = controls(form, name)[0]?.closest(".field, [data-version]");
    if (!field) return;
    conflicts.add(name);
    const yours = dirty.get(name) ?? sent;
    const { told } = conflict;
    const words = { yours: (same(yours, sent) && told?.yours) || yours, theirs: told?.theirs || conflict.theirs };
    showConflict(field, { ...conflict, ...words }, (choice) => {
      conflicts.delete(name);
      setVersion(form, name, conflict.version);
      controls(form, name)[0].focus();
      if (choice === "yours") {
        typed(name);
        return send();
      }
      write(form, name, conflict.theirs);
      dirty.delete(name);
      store.drop(draft, name);
      tell();
    });
  }

  /** Waits until the answer is typed anew; the rest goes on. */
  function refuse(name, says) {
    const note = make("span", { class: "err", role: "alert" }, icon("circle-alert"), says);
    refused.set(name, note);
    controls(form, name)[0]?.closest(".field, [data-version]")?.append(note);
  }

  function again(wait) {
    trouble = true;
    pace.failed(wait);
  }

  /** What is so by now; while the server cannot be reached, what was said of it stands. */
  function tell(saved = "") {
    if (trouble || signedOut) return;
    if (waiting().length) navigator.onLine ? state("saving") : onDevice();
    else if (conflicts.size || refused.size) state("failed", say(conflicts.size ? "choose" : "unkept"), false);
    else state("saved", saved);
  }

  /** Says that what waits is kept on this device, once it is; not where the browser refuses. */
  async function onDevice(text) {
    if (form.dataset.saveState !== "kept") state("saving");
    const mine = (turn += 1);
    const all = await Promise.all(waiting().map((name) => stored.get(name) ?? true));
    if (mine === turn) all.every(Boolean) ? state("kept", text) : state("failed");
  }

  /** What is said already is not said again at every key. */
  function state(name, text = "", retry = true) {
    turn += 1;
    if (over.signal.aborted) return;
    if (form.dataset.saveState === name && said === text) return;
    form.dataset.saveState = name;
    said = text;
    show(name, text, retry);
  }

  const changed = (event) => event.target.form === form && saves(event.target) && typed(question(event.target));
  form.addEventListener("input", changed);
  form.addEventListener(
    "change",
    (event) =>
      event.target.matches("select, input") &&
      !same(dirty.get(question(event.target)), read(form, question(event.target))) &&
      changed(event),
  );
  form.addEventListener("slipway:flush", () => (sending ? (urgent = true) : send()));
  form.addEventListener("slipway:wait", ({ detail }) => pace.stop() ?? detail.push(sending));
  form.addEventListener("slipway:sent", () => waiting().forEach((name) => dirty.delete(name) && store.drop(draft, name)));
  form.addEventListener("slipway:leave", ({ detail }) => detail.work.push(leave(detail.sends)), until);
  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (leaving || !REPLACES.includes(submitter?.name) || !waiting().length) return (leaving = true);
    event.preventDefault(); // what is typed and not saved goes first: it stays among the earlier answers
    await send();
    leaving = true;
    form.requestSubmit(submitter);
  });
  document.getElementById("conflict")?.addEventListener("submit", () => (leaving = true), until); // one key, and no question
  document.addEventListener("click", (event) => event.target.closest?.("[data-retry]") && revive(), until);
  addEventListener("online", pace.back, until);
  addEventListener("offline", () => dirty.size && onDevice(), until);
  document.addEventListener("visibilitychange", hidden, until);
  function hidden() {
    if (document.visibilityState === "hidden") send({ last: true });
    else if (signedOut) revive();
  }
  addEventListener("beforeunload", staying, until);
  function staying(event) {
    if (!leaving && (sending || waiting().length) && form.dataset.saveState !== "kept" && !("barred" in form.dataset))
      event.preventDefault(); // what is barred is on this device, and the draft's page shows it
  }
  const news = new BroadcastChannel("slipway");
  news.addEventListener("message", ({ data }) => {
    if (data.signedIn !== person) return bar("slipway:somebody-else");
    signedOut = false;
    tell();
    pace.plan();
  });
  tabs.addEventListener("message", ({ data: { asks, name, value, version: number } }) => {
    if (asks) return tabs.postMessage({ name: "", mine: asks.filter((one) => dirty.has(one) && !elsewhere.has(one)) });
    if (!here.has(name)) return;
    if (!dirty.has(name)) write(form, name, value);
    else if (!same(dirty.get(name), value)) return keep(name); // on what it was
    if (dirty.delete(name)) tell();
    setVersion(form, name, number);
  });

  /** Those of `asked` that no other tab holds on its page. */
  async function unclaimed(asked) {
    const claimed = new Set();
    tabs.addEventListener("message", ({ data }) => data.mine?.forEach((name) => claimed.add(name)));
    tabs.postMessage({ asks: asked.map(({ name }) => name) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    return asked.filter(({ name }) => !claimed.has(name));
  }

  const before = new Set(touched(form)); // typed before this script was here, or given back by the browser
  const all = await store.kept(draft);
  if (over.signal.aborted) return;
  for (const { name, value, version: seen } of all) {
    if (before.has(name) || dirty.has(name)) {
      if (same(read(form, name), value)) setVersion(form, name, seen); // given back: others may have written since
      continue;
    }
    if (!here.has(name) && "part" in form.dataset) continue;
    if (!here.has(name) || same(read(form, name), value)) {
      store.drop(draft, name);
      continue;
    }
    write(form, name, value);
    setVersion(form, name, seen);
    dirty.set(name, value);
  }
  for (const name of before) typed(name);
  if (dirty.size) pace.plan();

  const away = all.filter(({ name }) => !here.has(name) && "part" in form.dataset);
  for (const { name, value, version: seen } of away.length ? await unclaimed(away) : []) {
    elsewhere.set(name, seen);
    dirty.set(name, value);
  }
  if (elsewhere.size) pace.plan();
}
