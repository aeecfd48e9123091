// Which task waits for which: layers from left to right, each task as far left as it can stand.
import { h, kindOf, s, shownIn } from "./dom.js";
import { fit } from "./fit.js";

const [WIDE, HIGH, GAP_X, GAP_Y] = [196, 50, 56, 12];
const PLAIN = 34; // the height of a node that has one line

export function graph(view, choose) {
  if (view.tasks.length === 0) return h("p", { class: "of" }, "There is no plan yet.");
  const high = view.tasks.some((task) => task.title !== task.label) ? HIGH : PLAIN;
  const { places, edges, width, height } = layout(view, high);
  const linked = edges.length > 0;
  return h(
    "section",
    { "aria-labelledby": "graph-title" },
    h("h2", { id: "graph-title", class: "visually-hidden" }, "Which task waits for which"),
    !linked && h("p", { class: "of" }, "No task waits for another one: they can be done in any order."),
    h(
      "div",
      { class: "scroll graph", role: "region", tabindex: 0, "aria-label": "Graph of the tasks; each is a button that shows it" },
      s(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, width, height, class: "dag", role: "group", "aria-label": `${view.tasks.length} tasks, ${edges.length} arrows` },
        s("defs", {}, s("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" }, s("path", { d: "M0 0l8 4-8 4z" }))),
        edges.map(([from, to]) => s("path", { class: "edge", d: curve(places.get(from), places.get(to), high), "marker-end": "url(#arrow)" })),
        view.tasks.map((task) => {
          const [x, y] = places.get(task.id);
          const act = () => choose(task.id);
          const onkey = (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), act());
          return s(
            "g",
            { key: task.id, class: `node is-${kindOf(shownIn(view, task.state))}`, transform: `translate(${x} ${y})`, role: "button", tabindex: 0, onclick: act, onkeydown: onkey },
            // It is the name of the button, too: what is drawn is cut short.
            s("title", {}, `${task.name}: ${task.activity}`),
            s("rect", { width: WIDE, height: high, rx: 9 }),
            s("circle", { cx: 16, cy: high === PLAIN ? high / 2 : 18, r: 5 }),
            s("text", { x: 28, y: high === PLAIN ? high / 2 + 4 : 22, class: "name" }, fit(task.label, WIDE - 40, 13, 600)),
            high !== PLAIN && s("text", { x: 16, y: 40, class: "more" }, fit(task.title, WIDE - 30, 12)),
          );
        }),
      ),
    ),
  );
}

function curve([x1, y1], [x2, y2], high) {
  const [a, b] = [x1 + WIDE, y1 + high / 2];
  const [c, d] = [x2 - 3, y2 + high / 2];
  const bend = Math.max((c - a) / 2, 24);
  return `M${a} ${b}C${a + bend} ${b} ${c - bend} ${d} ${c} ${d}`;
}

function layout(view, high) {
  const tasks = new Map(view.tasks.map((task) => [task.id, task]));
  const first = new Map(view.phases.map((phase) => [phase.id, 0]));
  const layer = new Map();
  // In the order of the plan a task stands behind what it waits for; phases behind their phases.
  const ends = new Map();
  for (const phase of view.phases) {
    first.set(phase.id, Math.max(0, ...phase.after.map((id) => (ends.get(id) ?? -1) + 1)));
    for (const id of ordered(phase.tasks, tasks)) {
      const behind = tasks.get(id).after.map((each) => (layer.get(each) ?? -1) + 1);
      layer.set(id, Math.max(first.get(phase.id), 0, ...behind));
    }
    ends.set(phase.id, Math.max(first.get(phase.id), ...phase.tasks.map((id) => layer.get(id))));
  }
  const columns = [];
  for (const task of view.tasks) (columns[layer.get(task.id)] ??= []).push(task.id);
  // Tall layers are folded into several columns, so that a thousand tasks still fit a screen.
  const tall = Math.max(12, Math.ceil(Math.sqrt(view.tasks.length) * 1.4));
  const places = new Map();
  const middle = new Map();
  let x = 4;
  let height = 0;
  for (const column of columns.filter(Boolean)) {
    const weigh = (id) => {
      const before = tasks.get(id).after.map((each) => middle.get(each)).filter((each) => each !== undefined);
      return before.length > 0 ? before.reduce((sum, each) => sum + each, 0) / before.length : Number.MAX_SAFE_INTEGER;
    };
    const sorted = column.map((id, at) => [weigh(id), at, id]).sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    sorted.forEach(([, , id], at) => {
      const place = [x + Math.floor(at / tall) * (WIDE + 12), 4 + (at % tall) * (high + GAP_Y)];
      places.set(id, place);
      middle.set(id, place[1]);
      height = Math.max(height, place[1] + high);
    });
    x += Math.ceil(column.length / tall) * (WIDE + 12) + GAP_X;
  }
  const edges = view.tasks.flatMap((task) => task.after.filter((id) => tasks.has(id)).map((id) => [id, task.id]));
  return { places, edges, width: Math.max(x - GAP_X, WIDE), height: height + 8 };
}

function ordered(ids, tasks) {
  const own = new Set(ids);
  const seen = new Set();
  const order = [];
  const visit = (id) => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const each of tasks.get(id).after) if (own.has(each)) visit(each);
    order.push(id);
  };
  ids.forEach(visit);
  return order;
}
