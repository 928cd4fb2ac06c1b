// One stream of server-sent events per page in view. An event on topic "alerts" becomes the DOM event "larum:alerts" on
// <body>, for a fragment to use: hx-get="..." hx-trigger="larum:alerts from:body". Its detail is {count, items}, or
// {refetch: true} where events were missed.

const LEAVE_AFTER_MS = 20000;
const LOST_AFTER_MS = 10000;
const body = document.body;
let source = null;
let leaving = 0;

function topics() {
  const wanted = new Set((body.dataset.topics ?? "").split(",").filter(Boolean));
  for (const element of document.querySelectorAll("[data-live], [data-queue]")) {
    (element.dataset.live ?? element.dataset.queue).split(",").forEach((topic) => wanted.add(topic));
  }
  return [...wanted];
}

function tell(topic, detail) {
  body.dispatchEvent(new CustomEvent(`larum:${topic}`, { detail, bubbles: true }));
}

// `after` is where the events stood when the page was made: what came since is told at once.
function connect(after = "") {
  const wanted = topics();
  if (source || wanted.length === 0) return;
  source = new EventSource(`/live?${new URLSearchParams({ topics: wanted.join(","), ...(after && { after }) })}`);
  for (const topic of wanted) {
    source.addEventListener(topic, (event) => tell(topic, JSON.parse(event.data)));
  }
  source.addEventListener("open", hearing);
  source.addEventListener("error", () => { losing ||= setTimeout(deaf, LOST_AFTER_MS); });
  source.addEventListener("refetch", () => wanted.forEach((topic) => tell(topic, { refetch: true, count: 0, items: [] })));
}

// Where the line stays lost, or a region cannot be brought up to date, the page says so once, until it hears again.
let losing = 0;
let notice = null;

function deaf() {
  if (notice?.isConnected) return;
  notice = document.getElementById("deaf").content.firstElementChild.cloneNode(true);
  document.getElementById("toasts").append(notice);
}

function hearing() {
  clearTimeout(losing);
  losing = 0;
  notice?.remove();
}

// What comes back and is not what was asked for (a gateway's error, the page to sign in) takes the place of nothing.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  if (ctx.hx.retarget) return;
  const lost = ctx.response.status >= 400 || (ctx.select && tasks.some((task) => task.type === "main" && !task.fragment.hasChildNodes()));
  if (lost) { event.preventDefault(); deaf(); }
  else if (ctx.sourceElement.matches("[data-live]") && source?.readyState !== EventSource.CLOSED) hearing();
});

// A browser allows six lines to one host over HTTP/1.1, and people keep forty tabs: only pages in view hold one.
document.addEventListener("visibilitychange", () => {
  clearTimeout(leaving);
  if (document.hidden) {
    leaving = setTimeout(() => { source?.close(); source = null; hearing(); }, LEAVE_AFTER_MS);
  } else if (!source) {
    connect();
    topics().forEach((topic) => tell(topic, { refetch: true, count: 0, items: [] }));
  }
});
addEventListener("pagehide", () => source?.close());
if (body.dataset.topics !== undefined) connect(body.dataset.liveAfter);

// "8 new posts" waits to be asked.
const plural = new Intl.PluralRules(document.documentElement.lang);
const number = new Intl.NumberFormat(document.documentElement.lang);
for (const button of document.querySelectorAll("[data-queue]")) {
  let waiting = 0;
  body.addEventListener(`larum:${button.dataset.queue}`, (event) => {
    waiting += event.detail.count || 0;
    if (waiting === 0) return;
    const rule = plural.select(waiting);
    const form = button.getAttribute(`data-form-${rule}`) ?? button.getAttribute("data-form-other") ?? button.getAttribute("data-form-many");
    button.querySelector("span").textContent = form.replace("{count}", number.format(waiting));
    button.hidden = false;
  });
  button.addEventListener("click", () => { waiting = 0; button.hidden = true; });
}

// Alerts are announced, politely; posts never are.
body.addEventListener("larum:alerts", (event) => {
  const words = event.detail.items?.map((item) => item.title).filter(Boolean).join(". ");
  if (words) document.getElementById("announcer").textContent = words;
});
