// Keys of the place of work. Each is a shortcut to something that stands on the page; none of them does anything while somebody writes,
// while Ctrl, Alt or Shift is held, or where the person has switched them off (then data-keys is empty).
const WRITING = "textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]";

export function start([bench]) {
  const keys = Object.entries(JSON.parse(bench.dataset.keys));
  const help = document.querySelector("[data-keys-help]");
  const control = (name) => bench.querySelector(`[data-key="${name}"]`);
  const open = () => bench.querySelector("details[data-panel][open]");
  let sent = false;

  // A decision is sent once, however often the key is pressed.
  document.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
  if (location.hash === "#idea") document.getElementById("idea")?.focus();

  function show(panel) {
    panel.open = true;
    panel.querySelector("input[type=radio], textarea")?.focus();
  }
  function close(panel) {
    panel.open = false;
    panel.querySelector("summary").focus();
  }
  function send(panel) {
    const button = panel.querySelector("button[name=send]");
    button.form.requestSubmit(button);
  }
  function choose(panel, place) {
    const choice = panel.querySelectorAll("input[type=radio]")[place - 1];
    if (!choice) return false;
    choice.focus();
    choice.click();
    return true;
  }
  function run(name) {
    const found = control(name);
    if (!found) return false;
    const panel = found.closest("details[data-panel]");
    if (panel) show(panel);
    else found.click();
    return true;
  }
  function inPanel(panel, event) {
    if (event.key === "Escape") close(panel);
    else if (event.key === "Enter" && event.target.matches("input[type=radio]:checked")) send(panel);
    else return /^[1-9]$/.test(event.key) && choose(panel, Number(event.key));
    return true;
  }
  function pressed(event) {
    const panel = open();
    const writes = event.target.matches(WRITING);
    if (panel && writes && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      send(panel);
      return true;
    }
    const letter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
    if (writes || event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && letter)) return false;
    if (panel && inPanel(panel, event)) return true;
    const [wanted] = keys.find(([, sign]) => sign === event.key.toLowerCase()) ?? [];
    // A reason that somebody is writing is not lost to the key of another decision: Escape leaves it first.
    return wanted !== undefined && (!panel || wanted === "help") && run(wanted);
  }

  if (keys.length) {
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.repeat || event.isComposing || help?.open) return;
      if (pressed(event)) event.preventDefault();
    });
  }
  if (help) {
    control("help")?.addEventListener("click", (event) => {
      event.preventDefault();
      help.showModal();
    });
    help.querySelector("[data-close]").addEventListener("click", () => help.close());
  }
  bench.dataset.workbench = "ready";
}
