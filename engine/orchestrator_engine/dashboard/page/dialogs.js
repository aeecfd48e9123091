// What is asked before anything is lost, and who may look at all.
import { h } from "./dom.js";

export function confirming(app, question) {
  const done = () => {
    app.dialog = null;
    app.draw();
  };
  const act = (body) => {
    done();
    question.act(body);
  };
  return () =>
    h(
      "dialog",
      { key: "dialog", "data-modal": true, "aria-labelledby": "dialog-title", "aria-describedby": "dialog-words", onclose: done, oncancel: done },
      h("h2", { id: "dialog-title" }, question.title),
      h("p", { id: "dialog-words" }, question.words),
      question.facts && h("dl", { class: "terms" }, question.facts.map(([name, values]) => h("div", {}, h("dt", {}, name), values.map((value) => h("dd", {}, value))))),
      h(
        "div",
        { class: "actions" },
        // The safe answer comes first, and has the focus.
        h("button", { autofocus: true, onclick: done }, "Leave it as it is"),
        question.other && h("button", { onclick: () => act(question.other[1]) }, question.other[0]),
        h("button", { class: question.gentle ? "primary" : "danger", onclick: () => act(question.body ?? {}) }, question.yes),
      ),
    );
}

// A reason is wanted, and without one nothing is done.
export function reasoning(app, question) {
  const done = () => {
    app.dialog = null;
    app.draw();
  };
  const send = (event) => {
    event.preventDefault();
    const reason = document.getElementById("reason").value.trim();
    if (reason === "") return;
    done();
    question.act(reason);
  };
  return () =>
    h(
      "dialog",
      { key: "dialog", "data-modal": true, "aria-labelledby": "dialog-title", onclose: done, oncancel: done },
      h("h2", { id: "dialog-title" }, question.title),
      h("p", { class: "of" }, question.words),
      h(
        "form",
        { method: "dialog", onsubmit: send },
        h("label", {}, question.label, h("input", { id: "reason", type: "text", maxlength: 2000, autocomplete: "off", required: true, autofocus: true })),
        h("div", { class: "actions" }, h("button", { type: "button", onclick: done }, "Leave it as it is"), h("button", { class: "primary", type: "submit" }, question.yes)),
      ),
    );
}

export function signing(app, why = "") {
  const send = (event) => {
    event.preventDefault();
    const token = document.getElementById("token").value;
    if (token.trim() === "") return;
    app.transport.sign(token);
    app.dialog = null;
    app.failure = null;
    app.draw();
    app.enter();
  };
  return () =>
    h(
      "dialog",
      { key: "signing", "data-modal": true, "aria-labelledby": "sign-title", oncancel: (event) => event.preventDefault() },
      h("h2", { id: "sign-title" }, "This dashboard is yours alone"),
      h("p", {}, "Open it by the link that this command prints, or paste its token here:"),
      h("pre", {}, h("code", {}, "code-orch open")),
      h(
        "form",
        { method: "dialog", onsubmit: send },
        h("label", {}, "Token", h("input", { id: "token", type: "password", autocomplete: "off", spellcheck: "false", required: true, autofocus: true })),
        why && h("p", { class: "why", role: "alert" }, why),
        h("div", { class: "actions" }, h("button", { class: "primary", type: "submit" }, "Look in")),
      ),
    );
}
