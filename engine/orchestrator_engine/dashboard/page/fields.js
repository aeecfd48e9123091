// A field to search in, which keeps what is being typed while the page is drawn anew.
import { h } from "./dom.js";

const PAUSE = 200; // milliseconds without a letter, after which what was typed is looked for

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
