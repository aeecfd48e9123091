// What stands around every page: the name, the ways to the pages, the connection, the colours.
import { h, icon, s } from "./dom.js";

export function header(app) {
  const link = (page, words, hash) => h("a", { href: hash, "aria-current": app.route.page === page ? "page" : undefined }, words);
  const words = { connecting: "connecting…", connected: "live", lost: "reconnecting…", gone: "not connected" }[app.connection];
  return h(
    "header",
    { class: "top" },
    h("a", { class: "brand", href: "#/", "aria-label": "Code Orchestrator, all runs" }, mark(), h("span", {}, "Code Orchestrator")),
    h("nav", { "aria-label": "Pages" }, link("overview", "Runs", "#/"), app.transport.can.history && link("history", "History", "#/history")),
    h("span", { class: "grow" }),
    h("span", { class: `link is-${app.connection}`, title: `The connection to the ${app.transport.reconnect ? "language server" : "dashboard"}` }, h("span", { class: "dot" }), words),
    app.transport.open === null && themes(app),
  );
}

function themes(app) {
  const next = { auto: "light", light: "dark", dark: "auto" }[app.theme];
  return h("button", { class: "quiet theme", onclick: () => app.paintIn(next), "aria-label": `Colours: ${app.theme}. Change to ${next}`, title: `Colours: ${app.theme}` }, sun());
}

export function skipLink() {
  return h("a", { class: "skip", href: "#main", onclick: skip }, "Skip to the content");
}

function skip(event) {
  // A fragment of its own would be taken for a page.
  event.preventDefault();
  document.getElementById("main").focus();
}

// What was done, for a while; what could not be done, until the person has seen it.
export function toasts(app) {
  const { toast } = app;
  return h(
    "div",
    { class: "toasts", role: "status" },
    toast &&
      h(
        "div",
        { class: `toast is-${toast.kind}`, key: toast.kind },
        icon(toast.kind),
        h("p", {}, toast.words),
        toast.kind === "failed" && h("button", { class: "quiet close", onclick: () => app.say(null), "aria-label": "Close this message" }, "✕"),
      ),
  );
}

// Nobody tells how things are: what was told last may be wrong by now, and is not shown.
export function gone(app) {
  return h(
    "div",
    { class: "page" },
    h("h1", { class: "visually-hidden" }, "Not connected"),
    h(
      "div",
      { class: "banner is-failed", role: "alert" },
      icon("failed"),
      h("p", {}, h("strong", {}, "Not connected. "), "The language server does not run, so nothing is known here of your runs. What goes on, goes on without it. ", app.why),
      h("button", { onclick: () => app.transport.reconnect() }, "Restart the language server"),
    ),
  );
}

export function waiting() {
  return h("div", { class: "waiting", "aria-busy": "true" }, h("h1", {}, "Reading the runs…"));
}

function mark() {
  return s(
    "svg",
    { viewBox: "0 0 32 32", class: "mark", "aria-hidden": "true" },
    s("rect", { width: 32, height: 32, rx: 8 }),
    s("path", { d: "M9 10h5c4 0 4 12 8 12M9 22h5c4 0 4-12 8-12" }),
    [[8, 10], [8, 22], [24, 10], [24, 22]].map(([cx, cy]) => s("circle", { cx, cy, r: 2.6 })),
  );
}

function sun() {
  return s(
    "svg",
    { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
    s("path", { d: "M8 2.5a5.5 5.5 0 0 0 0 11z", class: "fill" }),
    s("circle", { cx: 8, cy: 8, r: 5.5, class: "ring" }),
  );
}
