// When a draft is sent by itself. In milliseconds; a person's own act (leaving, pressing) need not wait for it.
const AFTER_KEY = 2000;
const AT_LEAST = 5000; // between two requests, and at most from the first key to its request
const LONGEST = 30_000;
const HOUR = 3_600_000;

/** A Retry-After header, in seconds or as a date; 0 for none. */
export const wished = (header) => Math.min(HOUR, Number(header) * 1000 || Date.parse(header) - Date.now() || 0);

/** Calls `send` two seconds after the last key, five at most after the first, never within five of the last request; after
 * failures later each time, by some chance, so that not everybody is back at the same moment. */
export function pacer(send, chance = Math.random) {
  let first = 0;
  let last = 0;
  let free = 0; // from when on
  let floor = 0; // the same if all had gone well, or as the server asked
  let failures = 0;
  let timer;

  function plan() {
    clearTimeout(timer);
    const due = Math.max(free, Math.min(last + AFTER_KEY, first + AT_LEAST));
    timer = setTimeout(send, Math.max(0, due - Date.now()));
  }

  return {
    plan,
    stop: () => clearTimeout(timer),
    key() {
      last = Date.now();
      first ||= last;
      plan();
    },
    sent() {
      clearTimeout(timer);
      first = 0;
      free = floor = Date.now() + AT_LEAST;
    },
    answered: () => (failures = 0),
    failed(wait = 0) {
      failures += 1;
      const half = Math.min(LONGEST, AT_LEAST * 2 ** failures) / 2;
      floor = Math.max(floor, Date.now() + wait);
      free = Date.now() + Math.max(half, wait) + chance() * half;
      plan();
    },
    /** The network is there again, which may have been all that was wrong. */
    back() {
      free = floor;
      plan();
    },
  };
}
