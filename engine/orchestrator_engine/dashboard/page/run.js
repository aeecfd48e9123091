// One run: how it stands, what wants the person, and everything about its tasks.
import { chip, fact, h, icon, kindOf, score, shownIn } from "./dom.js";
import { part } from "./parts.js";
import { actions, asked, banner, standing } from "./steering.js";
import { tasksTab } from "./tasks.js";
import { count, file, money, span, tokens } from "./words.js";

const TABS = [
  ["tasks", "Tasks"],
  ["graph", "Graph"],
  ["cost", "Time and cost"],
  ["remarks", "Remarks"],
  ["document", "Document"],
  ["log", "Log"],
];
const BADGES = { remarks: (view) => view.remarks?.open, document: (view) => (view.partial ? null : view.items.length) };

export function runPage(app, view) {
  const tab = app.route.rest[1] ?? "tasks";
  const tabs = TABS.filter(([name]) => name !== "log" || app.transport.can.logs);
  return h(
    "div",
    { class: "page run", key: view.run },
    h("p", { class: "crumbs" }, h("a", { href: "#/" }, "Runs"), " / ", view.project),
    h(
      "div",
      { class: "run-head" },
      h("div", { class: "run-title" }, h("h1", { title: view.title.length > 90 ? view.title : undefined }, view.title), standing(view)),
      actions(app, view),
    ),
    h("p", { class: "where" }, where(app, view)),
    banner(app, view),
    view.questions.map((question) => asked(app, view, question)),
    progress(view),
    numbers(app, view),
    h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": "What to see of the run", onkeydown: arrows },
      tabs.map(([name, words]) =>
        h(
          "button",
          {
            role: "tab",
            id: `tab-${name}`,
            "aria-selected": String(name === tab),
            "aria-controls": "panel",
            tabindex: name === tab ? 0 : -1,
            onclick: () => app.go(`#/run/${encodeURIComponent(view.run)}/${name}`),
          },
          words,
          badge(name, view),
        ),
      ),
    ),
    h("div", { id: "panel", class: `panel panel-${tab}`, role: "tabpanel", "aria-labelledby": `tab-${tab}`, key: `panel-${tab}` }, panel(app, view, tab)),
  );
}

function badge(name, view) {
  const number = BADGES[name]?.(view) ?? null;
  return number !== null && h("span", { class: "badge" }, String(number));
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const all = [...event.currentTarget.children];
  const at = all.indexOf(document.activeElement);
  const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : step ? (at + step + all.length) % all.length : -1;
  if (to < 0 || at < 0) return;
  event.preventDefault();
  all[to].click();
  all[to].focus();
}

function panel(app, view, tab) {
  if (view.partial && tab !== "tasks" && tab !== "log") return h("p", { class: "of", "aria-busy": "true" }, "Reading the tasks…");
  switch (tab) {
    case "graph":
      return part(app, "drawings", ({ graph }) => graph(view, (task) => app.go(`#/run/${encodeURIComponent(view.run)}/tasks?task=${encodeURIComponent(task)}`)));
    case "cost":
      return part(app, "drawings", ({ costChart, timeline }) => h("div", { class: "charts" }, timeline(view, app.now(view)), costChart(view)));
    case "remarks":
      return part(app, "remarks", ({ remarksTab }) => remarksTab(app, view));
    case "document":
      return documentTab(app, view);
    case "log":
      return part(app, "log", ({ logTab }) => logTab(app, view));
    default:
      return tasksTab(app, view);
  }
}

function where(app, view) {
  const name = view.document.inside ?? file(view.document.path);
  const open = app.transport.open;
  return [
    open ? h("button", { class: "as-link", onclick: () => open(view.document.path, 1) }, name) : h("span", { title: view.document.path }, name),
    " · ",
    h("span", { title: view.reasons }, view.mode),
    " · ",
    view.agent,
    " · branch ",
    h("code", {}, view.branch),
    view.follows && [" · follows ", h("a", { href: `#/run/${encodeURIComponent(view.follows)}` }, view.follows)],
    view.then?.run && [" · followed by ", h("a", { href: `#/run/${encodeURIComponent(view.then.run)}` }, view.then.run)],
    view.takeovers > 0 && ` · taken up again ${view.takeovers === 1 ? "once" : `${view.takeovers} times`}`,
  ];
}

const PARTS = [
  ["merged", "done", "done"],
  ["working", "working", "in work"],
  ["failed", "failed", "failed"],
  ["skipped", "skipped", "left out"],
  ["waiting", "waiting", "waiting"],
];

function progress(view) {
  const told = view.progress;
  const still = ["working", shownIn(view, "working") === "still" ? "paused" : "working", view.state === "running" ? "in work" : "begun"];
  const there = PARTS.map((part) => (part[0] === "working" ? still : part)).filter(([name]) => told[name] > 0);
  const words = there.map(([name, , say]) => `${told[name]} ${say}`).join(", ");
  return h(
    "div",
    { class: "progress" },
    h("div", { class: "bar", role: "img", "aria-label": `${told.total} tasks: ${words || "none"}` }, there.map(([name, kind]) => h("span", { key: name, class: `part is-${kind}`, vars: { "flex-grow": told[name] } }))),
    h("ul", { class: "legend", role: "list" }, there.map(([name, kind, say]) => h("li", { class: `is-${kind}` }, icon(kind), h("strong", {}, String(told[name])), ` ${say}`))),
  );
}

function numbers(app, view) {
  const { spending } = view;
  // As in a list of runs: of what was merged, and of what a reviewer approved.
  const marks = view.tasks.filter((task) => task.state === "done" && task.verdict === "approved").map((task) => task.score);
  const mean = marks.length > 0 && !view.partial ? marks.reduce((sum, each) => sum + each, 0) / marks.length : null;
  const likely = spending.forecast?.usd;
  const running = view.state === "running" && view.questions.length === 0;
  const seconds = view.seconds === null ? null : view.seconds + (running ? app.now(view) - view.now : 0);
  const limit = spending.limit_usd;
  return h(
    "dl",
    { class: "numbers" },
    fact("Done", [h("span", { class: "big" }, String(view.progress.merged)), h("span", { class: "of" }, ` of ${count(view.progress.total, "task")}`)]),
    fact("Cost", [
      h("span", { class: "big" }, view.rehearsal ? spending.words.replace(" (rehearsal)", "") : money(spending.usd, spending.unknown)),
      h("span", { class: "of" }, limit ? ` of ${money(limit)}` : likely?.[1] ? ` forecast ${money(likely[1])}` : view.rehearsal ? " rehearsal" : ""),
      limit && h("progress", { max: 100, value: Math.min(Math.round((100 * spending.usd) / limit), 100), "aria-label": "Spent of this run's limit" }),
    ]),
    fact("Time", h("span", { class: "big" }, span(seconds))),
    fact("Mean score", mean === null ? h("span", { class: "big none" }, view.partial ? "…" : "–") : h("span", { class: "big" }, score(mean))),
    fact("Tokens", h("span", { class: "big" }, spending.tokens ? tokens(spending.tokens) : "–")),
  );
}

function documentTab(app, view) {
  const open = app.transport.open;
  return h(
    "div",
    { class: "rows", role: "region", tabindex: 0, "aria-label": "Items of the document" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ["Item", "State", "In the document", "Line"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, view.items.map((item) =>
        h(
          "tr",
          { key: item.handle },
          h("td", { class: "main" }, item.tasks.length > 0 ? h("a", { href: `#/run/${encodeURIComponent(view.run)}/tasks?task=${encodeURIComponent(item.tasks[0])}` }, item.label !== item.title && h("span", { class: "label" }, item.label), item.title) : item.title),
          h("td", {}, chip(shownIn(view, item.state))),
          h("td", {}, item.ticked ? "ticked" : item.left ? h("span", { class: "why" }, item.left) : h("span", { class: "of" }, "open")),
          h("td", { class: "number", "data-label": "line" }, open ? h("button", { class: "as-link", onclick: () => open(view.document.path, item.line) }, String(item.line)) : String(item.line)),
        ),
      )),
    ),
  );
}
