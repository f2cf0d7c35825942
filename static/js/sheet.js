// Typing a sheet of paper in: Enter goes on to the next number, and saves after the last; what is reached is selected; the sums stay in sight.
// Without this Tab does the same, and the server counts.
const PAUSE = 600;
const points = (input) => (/^\s*\d{1,6}\s*$/.test(input.value) ? Number(input.value) : 0);

function addUp(block) {
  const sum = block.querySelector("[data-sheet-sum]");
  if (!sum) return;
  const given = sum.querySelector("[data-sheet-given]");
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  sum.after(spoken);
  let timer;
  const show = (aloud) => {
    const total = [...block.querySelectorAll("[data-sheet-points]")].reduce((all, input) => all + points(input), 0);
    given.textContent = sum.dataset.sheetSum.replace("{given}", total);
    sum.classList.toggle("sheet-sum--whole", total === Number(sum.dataset.total));
    clearTimeout(timer);
    if (aloud) timer = setTimeout(() => { spoken.textContent = given.textContent; }, PAUSE);
  };
  sum.hidden = false;
  block.addEventListener("input", () => show(true));
  window.addEventListener("pageshow", () => show(false));
  show(false);
}

export function start([form]) {
  const fields = [...form.querySelectorAll("[data-sheet-field]")];
  form.addEventListener("keydown", (event) => {
    const here = fields.indexOf(event.target);
    if (event.key !== "Enter" || event.isComposing || here < 0 || here === fields.length - 1) return;
    event.preventDefault();
    fields[here + 1].focus();
  });
  form.addEventListener("focusin", (event) => { if (fields.includes(event.target)) event.target.select(); });
  form.querySelectorAll("[data-sheet]").forEach(addUp);
  // The page puts the cursor there itself; without a page's problem the first number of the goals is where typing goes on.
  if (fields.includes(document.activeElement)) document.activeElement.select();
}
