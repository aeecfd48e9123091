// One run: how it stands, what wants the person, and everything about its tasks.
import { costChart, timeline } from "./charts.js";
import { diffView } from "./diff.js";
import { chip, h, icon, kindOf, score } from "./dom.js";
import { graph } from "./graph.js";
import { logTab } from "./log.js";
import { fact } from "./overview.js";
import { remarksTab } from "./remarks.js";
import { check, detail } from "./task.js";
import { ago, capital, clock, count, file, money, span, tokens } from "./words.js";

const TABS = [
  ["tasks", "Tasks"],
  ["graph", "Graph"],
  ["cost", "Time and cost"],
  ["remarks", "Remarks"],
  ["document", "Document"],
  ["log", "Log"],
];
const BADGES = { remarks: (view) => view.remarks?.open, document: (view) => (view.partial ? null : view.items.length) };
const MANY = 60; // rows of a phase that are drawn at once, where there are more
const SCREEN = 40; // rows that are drawn first: more than most screens have
const STEP = 240; // rows that are drawn in each pause after that

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

function standing(view) {
  if (view.questions.length > 0) return chip("asks");
  if (view.approval && view.state === "paused") return chip("asks", "a plan waits");
  if (view.stopping && view.state === "running") return chip("stopped", "coming to an end");
  return chip(view.state);
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
      return graph(view, (task) => app.go(`#/run/${encodeURIComponent(view.run)}/tasks?task=${encodeURIComponent(task)}`));
    case "cost":
      return h("div", { class: "charts" }, timeline(view, app.now(view)), costChart(view));
    case "remarks":
      return remarksTab(app, view);
    case "document":
      return documentTab(app, view);
    case "log":
      return logTab(app, view);
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
    view.takeovers > 0 && ` · taken up again ${count(view.takeovers, "time")}`,
  ];
}

const BUTTONS = {
  approve: ["Carry out the plan…", "primary", {
    title: "Carry out this plan?",
    words: "Agents begin to work at its tasks, and that costs. Where you edited the plan in its file, it is carried out as you left it.",
    yes: "Carry it out",
  }],
  pause: ["Pause", "", null],
  resume: ["Go on", "primary", null],
  stop: ["Stop…", "", {
    title: "Stop this run?",
    words: "What is done is kept. Agents at work are ended, and what they were doing is thrown away; resuming begins that again.",
    other: ["Finish what is under way first", { how: "finish" }],
    yes: "Stop now",
    body: { how: "drop" },
  }],
  restart: ["Restart…", "", {
    title: "Restart this run?",
    words: "What is under way is thrown away and begun again, and what had failed is tried again. That costs again. What is done is kept.",
    yes: "Restart",
  }],
};

function actions(app, view) {
  return h(
    "div",
    { class: "actions", role: "group", "aria-label": "Steer the run" },
    view.actions.map((name) => {
      const [words, kind, question] = BUTTONS[name];
      const act = (more) => app.act(name, { run: view.run, ...more });
      const told = name === "approve" ? { number: view.approval?.number } : undefined;
      return h("button", { class: kind, onclick: question ? () => app.ask({ ...question, ...(told && { body: told }), act }) : () => act({}) }, words);
    }),
  );
}

function banner(app, view) {
  const why = view.why ? capital(view.why) : "";
  if (view.waits) {
    return h("div", { class: "banner is-waiting" }, icon("waiting"), h("p", {}, h("strong", {}, "Waits until ", clock(view.waits.until), ". "), capital(view.waits.why)));
  }
  if (view.state === "crashed") {
    return h("div", { class: "banner is-failed" }, icon("failed"), h("p", {}, h("strong", {}, "Nobody drives this run any more. "), "What is done is safe; let it go on when you like."));
  }
  if (view.state === "running" || view.state === "completed") return null;
  return h("div", { class: `banner is-${kindOf(view.state)}` }, icon(kindOf(view.state)), h("p", {}, h("strong", {}, `${capital(view.state === "limit" ? "a limit is reached" : view.state)}. `), why));
}

export function asked(app, view, question) {
  const page = app.page(`question ${view.run} ${question.id}`);
  const id = `q-${question.id}`;
  const answer = (value) => app.act("answer", { run: view.run, question: question.id, answer: value, message: page.words ?? "" });
  return h(
    "section",
    { class: "question", key: id, "aria-labelledby": id },
    h("h2", { id }, icon("asks"), question.name, " asks"),
    h("p", { class: "what" }, question.title),
    question.diff ? diffView(question.diff) : question.input && h("pre", { tabindex: 0, "aria-label": "What it would do" }, question.input),
    h("label", {}, h("span", {}, "A word to the agent ", h("span", { class: "of" }, "(if you like)")), h("input", { type: "text", value: page.words ?? "", maxlength: 2000, oninput: (event) => (page.words = event.target.value) })),
    h(
      "div",
      { class: "actions" },
      question.answers.map(({ value, words }) => h("button", { class: value === "allow" ? "primary" : "", onclick: () => answer(value), title: value === "always" ? `Holds for ${question.scope}` : undefined }, words)),
    ),
    h("p", { class: "of" }, "Asked ", ago(question.at, app.now(view)), ". “Allow in this run” holds for ", question.scope, "."),
  );
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
  const there = PARTS.filter(([name]) => told[name] > 0);
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
  const marks = view.tasks.map((task) => task.score).filter((each) => each !== null);
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

function tasksTab(app, view) {
  const page = app.page(`tasks ${view.run}`);
  const chosen = app.route.query.get("task");
  const task = view.tasks.find((each) => each.id === chosen);
  const by = (page.by ??= new Map());
  if (page.of !== view) {
    by.clear();
    for (const each of view.tasks) by.set(each.id, each);
    page.of = view;
  }
  const many = view.partial || view.tasks.length > 12;
  page.drawn ??= SCREEN;
  page.left = page.drawn;
  return h(
    "div",
    { class: `split${task ? " open" : ""}` },
    h(
      "div",
      { class: "phases" },
      many && filters(app, page, view),
      view.tasks.length === 0 && h("p", { class: "of nothing" }, view.mode ? "There is no task in the plan of this run." : "There is no plan yet: it appears here once it is made."),
      view.phases.map((phase) => phaseSection(app, view, phase, page, chosen)),
      page.left < 0 && later(app, page),
    ),
    task && detail(app, view, task),
  );
}

function filters(app, page, view) {
  const wanted = page.state ?? "";
  const there = ["", ...new Set(view.tasks.map((task) => task.state))];
  return h(
    "div",
    { class: "filters", role: "group", "aria-label": "Which tasks to show" },
    h("input", { type: "search", placeholder: "Find a task", "aria-label": "Find a task", value: page.text ?? "", oninput: (event) => ((page.text = event.target.value), app.draw()) }),
    h("div", { class: "toggles" }, there.map((state) =>
      h("button", { "aria-pressed": String(state === wanted), class: "toggle", onclick: () => ((page.state = state), app.draw()) }, state === "" ? "All" : chip(state)),
    )),
  );
}

function phaseSection(app, view, phase, page, chosen) {
  const word = (page.text ?? "").toLowerCase();
  const tasks = phase.tasks
    .map((id) => page.by.get(id))
    .filter((task) => task && (!page.state || task.state === page.state) && (!word || `${task.name} ${task.activity}`.toLowerCase().includes(word)));
  if (tasks.length === 0 && (page.state || word)) return null;
  const all = (page.all ??= new Set());
  const chosenAt = tasks.findIndex((task) => task.id === chosen);
  const wanted = all.has(phase.id) || chosenAt >= MANY ? tasks : tasks.slice(0, MANY);
  const shown = chosenAt < 0 ? wanted.slice(0, Math.max(page.left, 0)) : wanted;
  page.left -= wanted.length;
  const done = view.partial ? null : phase.tasks.filter((id) => page.by.get(id).state === "done").length;
  const took = phase.started_at === null ? null : (phase.ended_at ?? app.now(view)) - phase.started_at;
  return h(
    "section",
    { class: "phase", key: phase.id, "aria-labelledby": `phase-${phase.id}` },
    h(
      "div",
      { class: "phase-head" },
      h("h2", { id: `phase-${phase.id}` }, phase.title),
      phase.state === "waiting" && view.ended_at !== null ? chip("skipped", "not begun") : chip(phase.state),
      h("span", { class: "of" }, done === null ? count(phase.tasks.length, "task") : `${done} of ${phase.tasks.length}`, phase.ended_at !== null && took !== null && ` · ${span(took)}`),
    ),
    phase.state === "failed" && h("p", { class: "why" }, capital(phase.why)),
    phase.checks.length > 0 && h("ul", { class: "checks", role: "list" }, phase.checks.map(check)),
    shown.length > 0 && h("ul", { class: "tasks", role: "list", onkeydown: upAndDown }, shown.map((task) => taskRow(app, task, task.id === chosen))),
    !view.partial &&
      wanted.length < tasks.length &&
      h("button", { class: "more", onclick: () => (all.add(phase.id), app.draw()) }, `Show all ${tasks.length} tasks of this phase`),
  );
}

// The first screen is there at once; the rest of a long list follows while nothing else is to do.
function later(app, page) {
  page.waiting ??= pause(() => {
    page.waiting = undefined;
    page.drawn += STEP;
    app.draw();
  });
  return null;
}

const pause = (act) => (globalThis.requestIdleCallback ? requestIdleCallback(act, { timeout: 500 }) : setTimeout(act, 50));

function upAndDown(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (!step) return;
  const all = [...document.querySelectorAll(".tasks .task")];
  const to = all[all.indexOf(document.activeElement) + step];
  if (to) {
    event.preventDefault();
    to.focus();
  }
}

const rows = new WeakMap(); // what was made of a task stays as long as the task is the same

function taskRow(app, task, chosen) {
  const made = rows.get(task);
  if (made?.chosen === chosen) return made.row;
  const row = rowOf(app, task, chosen);
  rows.set(task, { chosen, row });
  return row;
}

function rowOf(app, task, chosen) {
  const rounds = task.attempts.length;
  return h(
    "li",
    { key: task.id },
    h(
      "button",
      { class: `task is-${kindOf(task.state)}`, "data-task": task.id, "aria-pressed": String(chosen), onclick: () => app.choose(chosen ? undefined : task.id) },
      icon(kindOf(task.state)),
      h("span", { class: "task-name" }, task.label !== task.title && h("span", { class: "label" }, task.label), h("span", {}, task.title)),
      h("span", { class: "task-more" }, task.state === "done" ? null : h("span", { class: "activity" }, task.state === "skipped" ? "left out" : task.activity), rounds > 1 && h("span", { class: "of" }, `${rounds} attempts`), rounds > 0 && h("span", { class: "of number" }, task.cost), score(task.score, task.verdict === "unreviewed" ? "unreviewed" : undefined)),
    ),
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
          h("td", {}, chip(item.state)),
          h("td", {}, item.ticked ? "ticked" : item.left ? h("span", { class: "why" }, item.left) : h("span", { class: "of" }, "open")),
          h("td", { class: "number" }, open ? h("button", { class: "as-link", onclick: () => open(view.document.path, item.line) }, String(item.line)) : String(item.line)),
        ),
      )),
    ),
  );
}
