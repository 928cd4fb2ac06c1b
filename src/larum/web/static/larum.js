// What a page does beyond links and forms. Everything here adds to a page that already works without it.
import "./live.js";
import "./time.js";
import "./palette.js";
import "./keys.js";

const CHARTS = "[data-chart]";

// Drawn figures come alive only where there are any: the library is large.
async function enliven(within) {
  if (within.querySelector?.(CHARTS)) (await import("./charts.js")).draw(within);
}
enliven(document);
document.addEventListener("htmx:after:swap", () => enliven(document));

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-dismiss], [data-back], [commandfor]");
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!target) return;
  if (target.dataset.copy !== undefined) copy(target);
  if (target.dataset.dismiss !== undefined) target.closest(".toast-line").remove();
  // Going back, unlike a link, brings the form back with what was typed.
  if (target.dataset.back !== undefined && history.length > 1) { event.preventDefault(); history.back(); }
  // Browsers that do not know invoker commands yet.
  if (target.hasAttribute("commandfor") && !("commandForElement" in HTMLButtonElement.prototype)) {
    const dialog = document.getElementById(target.getAttribute("commandfor"));
    if (target.getAttribute("command") === "close") dialog.close();
    else dialog.showModal();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What somebody typed and comes back to is not folded away.
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("details:not([open]) :is(textarea, input:not([type=hidden], [type=checkbox], [type=radio]))")) {
    if (field.value !== field.defaultValue) field.closest("details").open = true;
  }
});

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => { label.textContent = before; }, 2000);
}

// A message that is not an error leaves by itself, unless somebody is reading it.
const toasts = document.getElementById("toasts");
new MutationObserver((changes) => {
  for (const toast of changes.flatMap((change) => [...change.addedNodes])) {
    if (toast.dataset?.kind === "error" || !toast.dataset) continue;
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
    setTimeout(leave, 6000);
  }
}).observe(toasts, { childList: true });

// The zone of this device, one press away where it is not the one in use.
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const button of document.querySelectorAll("[data-zone-here]")) {
  if (here && button.previousElementSibling.textContent !== here) {
    button.value = here;
    button.textContent = button.textContent.replace("…", here);
    button.hidden = false;
  }
}
