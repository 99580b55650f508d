// Times in the zone the reader's browser stands in, for pages that do not know who reads; and time left, counted down.
import { say } from "./page.js";

const MINUTE = 60_000;
const LOADED = new Date(); // what was over by then the server has words for
const zone = (date) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { timeZoneName: "short" })
    .formatToParts(date)
    .find((part) => part.type === "timeZoneName")?.value ?? "";

/** Whether the reader's clock shows what the server wrote, which is in the offset of `datetime`. */
function sameClock(element, date) {
  const [, sign, hours, minutes] = element.dateTime.match(/([+-])(\d\d):(\d\d)$/) ?? [];
  return sign && Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) === -date.getTimezoneOffset();
}

function localise(element) {
  const date = new Date(element.dateTime);
  if (Number.isNaN(date.getTime())) return;
  if (sameClock(element, date)) {
    element.closest("[data-clocks]")?.querySelector("[data-elsewhere]")?.remove();
    return; // the server's words name the zone as people do
  }
  const lang = document.documentElement.lang || "en-GB";
  const part = (options) => new Intl.DateTimeFormat(lang, options).format(date);
  const day = `${part({ weekday: "short" })} ${part({ day: "numeric" })} ${part({ month: "short" })}`;
  const time = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
  element.title = element.textContent;
  element.textContent = `${day}, ${time} ${zone(date)}`;
}

/** Under 48 hours only: longer is told in days by the server. */
function left(element) {
  const end = new Date(element.dateTime);
  const minutes = Math.floor((end - Date.now()) / MINUTE);
  if (minutes < 0 && end > LOADED) element.textContent = say("timeUp");
  if (minutes < 0 || minutes >= 48 * 60) return;
  const gaps = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  const text = say(minutes < 1 ? "underMinute" : minutes < 60 ? "minutes" : "daysHours", gaps);
  element.textContent = element.dataset.left === "bare" ? text : say("left", { left: text });
}

const all = (selector) => document.querySelectorAll(selector);
all("time[data-local]").forEach(localise);
all("time[data-left]").forEach(left);
setInterval(() => all("time[data-left]").forEach(left), 30_000);
