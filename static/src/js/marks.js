// Passages a reviewer marks while reading. Where they begin and end, never their text, is kept on this device.
import { announce, person, say } from "./page.js";

export function start(article) {
  if (!CSS.highlights) return;
  const shelf = `slipway.marks.${person}.${article.dataset.marks}`;
  const button = article.querySelector("[data-mark]");
  let marks = kept(shelf);
  let last = null;

  /** [answer's id, from, to] of a range inside one answer, in characters; null elsewhere. */
  function place(range) {
    const answer = inside(range.startContainer);
    if (!answer || !article.contains(answer) || answer !== inside(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(answer, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const from = before.toString().length;
    return [answer.parentElement.id, from, from + range.toString().length];
  }

  function paint() {
    const ranges = marks.map(([id, from, to]) => rebuilt(document.getElementById(id)?.querySelector("dd"), from, to));
    CSS.highlights.set("marked", new Highlight(...ranges.filter(Boolean)));
  }

  /** Marks the passage; one that touches marks takes those away instead. */
  function toggle() {
    if (!last) return;
    const [id, from, to] = last;
    const rest = marks.filter((one) => one[0] !== id || one[2] < from || one[1] > to);
    const gone = rest.length < marks.length;
    if (!gone && from === to) return;
    marks = gone ? rest : [...marks, last];
    localStorage.setItem(shelf, JSON.stringify(marks));
    getSelection().removeAllRanges();
    paint();
    announce(say(gone ? "unmarked" : "marked"));
  }

  document.addEventListener("selectionchange", function followed() {
    if (!article.isConnected) return document.removeEventListener("selectionchange", followed);
    const chosen = getSelection();
    const found = chosen.rangeCount ? place(chosen.getRangeAt(0)) : null;
    if (found || !document.activeElement?.matches("[data-mark]")) last = found;
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", toggle);
  button.hidden = false;
  paint();
}

const inside = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".answers dd");

function kept(shelf) {
  try {
    return JSON.parse(localStorage.getItem(shelf)) ?? [];
  } catch {
    return [];
  }
}

/** The range `from`–`to` of an answer's text; null where it has no such characters any more. */
function rebuilt(answer, from, to) {
  if (!answer) return null;
  const range = document.createRange();
  const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
  let at = 0;
  let open = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = at + node.length;
    if (!open && from < end) {
      range.setStart(node, from - at);
      open = true;
    }
    if (open && to <= end) {
      range.setEnd(node, to - at);
      return range;
    }
    at = end;
  }
  return null;
}
