// What a person can have a run do, what it came to, and what its agents ask.
import { button, chip, h, icon, kindOf } from "./dom.js";
import { part } from "./parts.js";
import { ago, capital, clock, count } from "./words.js";

export function standing(view) {
  if (view.questions.length > 0) return chip("asks");
  if (view.approval && view.state === "paused") return chip("asks", "a plan waits");
  if (view.stopping && view.state === "running") return chip(view.stopping, view.stopping === "paused" ? "pausing" : "stopping");
  return chip(view.state);
}

const BUTTONS = {
  approve: ["Carry out the plan…", "primary", {
    title: "Carry out this plan?",
    words: "Agents begin to work at its tasks, and that costs. Where you edited the plan in its file, it is carried out as you left it.",
    yes: "Carry it out",
    gentle: true,
  }],
  pause: ["Pause", "", null],
  resume: ["Go on", "primary", null],
  begin: ["Begin what follows", "primary", null],
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

export function actions(app, view) {
  return h(
    "div",
    { class: "actions", role: "group", "aria-label": "Steer the run" },
    view.actions.map((name) => {
      const [words, kind, question] = BUTTONS[name === "resume" && view.then?.refused ? "begin" : name];
      const act = (more) => app.act(name, { run: view.run, ...more });
      const told = name === "approve" ? { body: { number: view.approval?.number }, facts: terms(view) } : {};
      return button(app, { class: kind, onclick: question ? () => app.ask({ ...question, ...told, act }) : () => act({}) }, words);
    }),
  );
}

// What somebody should know who says yes to a plan.
function terms(view) {
  const { spending } = view;
  const left = view.items.filter((item) => item.tasks.length === 0).map((item) => (item.label === item.title ? item.title : `${item.label} ${item.title}`));
  return [
    ["The plan", [`${count(view.tasks.length, "task")} in ${count(view.phases.length, "phase")}`]],
    ["Nobody does", left],
    ["Is executed", view.checks.map((check) => [`${check.name}: `, h("code", {}, check.command), h("span", { class: "of" }, ` (${check.source})`)])],
    ["May cost", [spending.forecast?.words ?? "There is no forecast."]],
    ["At most", spending.limits],
  ].filter(([, values]) => values.length > 0);
}

export function banner(app, view) {
  const why = view.why ? capital(view.why) : "";
  if (view.waits) {
    return h("div", { class: "banner is-waiting" }, icon("waiting"), h("p", {}, h("strong", {}, "Waits until ", clock(view.waits.until), ". "), capital(view.waits.why)));
  }
  if (view.state === "crashed") {
    return h("div", { class: "banner is-failed" }, icon("failed"), h("p", {}, h("strong", {}, "Nobody drives this run any more. "), "What is done is safe; let it go on when you like."));
  }
  if (view.state === "running" && view.stopping) {
    const words = view.actions.includes("stop") ? "Nothing new is begun; what is under way is finished first." : "Agents at work are being ended; what is done is kept.";
    return h("div", { class: `banner is-${kindOf(view.stopping)}` }, icon(kindOf(view.stopping)), h("p", {}, h("strong", {}, view.stopping === "paused" ? "Pausing. " : "Stopping. "), words));
  }
  if (view.approval) {
    return h("div", { class: "banner is-asks" }, icon("asks"), h("p", {}, h("strong", {}, "A plan waits for your yes. "), "Look through its tasks below; nothing is begun before you carry it out."));
  }
  if (view.then?.words) {
    const kind = view.then.refused ? "failed" : "waiting";
    return h("div", { class: `banner is-${kind}` }, icon(kind), h("p", {}, h("strong", {}, view.then.refused ? "Nothing follows yet. " : "Another run follows. "), view.then.words));
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
    question.diff ? part(app, "diff", ({ diffView }) => diffView(question.diff)) : question.input && h("pre", { tabindex: 0, "aria-label": "What it would do" }, question.input),
    h("label", {}, h("span", {}, "A word to the agent ", h("span", { class: "of" }, "(if you like)")), h("input", { type: "text", value: page.words ?? "", maxlength: 2000, oninput: (event) => (page.words = event.target.value) })),
    h(
      "div",
      { class: "actions" },
      question.answers.map(({ value, words }) => button(app, { class: value === "allow" ? "primary" : "", onclick: () => answer(value), title: value === "always" ? `Holds for ${question.scope}` : undefined }, words)),
    ),
    h("p", { class: "of" }, "Asked ", ago(question.at, app.now(view)), ". “Allow in this run” holds for ", question.scope, "."),
  );
}
