// How the page reaches the runs: by HTTP and a WebSocket in a browser, by messages in an editor.
// Both have the same methods; `can` says which of them there are.

export class Refused extends Error {
  constructor(status, told) {
    super(told.message ?? `The dashboard answered ${status}.`);
    this.status = status;
    this.hint = told.hint ?? "";
  }
}

export class Browser {
  can = { history: true, logs: true, diff: true, compare: true, task: true };
  #tokens;
  #early;
  #socket = null;
  #last = null;
  #instance = null;
  #wait = 500;
  #timer = 0;
  #on = () => {};

  // `early` is a request that was made before this file was there: a path, and its answer to come.
  constructor(tokens, early = null) {
    this.#tokens = tokens;
    this.#early = early;
    // A page that comes back from sleep must not wait for a long pause to end.
    addEventListener("online", () => this.#again(0));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#socket === null) this.#again(0);
    });
  }

  get known() {
    return this.#tokens.read() !== "";
  }

  sign(token) {
    this.#tokens.write(token.trim());
  }

  forget() {
    this.#tokens.clear();
  }

  async #ask(path, query = {}, body = undefined) {
    const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
    const headers = { Authorization: `Bearer ${this.#tokens.read()}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const address = search.size ? `${path}?${search}` : path;
    const early = this.#early?.path === address ? this.#early.answer : null;
    this.#early = null;
    const answer = await (early ?? fetch(address, {
      method: body === undefined ? "GET" : "POST",
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    }));
    if (answer.ok) return answer.json();
    let told = {};
    try {
      told = await answer.json();
    } catch {
      // Not JSON: the guard's own words.
    }
    throw new Refused(answer.status, told);
  }

  overview = () => this.#ask("/state");
  view = (run, first = undefined) => this.#ask("/view", { run, brief: 1, first });
  task = (run, task) => this.#ask("/task", { run, task });
  diff = (run, task, attempt) => this.#ask("/diff", { run, task, attempt });
  logs = (run, query) => this.#ask("/logs", { run, ...query });
  history = (query) => this.#ask("/history", query);
  compare = (run, other) => this.#ask("/compare", { run, other });
  command = (name, body) => this.#ask(`/${name}`, {}, body);
  open = null;

  listen(on) {
    this.#on = on;
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#timer);
    if (!this.known || this.#socket !== null) return;
    this.#on({ type: "connecting" });
    const socket = new WebSocket(`ws://${location.host}/ws`, ["orch.v1", `orch.token.${this.#tokens.read()}`]);
    this.#socket = socket;
    socket.onopen = () => {
      this.#wait = 500;
      socket.send(JSON.stringify({ type: "hello", after: this.#last, instance: this.#instance }));
      this.#on({ type: "connected" });
    };
    socket.onmessage = (message) => this.#heard(JSON.parse(message.data));
    socket.onclose = () => {
      this.#socket = null;
      this.#on({ type: "lost" });
      this.#again(this.#wait + Math.random() * 250);
      this.#wait = Math.min(this.#wait * 2, 15000);
    };
  }

  #again(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  #heard(frame) {
    this.#instance = frame.instance;
    for (const event of frame.events) {
      this.#last = event.type === "initial_state" ? event.data.message : event.seq;
      this.#on(event);
    }
  }
}

// What an editor's host answers beside views: `ask` goes with a number, `answer` comes with the same.
export class Editor {
  can = { history: true, logs: true, diff: true, compare: true, task: true };
  known = true;
  #host;
  #waiting = new Map();
  #asked = new Map();
  #number = 0;
  #on = () => {};
  #connection = "connecting";

  constructor(host) {
    this.#host = host;
    addEventListener("message", (message) => this.#heard(message.data));
  }

  overview = () => this.#view("overview", { type: "view" });
  view = (run) => this.#view(`view ${run}`, { type: "view", run });
  task = (run, task) => this.#ask("task", { run, task });
  diff = (run, task, attempt) => this.#ask("diff", { run, task, attempt });
  logs = (run, query) => this.#ask("log", { run, ...query });
  history = (query) => this.#ask("history", query);
  compare = (run, other) => this.#ask("compare", { run, other });
  command = async (name, body) => {
    this.#host.postMessage({ type: "command", name, ...body });
    return { message: "" };
  };
  open = (file, line) => this.#host.postMessage({ type: "open", file, line });
  reconnect = () => this.#host.postMessage({ type: "reconnect" });

  listen(on) {
    this.#on = on;
    on({ type: this.#connection });
  }

  #view(key, message) {
    return new Promise((resolve) => {
      const others = this.#waiting.get(key) ?? [];
      this.#waiting.set(key, [...others, resolve]);
      if (others.length === 0) this.#host.postMessage(message);
    });
  }

  #ask(what, query) {
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, [resolve, reject]);
      this.#host.postMessage({ type: "ask", id, what, ...query });
    });
  }

  #heard(message) {
    if (message === null || typeof message !== "object") return;
    const { type } = message;
    if (type === "answer") {
      const [resolve, reject] = this.#asked.get(message.id) ?? [];
      this.#asked.delete(message.id);
      if (message.error) reject?.(new Refused(409, message.error));
      else resolve?.(message.value);
      return;
    }
    if (type === "connection") {
      this.#connection = message.state;
      this.#on({ type: message.state, why: message.why });
      return;
    }
    if (type !== "view" && type !== "overview") return;
    if (this.#connection === "connecting") this.#on({ type: (this.#connection = "connected") });
    const value = message[type];
    const key = type === "view" ? `view ${value.run}` : "overview";
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const resolve of waiting) resolve(value);
    // What nobody asked for is news.
    if (waiting.length === 0) this.#on({ type: "pushed", kind: type, value });
  }
}
