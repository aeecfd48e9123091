// All runs at a glance: what waits for the person comes first, then what goes on, then what was.
import { chip, fact, h, icon, kindOf, s, score } from "./dom.js";
import { ago, count, file, money, span, tokens } from "./words.js";

export function overviewPage(app, told) {
  if (told.runs.length === 0) return empty();
  const { groups } = told;
  const by = new Map(told.runs.map((run) => [run.run, run]));
  const of = (name) => groups[name].map((id) => by.get(id)).filter(Boolean);
  const over = told.runs.filter((run) => run.group === "done" || run.group === "failed").sort(newest);
  return h(
    "div",
    { class: "page" },
    h("h1", { class: "visually-hidden" }, "All runs"),
    figures(app, told),
    section("asks", "Waits for your answer", of("asks"), (run) => card(app, told, run)),
    section("running", "Going on", of("running"), (run) => card(app, told, run)),
    over.length > 0 &&
      h(
        "section",
        { key: "over", "aria-labelledby": "over" },
        h("h2", { id: "over" }, "Done and ended"),
        table(over, app.now(told)),
        app.transport.can.history && (told.of ?? 0) > told.runs.length && h("p", { class: "more" }, h("a", { href: "#/history" }, `All ${told.of} runs`)),
      ),
  );
}

const newest = (one, other) => (other.ended_at ?? other.started_at ?? 0) - (one.ended_at ?? one.started_at ?? 0);

function section(key, title, runs, draw) {
  if (runs.length === 0) return null;
  return h("section", { key, "aria-labelledby": key }, h("h2", { id: key }, title), h("ul", { class: "cards", role: "list" }, runs.map(draw)));
}

function figures(app, told) {
  const { groups, today } = told;
  const figure = (kind, words, number) =>
    h("div", { class: `figure is-${kind}${number ? "" : " none"}` }, h("dt", {}, icon(kind), words), h("dd", {}, String(number)));
  return h(
    "dl",
    { class: "figures" },
    figure("asks", groups.asks.length === 1 ? "waits for you" : "wait for you", groups.asks.length),
    figure("working", "going on", groups.running.length),
    figure("done", "completed", groups.done.length),
    figure("failed", groups.failed.length === 1 ? "needs a look" : "need a look", groups.failed.length),
    today && spent(today),
  );
}

function spent(today) {
  const limit = today.limit_usd;
  const part = limit ? Math.min(today.usd / limit, 1) : 0;
  const words = limit ? `of ${money(limit)} a day` : "";
  return h(
    "div",
    { class: `figure money${part > 0.9 ? " is-failed" : part > 0.7 ? " is-asks" : ""}` },
    h("dt", {}, "spent today"),
    h("dd", {}, money(today.usd), words && h("span", { class: "of" }, ` ${words}`)),
    limit && h("dd", { class: "meter" }, h("progress", { max: 100, value: Math.round(part * 100), "aria-label": `Spent today ${words}` })),
    !limit && today.tokens > 0 && h("dd", { class: "of" }, `${tokens(today.tokens)} tokens`),
  );
}

function card(app, told, run) {
  const seconds = run.seconds === null ? null : run.seconds + (run.state === "running" && !run.question ? app.now(told) - told.now : 0);
  return h(
    "li",
    { key: run.run, class: `card is-${kindOf(run.question || run.approval ? "asks" : run.state)}` },
    h(
      "div",
      { class: "card-head" },
      h("h3", {}, h("a", { class: "cover", href: `#/run/${encodeURIComponent(run.run)}` }, run.title || run.run)),
      chip(run.question || run.approval ? "asks" : run.waits_until ? "waiting" : run.state),
    ),
    h("p", { class: "where" }, h("strong", {}, run.project), " · ", file(run.document), " · ", run.mode, " · ", run.agent),
    run.question && h("p", { class: "question-line" }, icon("asks"), h("span", {}, run.question.name, ": ", h("code", {}, run.question.title))),
    run.approval && h("p", { class: "question-line" }, icon("asks"), h("span", {}, "A plan waits for your yes")),
    run.waits_until && h("p", { class: "where" }, `Waits: ${run.why}`),
    bar(run),
    h(
      "dl",
      { class: "facts" },
      fact("Tasks", `${run.merged} of ${run.tasks}`),
      fact("Time", span(seconds)),
      fact("Cost", money(run.usd, run.unknown)),
      run.score !== null && fact("Score", score(run.score)),
    ),
  );
}

function bar(run) {
  const words = `${run.over} of ${run.tasks} tasks are over`;
  return h("progress", { max: run.tasks || 1, value: run.over, "aria-label": words });
}

export function table(runs, now, chosen = null) {
  return h(
    "div",
    { class: "rows", role: "region", tabindex: 0, "aria-label": "Runs" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, chosen && h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, "Compare")), ["Run", "State", "Tasks", "Score", "Time", "Cost", "When"].map((name) => h("th", { scope: "col" }, name))),
      ),
      h("tbody", {}, runs.map((run) => row(run, now, chosen))),
    ),
  );
}

function row(run, now, chosen) {
  const at = run.ended_at ?? run.started_at;
  return h(
    "tr",
    { key: run.run },
    chosen && h("td", {}, h("input", { type: "checkbox", checked: chosen.has(run.run), onchange: () => chosen.toggle(run.run), "aria-label": `Compare ${run.title} of ${run.run}` })),
    h(
      "td",
      { class: "main" },
      h("a", { href: `#/run/${encodeURIComponent(run.run)}` }, run.title || run.run),
      h("span", { class: "sub" }, run.project || run.run, run.mode && ` · ${run.mode}`, run.agent && ` · ${run.agent}`),
      run.then?.words && following(run.then),
    ),
    h("td", {}, chip(run.question || run.approval ? "asks" : run.state)),
    h("td", { class: "number", "data-label": "tasks" }, `${run.merged}/${run.tasks}`),
    h("td", {}, score(run.score) ?? h("span", { class: "of" }, "–")),
    h("td", { class: "number" }, span(run.seconds)),
    h("td", { class: "number" }, money(run.usd, run.unknown)),
    h("td", { class: "number" }, at === null ? "–" : run.ended_at === null ? h("span", { class: "of" }, "begun ", ago(at, now)) : ago(at, now)),
  );
}

function following({ refused, waits, words }) {
  const kind = refused ? "failed" : "waiting";
  return h("span", { class: `sub then is-${kind}`, title: words }, icon(kind), refused ? "Nothing follows yet: see why" : `Another run follows, once ${waits} is over`);
}

function empty() {
  return h(
    "div",
    { class: "empty" },
    s(
      "svg",
      { viewBox: "0 0 220 120", class: "sketch", "aria-hidden": "true" },
      s("path", { class: "thread", d: "M30 60C70 60 70 24 110 24S150 60 190 60M30 60C70 60 70 96 110 96S150 60 190 60" }),
      [[30, 60, "one"], [110, 24, "two"], [110, 96, "two"], [190, 60, "three"]].map(([cx, cy, name]) => s("circle", { cx, cy, r: 13, class: name })),
      s("path", { class: "tick", d: "M184 60l4.5 4.5L197 55" }),
    ),
    h("h1", {}, "No run yet"),
    h("p", {}, "Write down what you want in a markdown file, and let your coding agents carry it out. What they do appears here, while they do it."),
    h("pre", { tabindex: 0, "aria-label": "The command that starts a run" }, h("code", {}, "code-orch run SPEC.md")),
    h("p", { class: "of" }, "Or open the file in your editor, and choose ", h("strong", {}, "Run"), " above it."),
  );
}
