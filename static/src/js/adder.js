// A panel that a link opens over the list: it takes the focus when it comes, and gives it back when it is closed.
const FIRST = ".panel-body :is(a, input:not([type=hidden]), select, textarea, button)";

export function start(adder) {
  let opener = null; // what had the focus before the panel came

  document.addEventListener("htmx:after:swap", (event) => {
    const { sourceElement: link, target } = event.detail?.ctx ?? {};
    if (target !== adder) return;
    const here = document.activeElement;
    // A link of the panel itself went away with what stood in it.
    if (link?.isConnected && !adder.contains(link)) opener = here === document.body ? link : here;
    const first = adder.querySelector(".panel-body input:checked") ?? adder.querySelector(FIRST);
    (first ?? adder.querySelector("[data-closes]"))?.focus();
  });

  function close(event) {
    event.preventDefault();
    adder.replaceChildren();
    opener?.focus();
  }

  adder.addEventListener("click", (event) => event.target.closest("[data-closes]") && close(event));
  adder.addEventListener("keydown", (event) => event.key === "Escape" && close(event));
}
