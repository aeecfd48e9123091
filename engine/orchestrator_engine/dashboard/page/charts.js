// What took how long, and what it cost: drawn by hand, with words for who does not see it.
import { h, kindOf, s } from "./dom.js";
import { clock, count, money, span } from "./words.js";

const W = 960;
const ROWS = 40; // more than that, and a row is a phase

export function timeline(view, now) {
  const begun = view.tasks.filter((task) => task.started_at !== null);
  if (begun.length === 0) return h("section", {}, h("h2", {}, "Time"), h("p", { class: "of" }, "Nothing has begun yet."));
  const from = view.started_at;
  const until = Math.max(view.ended_at ?? (view.state === "running" ? now : from), ...begun.map((task) => task.ended_at ?? task.started_at), from + 1);
  const tasks = new Map(begun.map((task) => [task.id, task]));
  const rows = view.phases
    .filter((phase) => phase.started_at !== null)
    .flatMap((phase) => [
      { name: phase.title, title: phase.title, phase: true, bars: [{ kind: kindOf(phase.state), from: phase.started_at, until: phase.ended_at ?? until }] },
      ...(begun.length <= ROWS ? phase.tasks.filter((id) => tasks.has(id)).map((id) => ({ name: tasks.get(id).label, title: tasks.get(id).name, bars: bars(tasks.get(id), until) })) : []),
    ]);
  const left = 150;
  const step = 26;
  const height = rows.length * step + 30;
  const x = (at) => left + ((at - from) / (until - from)) * (W - left - 12);
  const ticks = marks(until - from);
  return h(
    "section",
    { "aria-labelledby": "time" },
    h("h2", { id: "time" }, "Time"),
    h(
      "div",
      { class: "scroll", role: "region", tabindex: 0, "aria-label": "Timeline" },
      s(
        "svg",
        { viewBox: `0 0 ${W} ${height}`, class: "chart", role: "img", "aria-label": `${rows.length} rows from ${clock(from)} to ${clock(until)}, ${span(until - from)}` },
        ticks.map((at) => [
          s("line", { x1: x(from + at), x2: x(from + at), y1: 0, y2: height - 22, class: "grid" }),
          s("text", { x: x(from + at), y: height - 6, class: "axis", "text-anchor": at === 0 ? "start" : "middle" }, label(at)),
        ]),
        rows.map((row, at) => [
          s("text", { x: row.phase || begun.length > ROWS ? 0 : 12, y: at * step + 18, class: row.phase ? "row-name of-phase" : "row-name" }, row.name.length > 20 ? `${row.name.slice(0, 19)}…` : row.name, s("title", {}, row.title)),
          row.bars.map((bar) => s("rect", { x: x(bar.from), y: at * step + (row.phase && begun.length <= ROWS ? 11 : 6), width: Math.max(x(bar.until) - x(bar.from), 3), height: row.phase && begun.length <= ROWS ? 5 : 16, rx: row.phase && begun.length <= ROWS ? 2.5 : 4, class: `stretch is-${bar.kind}` }, s("title", {}, `${row.title}: ${span(bar.until - bar.from)}`))),
        ]),
      ),
    ),
    rows.some((row) => row.bars.some((bar) => bar.kind === "again")) && h("p", { class: "of" }, "What is grey was sent back or thrown away, and tried again."),
  );
}

function bars(task, until) {
  const end = task.ended_at ?? until;
  return task.attempts.map((attempt, at) => {
    const next = task.attempts[at + 1];
    const last = next === undefined;
    const kind = !last || attempt.abandoned !== null ? "again" : kindOf(task.state);
    return { kind, from: attempt.at, until: last ? end : next.at };
  });
}

function marks(seconds) {
  const steps = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 604800];
  const step = steps.find((each) => seconds / each <= 7) ?? seconds / 6;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, at) => at * step);
}

function label(seconds) {
  if (seconds === 0) return "0";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}

export function costChart(view) {
  const { spending } = view;
  const title = h("h2", { id: "cost" }, "Cost");
  const told = h("p", { class: "of" }, spending.forecast?.words ?? "There was no forecast for this run.");
  const points = spending.series;
  if (points.length < 2) return h("section", { "aria-labelledby": "cost" }, title, h("p", { class: "of" }, "Nothing has been spent yet."), told);
  const forecast = spending.forecast?.usd ?? null;
  const pace = spending.forecast?.seconds ?? null;
  const from = points[0][0];
  const until = Math.max(view.ended_at ?? (view.state === "running" ? view.now : points.at(-1)[0]), from + 1);
  const most = Math.max(points.at(-1)[1], forecast?.[2] ?? 0, spending.limit_usd ?? 0) * 1.1 || 1;
  const [left, height, foot] = [64, 260, 26];
  const x = (at) => left + ((at - from) / (until - from)) * (W - left - 12);
  const y = (usd) => height - foot - (usd / most) * (height - foot - 10);
  // Money goes in steps: between two calls nothing is spent.
  let line = `M${x(from)} ${y(0)}`;
  for (const [at, usd] of points) line += `H${x(at).toFixed(1)}V${y(usd).toFixed(1)}`;
  line += `H${x(until)}`;
  const limit = spending.limit_usd;
  return h(
    "section",
    { "aria-labelledby": "cost" },
    title,
    h(
      "div",
      { class: "scroll", role: "region", tabindex: 0, "aria-label": "Cost over time" },
      s(
        "svg",
        { viewBox: `0 0 ${W} ${height}`, class: "chart", role: "img", "aria-label": `Spent ${money(spending.usd, spending.unknown)} in ${span(until - from)}${forecast ? `; the forecast was ${money(forecast[0])} to ${money(forecast[2])}` : ""}` },
        [0, 0.25, 0.5, 0.75, 1].map((part) => [
          s("line", { x1: left, x2: W - 12, y1: y(part * most), y2: y(part * most), class: "grid" }),
          s("text", { x: left - 8, y: y(part * most) + 4, class: "axis", "text-anchor": "end" }, money(part * most)),
        ]),
        forecast && [
          s("rect", { x: left, width: W - left - 12, y: y(forecast[2]), height: Math.max(y(forecast[0]) - y(forecast[2]), 2), class: "range" }),
          s("line", { x1: left, x2: W - 12, y1: y(forecast[1]), y2: y(forecast[1]), class: "likely" }),
          // Where the money would be by now if it went evenly over the time that was forecast.
          pace && s("path", { d: `M${x(from)} ${y(0)}L${x(Math.min(from + pace[1], until)).toFixed(1)} ${y(forecast[1] * Math.min((until - from) / pace[1], 1)).toFixed(1)}`, class: "pace" }),
          s("text", { x: W - 16, y: y(forecast[1]) - 5, class: "axis", "text-anchor": "end" }, `forecast ${money(forecast[1])}`),
        ],
        limit && [
          s("line", { x1: left, x2: W - 12, y1: y(limit), y2: y(limit), class: "limit" }),
          s("text", { x: left + 6, y: y(limit) - 5, class: "axis" }, `limit ${money(limit)}`),
        ],
        s("path", { d: `${line}V${y(0)}H${left}Z`, class: "area" }),
        s("path", { d: line, class: "line" }),
        marks(until - from).map((at) => s("text", { x: x(from + at), y: height - 6, class: "axis", "text-anchor": at === 0 ? "start" : "middle" }, label(at))),
      ),
    ),
    told,
    forecast && pace && h("p", { class: "of" }, "The thin line is the pace of the forecast: what is above it costs more than was thought by then."),
    spending.unknown > 0 && h("p", { class: "of" }, `${count(spending.unknown, "call")} did not say what it cost: the real sum is higher.`),
    dearest(view),
  );
}

function dearest(view) {
  const tasks = view.tasks.filter((task) => task.usd > 0).sort((one, other) => other.usd - one.usd).slice(0, 8);
  if (tasks.length === 0) return null;
  return h(
    "div",
    { class: "rows", role: "region", tabindex: 0, "aria-label": "The tasks that cost most" },
    h("table", {}, h("caption", {}, "What cost most"), h("thead", {}, h("tr", {}, ["Task", "Cost", "Time", "Attempts"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, tasks.map((task) => h("tr", { key: task.id }, h("td", { class: "main" }, task.name), h("td", { class: "number" }, task.cost), h("td", { class: "number" }, span(task.seconds)), h("td", { class: "number" }, String(task.attempts.length)))))),
  );
}
