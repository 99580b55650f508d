// Files go up part by part, few at a time, and go on after a tunnel; without scripts the plain file field does it at once.
import { Upload } from "tus-js-client";
import { announce, called, icon, make, person, say, signature, unknown } from "./page.js";
import { places, print } from "./upload-places.js";
import { turns } from "./upload-turns.js";

const MB = 1024 * 1024;
const PART = MB; // what a phone loses at most
const RETRY = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000];
const open = turns(9); // begun on the server, in time for a deadline; it keeps thirty of a person, in all tabs (OPEN_MOST)
const sending = turns(3);
let ended = Promise.resolve(); // once the server knows what was cancelled: until then it holds a place
const tabs = new BroadcastChannel("slipway");

export function start(zone) {
  const input = zone.querySelector('input[type="file"]');
  const label = zone.querySelector(".dropzone");
  const limit = Number(zone.dataset.maxMb || 25);

  const take = (files) => {
    for (const file of files) {
      if (file.size > limit * MB) refuse(zone, file, say("tooLarge", { name: file.name, limit }));
      else if (isFull(zone)) refuse(zone, file, zone.dataset.many);
      else send(zone, file, input.name);
    }
    input.value = "";
  };
  input.addEventListener("change", () => take([...input.files]));
  label.addEventListener("dragover", (event) => {
    event.preventDefault();
    label.classList.add("over");
  });
  label.addEventListener("dragleave", () => label.classList.remove("over"));
  label.addEventListener("drop", (event) => {
    event.preventDefault();
    label.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
}

function row(zone, file) {
  const bar = make("progress", { class: "progress-sw", max: "100", value: "0", "aria-label": file.name });
  const note = make("span", { class: "num whitespace-nowrap" });
  const text = make("small", {}, bar, note);
  const stop = make("button", { type: "button", class: "icon-btn", "aria-label": say("cancel") }, icon("x"));
  const line = make(
    "div",
    { class: "file-row panel mb-1.5" },
    icon("file-text"),
    make("span", { class: "what" }, make("b", {}, file.name), text),
    stop,
  );
  zone.querySelector("[data-rows]").append(line);
  return { line, bar, text, note, stop };
}

/** Whether those that are here and those on their way are all that the question takes. */
function isFull(zone) {
  const here = Number(zone.closest("fieldset")?.querySelector("[data-files]")?.dataset.files ?? 0);
  return here + zone.querySelectorAll("[data-rows] > :not(:has(.err))").length >= Number(zone.dataset.most || Infinity);
}

function refuse(zone, file, reason) {
  const { line, text, stop } = row(zone, file);
  text.replaceChildren(make("span", { class: "err" }, reason));
  stop.addEventListener("click", () => line.remove());
}

function send(zone, file, question) {
  const parts = row(zone, file);
  const progress = counting(file, parts);
  const upload = new Upload(file, {
    endpoint: zone.dataset.url,
    metadata: { filename: file.name, question },
    chunkSize: PART,
    retryDelays: RETRY,
    urlStorage: places,
    fingerprint: print,
    removeFingerprintOnSuccess: true,
    onBeforeRequest: async (request) => {
      if (request.getMethod() === "PATCH") await turn(parts);
      for (const [name, value] of Object.entries(signature())) request.setHeader(name, value);
      request.setHeader("Accept", "application/json");
    },
    onShouldRetry: (fault) => navigator.onLine && mayHelp(fault.originalResponse),
    onProgress: progress,
    onSuccess: () => {
      leave(parts);
      done(zone, file, parts);
    },
    onError: (fault) => {
      leave(parts);
      stopped(() => wait(parts, begin), zone, parts, fault.originalResponse);
    },
  });
  async function begin() {
    parts.note.textContent = "";
    await ended;
    const [before] = await upload.findPreviousUploads();
    if (!parts.line.isConnected) return leave(parts); // cancelled meanwhile
    if (before) upload.resumeFromPreviousUpload(before);
    upload.start();
  }
  const end = () => (ended = upload.abort(true).catch(() => navigator.onLine || addEventListener("online", end, { once: true })));
  parts.stop.addEventListener("click", () => {
    end();
    parts.line.remove();
    leave(parts);
  });
  wait(parts, begin);
}

/** Begins once there is room. Nothing for what was cancelled while it stood still, or is begun already. */
async function wait(parts, begin) {
  if (!parts.line.isConnected || open.has(parts)) return;
  queued(parts);
  await open.take(parts);
  begin();
}

/** Until this file may send its parts. */
async function turn(parts) {
  if (sending.has(parts)) return;
  queued(parts);
  await sending.take(parts);
  parts.note.textContent = "";
  parts.began ??= Date.now(); // the wait is no part of what is left
}

function queued({ bar, text, note }) {
  note.textContent = say("uploadQueued");
  text.replaceChildren(bar, note);
}

function leave(parts) {
  sending.leave(parts);
  open.leave(parts);
}

function counting(file, parts) {
  const { bar, text, note } = parts;
  let first;
  let told = 0;
  return (sent, whole) => {
    first ??= sent; // what was there already cost no time
    const percent = Math.round((100 * sent) / whole);
    const seconds = Math.ceil(((Date.now() - parts.began) / 1000) * ((whole - sent) / Math.max(1, sent - first)));
    bar.value = percent;
    note.textContent = sent > first ? say("uploading", { percent, seconds }) : `${percent}%`;
    if (bar.parentNode !== text) text.replaceChildren(bar, note);
    if (percent >= told + 10) announce(`${file.name}: ${(told = percent - (percent % 10))}%`);
  };
}

const status = (answer) => answer?.getStatus() ?? 0;

function told(answer) {
  try {
    return JSON.parse(answer.getBody());
  } catch {
    return {};
  }
}

/** The same again, after a while: the line broke, the server was away, or another tab was quicker with this part. */
function mayHelp(answer) {
  const said = status(answer);
  return said === 0 || said === 429 || said >= 500 || (said === 409 && told(answer).field === "offset");
}

/** The page decides what a finished upload looks like: it listens, most simply by htmx (hx-trigger="slipway:uploaded from:body"). */
function done(zone, file, parts) {
  announce(`${file.name}: ${say("uploaded")}`);
  parts.text.replaceChildren(say("uploaded"));
  parts.stop.remove();
  if (zone.contains(document.activeElement)) zone.closest("fieldset")?.focus(); // the control may go: one file was all
  const event = new CustomEvent("slipway:uploaded", { bubbles: true, cancelable: true, detail: { name: file.name } });
  if (!zone.dispatchEvent(event) || zone.hasAttribute("data-replaced")) parts.line.remove();
}

/** Goes on once the page's person is signed in again; says so. */
function waits(answer, go) {
  const back = ({ data }) => {
    if (data.signedIn !== person) return;
    tabs.removeEventListener("message", back);
    go();
  };
  tabs.addEventListener("message", back);
  return unknown(answer.getHeader("HX-Trigger")) ? say("somebodyElse", { name: called }) : say("signedOutUpload");
}

function stopped(go, zone, parts, answer) {
  if (!navigator.onLine) {
    parts.note.textContent = say("uploadWaits");
    announce(say("uploadWaits"));
    return window.addEventListener("online", go, { once: true });
  }
  const reason = status(answer) === 401 ? waits(answer, go) : told(answer).detail || say("uploadFailed");
  parts.text.replaceChildren(make("span", { class: "err", role: "alert" }, reason));
  if (status(answer) !== 401 && !mayHelp(answer)) {
    zone.dispatchEvent(new CustomEvent("slipway:unfit", { bubbles: true })); // for what it is, or for what is here by now
    return;
  }
  const retry = make("button", { type: "button", class: "lnk" }, say("again"));
  retry.addEventListener("click", go);
  parts.text.append(retry);
}
