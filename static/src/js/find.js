// A search box that narrows what is on the page already, while one types. Without scripts its form asks the server for the same.
export function start(form) {
  const place = document.querySelector(form.dataset.find);
  const box = form.querySelector("input[type=search]");
  const items = [...place.querySelectorAll("[data-find-item]")];
  const told = items.map((item) => item.dataset.findItem.toLowerCase());

  function narrow() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    items.forEach((item, index) => (item.hidden = !words.every((word) => told[index].includes(word))));
    for (const group of place.querySelectorAll("[data-find-group]"))
      group.hidden = !group.querySelector("[data-find-item]:not([hidden])");
    const left = items.filter((item) => !item.hidden);
    form.querySelector("[data-find-count]").textContent = left.length;
    place.querySelector("[data-find-none]").hidden = left.length > 0;
    if (left.length === 1) left[0].open = true;
  }

  box.addEventListener("input", narrow);
  if (box.value) narrow(); // typed while this was on its way
  // The server sent fewer where the address had a search: then only it can find the others.
  if (!new URLSearchParams(location.search).get("q")) form.addEventListener("submit", (event) => event.preventDefault());
}

// A link to a folded thing unfolds it.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches("details")) target.open = true;
}
addEventListener("hashchange", unfold);
unfold();
