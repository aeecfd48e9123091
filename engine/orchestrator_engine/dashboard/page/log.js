// What happened, a row an event: searched and sifted by the dashboard, the latest at the bottom.
import { h } from "./dom.js";
import { search } from "./fields.js";
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
    try {
      const told = await app.transport.logs(view.run, { level: page.level, text: page.text, before: rows[0].seq });
      page.rows = [...told.rows, ...rows].slice(0, MOST);
      page.complete = told.rows.length === 0;
    } catch (error) {
      app.fail(error);
    }
    app.draw();
  };
  return h(
    "div",
    { class: "log" },
    h(
      "div",
      { class: "filters", role: "group", "aria-label": "Which rows to show" },
      search(app, page, "Search the log"),
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

async function load(app, view, page) {
  const { asked } = page;
  const sift = `${page.level} ${page.text}`;
  try {
    const told = await app.transport.logs(view.run, { level: page.level, text: page.text });
    if (page.asked !== asked) return;
    const before = page.sift === sift ? joined(page.rows, told.rows) : [];
    page.rows = [...before, ...told.rows].slice(-MOST);
    if (page.sift !== sift) page.complete = false;
    page.sift = sift;
  } catch (error) {
    app.fail(error);
  }
  // Whoever looks at the end sees what comes; whoever reads further up is left there.
  const list = document.querySelector(".log-rows");
  const follow = !list || page.at !== sift || list.scrollTop + list.clientHeight > list.scrollHeight - 40;
  page.at = sift;
  app.draw();
  if (follow) requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector(".log-rows")?.scrollTo(0, 1e9)));
}

// What was read before goes on where the new rows join it, and is left out where some are missing.
function joined(rows, next) {
  if (next.length === 0 || rows.length === 0 || rows.at(-1).seq < next[0].seq) return [];
  return rows.filter((row) => row.seq < next[0].seq);
}
