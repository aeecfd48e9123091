// All runs of before, and two of them side by side.
import { chip, h, score, search } from "./dom.js";
import { table } from "./overview.js";
import { count, day, money, span } from "./words.js";

const STEP = 100;

export function historyPage(app) {
  const page = app.page("history");
  page.text ??= "";
  page.limit ??= STEP;
  page.chosen ??= new Set();
  const key = `${page.text} ${page.limit}`;
  if (page.asked !== key) {
    page.asked = key;
    load(app, page, key);
  }
  const told = page.told;
  const chosen = {
    has: (run) => page.chosen.has(run),
    toggle: (run) => {
      if (!page.chosen.delete(run)) page.chosen.add(run);
      // Two are compared: a third takes the place of the first.
      if (page.chosen.size > 2) page.chosen.delete(page.chosen.values().next().value);
      app.draw();
    },
  };
  const two = [...page.chosen];
  return h(
    "div",
    { class: "page" },
    h("h1", {}, "History"),
    h(
      "div",
      { class: "filters" },
      search(app, page, "Find a run"),
      h("button", { class: two.length === 2 ? "primary" : "", disabled: two.length !== 2, onclick: () => app.go(`#/compare/${two.map(encodeURIComponent).join("/")}`) }, two.length === 2 ? "Compare the two" : `Choose ${2 - two.length} to compare`),
      h("span", { class: "of", role: "status" }, told ? count(told.of, "run") : "reading…"),
    ),
    told && (told.runs.length > 0 ? table(told.runs, app.now(told), chosen) : h("p", { class: "of" }, "No run is like that.")),
    told && told.runs.length < told.of && h("button", { class: "more", onclick: () => ((page.limit += STEP), app.draw()) }, "More"),
  );
}

async function load(app, page, key) {
  try {
    const told = [];
    let last = null;
    for (let offset = 0; offset < page.limit; offset += STEP) {
      last = await app.transport.history({ offset, limit: STEP, text: page.text });
      told.push(...last.runs);
      if (told.length >= last.of) break;
    }
    if (page.asked !== key) return;
    page.told = app.received({ ...last, runs: told });
  } catch (error) {
    app.fail(error);
  }
  app.draw();
}

export function comparison(app) {
  const [one, other] = app.route.rest;
  const page = app.page(`compare ${one} ${other}`);
  if (page.told === undefined) {
    page.told = null;
    app.transport.compare(one, other).then(
      (told) => ((page.told = told), app.draw()),
      (error) => (app.fail(error), app.draw()),
    );
  }
  return h(
    "div",
    { class: "page", "aria-busy": page.told === null ? "true" : undefined },
    h("p", { class: "crumbs" }, h("a", { href: "#/history" }, "History"), " / compare"),
    h("h1", {}, "Two runs side by side"),
    page.told === null ? h("p", { class: "where" }, "Reading both runs…") : beside(page.told),
  );
}

function beside({ runs, items }) {
  const unlike = items.filter((item) => !item.alike).length;
  return [
    h("p", { class: "where" }, unlike === 0 ? "Every item came as far in both." : `${count(unlike, "item")} came further in one than in the other.`),
    h("div", { class: "pair" }, runs.map((run, at) => head(PLACES[at], run, runs[1 - at]))),
    h(
      "div",
      { class: "rows pair-of", role: "region", tabindex: 0, "aria-label": "Items of both runs" },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Item"), PLACES.map((place) => h("th", { scope: "col" }, place)))),
        h("tbody", {}, items.map((item) => h("tr", { class: item.alike ? "" : "unlike" }, h("th", { scope: "row" }, h("span", { class: "label" }, item.item), item.title !== item.item && h("span", {}, item.title), !item.alike && h("span", { class: "differs" }, "differs")), item.runs.map((standing, at) => h("td", { "data-label": PLACES[at] }, stands(standing)))))),
      ),
    ),
  ];
}

const PLACES = ["First", "Second"];

function head(place, run, other) {
  const less = (name, words) => h("div", {}, h("dt", {}, words[0]), h("dd", { class: run[name] !== null && other[name] !== null && run.unknown + other.unknown === 0 && run[name] < other[name] ? "better" : "" }, words[1]));
  return h(
    "div",
    { class: "card" },
    h("div", { class: "card-head" }, h("h2", {}, h("a", { href: `#/run/${encodeURIComponent(run.run)}` }, run.title)), chip(run.state)),
    h("p", { class: "where" }, h("strong", {}, place), " · ", run.started_at !== null && day(run.started_at), ` · ${run.mode} · ${run.agent}`),
    h("dl", { class: "facts" }, h("div", {}, h("dt", {}, "Tasks"), h("dd", {}, `${run.merged}/${run.tasks}`)), h("div", {}, h("dt", {}, "Score"), h("dd", {}, score(run.score) ?? "–")), less("seconds", ["Time", span(run.seconds)]), less("usd", ["Cost", money(run.usd, run.unknown)]), less("attempts", ["Attempts", String(run.attempts)])),
  );
}

const STAGES = { merged: "done", failed: "failed", skipped: "skipped", waiting: "waiting" };

function stands(standing) {
  if (standing.stage === null) return h("span", { class: "of" }, "not in it");
  return [
    chip(STAGES[standing.stage] ?? "working"),
    standing.rounds > 0 && h("span", { class: "sub" }, [count(standing.rounds, "round"), standing.score, span(standing.seconds), money(standing.usd, standing.unknown)].filter((each) => each !== "–" && each !== "-").join(" · ")),
  ];
}
