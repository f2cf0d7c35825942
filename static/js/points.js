// The points form: − and + beside each input, the remainder in sight. The server counts again; nothing is ever blocked here.
const PAUSE = 600;

const words = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

// What counts as a number on the server counts here; anything else counts as nothing until the server says what is wrong.
const points = (input) => (/^\s*\d{1,6}\s*$/.test(input.value) && !input.disabled ? Number(input.value) : 0);

function button(text, name, onclick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "points__button";
  made.textContent = text;
  made.setAttribute("aria-label", name);
  made.addEventListener("click", onclick);
  return made;
}

function sentence(data, given, total) {
  const left = total - given;
  if (left > 0) return words(data.left, { left });
  if (left === 0) return data.noneLeft;
  return words(left === -1 ? data.overOne : data.over, { given, over: -left });
}

function enhance(form) {
  const total = Number(form.dataset.total);
  const inputs = [...form.querySelectorAll("[data-points-input]")];
  const rest = form.querySelector("[data-points-rest]");
  const text = form.querySelector("[data-points-text]");
  const meter = form.querySelector("[data-points-meter]");
  const status = form.querySelector("[data-points-status]");
  const steppers = new Map();
  let timer;

  const show = (aloud) => {
    const given = inputs.reduce((sum, input) => sum + points(input), 0);
    text.textContent = sentence(form.dataset, given, total);
    meter.value = Math.min(given, total);
    rest.classList.toggle("points__rest--over", given > total);
    for (const [input, { less, more }] of steppers) {
      less.setAttribute("aria-disabled", String(input.disabled || points(input) === 0));
      more.setAttribute("aria-disabled", String(input.disabled || given >= total));
    }
    clearTimeout(timer);
    if (aloud) timer = setTimeout(() => { status.textContent = text.textContent; }, PAUSE);
  };

  const step = (input, by) => (event) => {
    if (event.currentTarget.getAttribute("aria-disabled") === "true") return;
    input.value = String(points(input) + by);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  for (const input of inputs) {
    const row = input.closest("li");
    const item = row.querySelector("[data-points-label]").textContent.trim();
    const less = button("−", words(form.dataset.take, { item }), step(input, -1));
    const more = button("+", words(form.dataset.add, { item }), step(input, 1));
    input.before(less);
    input.after(more);
    steppers.set(input, { less, more });
    const none = row.querySelector("[data-points-none]");
    if (none) {
      const follow = () => { input.disabled = none.checked; show(true); };
      none.addEventListener("input", follow);
      input.disabled = none.checked;
    }
  }
  form.addEventListener("input", () => show(true));
  window.addEventListener("pageshow", () => show(false));
  rest.hidden = false;
  show(false);
}

export function start(forms) {
  forms.forEach(enhance);
}
