// Copies what the pages need from node_modules into static/vendor/ and writes a .gz beside every text file under static/,
// so that the web server only has to pick one. Nothing here runs on the server; run it with `npm run build`.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const statics = join(root, "static");
const vendor = join(statics, "vendor");

// Latin covers German and English. Latin-ext is fetched by browsers only for names that need it (unicode-range in fonts.css).
const FONTS = ["latin-400", "latin-600", "latin-ext-400", "latin-ext-600"];

// KERN's file ends with some 250 KB of grid and utility classes that no template uses. They begin at this comment.
const UTILITIES_BEGIN = "@file _grid.scss";

function kern() {
  const css = readFileSync(join(modules, "@kern-ux/native/dist/kern.css"), "utf8");
  const marker = css.indexOf(UTILITIES_BEGIN);
  if (marker < 0) throw new Error(`KERN's style sheet no longer has the comment "${UTILITIES_BEGIN}"; look where its utilities begin.`);
  const version = JSON.parse(readFileSync(join(modules, "@kern-ux/native/package.json"), "utf8")).version;
  const parts = css.slice(0, css.lastIndexOf("/*", marker));
  const small = parts.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s+/gm, "").replace(/\n+/g, "\n");
  return `/* KERN Design System ${version} (EUPL-1.2), without its grid and utility classes. */\n${small.replace('@charset "UTF-8";\n', "")}`;
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(join(vendor, "fonts"), { recursive: true });
writeFileSync(join(vendor, "kern.css"), kern());
for (const font of FONTS) {
  const name = `fira-sans-${font}-normal.woff2`;
  cpSync(join(modules, "@fontsource/fira-sans/files", name), join(vendor, "fonts", name));
}
cpSync(join(modules, "@fontsource/fira-sans/LICENSE"), join(vendor, "fonts", "LICENSE"));
cpSync(join(modules, "@kern-ux/native/LICENSE.md"), join(vendor, "LICENSE-kern.md"));

let total = 0;
for (const path of files(statics)) {
  if (/\.(css|js|svg)$/.test(path)) {
    const packed = gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION });
    writeFileSync(`${path}.gz`, packed);
    total += packed.length;
  } else if (/latin-\d+-normal\.woff2$/.test(path)) {
    total += statSync(path).size;
  }
}
console.log(`static/vendor is built; everything a first visit can load takes ${(total / 1024).toFixed(0)} KB compressed.`);
