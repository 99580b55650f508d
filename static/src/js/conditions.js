// Conditions over answers: accelerator/questionnaires/conditions.py decides the same, and says what they are made of.
import { SPACES, trimmed } from "./counting.js";

const OTHER = ":other";
const GROUPED = /^[-−]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const PLAIN = /^[-−]?\d{1,24}(\.\d{1,12})?$/;

/** `18,400.50` as a whole number of the smallest part; null where it is no number. */
export function asNumber(text) {
  const bare = text.split(SPACES).join("");
  if (bare.length > 40 || !(GROUPED.test(bare) || PLAIN.test(bare))) return null;
  const [whole, part = ""] = bare.replaceAll(",", "").replace("−", "-").split(".");
  return BigInt(whole + part.padEnd(40, "0"));
}

function asDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < "0001") return null;
  const day = new Date(`${text}T00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text) ? text : null;
}

const option = (value) => (value?.other === undefined ? value : OTHER);

/** What a control holds, as it is compared; null where there is nothing right to compare. */
export function comparable(family, value) {
  if (!answered(family, value)) return null;
  switch (family) {
    case "number":
      return asNumber(value);
    case "day":
      return asDay(value);
    case "month":
      return asDay(`${value}-01`) && value;
    case "truth":
      return value === true || value === "yes";
    case "option":
      return option(value);
    case "options":
      return value.map(option);
    case "text":
      return trimmed(value);
    default:
      return null;
  }
}

/** A declaration's box is made or not: no tick is no answer. */
export function answered(family, value) {
  if (family === "truth") return value === true || value === "yes" || value === "no";
  if (Array.isArray(value)) return value.length > 0;
  if (value && typeof value === "object") return true;
  return typeof value === "string" && trimmed(value) !== "";
}

const verbs = {
  equals: (one, other) => one === other,
  not: (one, other) => one !== other,
  in: (one, others) => others.includes(one),
  contains: (one, other) => one.includes(other),
  lacks: (one, other) => !one.includes(other),
  less: (one, other) => one < other,
  greater: (one, other) => one > other,
  at_least: (one, other) => one >= other,
  at_most: (one, other) => one <= other,
};

/** A day beside a month says no more than its month. */
const asExact = (family, one, other) =>
  ["day", "month"].includes(family) && typeof other === "string"
    ? [one.slice(0, other.length), other.slice(0, one.length)]
    : [one, other];

const not = (value) => (value === null ? null : !value);
const every = (parts) => (parts.includes(false) ? false : parts.includes(null) ? null : true);

/** True, false, or null for unknown; `look` gives a question's {answered, value}, null where it is not asked. */
export function holds(condition, look) {
  if (condition.all) return every(condition.all.map((part) => holds(part, look)));
  if (condition.any) return not(every(condition.any.map((part) => not(holds(part, look)))));
  const { question, is, family, value, answer } = condition;
  const found = look(question);
  if (is === "answered" || is === "unanswered") return Boolean(found?.answered) === (is === "answered");
  const literal = (one) => (family === "number" ? asNumber(one) : one);
  const other = answer ? look(answer)?.value : is === "in" ? value.map(literal) : literal(value);
  if (!found || (found.value ?? null) === null || (other ?? null) === null) return null;
  return verbs[is](...asExact(family, found.value, other));
}

/** {key: {shown, required}} for all questions, in order: one that is not asked is unknown to those after it. */
export function decide({ questions, known }, held) {
  const seen = new Map();
  const look = (key) => (seen.has(key) ? seen.get(key) : elsewhere(known[key] ?? null));
  return Object.fromEntries(
    questions.map(({ key, family, required, show, require }) => {
      const shown = !show || holds(show, look) === true;
      const needed = required || Boolean(require && holds(require, look));
      const value = held(key);
      seen.set(key, shown ? { answered: answered(family, value), value: comparable(family, value) } : null);
      return [key, { shown, required: needed }];
    }),
  );
}

const elsewhere = (found) =>
  found?.family === "number" && found.value !== null ? { ...found, value: asNumber(found.value) } : found;
