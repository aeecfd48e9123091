// Finds out where the page is shown, takes the token out of the address, and starts the page.
import { start } from "./app.js";
import { Browser, Editor } from "./transport.js";

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

if (typeof globalThis.acquireVsCodeApi === "function") {
  start(new Editor(globalThis.acquireVsCodeApi()));
} else {
  arrived();
  start(
    new Browser({
      read: () => sessionStorage.getItem(KEY) ?? "",
      write: (token) => sessionStorage.setItem(KEY, token),
      clear: () => sessionStorage.removeItem(KEY),
    }),
  );
}
