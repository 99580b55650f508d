// The whole front-end build: static/src becomes static/dist. Run `node static/build.mjs` after `npm ci`.
// Folders given as arguments are searched for icon names too.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "static/src");
const final = join(root, "static/dist");
const dist = join(root, `static/.dist-${process.pid}`); // built aside and swapped in, so that a running server never sees half of it
const packages = join(root, "node_modules");
const require = createRequire(import.meta.url);

process.on("exit", () => rmSync(dist, { recursive: true, force: true }));
mkdirSync(join(dist, "fonts"), { recursive: true });
cpSync(join(source, "images"), dist, { recursive: true });
cpSync(join(source, "desk.css"), join(dist, "desk.css"));
for (const font of ["inter", "instrument-sans"]) {
  const file = `@fontsource-variable/${font}/files/${font}-latin-wght-normal.woff2`;
  cpSync(join(packages, file), join(dist, `fonts/${font}.woff2`));
}
writeFileSync(join(dist, "icons.svg"), sprite(iconNames()));

await build({
  entryPoints: [join(source, "js/main.js")],
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: "es2022",
  chunkNames: "chunks/[name]-[hash]",
  legalComments: "linked",
  logLevel: "warning",
});

const tailwind = join(dirname(require.resolve("@tailwindcss/cli/package.json")), "dist/index.mjs");
const sheets = ["-i", join(source, "css/theme.css"), "-o", join(dist, "slipway.css"), "--minify"];
execFileSync(process.execPath, [tailwind, ...sheets], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
for (let tries = 3; tries; tries -= 1) {
  rmSync(final, { recursive: true, force: true });
  try {
    renameSync(dist, final);
    break;
  } catch (error) {
    if (tries === 1) throw error; // another build put its result there between the two lines
  }
}

/** Names written out in templates, Python and our own scripts. A name built from parts is not seen here. */
function iconNames() {
  const found = new Map();
  const patterns = [
    /\{%\s*icon\s+["']([a-z0-9-]+)["']/g,
    /\bicon["']?\s*[=:]\s*["']([a-z0-9-]+)["']/g,
    /\bicon\(["']([a-z0-9-]+)["']/g,
  ];
  const folders = ["accelerator", "cohorts", "static/src/js"].map((folder) => join(root, folder));
  for (const file of [...folders, ...process.argv.slice(2)].flatMap(files)) {
    const text = readFileSync(file, "utf8");
    for (const match of patterns.flatMap((pattern) => [...text.matchAll(pattern)])) found.set(match[1], file);
    if (/\b(MenuEntry|NextAction|Hit)\(/.test(text)) for (const name of quotedIcons(text)) found.set(name, file);
  }
  return found;
}

/** Python that fills the menu and the palette names icons in place: any quoted word that is one. */
function quotedIcons(text) {
  const words = [...text.matchAll(/["']([a-z][a-z0-9-]+)["']/g)].map((match) => match[1]);
  return words.filter((word) => existsSync(join(packages, `lucide-static/icons/${word}.svg`)));
}

function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(html|py|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** One SVG file of symbols: Lucide icons by their own name, Slipway's state glyphs as `g-…`. */
function sprite(names) {
  const shape = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
  const missing = [];
  const symbols = [...names.keys()].sort().map((name) => {
    const file = join(packages, `lucide-static/icons/${name}.svg`);
    if (!existsSync(file)) return missing.push(`${name} (${names.get(name)})`) && "";
    const body = readFileSync(file, "utf8").replace(/<!--.*?-->/gs, "");
    const inner = body
      .slice(body.indexOf(">") + 1, body.lastIndexOf("</svg>"))
      .replace(/\s+/g, " ")
      .trim();
    return `<symbol id="${name}" ${shape}>${inner}</symbol>`;
  });
  if (missing.length) throw new Error(`No such Lucide icon: ${missing.join(", ")}`);
  const glyphs = readFileSync(join(source, "glyphs.svg"), "utf8").match(/<symbol[\s\S]*<\/symbol>/)[0];
  const licence = "<!-- Icons by Lucide, ISC licence -->";
  return `<svg xmlns="http://www.w3.org/2000/svg">${licence}${symbols.join("")}${glyphs.replace(/>\s+</g, "><")}</svg>\n`;
}
