// Ctrl-K (or Cmd-K): every page and every command by typing a piece of its name.
const palette = document.getElementById("palette");
const input = palette.querySelector("input");
const options = [...palette.querySelectorAll("[role=option]")];
const none = palette.querySelector(".palette-none");
let chosen = null;

// "l" finds "ł", "zatwierdz" finds "Zatwierdź".
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ł", "l");

function choose(option) {
  chosen?.setAttribute("aria-selected", "false");
  chosen = option ?? null;
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
  else input.removeAttribute("aria-activedescendant");
}

function filter() {
  const parts = fold(input.value).split(/\s+/);
  for (const option of options) {
    const words = fold(option.textContent);
    option.hidden = !parts.every((part) => words.includes(part));
  }
  const shown = options.filter((option) => !option.hidden);
  none.hidden = shown.length > 0;
  choose(shown[0]);
}

function take(option) {
  palette.close();
  if (option.dataset.href) { location.assign(option.dataset.href); return; }
  const [name, value] = option.dataset.choose.split("=");
  document.querySelector(`.reader button[name="${name}"][value="${value}"]`).click();
}

export function open() {
  if (palette.open) return;
  input.value = "";
  filter();
  palette.showModal();
  input.focus();
}

input.addEventListener("input", filter);
input.addEventListener("keydown", (event) => {
  const shown = options.filter((option) => !option.hidden);
  const at = shown.indexOf(chosen);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 };
  if (event.key in moves && shown.length) {
    event.preventDefault();
    choose(shown[(moves[event.key] + shown.length) % shown.length]);
  } else if (event.key === "Enter" && chosen) {
    event.preventDefault();
    take(chosen);
  }
});
palette.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) take(option);
  else if (event.target === palette) palette.close();
});
for (const button of document.querySelectorAll("[data-open-palette]")) button.addEventListener("click", open);
