// The page as a whole: what is shown, where it comes from, and when it is asked for again.
import { h, icon, render } from "./dom.js";
import { gone, header, skipLink, toasts, waiting } from "./frame.js";
import { ahead, fetched, known, part } from "./parts.js";
import { capital } from "./words.js";

const SCREEN = 40; // tasks of a run that are asked for first, where there are more
const SOON = 120; // milliseconds that the first answer may take before the page says that it waits
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
    this.why = ""; // why there is no connection
    this.failure = null;
    this.dialog = null;
    this.milestone = "";
    this.toast = null;
    this.acting = false; // a command is on its way
    this.asked = 0; // how often the runs were asked for, and the last of these that is shown
    this.shown = 0;
    this.opener = null; // what had the focus before a dialog
    this.route = this.read();
    this.due = 0;
    this.drawing = false;
    this.theme = document.documentElement.dataset.theme ?? "auto";
  }

  begin() {
    addEventListener("hashchange", () => this.arrive());
    addEventListener("resize", () => this.draw()); // drawings are as wide as there is room
    // Escape leaves what was opened last; the keys of a list are the list's own.
    addEventListener("keydown", (event) => this.key(event));
    setInterval(() => this.live() && !document.hidden && this.draw(), 1000);
    // What comes at once is drawn at once, and nothing before it that would be seen for a moment only.
    this.drawing = true;
    setTimeout(() => this.begun || this.paint(), SOON);
    if (this.transport.known) this.enter();
    else this.sign();
  }

  enter() {
    this.transport.listen((event) => this.heard(event));
    this.arrive();
  }

  read() {
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    const [page, ...rest] = path.split("/").map(plain);
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
      if (this.toast?.kind === "failed") this.say(null);
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
    const asked = ++this.asked;
    try {
      if (page === "run") {
        // Answers may overtake each other: what was asked for later is newer.
        const take = (view) => {
          if (this.route.page !== "run" || this.route.rest[0] !== rest[0] || asked < this.shown) return false;
          this.shown = asked;
          this.view = this.received(view);
          return true;
        };
        const first = this.view === null ? SCREEN : undefined;
        const [view] = await Promise.all([this.transport.view(rest[0], first), known("run")]);
        if (take(view) && view.partial) {
          this.paint();
          take(await this.transport.view(rest[0]));
        }
      } else if (page === "overview" && this.overview === null) {
        const [overview] = await Promise.all([this.transport.overview(), known("overview")]);
        this.overview ??= this.received(overview); // what was told meanwhile is newer
      }
      this.failure = null;
    } catch (error) {
      this.fail(error);
    }
    if (this.begun) this.draw();
    else this.paint();
    ahead();
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
      if (this.dialog === null) this.sign(error.message);
    } else {
      this.failure = error.message;
    }
  }

  heard(event) {
    switch (event.type) {
      case "connecting":
      case "connected":
      case "lost":
      case "gone":
        this.connection = event.type;
        this.why = event.why ?? "";
        if (event.type === "lost") this.probe();
        if (event.type === "gone") this.dialog = null; // a run could not be asked
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
    }, REFRESH);
  }

  // One command at a time: a run answers once it has obeyed, and that may take it a moment.
  async act(name, body, told = undefined) {
    if (this.acting) return;
    this.acting = true;
    const slow = setTimeout(() => this.say("The run is asked…", "working"), 400);
    this.draw();
    try {
      const { message } = await this.transport.command(name, body);
      this.say(message || told || "Done.");
    } catch (error) {
      if (error.status === 401) this.fail(error);
      else this.say([capital(error.message), error.hint].filter(Boolean).join(". "), "failed");
    } finally {
      clearTimeout(slow);
      this.acting = false;
    }
    this.refresh();
    this.draw();
  }

  ask = (question) => this.open(({ confirming }) => confirming(this, question));
  askWhy = (question) => this.open(({ reasoning }) => reasoning(this, question));
  sign = (why) => this.open(({ signing }) => signing(this, why));

  async open(make) {
    try {
      this.dialog = make(await fetched("dialogs"));
    } catch {
      this.failure = "the dashboard does not answer";
    }
    this.draw();
  }

  say(words, kind = "done") {
    this.toast = words === null ? null : { words, kind };
    clearTimeout(this.fading);
    if (kind === "done") this.fading = setTimeout(() => this.say(null), 6000);
    this.draw();
  }

  key(event) {
    if (event.key === "/" && (event.ctrlKey || event.metaKey)) {
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

  paintIn(theme) {
    this.theme = theme;
    try {
      localStorage.setItem("orchestrator.theme", theme);
    } catch {
      // Not kept, then.
    }
    this.draw();
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
    this.begun = true;
    const held = document.activeElement;
    render(this.root, this.whole());
    this.reveal();
    const dialog = document.querySelector("dialog[data-modal]:not([open])");
    if (dialog) {
      this.opener = held;
      dialog.showModal();
    } else if (!held.isConnected && document.activeElement === document.body) {
      // What had the focus is gone: whoever goes by keys stays where they were.
      const back = this.opener?.isConnected ? this.opener : document.getElementById("main");
      back?.focus({ preventScroll: true });
    }
  }

  // Of tabs that do not fit beside each other the chosen one is in sight.
  reveal() {
    const tab = document.querySelector("[role=tab][aria-selected=true]");
    if (tab === null || this.tab === tab) return;
    this.tab = tab;
    // By hand: `scrollIntoView` would move the page as well.
    const [list, own] = [tab.parentElement.getBoundingClientRect(), tab.getBoundingClientRect()];
    tab.parentElement.scrollLeft += Math.max(own.right - list.right, 0) - Math.max(list.left - own.left, 0);
  }

  whole() {
    const root = document.documentElement;
    if (this.theme === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", this.theme);
    document.title = this.title();
    return [
      skipLink(),
      header(this),
      h("main", { id: "main", tabindex: -1 }, this.failed(), this.content()),
      h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" }, this.milestone),
      toasts(this),
      this.dialog?.(),
    ];
  }

  title() {
    const asking = this.overview?.groups.asks.length ?? 0;
    const mark = asking > 0 ? `(${asking}) ` : "";
    const run = this.route.page === "run" && this.view && this.connection !== "gone" ? `${this.view.progress.merged}/${this.view.progress.total} ${this.view.title} · ` : "";
    return `${mark}${run}Code Orchestrator`;
  }

  failed() {
    return (
      this.failure &&
      h("div", { class: "banner is-failed", role: "alert" }, icon("failed"), h("p", {}, capital(this.failure)), h("button", { onclick: () => this.load() }, "Try again"))
    );
  }

  content() {
    if (this.connection === "gone") return gone(this);
    switch (this.route.page) {
      case "run":
        return this.view === null ? (this.failure ? null : waiting()) : part(this, "run", ({ runPage }) => runPage(this, this.view));
      case "history":
        return part(this, "history", ({ historyPage }) => historyPage(this));
      case "compare":
        return part(this, "history", ({ comparison }) => comparison(this));
      default:
        return this.overview === null ? waiting() : part(this, "overview", ({ overviewPage }) => overviewPage(this, this.overview));
    }
  }
}

function plain(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // an address that somebody cut short
  }
}
