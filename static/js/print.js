// The print button is shown only where it can do something.
export function start(buttons) {
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
