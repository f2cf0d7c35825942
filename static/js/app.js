// Loads the small modules a page asks for. Every page works without them.
const modules = {
  "[data-error-summary]": "./error-summary.js",
  "[data-points]": "./points.js",
  "[data-counter]": "./counter.js",
  "form[data-keep], [data-forget], [data-forget-drafts]": "./keep.js",
  "form[data-leave]": "./leave.js",
  "[data-print]": "./print.js",
};

for (const [selector, path] of Object.entries(modules)) {
  const found = [...document.querySelectorAll(selector)];
  if (found.length) import(path).then((module) => module.start(found));
}
