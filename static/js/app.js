// Loads the small modules a page asks for. Every page works without them.
// Their addresses carry a digest and are therefore written by the template, on the script element itself.
const wanted = {
  errorSummary: "[data-error-summary]",
  points: "[data-points]",
  counter: "[data-counter]",
  keep: "form[data-keep], [data-forget], [data-forget-drafts]",
  leave: "form[data-leave]",
  print: "[data-print]",
};
const addresses = document.getElementById("scripts").dataset;

for (const [name, selector] of Object.entries(wanted)) {
  const found = [...document.querySelectorAll(selector)];
  if (found.length) import(addresses[name]).then((module) => module.start(found));
}
