// What reviewers and checks have to say that nobody has seen to yet, putting that aside, and what
// was put aside, which can be opened again.
import { h } from "./dom.js";
import { count } from "./words.js";

export function remarksTab(app, view) {
  const told = view.remarks;
  const gone = [told.mended > 0 && `${told.mended} mended`, told.dismissed > 0 && `${told.dismissed} dismissed`].filter(Boolean).join(", ");
  return h(
    "div",
    { class: "remarks-tab" },
    h("p", { class: "of" }, told.open === 0 ? "Nothing is left to see to." : `${count(told.open, "remark")} to see to, of reviewers and checks.`, gone && ` ${gone}.`),
    list(told.list, told.open, (remark) => row(app, view, remark, dismissing(app, view, remark))),
    told.put_aside.length > 0 && h("h2", {}, "Dismissed"),
    list(told.put_aside, told.dismissed, (remark) => row(app, view, remark, reopening(app, view, remark))),
  );
}

function list(shown, all, one) {
  if (shown.length === 0) return null;
  return [
    h("ul", { class: "remarks wide", role: "list" }, shown.map(one)),
    all > shown.length && h("p", { class: "of" }, `The first ${shown.length} are shown.`),
  ];
}

function dismissing(app, view, remark) {
  const dismiss = () =>
    app.askWhy({
      title: "Dismiss this remark?",
      words: `${placeOf(remark) ?? remark.source}: ${remark.text}`,
      label: "Why nothing needs to be done",
      yes: "Dismiss it",
      act: (reason) => app.act("dismiss", { run: view.run, remark: remark.id, reason }),
    });
  return h("button", { class: "quiet", onclick: dismiss, "aria-label": `Dismiss: ${remark.text}` }, "Dismiss…");
}

function reopening(app, view, remark) {
  const reopen = () => app.act("reopen", { run: view.run, remark: remark.id });
  return h("button", { class: "quiet", onclick: reopen, "aria-label": `Open again: ${remark.text}` }, "Open again");
}

const placeOf = (remark) => (remark.file === null ? null : `${remark.file}:${remark.line}`);

function row(app, view, remark, button) {
  const open = app.transport.open;
  const place = placeOf(remark);
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
      button,
    ),
    h("p", {}, remark.text),
    remark.why && h("p", { class: "of" }, `Dismissed: ${remark.why}`),
  );
}
