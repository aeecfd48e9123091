// The tasks of a run, phase by phase, and the one that is chosen beside them.
import { check, chip, h, icon, kindOf, score, search, shownIn } from "./dom.js";
import { part, pause } from "./parts.js";
import { capital, count, money, span } from "./words.js";

const MANY = 60; // rows of a phase that are drawn at once, where there are more
const SCREEN = 40; // rows that are drawn first: more than most screens have
const STEP = 240; // rows that are drawn in each pause after that

export function tasksTab(app, view) {
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
    task && part(app, "task", ({ detail }) => detail(app, view, task)),
  );
}

function filters(app, page, view) {
  const wanted = page.state ?? "";
  const there = ["", ...new Set(view.tasks.map((task) => task.state))];
  return h(
    "div",
    { class: "filters", role: "group", "aria-label": "Which tasks to show" },
    search(app, page, "Find a task", 0),
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
  const goesOn = phase.ended_at === null && view.state === "running" && view.questions.length === 0;
  const took = phase.seconds === null ? null : phase.seconds + (goesOn ? app.now(view) - view.now : 0);
  const state = shownIn(view, phase.state);
  const rows = shown.length === 0 ? 0 : shown.length * 47 + 2;
  return h(
    "section",
    { class: "phase", key: phase.id, "aria-labelledby": `phase-${phase.id}`, vars: { "contain-intrinsic-block-size": `auto ${44 + rows + phase.checks.length * 27}px` } },
    h(
      "div",
      { class: "phase-head" },
      h("h2", { id: `phase-${phase.id}` }, phase.title),
      phase.state === "waiting" && view.ended_at !== null ? chip("skipped", "not begun") : chip(state),
      h("span", { class: "of" }, done === null ? count(phase.tasks.length, "task") : `${done} of ${phase.tasks.length}`, took !== null && ` · ${span(took)}`),
    ),
    phase.state === "failed" && h("p", { class: "why" }, capital(phase.why)),
    phase.checks.length > 0 && h("ul", { class: "checks", role: "list" }, phase.checks.map(check)),
    shown.length > 0 && h("ul", { class: "tasks", role: "list", onkeydown: upAndDown }, shown.map((task) => taskRow(app, view, task, task.id === chosen))),
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

function taskRow(app, view, task, chosen) {
  const made = rows.get(task);
  if (made?.chosen === chosen) return made.row;
  const row = rowOf(app, view, task, chosen);
  rows.set(task, { chosen, row });
  return row;
}

function rowOf(app, view, task, chosen) {
  const rounds = task.attempts.length;
  const state = shownIn(view, task.state);
  const doing = { done: null, skipped: "left out", still: "stands still" };
  const words = state in doing ? doing[state] : task.activity;
  const told = [rounds > 1 && `${rounds} attempts`, task.ended_at !== null && task.seconds !== null && span(task.seconds), (task.usd > 0 || task.unknown > 0) && money(task.usd, task.unknown)].filter(Boolean);
  return h(
    "li",
    { key: task.id },
    h(
      "button",
      { class: `task is-${kindOf(state)}`, "data-task": task.id, "aria-pressed": String(chosen), onclick: () => app.choose(chosen ? undefined : task.id) },
      icon(kindOf(state)),
      h("span", { class: "task-name" }, task.label !== task.title && h("span", { class: "label" }, task.label), h("span", {}, task.title)),
      h("span", { class: "task-more" }, words && h("span", { class: "activity" }, words), told.map((each) => h("span", { class: "of number" }, each)), score(task.score, task.verdict === "unreviewed" ? "unreviewed" : undefined)),
    ),
  );
}
