// How long a text is: accelerator/kit/counting.py counts the same, character for character.
export const SPACES = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const ENDS = new RegExp(`^${SPACES.source}|${SPACES.source}$`, "gu");

/** Without spaces of any sort at its ends. */
export const trimmed = (text) => text.replace(ENDS, "");

/** Code points, or words: what stands between spaces of any sort. */
export const length = (text, by) => (by === "words" ? text.split(SPACES).filter(Boolean).length : [...text].length);
