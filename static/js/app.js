// Loads the small modules a page asks for. Every page works without them.
// Their addresses carry a digest and are therefore written by the template, on the script element itself.
const wanted = {
  moduleErrorSummary: "[data-error-summary]",
  modulePoints: "[data-points]",
  moduleCounter: "[data-counter]",
  moduleKeep: "form[data-keep], [data-forget], [data-forget-drafts]",
  moduleLeave: "form[data-leave]",
  modulePrint: "[data-print]",
  moduleTemplates: "[data-templates]",
  moduleSheet: "form#sheet",
  moduleWorkbench: "[data-workbench]",
};
const addresses = document.getElementById("scripts").dataset;

for (const [name, selector] of Object.entries(wanted)) {
  const found = [...document.querySelectorAll(selector)];
  if (found.length) import(addresses[name]).then((module) => module.start(found));
}
