// Puts the words for a chosen reason into the text that is sent, as long as nobody has written words of their own.
export function start(holders) {
  for (const holder of holders) {
    const texts = JSON.parse(holder.dataset.templates);
    const text = document.getElementById(holder.dataset.text);
    const ready = new Set(["", ...Object.values(texts)]);
    const form = holder.closest("form");
    // Not merely hidden: it would still be what Enter in the field above presses.
    holder.remove();
    form.addEventListener("change", ({ target }) => {
      if (target.name !== holder.dataset.reason || !ready.has(text.value.trim())) return;
      text.value = texts[target.value];
      text.dispatchEvent(new Event("input"));
    });
  }
}
