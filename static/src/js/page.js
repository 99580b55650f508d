// What the server told this page: the words our scripts say, cookie names, who is reading.
const words = JSON.parse(document.getElementById("words")?.textContent || "{}");
const facts = document.querySelector('meta[name="slipway"]')?.dataset ?? {};

/** A translated sentence with its {gaps} filled; of two, of one and of several, the one for the `count` among them. */
export function say(name, gaps = {}) {
  const said = [words[name] ?? name].flat();
  return said[gaps.count === 1 ? 0 : said.length - 1].replace(/\{(\w+)\}/g, (whole, gap) => gaps[gap] ?? whole);
}

/** Who is signed in, as a string; empty for nobody. */
export const person = facts.person ?? "";

/** Their name, for sentences. */
export const called = facts.name ?? "";

/** The CSRF token, read at the moment of sending: another tab may have signed in since. */
export function csrf() {
  const name = `${facts.csrf}=`;
  const found = document.cookie.split("; ").find((part) => part.startsWith(name));
  return found ? decodeURIComponent(found.slice(name.length)) : "";
}

/** The headers of a request that a script sends: whose page it is goes along, for somebody else may have signed in since. */
export const signature = () => ({ "X-CSRFToken": csrf(), ...(person && { "X-Person": person }) });

/** Tells the page that its person is not signed in now, by the HX-Trigger header of a 401; whether somebody else is instead. */
export function unknown(trigger) {
  document.dispatchEvent(new CustomEvent(trigger ?? "slipway:signed-out"));
  return trigger === "slipway:somebody-else";
}

/** Says something to screen readers through the page's one live region. */
export function announce(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** An element from our sprite, with the address other icons on this page use. */
export function icon(name, size = "") {
  const address = document.querySelector("svg.i use")?.getAttribute("href")?.split("#")[0] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", size ? `i i-${size}` : "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${address}#${name}`);
  svg.append(use);
  return svg;
}

/** A new element: `make("button", { class: "btn", type: "button" }, "Text", child)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
