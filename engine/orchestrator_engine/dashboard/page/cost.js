// What a run cost over time, beside what was thought and what is allowed.
import { h, s } from "./dom.js";
import { axis, breaks, scale, tick, wide } from "./scale.js";
import { count, money, span } from "./words.js";

const [HEIGHT, LEFT, FOOT] = [280, 68, 26];

export function costChart(view) {
  const { spending } = view;
  const title = h("h2", { id: "cost" }, "Cost");
  const told = h("p", { class: "of" }, spending.forecast?.words ?? "There was no forecast for this run.");
  const points = spending.series;
  const limit = spending.limit_usd;
  // A forecast of nothing is none: so is one of a rehearsal.
  const forecast = spending.forecast?.usd?.[2] > 0 ? spending.forecast.usd : null;
  if (points.length < 2 || (points.at(-1)[1] === 0 && !forecast && !limit)) {
    const why = view.rehearsal ? "A rehearsal costs nothing." : spending.unknown > 0 ? "None of the calls said what it cost." : "Nothing has been spent yet.";
    return h("section", { "aria-labelledby": "cost" }, title, h("p", { class: "of" }, why), told);
  }
  const pace = forecast && spending.forecast.seconds;
  const from = points[0][0];
  const until = Math.max(view.ended_at ?? (view.state === "running" ? view.now : points.at(-1)[0]), points.at(-1)[0], from + 1);
  const { most, steps } = rounded(Math.max(points.at(-1)[1], forecast?.[2] ?? 0, limit ?? 0));
  const width = wide();
  const ruler = scale(view, from, until, LEFT, width - 12);
  const { x } = ruler;
  const [bottom, right] = [HEIGHT - FOOT, width - 12];
  const y = (usd) => bottom - (usd / most) * (bottom - 22);
  const across = (usd, kind) => s("line", { x1: LEFT, x2: right, y1: y(usd), y2: y(usd), class: kind });
  // Money goes in steps: between two calls nothing is spent.
  let line = `M${x(from)} ${y(0)}`;
  for (const [at, usd] of points) line += `H${x(at).toFixed(1)}V${y(usd).toFixed(1)}`;
  line += `H${x(until)}`;
  const spent = `Spent ${money(spending.usd, spending.unknown)} in ${span(ruler.seconds)}`;
  const thought = forecast ? `; the forecast was ${money(forecast[0])} to ${money(forecast[2])}` : "";
  return h(
    "section",
    { "aria-labelledby": "cost" },
    title,
    h(
      "div",
      { class: "scroll", role: "region", tabindex: 0, "aria-label": "Cost over time" },
      s(
        "svg",
        { viewBox: `0 0 ${width} ${HEIGHT}`, class: "chart", role: "img", "aria-label": spent + thought },
        steps.map((usd) => [across(usd, "grid"), s("text", { x: LEFT - 8, y: y(usd) + 4, class: "axis", "text-anchor": "end" }, money(usd))]),
        forecast && s("rect", { x: LEFT, width: right - LEFT, y: y(forecast[2]), height: Math.max(y(forecast[0]) - y(forecast[2]), 2), class: "range" }),
        breaks(ruler.cuts, bottom),
        s("path", { d: `${line}V${y(0)}H${LEFT}Z`, class: "area" }),
        forecast && across(forecast[1], "likely"),
        // Where the money would be by now if it went evenly over the time that was forecast.
        pace && s("path", { d: paced(ruler, forecast[1], pace[1], y), class: "pace" }),
        limit && across(limit, "limit"),
        s("path", { d: line, class: "line" }),
        forecast && s("text", { x: right - 6, y: y(forecast[1]) - 6, class: "axis over", "text-anchor": "end" }, `forecast ${money(forecast[1])}`),
        limit && s("text", { x: LEFT + 8, y: y(limit) - 6, class: "axis over" }, `limit ${money(limit)}`),
        axis(ruler, HEIGHT).map(tick),
      ),
    ),
    told,
    pace && h("p", { class: "of" }, "The thin line is the pace of the forecast: what is above it costs more than was thought by then."),
    spending.unknown > 0 && h("p", { class: "of" }, `${count(spending.unknown, "call")} did not say what it cost: the real sum is higher.`),
    dearest(view),
  );
}

function paced(ruler, usd, seconds, y) {
  const shown = Math.min(seconds, ruler.seconds);
  return `M${ruler.place(0)} ${y(0)}L${ruler.place(shown).toFixed(1)} ${y((usd * shown) / seconds).toFixed(1)}`;
}

// Sums that people would choose: 1, 2 or 5 and noughts, four or five of them.
function rounded(most) {
  const rough = (most || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999);
  const parts = Math.ceil((most || 1) / step - 0.001);
  return { most: parts * step, steps: Array.from({ length: parts + 1 }, (_, at) => at * step) };
}

function dearest(view) {
  const tasks = view.tasks.filter((task) => task.usd > 0).sort((one, other) => other.usd - one.usd).slice(0, 8);
  if (tasks.length === 0) return null;
  return h(
    "div",
    { class: "rows", role: "region", tabindex: 0, "aria-label": "The tasks that cost most" },
    h("table", {}, h("caption", {}, "What cost most"), h("thead", {}, h("tr", {}, ["Task", "Cost", "Time", "Attempts"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, tasks.map((task) => h("tr", { key: task.id }, h("td", { class: "main" }, task.name), h("td", { class: "number" }, task.cost), h("td", { class: "number" }, span(task.seconds)), h("td", { class: "number", "data-label": task.attempts.length === 1 ? "attempt" : "attempts" }, String(task.attempts.length)))))),
  );
}
