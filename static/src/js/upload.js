// Files go up one by one with their progress; without scripts the plain file field does the same with the form's button.
import { announce, csrf, icon, make, say } from "./page.js";

export function start(zone) {
  const input = zone.querySelector('input[type="file"]');
  const label = zone.querySelector(".dropzone");
  const limit = Number(zone.dataset.maxMb || 25);

  const take = (files) => {
    for (const file of files) file.size > limit * 1e6 ? refuse(zone, file, limit) : send(zone, file, input.name);
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
  const text = make("small", {}, bar, make("span", { class: "num whitespace-nowrap" }));
  const stop = make("button", { type: "button", class: "icon-btn", "aria-label": say("cancel") }, icon("x"));
  const line = make(
    "div",
    { class: "file-row panel mb-1.5" },
    icon("file-text"),
    make("span", { class: "what" }, make("b", {}, file.name), text),
    stop,
  );
  zone.querySelector("[data-rows]").append(line);
  return { line, bar, text, note: text.lastChild, stop };
}

function refuse(zone, file, limit) {
  const { line, text, stop } = row(zone, file);
  text.replaceChildren(make("span", { class: "err" }, say("tooLarge", { name: file.name, limit })));
  stop.addEventListener("click", () => line.remove());
}

function send(zone, file, name) {
  const parts = row(zone, file);
  const request = new XMLHttpRequest();
  const began = Date.now();
  let told = 0;
  request.open("POST", zone.dataset.url);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    const percent = Math.round((100 * event.loaded) / event.total);
    const seconds = Math.ceil(((Date.now() - began) / 1000) * (event.total / Math.max(1, event.loaded) - 1));
    parts.bar.value = percent;
    parts.note.textContent = say("uploading", { percent, seconds });
    if (percent >= told + 10) announce(`${file.name}: ${(told = percent - (percent % 10))}%`);
  });
  request.addEventListener("load", () =>
    request.status < 300 ? done(zone, file, parts, request) : failed(zone, file, name, parts, request),
  );
  request.addEventListener("error", () => failed(zone, file, name, parts, request));
  parts.stop.addEventListener("click", () => {
    request.abort();
    parts.line.remove();
  });
  const body = new FormData();
  body.append(name, file);
  request.send(body);
}

/** The page decides what a finished upload looks like: it listens, most simply by htmx (hx-trigger="slipway:uploaded from:body"). */
function done(zone, file, parts, request) {
  announce(`${file.name}: ${say("uploaded")}`);
  parts.text.replaceChildren(say("uploaded"));
  parts.stop.remove();
  const event = new CustomEvent("slipway:uploaded", {
    bubbles: true,
    cancelable: true,
    detail: { name: file.name, answer: request.responseText },
  });
  if (!zone.dispatchEvent(event) || zone.hasAttribute("data-replaced")) parts.line.remove();
}

function failed(zone, file, name, parts, request) {
  let reason = "";
  try {
    reason = JSON.parse(request.responseText).detail ?? "";
  } catch {}
  const retry = make("button", { type: "button", class: "lnk" }, say("again"));
  retry.addEventListener("click", () => {
    parts.line.remove();
    send(zone, file, name);
  });
  parts.text.replaceChildren(make("span", { class: "err" }, reason || say("uploadFailed")), retry);
}
