// Single keys: j and k move through the items of a list, Enter opens, other letters press the button that carries them
// (data-key) in the item one stands on, else on the page. Never while somebody types.
import { open } from "./palette.js";

const items = () => [...document.querySelectorAll("main [data-item]")].filter((item) => item.offsetParent !== null);
let here = null;

function stand(item) {
  here?.removeAttribute("data-here");
  here = item;
  here.setAttribute("data-here", "");
  if (!here.hasAttribute("tabindex")) here.tabIndex = -1;
  here.focus({ preventScroll: true });
  here.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = items();
  if (all.length === 0) return;
  const at = all.indexOf(here?.isConnected ? here : null);
  stand(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
    return;
  }
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "?") document.getElementById("keys").showModal();
  else if (event.key === "Enter" && here && event.target === here) here.querySelector("a[href]")?.click();
  else if (/^[a-z]$/.test(event.key)) {
    const button = `[data-key="${event.key}"]:not([hidden], [disabled])`;
    const found = (here?.isConnected && here.querySelector(button)) || document.querySelector(`main ${button}`);
    if (!found) return;
    found.click();
  } else return;
  event.preventDefault();
});
