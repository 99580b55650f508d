/** A line of which at most so many are on their way at a time; the others wait for their turn, first come first served. */
export function turns(most) {
  const line = new Map();
  const advance = () => [...line.values()].slice(0, most).forEach(({ begin }) => begin());
  return {
    has: (who) => line.has(who),

    /** Settles when it is this one's turn, which it stays until it leaves; never for who leaves before. */
    take(who) {
      if (!line.has(who)) {
        let begin;
        const turn = new Promise((resolve) => (begin = resolve));
        line.set(who, { turn, begin });
        advance();
      }
      return line.get(who).turn;
    },

    /** It is over, or stands still, or nobody wants it any more: the next may begin. */
    leave(who) {
      line.delete(who);
      advance();
    },
  };
}
