// The waiting list: a row that is dragged is moved by its own form, as its buttons move it.
import Sortable from "sortablejs";

export function start(list) {
  const animation = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160;
  const onEnd = ({ item, oldIndex, newIndex }) => {
    if (oldIndex === newIndex) return;
    const form = item.querySelector("[data-move]");
    const to = Object.assign(document.createElement("input"), { type: "hidden", name: "to", value: newIndex + 1 });
    form.append(to);
    form.requestSubmit();
  };
  new Sortable(list, { draggable: "li", handle: "[data-grip]", animation, ghostClass: "is-dragged", onEnd });
}
