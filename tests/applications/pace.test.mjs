// Evenings of typing by chance, on a clock of their own: what `draft-pace.js` promises holds at every one of them.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { pacer, wished } from "../../static/src/js/draft-pace.js";

const START = Date.UTC(2026, 10, 28);
const MINUTE = 60_000;

/** Numbers from 0 to 1, the same for the same seed. */
function dice(seed) {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Plays half an hour as draft.js does, eight minutes of them with keys: what was sent when, with which keys, and what is left. */
function evening(chance, { answers, pause }) {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: START });
  const sent = [];
  let keys = [];
  const pace = pacer(() => {
    if (!keys.length) return;
    const { says, wait = 0 } = answers();
    sent.push({ at: Date.now(), keys, says, wait });
    pace.sent();
    const mine = keys;
    keys = [];
    setTimeout(() => {
      if (says === "saved") pace.answered();
      else keys = [...mine, ...keys];
      if (says !== "saved") pace.failed(wait);
      else if (keys.length) pace.plan();
    }, chance() * 900);
  }, chance);
  let next = 0;
  for (let at = 0; at < 30 * MINUTE; at += 50) {
    if (at >= next && at < 8 * MINUTE) {
      keys.push(Date.now());
      pace.key();
      next = at + pause();
    }
    mock.timers.tick(50);
  }
  mock.timers.reset();
  return { sent, left: keys };
}

const gaps = (sent) => sent.slice(1).map(({ at }, place) => at - sent[place].at);
const saved = () => ({ says: "saved" });

for (let seed = 1; seed <= 40; seed += 1) {
  test(`while all goes well, evening ${seed}`, () => {
    const chance = dice(seed * 7919);
    const pause = () => (chance() < 0.8 ? chance() * 400 : chance() * 15_000);
    const { sent, left } = evening(chance, { answers: saved, pause });
    assert.deepEqual(left, []);
    for (const gap of gaps(sent)) assert.ok(gap >= 5000, `${gap}`);
    for (const { at, keys } of sent) {
      const [first, last] = [keys[0], keys.at(-1)];
      assert.ok(at >= last + 2000 || at >= first + 5000, "sent while somebody was at it");
      assert.ok(at <= first + 6000, "a key waited for longer than the five seconds and an answer");
    }
  });

  test(`while the server fails, evening ${seed}`, () => {
    const chance = dice(seed * 104_729);
    const answers = () => (chance() < 0.5 ? saved() : { says: "failed", wait: chance() < 0.5 ? 45_000 : 0 });
    const { sent, left } = evening(chance, { answers, pause: () => chance() * 3000 });
    assert.deepEqual(left, []);
    gaps(sent).forEach((gap, place) => assert.ok(gap >= Math.max(5000, sent[place].wait), `${gap}`));
  });
}

test("a typist who never stops is saved every five seconds", () => {
  const { sent } = evening(() => 0.5, { answers: saved, pause: () => 100 });
  assert.deepEqual([...new Set(gaps(sent.slice(0, 90)))], [5000]);
});

test("each failure waits twice as long as the last, up to half a minute, and by chance", () => {
  const failed = () => ({ says: "failed" });
  const waits = (chance) =>
    gaps(evening(() => chance, { answers: failed, pause: () => 8 * MINUTE }).sent).map((gap) =>
      Math.round((gap - chance * 900) / 1000),
    );
  assert.deepEqual(waits(0).slice(0, 5), [5, 10, 15, 15, 15]);
  assert.deepEqual(waits(1).slice(0, 5), [10, 20, 30, 30, 30]);
});

test("once the network is back nobody waits for more than the five seconds, unless the server asked", () => {
  for (const [wait, expected] of [
    [0, 5000],
    [60_000, 60_000],
  ]) {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: START });
    const sent = [];
    const pace = pacer(
      () => sent.push(Date.now() - START),
      () => 1,
    );
    pace.sent();
    pace.failed(wait);
    pace.failed(wait);
    pace.back();
    for (let at = 0; at < 2 * MINUTE; at += 50) mock.timers.tick(50);
    mock.timers.reset();
    assert.deepEqual(sent, [expected]);
  }
});

test("Retry-After in seconds, as a date, not at all, and for no sensible time", () => {
  mock.timers.enable({ apis: ["Date"], now: START });
  const said = ["90", "Sat, 28 Nov 2026 00:02:00 GMT", null, "soon", "99999999"].map(wished);
  mock.timers.reset();
  assert.deepEqual(said, [90_000, 120_000, 0, 0, 3_600_000]);
});
