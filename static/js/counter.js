// Counts what is left of a text field. Line breaks count once, as on the server. Screen readers hear it after a pause, not at every key.
const PAUSE = 1000;
const written = (count) => count.toLocaleString(document.documentElement.lang);

export function start(counters) {
  for (const counter of counters) {
    const field = document.getElementById(counter.dataset.counter);
    const limit = Number(counter.dataset.limit);
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    counter.after(spoken);
    let timer;

    const show = (aloud) => {
      const left = limit - [...field.value].length;
      const text = left < 0 ? counter.dataset.over.replace("{over}", written(-left)) : counter.dataset.left.replace("{left}", written(left));
      counter.textContent = text;
      counter.classList.toggle("counter--over", left < 0);
      clearTimeout(timer);
      if (aloud) timer = setTimeout(() => { spoken.textContent = text; }, PAUSE);
    };
    field.addEventListener("input", () => show(true));
    window.addEventListener("pageshow", () => show(false));
    show(false);
  }
}
