// Asks before typed text is lost. The browser words the question itself.
export function start(forms) {
  for (const form of forms) {
    let changed = Boolean(document.querySelector("[data-error-summary]"));
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }
}
