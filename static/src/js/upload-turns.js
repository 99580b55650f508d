// At most so many files of a page are on their way at a time; the others wait for their turn, first come first served.
const AT_ONCE = 3;
const going = new Set();
const waiting = [];

/** Calls `begin` as soon as there is room, at once where there is. */
export function lineUp(begin) {
  waiting.push(begin);
  advance();
}

/** What `begin` began is over, or stands still, or nobody wants it any more: the next may begin. */
export function stepAside(begin) {
  going.delete(begin);
  if (waiting.includes(begin)) waiting.splice(waiting.indexOf(begin), 1);
  advance();
}

function advance() {
  while (waiting.length && going.size < AT_ONCE) {
    const [begin] = waiting.splice(0, 1);
    going.add(begin);
    begin();
  }
}
