// A button that copies what its `data-copy` says; hidden where the browser lets no page copy.
import { say } from "./page.js";
import { toast } from "./toasts.js";

export function start(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast(say("copied"));
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling); // to be copied by hand
    }
  });
}
