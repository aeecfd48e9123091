// The page as a whole: what is shown, where it comes from, and when it is asked for again.
import { comparison, historyPage } from "./history.js";
import { confirming, reasoning, signing } from "./dialogs.js";
import { h, icon, render, s } from "./dom.js";
import { overviewPage } from "./overview.js";
import { runPage } from "./run.js";
import { capital } from "./words.js";

const SCREEN = 40; // tasks of a run that are asked for first, where there are more
const REFRESH = 700; // milliseconds between two looks at a run that goes on

export function start(transport) {
  new App(transport).begin();
}

class App {
  constructor(transport) {
    this.transport = transport;
    this.root = document.getElementById("app");
    this.overview = null;
    this.view = null;
    this.pages = {}; // what each page remembers: open tab, chosen task, filters
    this.connection = "connecting";
    this.failure = null;
    this.dialog = null;
    this.milestone = "";
    this.toast = null;
    this.route = this.read();
    this.due = 0;
    this.drawing = false;
    this.theme = stored("orchestrator.theme") ?? "auto";
  }

  begin() {
    addEventListener("hashchange", () => this.arrive());
    // Escape leaves what was opened last; the keys of a list are the list's own.
    addEventListener("keydown", (event) => this.key(event));
    setInterval(() => this.live() && !document.hidden && this.draw(), 1000);
    this.draw();
    if (!this.transport.known) {
      this.dialog = signing(this);
      this.draw();
      return;
    }
    this.enter();
  }

  enter() {
    this.transport.listen((event) => this.heard(event));
    this.arrive();
  }

  read() {
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    const [page, ...rest] = path.split("/").map(decodeURIComponent);
    return { page: page || "overview", rest, query: new URLSearchParams(query) };
  }

  go(hash) {
    if (location.hash === hash) this.draw();
    else location.hash = hash;
  }

  arrive() {
    const before = this.route;
    this.route = this.read();
    const moved = before.page !== this.route.page || before.rest[0] !== this.route.rest[0];
    if (moved) {
      this.failure = null;
      scrollTo(0, 0);
    }
    if (this.route.page === "run" && this.view?.run !== this.route.rest[0]) this.view = null;
    this.load();
    this.draw();
    // Whoever does not see the page has to hear that it is another one.
    if (moved) queueMicrotask(() => document.querySelector("main")?.focus({ preventScroll: true }));
  }

  async load() {
    const { page, rest } = this.route;
    try {
      if (page === "run") {
        const here = () => this.route.page === "run" && this.route.rest[0] === rest[0];
        const view = await this.transport.view(rest[0], this.view === null ? SCREEN : undefined);
        if (here()) this.view = this.received(view);
        if (here() && view.partial) {
          this.paint();
          const whole = await this.transport.view(rest[0]);
          if (here()) this.view = this.received(whole);
        }
      } else if (page === "overview" && this.overview === null) {
        this.overview = this.received(await this.transport.overview());
      }
      this.failure = null;
    } catch (error) {
      this.fail(error);
    }
    this.draw();
  }

  received(value) {
    // Clocks differ little on one machine, and not at all on the page: ages are counted from here.
    value.received = performance.now() / 1000;
    return value;
  }

  now(value) {
    return value.now + performance.now() / 1000 - value.received;
  }

  live() {
    return this.connection === "connected" && (this.view?.state === "running" || this.overview?.groups.running.length > 0);
  }

  fail(error) {
    if (error.status === 401 || error.status === 429) {
      this.transport.forget?.();
      this.dialog ??= signing(this, error.message);
    } else {
      this.failure = error.message;
    }
  }

  heard(event) {
    switch (event.type) {
      case "connecting":
      case "connected":
      case "lost":
        this.connection = event.type;
        if (event.type === "lost") this.probe();
        break;
      case "initial_state":
        this.overview = this.received(event.data);
        this.refresh();
        break;
      case "resync":
        this.overview = null;
        this.load();
        break;
      case "pushed":
        if (event.kind === "overview") this.overview = this.received(event.value);
        else if (this.route.rest[0] === event.value.run) this.view = this.received(event.value);
        break;
      case "state_update":
        this.merge(event.data.row);
        if (event.run === this.route.rest[0]) this.refresh();
        break;
      case "task_done":
        this.milestone = `${event.data.name}: ${event.data.status}`;
        break;
      case "run_complete":
        this.milestone = `The run is ${event.data.status}. ${event.data.why}`;
        break;
      default:
        break;
    }
    this.draw();
  }

  async probe() {
    // A WebSocket does not say why it was refused; a request does.
    try {
      if (this.transport.known) await this.transport.overview();
    } catch (error) {
      if (error.status === 401) this.fail(error);
    }
  }

  merge(row) {
    if (this.overview === null) return;
    const { runs, groups } = this.overview;
    const at = runs.findIndex((one) => one.run === row.run);
    if (at < 0) runs.unshift(row);
    else runs[at] = row;
    for (const name of Object.keys(groups)) groups[name] = groups[name].filter((id) => id !== row.run);
    groups[row.group].unshift(row.run);
    row.heard = performance.now() / 1000;
  }

  refresh() {
    if (this.due !== 0 || this.route.page !== "run") return;
    this.due = setTimeout(() => {
      this.due = 0;
      this.load();
    }, this.view === null ? 0 : REFRESH);
  }

  async act(name, body, told = undefined) {
    try {
      const { message } = await this.transport.command(name, body);
      this.say(message || told || "Done.");
    } catch (error) {
      if (error.status === 401) this.fail(error);
      else this.say([capital(error.message), error.hint].filter(Boolean).join(". "), "failed");
    }
    this.refresh();
    if (this.route.page === "overview") {
      this.overview = this.received(await this.transport.overview());
    }
    this.draw();
  }

  ask(question) {
    this.dialog = confirming(this, question);
    this.draw();
  }

  askWhy(question) {
    this.dialog = reasoning(this, question);
    this.draw();
  }

  say(words, kind = "done") {
    this.toast = { words, kind };
    this.draw();
    clearTimeout(this.fading);
    this.fading = setTimeout(() => {
      this.toast = null;
      this.draw();
    }, 6000);
  }

  key(event) {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const search = document.querySelector("input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
    if (event.key === "Escape" && this.dialog === null && this.route.page === "run" && this.route.query.has("task")) {
      const back = `[data-task="${CSS.escape(this.route.query.get("task"))}"]`;
      this.choose(undefined);
      queueMicrotask(() => requestAnimationFrame(() => document.querySelector(back)?.focus()));
    }
  }

  // The chosen task is part of the address: a link to it can be kept, and “back” goes back.
  choose(task) {
    const [run, tab = "tasks"] = this.route.rest;
    const query = task === undefined ? "" : `?task=${encodeURIComponent(task)}`;
    this.go(`#/run/${encodeURIComponent(run)}/${tab}${query}`);
  }

  page(name) {
    return (this.pages[name] ??= {});
  }

  draw() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => this.drawing && this.paint());
  }

  paint() {
    this.drawing = false;
    render(this.root, this.whole());
    const open = document.querySelector("dialog[data-modal]:not([open])");
    open?.showModal();
  }

  whole() {
    const root = document.documentElement;
    if (this.theme === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", this.theme);
    document.title = this.title();
    return [
      h("a", { class: "skip", href: "#main", onclick: skip }, "Skip to the content"),
      this.header(),
      h("main", { id: "main", tabindex: -1 }, this.failed(), this.content()),
      h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" }, this.milestone),
      h("div", { class: "toasts", role: "status" }, this.toast && h("div", { class: `toast is-${this.toast.kind}` }, icon(this.toast.kind), this.toast.words)),
      this.dialog?.(),
    ];
  }

  title() {
    const asking = this.overview?.groups.asks.length ?? 0;
    const mark = asking > 0 ? `(${asking}) ` : "";
    const run = this.route.page === "run" && this.view ? `${this.view.progress.merged}/${this.view.progress.total} ${this.view.title} · ` : "";
    return `${mark}${run}Code Orchestrator`;
  }

  header() {
    const link = (page, words, hash) =>
      h("a", { href: hash, "aria-current": this.route.page === page ? "page" : undefined }, words);
    const words = { connecting: "connecting…", connected: "live", lost: "reconnecting…" }[this.connection];
    return h(
      "header",
      { class: "top" },
      h("a", { class: "brand", href: "#/", "aria-label": "Code Orchestrator, all runs" }, mark(), h("span", {}, "Code Orchestrator")),
      h("nav", { "aria-label": "Pages" }, link("overview", "Runs", "#/"), this.transport.can.history && link("history", "History", "#/history")),
      h("span", { class: "grow" }),
      h("span", { class: `link is-${this.connection}`, title: "The connection to the dashboard" }, h("span", { class: "dot" }), words),
      this.transport.open === null && this.themes(),
    );
  }

  themes() {
    const next = { auto: "light", light: "dark", dark: "auto" }[this.theme];
    const change = () => {
      this.theme = next;
      try {
        localStorage.setItem("orchestrator.theme", next);
      } catch {
        // Not kept, then.
      }
      this.draw();
    };
    return h("button", { class: "quiet theme", onclick: change, "aria-label": `Colours: ${this.theme}. Change to ${next}`, title: `Colours: ${this.theme}` }, sun());
  }

  failed() {
    return (
      this.failure &&
      h("div", { class: "banner is-failed", role: "alert" }, icon("failed"), h("p", {}, capital(this.failure)), h("button", { onclick: () => this.load() }, "Try again"))
    );
  }

  content() {
    switch (this.route.page) {
      case "run":
        return this.view === null ? (this.failure ? null : waiting()) : runPage(this, this.view);
      case "history":
        return historyPage(this);
      case "compare":
        return comparison(this);
      default:
        return this.overview === null ? waiting() : overviewPage(this, this.overview);
    }
  }
}

function skip(event) {
  // A fragment of its own would be taken for a page.
  event.preventDefault();
  document.getElementById("main").focus();
}

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function waiting() {
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
