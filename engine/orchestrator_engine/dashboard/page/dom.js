// Elements as values, and the page made like them with as few changes as there can be: focus,
// selection and scrolling stay. Texts become text nodes and nothing else.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "open", "hidden", "scrollTop", "indeterminate"]);

export function h(tag, props, ...children) {
  const told = props ?? {};
  return { tag, props: told, key: told.key, svg: false, children: flat(children) };
}

export function s(tag, props, ...children) {
  return { ...h(tag, props, ...children), svg: true };
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

export function render(parent, children) {
  const next = flat([children]);
  const wanted = new Set(next.map((one) => one.key).filter((key) => key !== undefined));
  const keyed = new Map();
  for (const node of parent.childNodes) if (node.$key !== undefined) keyed.set(node.$key, node);
  let at = parent.firstChild;
  for (const one of next) {
    while (at !== null && at.$key !== undefined && !wanted.has(at.$key)) at = drop(at);
    if (typeof one !== "object") {
      const text = String(one);
      if (at !== null && at.nodeType === Node.TEXT_NODE) {
        if (at.data !== text) at.data = text;
        at = at.nextSibling;
      } else {
        parent.insertBefore(document.createTextNode(text), at);
      }
      continue;
    }
    let node = one.key === undefined ? at : (keyed.get(one.key) ?? null);
    if (node === null || node.$tag !== one.tag || node.$key !== one.key) node = create(one);
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
    update(node, one);
  }
  while (at !== null) at = drop(at);
}

function drop(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function create(one) {
  const node = one.svg ? document.createElementNS(SVG, one.tag) : document.createElement(one.tag);
  node.$tag = one.tag;
  node.$key = one.key;
  node.$props = {};
  // Open at first, and from then on as the person leaves it.
  if (one.props.begin === "open") node.open = true;
  return node;
}

function update(node, one) {
  if (node.$one === one) return;
  node.$one = one;
  const before = node.$props;
  const now = one.props;
  // The same value as before is the same part of the page as before.
  if (now.same !== undefined && now.same === before.same) return;
  for (const name of Object.keys(before)) if (!(name in now)) set(node, name, undefined, before[name]);
  for (const [name, value] of Object.entries(now)) {
    if (before[name] !== value || PROPERTIES.has(name)) set(node, name, value, before[name]);
  }
  node.$props = now;
  if (now.raw !== true) render(node, one.children);
}

function set(node, name, value, before) {
  if (name === "key" || name === "same" || name === "raw" || name === "begin") return;
  if (name === "vars") {
    for (const each of Object.keys(before ?? {})) if (!(each in (value ?? {}))) node.style.removeProperty(each);
    for (const [each, worth] of Object.entries(value ?? {})) node.style.setProperty(each, worth);
  } else if (name.startsWith("on")) {
    node[name] = value ?? null;
  } else if (PROPERTIES.has(name)) {
    const worth = value ?? (name === "value" ? "" : false);
    if (node[name] !== worth) node[name] = worth;
  } else if (value === undefined || value === null || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

const ICONS = {
  done: "M4.5 8.4l2.4 2.4 4.6-5.2",
  failed: "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2",
  asks: "M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2M8 11.4v.1",
  skipped: "M5 8h6",
  waiting: "",
  working: "",
  paused: "M6.4 5.6v4.8M9.6 5.6v4.8",
  stopped: "M6 6h4v4H6z",
  limit: "M8 4.8v3.8M8 11v.1",
};

export function icon(name) {
  const path = ICONS[name] ?? "";
  return s(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    s("circle", { cx: 8, cy: 8, r: 6.4, class: "ring" }),
    name === "working" && s("path", { d: "M8 1.6a6.4 6.4 0 0 1 6.4 6.4", class: "turn" }),
    path && s("path", { d: path }),
  );
}

const STATES = {
  done: ["done", "done"],
  completed: ["done", "completed"],
  passed: ["done", "passed"],
  failed: ["failed", "failed"],
  crashed: ["failed", "crashed"],
  unreadable: ["failed", "unreadable"],
  asks: ["asks", "waits for you"],
  running: ["working", "running"],
  working: ["working", "in work"],
  waiting: ["waiting", "waiting"],
  skipped: ["skipped", "left out"],
  paused: ["paused", "paused"],
  stopped: ["stopped", "stopped"],
  still: ["paused", "stands still"],
  limit: ["limit", "limit reached"],
};

// What is under way in a run that nobody drives goes on once somebody lets the run go on.
export const shownIn = (view, state) => (view.state !== "running" && (state === "working" || state === "asks") ? "still" : state);

export const kindOf = (state) => STATES[state]?.[0] ?? "waiting";

export function chip(state, words = undefined) {
  const [kind, name] = STATES[state] ?? ["waiting", state];
  return h("span", { class: `chip is-${kind}` }, icon(kind), words ?? name);
}

// A button that has a run do something: only one command is on its way at a time.
export function button(app, props, ...words) {
  return h("button", { ...props, "aria-disabled": app.acting ? "true" : undefined, onclick: (event) => app.acting || props.onclick(event) }, ...words);
}

const PAUSE = 200; // milliseconds without a letter, after which what was typed is looked for

// A field to search in, which keeps what is being typed while the page is drawn anew.
export function search(app, page, words, wait = PAUSE) {
  const look = () => {
    page.text = page.typed;
    app.draw();
  };
  const typed = (event) => {
    page.typed = event.target.value;
    clearTimeout(page.typing);
    if (wait === 0) look();
    else page.typing = setTimeout(look, wait);
  };
  return h("input", { type: "search", placeholder: words, "aria-label": words, value: page.typed ?? "", oninput: typed });
}

export function fact(name, value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

// What a check came to, with the end of what it said.
export function check(result) {
  const kind = result.passed ? "done" : "failed";
  const line = [icon(kind), h("strong", {}, result.name), ` ${result.words}`];
  return h(
    "li",
    { class: `check is-${kind}` },
    result.tail ? h("details", {}, h("summary", {}, line), h("pre", { tabindex: 0, "aria-label": `The end of what ${result.name} said` }, result.tail)) : h("span", {}, line),
  );
}

export function score(value, words = undefined) {
  if (value === null || value === undefined) return words ? h("span", { class: "score none" }, words) : null;
  const kind = value >= 8 ? "good" : value >= 7 ? "fair" : "poor";
  const text = Number.isInteger(value) ? value : value.toFixed(1);
  return h("span", { class: `score ${kind}` }, String(text), h("span", { class: "of" }, "/10"));
}
