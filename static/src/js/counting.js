// How long a text is: accelerator/kit/counting.py counts the same, character for character, and says why.
export const SPACES = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const ENDS = new RegExp(`^${SPACES.source}|${SPACES.source}$`, "gu");
const THAI_WORD = 6;
const HAN =
  "\\u2e80-\\u2fd5\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3038-\\u303b\\u3041-\\u3096\\u309d-\\u309f" +
  "\\u30a1-\\u30fa\\u30fc-\\u30ff\\u3105-\\u312f\\u31a0-\\u31bf\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
  "\\uf900-\\ufaff\\uff66-\\uff9d\\u{1aff0}-\\u{1b16f}\\u{20000}-\\u{3fffd}";
const THAI =
  "\\u0e01-\\u0edf\\u1000-\\u109f\\u1780-\\u17ff\\u1950-\\u19ff\\u1a20-\\u1aad\\ua9e0-\\ua9fe\\uaa60-\\uaadf\\u{11700}-\\u{11746}";
const SIGNS =
  "!-\\/:-@\\[-`\\{-~\\u00a1-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u200b-\\u200f\\u2010-\\u2027" +
  "\\u2030-\\u205e\\u2060\\u3001-\\u3004\\u3008-\\u3020\\u302a-\\u3030\\u303d\\u3099-\\u309c\\u30a0\\u30fb\\ufe00-\\ufe0f" +
  "\\ufe30-\\ufe4f\\ufeff\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\uff9e\\uff9f\\u{e0100}-\\u{e01ef}";
const APART = new RegExp(`(?:(?<![${SIGNS}])[${SIGNS}]+)?([${HAN}]|[${THAI}]+)[${SIGNS}]*`, "gu");
const IDEOGRAPH = new RegExp(`^[${HAN}]`, "u");

/** Without spaces of any sort at its ends. */
export const trimmed = (text) => text.replace(ENDS, "");

function words(text) {
  let count = 0;
  const rest = text.replace(APART, (_all, apart) => {
    count += IDEOGRAPH.test(apart) ? 1 : Math.ceil([...apart].length / THAI_WORD);
    return " ";
  });
  return count + rest.split(SPACES).filter(Boolean).length;
}

/** Code points, or words: what stands between spaces of any sort, each character of Han and Kana, and so on. */
export const length = (text, by) => (by === "words" ? words(text) : [...text].length);
