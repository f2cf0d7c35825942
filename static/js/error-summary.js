// The error summary takes the focus when the page has been refused; its links put the cursor into the field they name.
export function start([summary]) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    (field.closest("fieldset")?.querySelector("legend") ?? label ?? field).scrollIntoView({ block: "nearest" });
    field.focus();
  });
}
