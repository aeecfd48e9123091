// What took how long: a bar for each attempt, below the phase that it belongs to.
import { h, kindOf, s, shownIn } from "./dom.js";
import { fit } from "./fit.js";
import { axis, breaks, scale, tick, wide } from "./scale.js";
import { clock, span } from "./words.js";

const ROWS = 40; // more than that, and a row is a phase
const STEP = 26; // pixels of a row

export function timeline(view, now) {
  const begun = view.tasks.filter((task) => task.started_at !== null);
  if (begun.length === 0) return h("section", {}, h("h2", {}, "Time"), h("p", { class: "of" }, "Nothing has begun yet."));
  const from = view.started_at;
  const until = Math.max(view.ended_at ?? (view.state === "running" ? now : from), ...begun.map((task) => task.ended_at ?? task.started_at), from + 1);
  const rows = rowsOf(view, begun, until);
  const width = wide();
  const left = width > 1000 ? 270 : width > 700 ? 190 : 120;
  const ruler = scale(view, from, until, left, width - 12);
  const head = ruler.cuts.length > 0 ? 16 : 0;
  const height = head + rows.length * STEP + 30;
  const few = begun.length <= ROWS;
  return h(
    "section",
    { "aria-labelledby": "time" },
    h("h2", { id: "time" }, "Time"),
    h(
      "div",
      { class: "scroll", role: "region", tabindex: 0, "aria-label": "Timeline" },
      s(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", "aria-label": `${rows.length} rows from ${clock(from)} to ${clock(until)}, ${span(ruler.seconds)}` },
        axis(ruler, height).map((mark) => [s("line", { x1: mark.x, x2: mark.x, y1: head, y2: height - 22, class: "grid" }), tick(mark)]),
        breaks(ruler.cuts, height - 22),
        rows.map((row, at) => {
          const inset = row.phase || !few ? 0 : 14;
          const [y, high] = row.phase && few ? [11, 5] : [6, 16];
          return [
            s("text", { x: inset, y: head + at * STEP + 18, class: row.phase ? "row-name of-phase" : "row-name" }, s("title", {}, row.title), fit(left < 150 && row.label ? row.label : row.title, left - inset - 14, 12.5, row.phase ? 640 : 400)),
            row.bars.map((bar) => s("rect", { x: ruler.x(bar.from), y: head + at * STEP + y, width: Math.max(ruler.x(bar.until) - ruler.x(bar.from), 3), height: high, rx: high === 5 ? 2.5 : 4, class: `stretch is-${bar.kind}` }, s("title", {}, `${row.title}: ${span(bar.seconds)}`))),
          ];
        }),
      ),
    ),
    rows.some((row) => row.bars.some((bar) => bar.kind === "again")) && h("p", { class: "of" }, "What is grey was sent back or thrown away, and tried again."),
    ruler.cuts.length > 0 && h("p", { class: "of" }, "Where a dotted line stands nobody drove the run: that time is left out here."),
  );
}

function rowsOf(view, begun, until) {
  const tasks = new Map(begun.map((task) => [task.id, task]));
  const still = (seconds, begin, end) => seconds ?? end - begin;
  return view.phases
    .filter((phase) => phase.started_at !== null)
    .flatMap((phase) => {
      const end = phase.ended_at ?? until;
      const bar = { kind: kindOf(shownIn(view, phase.state)), from: phase.started_at, until: end, seconds: still(phase.seconds, phase.started_at, end) };
      const inside = begun.length <= ROWS ? phase.tasks.filter((id) => tasks.has(id)).map((id) => tasks.get(id)) : [];
      return [{ title: phase.title, phase: true, bars: [bar] }, ...inside.map((task) => ({ title: task.name, label: task.label, bars: bars(view, task, until) }))];
    });
}

function bars(view, task, until) {
  const end = task.ended_at ?? until;
  return task.attempts.map((attempt, at) => {
    const next = task.attempts[at + 1];
    const last = next === undefined;
    const kind = !last || attempt.abandoned !== null ? "again" : kindOf(shownIn(view, task.state));
    const ends = last ? end : next.at;
    return { kind, from: attempt.at, until: ends, seconds: worked(view, attempt.at, ends) };
  });
}

function worked(view, from, until) {
  return (view.stills ?? []).reduce((sum, [begin, end]) => sum - Math.max(Math.min(end, until) - Math.max(begin, from), 0), until - from);
}
