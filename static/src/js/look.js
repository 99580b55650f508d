// Attached files in place: a press on one shows its first page below it, another takes that away. What has no picture is fetched.
import { make, say } from "./page.js";

export function start(article) {
  article.addEventListener("click", (event) => {
    const chip = event.target.closest(".file-chip");
    const small = chip?.querySelector("img");
    if (!small || small.naturalWidth < 2 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const open = chip.nextElementSibling?.matches("[data-look]") ? chip.nextElementSibling : null;
    chip.setAttribute("aria-expanded", String(!open));
    if (open) return open.remove();
    const name = chip.querySelector("b").textContent;
    const link = make("a", { class: "lnk", href: chip.href }, say("openFile", { name }));
    chip.after(
      make(
        "figure",
        { class: "look", "data-look": "" },
        make("img", { src: small.src, alt: name }),
        make("figcaption", {}, link),
      ),
    );
  });
  for (const chip of article.querySelectorAll(".file-chip:has(img)")) {
    chip.setAttribute("role", "button");
    chip.setAttribute("aria-expanded", "false");
  }
  article.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches(".file-chip[role=button]")) return;
    event.preventDefault();
    event.target.click();
  });
}
