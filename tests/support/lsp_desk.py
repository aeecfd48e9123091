"""An editor with one document open, and a person in front of it."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

from support.lsp_wire import InProcess, Json

ALL: Json = {
    "window": {
        "workDoneProgress": True,
        "showMessage": {"messageActionItem": {}},
        "showDocument": {"support": True},
    },
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True},
        "codeLens": {"refreshSupport": True},
    },
    "textDocument": {"codeAction": {"codeActionLiteralSupport": {}}},
}
NOTHING: Json = {}


class Desk(InProcess):
    """A client with the document open, which answers as a person would."""

    def __init__(self, document: Path, capabilities: Json, **more: Any) -> None:  # noqa: ANN401  # whatever JSON there is
        super().__init__()
        self.uri = document.as_uri()
        self.text = document.read_text("utf-8")
        self.version = 1
        self.choice: str | None = None
        self.edited: list[Json] = []
        self.applies = [True]
        self.lies = 0
        """Edits that it says it made, and did not, as Neovim does where somebody has typed."""
        self.answers = {
            "window/workDoneProgress/create": lambda _: None,
            "workspace/codeLens/refresh": lambda _: None,
            "workspace/inlayHint/refresh": lambda _: None,
            "window/showMessageRequest": lambda _: self.choice and {"title": self.choice},
            "window/showDocument": lambda _: {"success": True},
            "workspace/applyEdit": self._edit,
        }
        self.answers |= more.pop("answers", {})
        self.initialize({"capabilities": capabilities, **more})
        self.open(self.uri, self.text)

    def _edit(self, params: Json) -> Json:
        self.edited.append(params["edit"])
        applied = self.applies.pop(0) if len(self.applies) > 1 else self.applies[0]
        if self.lies:
            self.lies -= 1
        elif applied:
            self._apply(params["edit"])
        return {"applied": applied}

    def _apply(self, edit: Json) -> None:
        """Make an edit of the document, and tell of it; columns count ASCII here."""
        changes = edit.get("changes") or {
            one["textDocument"]["uri"]: one["edits"] for one in edit["documentChanges"]
        }
        lines = self.text.splitlines(keepends=True)
        starts = [*accumulate(map(len, lines), initial=0)]
        text = self.text
        for one in reversed(changes.get(self.uri, ())):
            first, last = (
                starts[int(one["range"][end]["line"])] + int(one["range"][end]["character"])
                for end in ("start", "end")
            )
            text = text[:first] + one["newText"] + text[last:]
        if text != self.text:
            self.retype(text)

    def open(self, uri: str, text: str) -> None:
        if uri == self.uri:
            self.text, self.version = text, 1
        super().open(uri, text)

    def retype(self, text: str) -> None:
        self.text = text
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        params = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.notify("textDocument/didChange", params)

    def command(self, name: str, *arguments: object) -> Any:  # noqa: ANN401  # whatever it is
        params = {"command": f"codeOrchestrator.{name}", "arguments": list(arguments)}
        return self.ask("workspace/executeCommand", params)

    def refused(self, name: str, *given: object) -> str:
        """Why a command is refused for what it was given."""
        params = {"command": f"codeOrchestrator.{name}", "arguments": list(given)}
        error = self.refusal("workspace/executeCommand", params)
        assert error["code"] == -32602
        return error["message"]

    def titles(self, line: int = 4) -> list[str]:
        place = {"line": line, "character": 8}
        params: Json = {
            "textDocument": {"uri": self.uri},
            "range": {"start": place, "end": place},
            "context": {"diagnostics": [], "only": ["codeOrchestrator"]},
        }
        titles = [action["title"] for action in self.ask("textDocument/codeAction", params)]
        return [title for title in titles if " the prompt" not in title]

    def lenses(self) -> list[str]:
        found = self.ask("textDocument/codeLens", {"textDocument": {"uri": self.uri}})
        return [lens["command"]["title"] for lens in found]

    def said(self, words: str) -> Json:
        return self.wait(lambda m: words in str(m.get("params", {}).get("message", "")))

    def progress(self, kind: str, words: str = "") -> Json:
        def matches(message: Json) -> bool:
            value = message.get("params", {}).get("value", {})
            return (
                message.get("method") == "$/progress"
                and value["kind"] == kind
                and words in value.get("message", "")
            )

        return self.wait(matches)["params"]

    def methods(self) -> set[str]:
        return {message["method"] for message in self.seen if "method" in message}


@contextmanager
def opened(document: Path, capabilities: Json, **more: Any) -> Generator[Desk]:  # noqa: ANN401  # as a desk takes it
    """A desk with a document, which leaves the server as an editor does."""
    desk = Desk(document, capabilities, **more)
    try:
        yield desk
    finally:
        if desk.thread.is_alive():
            desk.request("shutdown")
            desk.notify("exit")
        code = desk.end()
    assert code == 0


def until(condition: Any, what: str, seconds: float = 60.0) -> None:  # noqa: ANN401  # a question
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.01)
