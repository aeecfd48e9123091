// What reviewers and checks have to say that nobody has seen to yet, and putting that aside.
import { h } from "./dom.js";
import { count } from "./words.js";

export function remarksTab(app, view) {
  const told = view.remarks;
  const gone = [told.mended > 0 && `${told.mended} mended`, told.dismissed > 0 && `${told.dismissed} dismissed`].filter(Boolean).join(", ");
  return h(
    "div",
    { class: "remarks-tab" },
    h("p", { class: "of" }, told.open === 0 ? "Nothing is left to see to." : `${count(told.open, "remark")} to see to, of reviewers and checks.`, gone && ` ${gone}.`),
    told.list.length > 0 && h("ul", { class: "remarks wide", role: "list" }, told.list.map((remark) => row(app, view, remark))),
    told.open > told.list.length && h("p", { class: "of" }, `The first ${told.list.length} are shown.`),
  );
}

function row(app, view, remark) {
  const open = app.transport.open;
  const place = remark.file === null ? null : `${remark.file}:${remark.line}`;
  const dismiss = () =>
    app.askWhy({
      title: "Dismiss this remark?",
      words: `${place ?? remark.source}: ${remark.text}`,
      label: "Why nothing needs to be done",
      yes: "Dismiss it",
      act: (reason) => app.act("dismiss", { run: view.run, remark: remark.id, reason }),
    });
  return h(
    "li",
    { key: remark.id, class: `remark ${remark.severity}` },
    h(
      "div",
      { class: "remark-head" },
      h("span", { class: "severity" }, remark.severity),
      place && (open ? h("button", { class: "as-link", onclick: () => open(`${view.repository}/${remark.file}`, remark.line) }, place) : h("code", {}, place)),
      h("span", { class: "of" }, remark.source === "reviewer" ? "a reviewer" : `check ${remark.source}`),
      remark.task && h("a", { class: "of", href: `#/run/${encodeURIComponent(view.run)}/tasks?task=${encodeURIComponent(remark.task)}` }, remark.item || remark.task),
      h("button", { class: "quiet", onclick: dismiss, "aria-label": `Dismiss: ${remark.text}` }, "Dismiss…"),
    ),
    h("p", {}, remark.text),
  );
}
