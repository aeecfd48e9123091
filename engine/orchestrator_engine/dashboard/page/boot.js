// Finds out where the page is shown, takes the token out of the address, and starts the page. Needs no
// other file and waits for none, so that what is shown first is asked for while the rest still arrives.
const KEY = "orchestrator.token";
const SOON = 500; // milliseconds

// The token that came with the address, if one did, and the address without it.
function arrived() {
  const query = new URLSearchParams(location.search);
  const hash = new URLSearchParams(location.hash.startsWith("#/") ? "" : location.hash.slice(1));
  const token = hash.get("token") ?? query.get("token");
  const run = hash.get("run");
  const route = run ? `#/run/${encodeURIComponent(run)}` : location.hash.startsWith("#/") ? location.hash : "#/";
  // Neither the address bar nor the history keeps it.
  if (token !== null || query.size > 0) history.replaceState(null, "", location.pathname + route);
  return token;
}

function early(token) {
  const page = /^#\/(?:run\/([\w-]+)(?:[/?].*)?)?$/.exec(location.hash || "#/");
  if (!token || page === null) return null;
  const path = page[1] ? `/view?${new URLSearchParams({ run: page[1], brief: "1", first: "40" })}` : "/state";
  const answer = fetch(path, { headers: { Authorization: `Bearer ${token}` }, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
  answer.catch(() => {}); // whoever takes it meets the error
  return { path, answer };
}

function parts() {
  const read = new Promise((done) => (document.readyState === "loading" ? addEventListener("DOMContentLoaded", done) : done()));
  return Promise.all([import("./app.js"), import("./transport.js"), read]);
}

// The colours that the person chose, before anything is seen. To open that store takes longer than all
// else here: it is done while the rest of the page is on its way.
function paint() {
  try {
    const theme = localStorage.getItem("orchestrator.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // The browser keeps nothing for us: its own colours, then.
  }
}

async function begin() {
  if (typeof globalThis.acquireVsCodeApi === "function") {
    const host = globalThis.acquireVsCodeApi();
    // A window that is opened again shows the same place.
    const keep = () => host.setState?.({ place: location.hash });
    addEventListener("hashchange", keep);
    keep();
    const [{ start }, { Editor }] = await parts();
    start(new Editor(host));
    return;
  }
  let token = arrived();
  const keep = () => token && sessionStorage.setItem(KEY, token);
  const tokens = {
    read: () => (token ||= sessionStorage.getItem(KEY) ?? ""),
    write: (told) => ((token = told), keep()),
    clear: () => ((token = ""), sessionStorage.removeItem(KEY)),
  };
  if (token) {
    // The store takes its time to open: what the person wants to see comes first.
    addEventListener("pagehide", keep);
    addEventListener("load", () => setTimeout(keep, SOON));
  }
  const first = early(tokens.read());
  const there = parts();
  paint();
  const [{ start }, { Browser }] = await there;
  start(new Browser(tokens, first));
}

begin();
