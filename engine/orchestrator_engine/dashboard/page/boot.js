// Finds out where the page is shown, takes the token out of the address, and starts the page. Needs no
// other file, so that what is shown first is asked for while the rest of the page still arrives.
const KEY = "orchestrator.token";

function arrived() {
  const query = new URLSearchParams(location.search);
  const hash = new URLSearchParams(location.hash.startsWith("#/") ? "" : location.hash.slice(1));
  const token = hash.get("token") ?? query.get("token");
  const run = hash.get("run");
  if (token !== null || query.size > 0) {
    if (token) sessionStorage.setItem(KEY, token);
    const route = run ? `#/run/${encodeURIComponent(run)}` : location.hash.startsWith("#/") ? location.hash : "#/";
    // Neither the address bar nor the history keeps it.
    history.replaceState(null, "", location.pathname + route);
  }
}

function early() {
  const token = sessionStorage.getItem(KEY);
  const page = /^#\/(?:run\/([^/?]+).*)?$/.exec(location.hash || "#/");
  if (!token || page === null) return null;
  const path = page[1] ? `/view?${new URLSearchParams({ run: decodeURIComponent(page[1]), brief: "1", first: "40" })}` : "/state";
  const answer = fetch(path, { headers: { Authorization: `Bearer ${token}` }, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
  answer.catch(() => {}); // whoever takes it meets the error
  return { path, answer };
}

async function begin() {
  if (typeof globalThis.acquireVsCodeApi === "function") {
    const host = globalThis.acquireVsCodeApi();
    // A window that is opened again shows the same place.
    const keep = () => host.setState?.({ place: location.hash });
    addEventListener("hashchange", keep);
    keep();
    const [{ start }, { Editor }] = await Promise.all([import("./app.js"), import("./transport.js")]);
    start(new Editor(host));
    return;
  }
  arrived();
  const first = early();
  const [{ start }, { Browser }] = await Promise.all([import("./app.js"), import("./transport.js")]);
  const tokens = {
    read: () => sessionStorage.getItem(KEY) ?? "",
    write: (token) => sessionStorage.setItem(KEY, token),
    clear: () => sessionStorage.removeItem(KEY),
  };
  start(new Browser(tokens, first));
}

begin();
