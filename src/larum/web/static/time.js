// Clocks tick and "5 minutes ago" ages, by Larum's own time: in a demo or a drill it runs faster, or stands still.
const root = document.documentElement;
const began = Date.parse(root.dataset.now);
const speed = Number(root.dataset.speed);
const loaded = performance.now();
const now = () => began + (performance.now() - loaded) * speed;
const relative = new Intl.RelativeTimeFormat(root.lang, { numeric: "always" });

const two = (value) => String(value).padStart(2, "0");
function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const span = Math.trunc((now() - Date.parse(clock.dateTime)) / 1000);
    const seconds = Math.abs(span);
    clock.textContent = `${span < 0 ? "−" : ""}${Math.trunc(seconds / 3600)}:${two(Math.trunc(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
}

function age() {
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const minutes = (Date.parse(time.dateTime) - now()) / 60000;
    if (Math.abs(minutes) >= 60) time.textContent = time.dataset.moment;
    else if (Math.abs(minutes) >= 1) time.textContent = relative.format(Math.trunc(minutes), "minute");
  }
}

if (speed > 0) {
  setInterval(tick, 1000);
  setInterval(age, Math.max(2000, 30000 / speed));
}
document.addEventListener("htmx:after:swap", tick);
