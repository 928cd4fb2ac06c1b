// Runs before the page is drawn, so that a dark room never flashes white. "system" follows the device as it changes.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => root.classList.toggle("dark", root.dataset.theme === "dark" || (root.dataset.theme === "system" && dark.matches));
  follow();
  dark.addEventListener("change", follow);
  addEventListener("beforeprint", () => root.classList.remove("dark"));
  addEventListener("afterprint", follow);
})();
