// Draws the hull on its slipway for the public pages. Run by hand when its lines change:
// node static/hull.mjs > accelerator/templates/accelerator/hull.svg.html
const mix = (a, b, t) => a + (b - a) * t;
const range = (count) => Array.from({ length: count + 1 }, (_, index) => index / count);

/** Screen point of a hull point: s from stern (0) to bow (1), side −1 (far) to 1 (near), z upwards. */
function project(s, side, z) {
  const along = 1 - s;
  const x = 150 + along * 430 + side * -62 + z * -16;
  const y = 212 + along * 166 + side * 30 - z * 172;
  return [x, y];
}

const sheer = (s) => 0.8 + 0.62 * Math.max(0, s - 0.36) ** 1.9 + 0.62 * Math.max(0, 0.42 - s) ** 1.7;
const keel = (s) => 0.02 + 0.5 * Math.max(0, (s - 0.86) / 0.14) ** 2 + 0.42 * Math.max(0, (0.14 - s) / 0.14) ** 2;
const beam = (s) =>
  (0.06 + 0.94 * Math.sin((Math.PI / 2) * Math.min(1, s / 0.46)) ** 0.8) * (1 - 0.86 * Math.max(0, (s - 0.5) / 0.5) ** 2.2);
const fullness = (s) => mix(0.3, 0.75, Math.max(0, (s - 0.55) / 0.45) ** 1.4);

/** A point of the shell: t climbs the section from keel (0) to sheer (1). */
function shell(s, t, side) {
  const z = mix(keel(s), sheer(s), t);
  return project(s + 0.05 * Math.max(0, s - 0.8) * 5 * t, side * beam(s) * t ** fullness(s), z);
}

const path = (points, closed = "") => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}${closed}`;
const draw = (points, name = "") => `<path${name ? ` class="${name}"` : ""} d="${path(points)}"/>`;
const station = (s, side) => range(9).map((t) => shell(s, t, side));
const line = (t, side) => range(30).map((s) => shell(s, t, side));

function half(side, stations, lines) {
  const ribs = stations.map((s) => draw(station(s, side)));
  const planks = lines.map((t) => draw(line(t, side)));
  return [...ribs, ...planks];
}

const inner = range(19).slice(1, -1);
const far = [...half(-1, inner, [0.5, 0.64, 0.76, 0.88]), draw(line(1, -1), "edge")];
const near = [
  ...half(1, inner, [0.02, 0.06, 0.14, 0.25, 0.5, 0.64, 0.76, 0.88]),
  draw(line(1, 1), "edge"),
  draw(station(0, 1), "edge"),
  draw(station(1, 1), "edge"),
  draw(
    range(30).map((s) => project(s, 0, keel(s) - 0.015)),
    "edge",
  ),
  draw(line(0.38, 1), "waterline"),
];

/** The ways: two rails down the slope, sleepers across, shores up to the keel, water at the foot. */
const rail = (side) => [project(1.3, side, -0.24), project(-0.4, side, -0.24)];
const ways = [draw(rail(-0.8)), draw(rail(0.8))];
for (const s of range(15)) {
  const at = mix(1.16, -0.34, s);
  ways.push(draw([project(at, -1.25, -0.24), project(at, 1.25, -0.24)]));
}
for (const s of [0.84, 0.7, 0.56, 0.42, 0.28, 0.14]) ways.push(draw([project(s, 0.4, -0.24), project(s, 0.4, -0.04)], "edge"));
for (const [y, from, to] of [
  [404, 420, 690],
  [416, 470, 694],
  [428, 392, 660],
  [440, 520, 690],
]) {
  for (let x = from; x < to; x += 34)
    ways.push(
      draw([
        [x, y],
        [Math.min(to, x + 22), y],
      ]),
    );
}

const group = (name, paths) => `  <g class="${name}">${paths.join("")}</g>`;
console.log(`<svg class="hull" viewBox="0 0 700 460" aria-hidden="true">
${group("ways", ways)}
${group("far", far)}
${group("near", near)}
</svg>`);
