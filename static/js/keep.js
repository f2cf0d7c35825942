// Keeps what was typed in this tab (sessionStorage), so that going back or losing the network costs nothing. It never leaves the browser.
//   <form data-keep="ballot-2027">   fills empty fields again     <p data-forget="ballot-2027">   on the receipt: done, forget it
//   <form data-forget-drafts>        signing out forgets everything
const PREFIX = "draft:";
const kept = 'input:not([type="hidden"], [type="password"], [type="file"]), textarea, select';

const value = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);

function fill(field, saved) {
  if (typeof saved === "boolean") field.checked = saved;
  else field.value = saved;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function watch(form) {
  const name = PREFIX + form.dataset.keep;
  const fields = [...form.querySelectorAll(kept)].filter((field) => field.id);
  // What the server has sent is newer than what lies here, so only an untouched form is filled.
  const untouched = fields.every((field) => value(field) === false || value(field) === "" || field.tagName === "SELECT");
  const saved = JSON.parse(sessionStorage.getItem(name) ?? "{}");
  if (untouched) for (const field of fields) if (saved[field.id]) fill(field, saved[field.id]);
  form.addEventListener("input", () => {
    sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(fields.map((field) => [field.id, value(field)]))));
  });
}

function forgetAll() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

export function start(elements) {
  try {
    for (const element of elements) {
      if (element.dataset.forget) sessionStorage.removeItem(PREFIX + element.dataset.forget);
      if (element.dataset.keep) watch(element);
      if ("forgetDrafts" in element.dataset) element.addEventListener("submit", forgetAll);
    }
  } catch {
    // Storage may be switched off; then there is simply nothing kept.
  }
}
