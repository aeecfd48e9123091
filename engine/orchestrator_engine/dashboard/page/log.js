// What happened, a row an event: searched and sifted by the dashboard, the latest at the bottom.
import { h } from "./dom.js";
import { clock } from "./words.js";

const LEVELS = [["detail", "Everything"], ["info", "What matters"], ["warning", "Warnings"], ["error", "Errors"]];
const MOST = 2000;

export function logTab(app, view) {
  const page = app.page(`log ${view.run}`);
  page.level ??= "detail";
  page.text ??= "";
  const key = `${view.seq} ${page.level} ${page.text}`;
  if (page.asked !== key) {
    page.asked = key;
    load(app, view, page);
  }
  const rows = page.rows ?? [];
  const earlier = async () => {
    const told = await app.transport.logs(view.run, { level: page.level, text: page.text, before: rows[0].seq });
    page.rows = [...told.rows, ...rows].slice(0, MOST);
    page.complete = told.rows.length === 0;
    app.draw();
  };
  return h(
    "div",
    { class: "log" },
    h(
      "div",
      { class: "filters", role: "group", "aria-label": "Which rows to show" },
      h("input", { type: "search", placeholder: "Search the log", "aria-label": "Search the log", value: page.text, oninput: (event) => typed(app, page, event.target.value) }),
      h("label", { class: "select" }, h("span", { class: "visually-hidden" }, "Level"), h("select", { value: page.level, onchange: (event) => ((page.level = event.target.value), app.draw()) }, LEVELS.map(([value, words]) => h("option", { value, selected: value === page.level }, words)))),
      h("span", { class: "of", role: "status" }, page.rows ? `${rows.length} rows` : "reading…"),
    ),
    rows.length > 0 && rows[0].seq > 1 && !page.complete && h("button", { class: "more", onclick: earlier }, "Earlier"),
    rows.length === 0 && page.rows && h("p", { class: "of" }, "Nothing in the log is like that."),
    h(
      "div",
      { class: "scroll log-rows", role: "log", "aria-live": "off", tabindex: 0, "aria-label": "Log of the run" },
      h("ol", { role: "list" }, rows.map((row) =>
        h("li", { key: row.seq, same: row.seq, class: `at-${row.level}` }, h("time", { datetime: new Date(row.at * 1000).toISOString() }, clock(row.at)), h("span", { class: "level" }, row.level), h("span", { class: "words" }, row.words)),
      )),
    ),
  );
}

function typed(app, page, text) {
  clearTimeout(page.typing);
  page.typing = setTimeout(() => {
    page.text = text;
    app.draw();
  }, 200);
}

async function load(app, view, page) {
  const { asked } = page;
  try {
    const told = await app.transport.logs(view.run, { level: page.level, text: page.text });
    if (page.asked !== asked) return;
    page.rows = told.rows;
    page.complete = false;
  } catch (error) {
    app.fail(error);
  }
  app.draw();
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const list = document.querySelector(".log-rows");
    if (list && page.at !== view.run) list.scrollTop = list.scrollHeight;
    page.at = view.run;
  }));
}
