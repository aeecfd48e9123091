// Parts of the page that are fetched once they are wanted. What no first screen shows is fetched when
// nothing else is to do, so that the first screen does not wait for it and nothing else waits long.
import { h } from "./dom.js";

const PARTS = {
  overview: () => import("./overview.js"),
  run: () => import("./run.js"),
  task: () => import("./task.js"),
  diff: () => import("./diff.js"),
  dialogs: () => import("./dialogs.js"),
  remarks: () => import("./remarks.js"),
  log: () => import("./log.js"),
  history: () => import("./history.js"),
  drawings: () => import("./drawings.js"),
};

const there = new Map();
const coming = new Map();

export function fetched(name) {
  if (!coming.has(name)) {
    const asked = PARTS[name]().then((part) => (there.set(name, part), part));
    asked.catch(() => coming.delete(name)); // whoever wants it again asks again
    coming.set(name, asked);
  }
  return coming.get(name);
}

// Done once a part is there or cannot be had.
export const known = (name) => fetched(name).catch(() => null);

// What `draw` makes of a part, or a word until it is there.
export function part(app, name, draw) {
  const found = there.get(name);
  if (found === null) return h("p", { class: "of" }, "A part of the page could not be had. Reload the page to try again.");
  if (found !== undefined) return draw(found);
  fetched(name).then(
    () => app.draw(),
    () => (there.set(name, null), app.draw()),
  );
  return h("p", { class: "of", "aria-busy": "true" }, "Reading…");
}

export const pause = (act) => (globalThis.requestIdleCallback ? requestIdleCallback(act, { timeout: 500 }) : setTimeout(act, 50));

// One after the other: what the person asks for meanwhile comes between.
export function ahead() {
  const next = Object.keys(PARTS).find((name) => !coming.has(name));
  if (next !== undefined) pause(() => fetched(next).then(ahead, () => {}));
}
