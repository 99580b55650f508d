// <details data-menu>: one open at a time, closed by Escape, by a click outside and by leaving with Tab.
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches("details[data-menu][open]")) target.querySelector(".menu-list")?.scrollIntoView({ block: "nearest" });
  },
  { capture: true },
);

document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    event.preventDefault();
  }
});
