// Everything a page may need from the start. Bigger tools wake where `data-uses` names them.
import "htmx.org";
import * as draft from "./draft.js"; // not fetched on its own: what keeps a text may not be lost on the way
import * as rows from "./rows.js";
import * as asking from "./asking.js";
import "./requests.js";
import "./confirm.js";
import "./menus.js";
import "./theme.js";
import "./toasts.js";
import "./fields.js";
import "./refused.js";
import "./bulk.js";
import "./panes.js";
import "./times.js";
import "./keys.js";
import "./signing.js";
import "./once.js"; // after all that may keep a form from being sent

const tools = {
  draft: async () => draft,
  rows: async () => rows,
  asking: async () => asking,
  upload: () => import("./upload.js"),
  chart: () => import("./chart.js"),
  review: () => import("./review.js"),
  desk: () => import("./desk.js"),
  marks: () => import("./marks.js"),
  look: () => import("./look.js"),
  mention: () => import("./mention.js"),
  spent: () => import("./spent.js"),
  find: () => import("./find.js"),
  arrange: () => import("./arrange.js"),
  queue: () => import("./queue.js"),
  adder: () => import("./adder.js"),
  unsent: () => import("./unsent.js"),
  copying: () => import("./copying.js"),
  bids: () => import("./bids.js"),
  cells: () => import("./cells.js"),
};
const awake = new WeakSet();

function wake(root) {
  for (const element of root.querySelectorAll("[data-uses]")) {
    if (awake.has(element)) continue;
    awake.add(element);
    for (const name of element.dataset.uses.split(" ")) tools[name]?.().then((tool) => tool.start(element));
  }
}

wake(document);
document.addEventListener("htmx:after:process", () => wake(document));
