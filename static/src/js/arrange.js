// The builder's outline: questions and sections moved by dragging their grips, or with arrow keys on them.
import htmx from "htmx.org";
import Sortable from "sortablejs";
import { announce, say } from "./page.js";

const PAUSE = 400; // ms without another arrow key before the new place is sent

export function start(outline) {
  const lists = new WeakMap();
  let moving = null; // what arrow keys move about
  let timer = 0;
  let sent = 0; // places the server has not answered yet

  function drag() {
    for (const list of outline.querySelectorAll("ol")) {
      if (lists.has(list)) continue;
      const what = "sections" in list.dataset ? "section" : "question";
      const animation = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160;
      const options = { group: what, draggable: "li", handle: `[data-grip="${what}"]`, animation, ghostClass: "is-dragged" };
      lists.set(list, new Sortable(list, { ...options, onEnd: ({ item }) => settle(item) }));
    }
  }

  /** Tells where `item` stands now, and has the server keep it. */
  function settle(item) {
    const list = item.parentElement;
    const part = list.closest("li");
    const after = item.previousElementSibling?.dataset.key ?? "";
    const gaps = { name: item.dataset.name, place: [...list.children].indexOf(item) + 1, of: list.children.length };
    announce(part ? say("movedTo", { ...gaps, section: part.dataset.name }) : say("movedSection", gaps));
    const door = `${outline.dataset.at}${part ? "questions" : "sections"}/${item.dataset.key}/?${outline.dataset.hand}`;
    const values = { act: "place", place: part ? `${part.dataset.key}/${after}` : after };
    sent += 1;
    return htmx.ajax("POST", door, { source: outline, values }).finally(() => (sent -= 1));
  }

  function finish() {
    clearTimeout(timer);
    const item = moving;
    moving = null;
    if (item) settle(item);
  }

  outline.addEventListener("keydown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || !step) return;
    event.preventDefault();
    const item = grip.closest("li");
    if (moving && moving !== item) finish();
    moving = null; // while it is taken out and put in again, it loses the focus
    shift(item, step);
    grip.focus();
    moving = item;
    clearTimeout(timer);
    timer = setTimeout(finish, PAUSE);
  });
  outline.addEventListener("focusout", (event) => moving && !moving.contains(event.relatedTarget) && finish());
  // An answer to an older place would put things back under the hand that moves them.
  outline.addEventListener("htmx:before:swap", (event) => (moving || sent > 1) && event.preventDefault());
  document.addEventListener("htmx:after:process", drag);
  drag();
  follow();
}

/** The preview beside it stands at the question in hand. */
function follow() {
  const here = document.querySelector("#preview .preview-here");
  const pane = here?.closest("#preview");
  if (pane) pane.scrollTop += here.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 4;
}

/** One place up or down; a question goes over the edge of its section into the next. */
function shift(item, step) {
  const neighbour = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (neighbour) return step < 0 ? neighbour.before(item) : neighbour.after(item);
  const part = item.parentElement.closest("li");
  const list = (step < 0 ? part?.previousElementSibling : part?.nextElementSibling)?.querySelector("ol");
  if (list) step < 0 ? list.append(item) : list.prepend(item);
}
