// Draws the figures of a page again with ECharts, for zoom and exact values; the server's drawing stays until this one
// stands, and stays for good where this fails. Tooltips are rich text, because a strict policy forbids HTML ones.

const root = document.documentElement;
const folder = new URL("./vendor/", import.meta.url);
let library = null;

function script(name) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement("script"), { src: new URL(name, folder), onload: done, onerror: failed });
    document.head.append(element);
  });
}

async function echarts() {
  library ??= script("echarts.js").then(() => (root.lang === "pl" ? script("echarts-pl.js") : null));
  await library;
  return window.echarts;
}

const ink = (name) => {
  // Custom properties hold oklch(), which the canvas of older browsers does not know: let the browser resolve them.
  const probe = document.createElement("i");
  probe.className = `ink-${name}`;
  document.body.append(probe);
  const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  pixel.fillStyle = getComputedStyle(probe).color;
  pixel.fillRect(0, 0, 1, 1);
  probe.remove();
  const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
};

const DAY = 86400000;
const GROW_EVERY_MS = 3000;

// The words of the marks stand in two rows. A mark whose words would cover others keeps its line; touched, it says them.
function rows(markers, side, across) {
  const free = [-Infinity, -Infinity];
  return markers.toSorted((one, other) => one.at - other.at).map((mark) => {
    const length = Math.min(130, 7 * mark.label.length);
    const align = side(mark.at);
    const left = across(mark.at) - { left: 0, center: length / 2, right: length }[align];
    const row = free.findIndex((end) => left > end + 6);
    if (row >= 0) free[row] = left + length;
    return { mark, label: { show: row >= 0, distance: row === 1 ? 4 : 20, align } };
  });
}

function options(data, width) {
  const { points, markers, labels } = data;
  const colours = Object.fromEntries(["foreground", "muted", "line", "band", "grid", "negative", "danger", "good", "popover", "border"].map((name) => [name, ink(name)]));
  const clock = new Intl.DateTimeFormat(root.lang, { timeZone: data.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat(root.lang, { timeZone: data.zone, day: "numeric", month: "short" });
  const whole = new Intl.DateTimeFormat(root.lang, { timeZone: data.zone, weekday: "long", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const number = new Intl.NumberFormat(root.lang, { maximumFractionDigits: 1 });
  const text = { color: colours.muted, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const sign = { alert: colours.danger, statement: colours.good };
  const by = new Map(points.map((point) => [point[0], point]));
  const told = (items) => {
    const point = by.get(items[0].value[0]);
    if (!point) return "";
    const lines = [whole.format(point[0])];
    lines.push(`${labels.value}: ${point[1] === null ? "–" : number.format(point[1])}`);
    if (point[2] !== null) lines.push(`${labels.band}: ${number.format(point[2])}–${number.format(point[3])}`);
    if (point[1]) lines.push(`${labels.negative}: ${new Intl.NumberFormat(root.lang, { style: "percent" }).format(point[4] / point[1])}`);
    return lines.join("\n");
  };
  const reach = (data.fan?.at(-1) ?? points.at(-1))[0] - points[0][0];
  const side = (at) => { const share = (at - points[0][0]) / reach; return share > 0.85 ? "right" : share < 0.1 ? "left" : "center"; };
  const across = (at) => 44 + ((at - points[0][0]) / reach) * (width - 60);
  const band = points.filter((p) => p[2] !== null && p[3] !== null);
  const step = points.length > 1 ? points[1][0] - points[0][0] : 3600000;
  const last = points.findLast((p) => p[1] !== null);
  const fan = data.fan?.length && last ? [[last[0], last[1], last[1], last[1]], ...data.fan] : [];
  // Both axes span the same time, whatever each has to show.
  const ends = { min: points[0][0], max: (fan.at(-1) ?? points.at(-1))[0] };
  const long = ends.max - ends.min > 3 * DAY;
  return {
    animation: false,
    aria: { enabled: true, label: { description: data.summary }, decal: { show: false } },
    textStyle: text,
    grid: [{ left: 44, right: 16, top: 48, bottom: 58 }, { left: 44, right: 16, height: 10, bottom: 34 }],
    xAxis: [
      { type: "time", gridIndex: 0, ...ends, axisLabel: { show: false }, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.grid } }, axisPointer: { label: { show: false } } },
      { type: "time", gridIndex: 1, ...ends, axisLine: { show: false }, axisTick: { show: false }, splitNumber: 6, axisPointer: { label: { show: false } },
        axisLabel: { ...text, hideOverlap: true, formatter: (at) => (long || clock.format(at) === "00:00" ? day.format(at) : clock.format(at)) } },
    ],
    yAxis: [
      { type: "value", gridIndex: 0, min: 0, minInterval: 1, boundaryGap: [0, "12%"], splitNumber: 4, axisLabel: { ...text, formatter: (value) => number.format(value) }, splitLine: { lineStyle: { color: colours.grid } } },
      { type: "value", gridIndex: 1, min: 0, max: 1, show: false },
    ],
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, formatter: told, backgroundColor: colours.popover, borderColor: colours.border, textStyle: { color: colours.foreground, fontSize: 13 }, axisPointer: { lineStyle: { color: colours.muted } } },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    dataZoom: [{ type: "inside", xAxisIndex: [0, 1], zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, minValueSpan: 4 * step }],
    series: [
      { name: "low", type: "line", stack: "usual", symbol: "none", silent: true, lineStyle: { opacity: 0 }, data: band.map((p) => [p[0], p[2]]), tooltip: { show: false } },
      { name: labels.band, type: "line", stack: "usual", symbol: "none", silent: true, lineStyle: { opacity: 0 }, areaStyle: { color: colours.band }, data: band.map((p) => [p[0], p[3] - p[2]]),
        markPoint: { symbol: "circle", symbolSize: 0.1, silent: true, label: { ...text, formatter: labels.band, position: "right", offset: [0, -8] }, data: band.length ? [{ coord: [band[0][0], band[0][3]] }] : [] } },
      { name: "fan from", type: "line", stack: "fan", symbol: "none", silent: true, lineStyle: { opacity: 0 }, data: fan.map((f) => [f[0], f[1]]), tooltip: { show: false } },
      { name: labels.fan, type: "line", stack: "fan", symbol: "none", silent: true, lineStyle: { opacity: 0 }, areaStyle: { color: colours.line, opacity: 0.14 }, data: fan.map((f) => [f[0], f[3] - f[1]]), tooltip: { show: false } },
      { name: labels.fan, type: "line", symbol: "none", silent: true, lineStyle: { color: colours.line, width: 2, type: "dotted" }, data: fan.map((f) => [f[0], f[2]]), tooltip: { show: false },
        endLabel: { show: true, formatter: () => labels.fan, color: colours.muted, align: "right", offset: [0, -12] } },
      { name: labels.value, type: "line", symbol: "none", lineStyle: { color: colours.line, width: 2 }, itemStyle: { color: colours.line }, data: points.map((p) => [p[0], p[1]]),
        endLabel: { show: true, formatter: () => labels.last, color: colours.foreground, fontWeight: 600, align: "right", offset: [0, -14], textBorderColor: colours.popover, textBorderWidth: 3 },
        markLine: { symbol: ["none", "none"], silent: false, label: { ...text, color: colours.foreground, formatter: (mark) => mark.name, position: "end", overflow: "truncate", width: 130 }, lineStyle: { type: "dashed", width: 1 },
          emphasis: { label: { show: true } },
          data: rows(markers, side, across).map(({ mark, label }) => ({ name: mark.label, xAxis: mark.at, href: mark.href, label, lineStyle: { color: sign[mark.kind] ?? colours.muted } })) } },
      { name: labels.negative, type: "custom", clip: true, xAxisIndex: 1, yAxisIndex: 1, data: points.filter((p) => p[1]).map((p) => [p[0], p[4] / p[1]]),
        renderItem: (params, api) => {
          const start = api.coord([api.value(0), 1]);
          const end = api.coord([api.value(0) + step, 0]);
          const share = api.value(1);
          return share < 0.05 ? null : { type: "rect", shape: { x: start[0], y: start[1], width: Math.max(1, end[0] - start[0]), height: end[1] - start[1] }, style: { fill: colours.negative, opacity: Math.max(0.2, share) } };
        } },
    ],
  };
}

// Day, week, all: what is offered is what the data covers.
function ranges(figure, chart, data) {
  const first = data.points[0]?.[0];
  const last = data.points.at(-1)?.[0];
  if (!first || last - first <= 1.5 * DAY || figure.dataset.ranges === "off") return;
  const bar = document.createElement("div");
  bar.className = "row ranges";
  const spans = [[DAY, data.labels.day], [7 * DAY, data.labels.week], [last - first, data.labels.all]].filter(([span], index) => index === 2 || span < last - first);
  const show = (span, button) => {
    chart.dispatchAction({ type: "dataZoom", startValue: last - span, endValue: last });
    for (const other of bar.children) other.setAttribute("aria-pressed", String(other === button));
  };
  for (const [span, label] of spans) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
    button.dataset.variant = "ghost";
    button.dataset.size = "sm";
    button.addEventListener("click", () => show(span, button));
    bar.append(button);
  }
  figure.querySelector(".figure-drawn").before(bar);
  show(spans[0][0], bar.firstChild);
}

async function enliven(figure) {
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  if (data.kind !== "curve" || data.points.length < 2) return;
  const { init } = await echarts();
  const drawn = figure.querySelector(".figure-drawn");
  const place = document.createElement("div");
  place.className = "figure-live";
  drawn.replaceChildren(place);
  const chart = init(place, null, { renderer: "svg", locale: root.lang === "pl" ? "PL" : "EN" });
  const drawAgain = () => chart.setOption(options(data, place.clientWidth));
  drawAgain();
  chart.on("click", (params) => { if (params.data?.href) location.assign(params.data.href); });
  ranges(figure, chart, data);
  new ResizeObserver(() => {
    chart.resize();
    drawAgain();
  }).observe(place);
  // The theme may change while the page is open.
  new MutationObserver(drawAgain).observe(root, { attributeFilter: ["class"] });
  if (figure.dataset.href) grow(figure, drawAgain, data);
}

// The drawing is extended, never begun again: zoom and position stay. In a storm once every few seconds is enough.
function grow(figure, drawAgain, data) {
  let waiting = false;
  document.body.addEventListener(`larum:${figure.dataset.live}`, () => {
    if (waiting || !figure.isConnected) return;
    waiting = true;
    setTimeout(async () => {
      waiting = false;
      const answer = await fetch(figure.dataset.href, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      Object.assign(data, await answer.json());
      drawAgain();
      figure.querySelector(".figure-summary").textContent = data.summary;
    }, GROW_EVERY_MS);
  });
}

export function draw(within) {
  for (const figure of within.querySelectorAll("[data-chart]:not([data-alive])")) {
    figure.dataset.alive = "";
    enliven(figure).catch((error) => console.warn("The drawing of the server stays:", error));
  }
}
