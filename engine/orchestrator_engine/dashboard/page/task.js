// One task: what is asked for, and each attempt with its change, its checks and what reviewers said.
import { diffView } from "./diff.js";
import { button, check, chip, h, icon, score, shownIn } from "./dom.js";
import { capital, count, money, span } from "./words.js";

const TASK_BUTTONS = {
  retry: ["Try again", null],
  skip: ["Leave out…", { title: "Leave this task out?", words: "It will not be done, and neither will what waits for it; an agent that works at it is ended. You can have it tried again later.", yes: "Leave it out" }],
};

export function detail(app, view, task) {
  const close = () => {
    app.choose(undefined);
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector(`[data-task="${CSS.escape(task.id)}"]`)?.focus()));
  };
  const told = details(app, view, task);
  const names = new Map(view.tasks.map((each) => [each.id, each]));
  return h(
    "aside",
    { class: "detail", key: `detail-${task.id}`, "aria-labelledby": "detail-title" },
    h("div", { class: "detail-head" }, h("h2", { id: "detail-title" }, task.name), h("button", { class: "quiet close", onclick: close, "aria-label": "Close the task" }, "✕")),
    h("p", { class: "chips" }, chip(shownIn(view, task.state), shownIn(view, task.state) === "working" ? task.activity : undefined), score(task.score, task.verdict === "unreviewed" ? "unreviewed" : undefined), task.cost && h("span", { class: "of" }, task.cost), task.seconds !== null && h("span", { class: "of" }, span(task.seconds)), task.commit && h("code", { title: task.commit }, task.commit.slice(0, 10))),
    task.why && h("p", { class: "why" }, capital(task.why)),
    task.after.length > 0 && h("p", { class: "of" }, "Waits for: ", task.after.map((id, at) => [at > 0 && ", ", h("button", { class: "as-link", onclick: () => app.choose(id) }, names.get(id)?.label ?? id)])),
    h(
      "div",
      { class: "actions" },
      task.actions.map((name) => {
        const [words, question] = TASK_BUTTONS[name];
        const act = () => app.act(name, { run: view.run, task: task.id });
        return button(app, { onclick: question ? () => app.ask({ ...question, words: `${task.name}: ${question.words}`, act }) : act }, words);
      }),
    ),
    asked(told),
    task.attempts.length === 0 && h("p", { class: "of" }, "No agent has begun with it yet."),
    [...(told?.attempts ?? [])].reverse().map((attempt) => attemptSection(app, view, task, attempt)),
  );
}

// A view tells of attempts in short: what was said and done is asked for when a task is opened, and
// again when something has happened to it.
function details(app, view, task) {
  const page = app.page(`task ${view.run} ${task.id}`);
  const key = JSON.stringify([task.stage, task.activity, task.attempts]);
  if (page.key !== key) {
    page.key = key;
    app.transport.task(view.run, task.id).then(
      (told) => page.key === key && ((page.told = told), app.draw()),
      (error) => (app.fail(error), app.draw()),
    );
  }
  return page.told;
}

function asked(told) {
  const words = told?.words ?? [];
  return words.length > 0 && h("details", { class: "words" }, h("summary", {}, "What is asked for"), words.map((item) => h("div", {}, h("p", { class: "of" }, `${item.label} · line ${item.line}`), h("pre", { tabindex: 0, "aria-label": `The words of ${item.label}` }, item.words))));
}

function attemptSection(app, view, task, attempt) {
  const last = attempt.number === task.attempts.length;
  const open = attempt.ending === null && attempt.abandoned === null;
  const still = view.state !== "running";
  const ended = attempt.abandoned !== null ? "thrown away" : open ? (still ? "stands still" : "in work") : attempt.ending === "done" ? null : attempt.ending;
  return h(
    "details",
    { class: "attempt", key: attempt.number, begin: last ? "open" : undefined },
    h(
      "summary",
      {},
      h("h3", {}, `Attempt ${attempt.number}`),
      attempt.role === "fixer" && h("span", { class: "of" }, "mends it"),
      ended && h("span", { class: `chip is-${open ? (still ? "paused" : "working") : attempt.abandoned !== null ? "waiting" : "failed"}` }, ended),
      (attempt.checks ?? []).some((each) => !each.passed) && h("span", { class: "chip is-failed" }, icon("failed"), "checks"),
      attempt.reviews.map((review) => score(review.score, review.words)),
      h("span", { class: "of" }, attempt.seconds !== null && span(attempt.seconds), attempt.usd !== null && ` · ${money(attempt.usd)}`),
    ),
    attempt.abandoned && h("p", { class: "why" }, capital(attempt.abandoned)),
    attempt.why && h("p", { class: "why" }, capital(attempt.why)),
    attempt.reopened && h("p", { class: "why" }, capital(attempt.reopened)),
    attempt.text && h("blockquote", {}, attempt.text),
    attempt.allowed.length > 0 && h("p", { class: "of" }, "You allowed: ", attempt.allowed.join("; ")),
    attempt.refused.length > 0 && h("p", { class: "of" }, "Refused: ", attempt.refused.join("; ")),
    attempt.checks && h("ul", { class: "checks", role: "list" }, attempt.checks.map(check)),
    attempt.reviews.map((review) => reviewed(app, view, review)),
    changes(app, view, task, attempt),
  );
}

function reviewed(app, view, review) {
  const open = app.transport.open;
  return h(
    "div",
    { class: `review is-${review.verdict === "approved" ? "done" : review.verdict === "rejected" ? "failed" : "waiting"}` },
    h("p", {}, h("strong", {}, `Reviewer: ${review.verdict}`), " ", score(review.score), review.summary && ` ${review.summary}`, review.why && ` ${capital(review.why)}`),
    review.remarks.length > 0 &&
      h("ul", { class: "remarks", role: "list" }, review.remarks.map((remark) => {
        const place = `${remark.file}:${remark.line}`;
        const gone = remark.state === "mended" || remark.state === "dismissed";
        return h("li", { class: `remark ${remark.severity}${gone ? " gone" : ""}` }, h("span", { class: "severity" }, remark.severity), open ? h("button", { class: "as-link", onclick: () => open(`${view.repository}/${remark.file}`, remark.line) }, place) : h("code", {}, place), gone && h("span", { class: "of" }, ` ${remark.state}`, remark.why && `: ${remark.why}`), h("p", {}, remark.evidence));
      })),
  );
}

function changes(app, view, task, attempt) {
  if (attempt.changes.length === 0) return null;
  const page = app.page(`diff ${view.run} ${task.id} ${attempt.number}`);
  const load = async () => {
    if (page.patch !== undefined) return;
    page.patch = null;
    try {
      const told = await app.transport.diff(view.run, task.id, attempt.number);
      page.patch = told.patch;
      page.cut = told.cut;
    } catch (error) {
      page.patch = "";
      page.why = error.message;
    }
    app.draw();
  };
  const list = h("ul", { class: "files", role: "list" }, attempt.changes.map((one) => h("li", {}, h("code", {}, one.path), h("span", { class: "plus" }, one.added === null ? "binary" : `+${one.added}`), one.removed !== null && h("span", { class: "minus" }, `−${one.removed}`))));
  if (!app.transport.can.diff) return list;
  return h(
    "details",
    { class: "change", ontoggle: (event) => event.target.open && load() },
    h("summary", {}, "The change: ", count(attempt.changes.length, "file")),
    list,
    page.patch ? diffView(page.patch) : page.why && h("p", { class: "of" }, capital(page.why)),
    page.cut && h("p", { class: "of" }, "The rest is left out here."),
  );
}

