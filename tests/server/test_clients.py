"""One story under the recorded capabilities of eleven real editors: nothing they did not declare.

The files in `clients/` are the `initialize` parameters that these editors sent.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from orchestrator_server import feed
from support.lsp_runs import SPEC, FakeEngine, HandMadeRun
from support.lsp_wire import InProcess, Json

PROFILES = sorted((Path(__file__).parent / "clients").glob("*.json"))
DOUBLED = SPEC + "- [ ] GREET-2: Greet nobody twice\n"


REGISTERED = {
    "workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles",
    "workspace/didChangeConfiguration": "workspace.didChangeConfiguration",
    **{
        f"textDocument/did{what}": "textDocument.synchronization"
        for what in ("Open", "Change", "Save", "Close")
    },
    **{f"textDocument/{name}": f"textDocument.{name}" for name in ("codeAction", "definition")},
    **{f"textDocument/{name}": f"textDocument.{name}" for name in ("references", "diagnostic")},
}


def at(tree: Any, path: str) -> Any:  # noqa: ANN401  # whatever JSON there is
    for key in path.split("."):
        tree = cast("Json", tree).get(key) if isinstance(tree, dict) else None
    return tree


DECLARED: dict[str, Callable[[Json], bool]] = {
    "$/cancelRequest": lambda _: True,
    "client/registerCapability": lambda _: True,  # its registrations are looked at one by one
    "workspace/configuration": lambda c: at(c, "workspace.configuration") is True,
    "$/progress": lambda c: at(c, "window.workDoneProgress") is True,
    "textDocument/publishDiagnostics": lambda _: True,
    "window/showDocument": lambda c: at(c, "window.showDocument.support") is True,
    "window/showMessage": lambda _: True,
    "window/showMessageRequest": lambda c: at(c, "window.showMessage") is not None,
    "window/workDoneProgress/create": lambda c: at(c, "window.workDoneProgress") is True,
    "workspace/applyEdit": lambda c: at(c, "workspace.applyEdit") is True,
    "workspace/diagnostic/refresh": lambda c: at(c, "workspace.diagnostics.refreshSupport") is True,
    "workspace/inlayHint/refresh": lambda c: at(c, "workspace.inlayHint.refreshSupport") is True,
    "workspace/codeLens/refresh": lambda c: at(c, "workspace.codeLens.refreshSupport") is True,
}


class Story(InProcess):
    """A client that is a recorded editor, and says yes to everything that it is asked."""

    def __init__(self, params: Json, document: Path) -> None:
        super().__init__()
        self.params = params
        self.capabilities: Json = params["capabilities"]
        self.uri = document.as_uri()
        self.answers = {
            "window/workDoneProgress/create": lambda _: None,
            "workspace/codeLens/refresh": lambda _: None,
            "workspace/inlayHint/refresh": lambda _: None,
            "window/showMessageRequest": lambda asked: asked["actions"][-1],
            "window/showDocument": lambda _: {"success": True},
            "workspace/applyEdit": lambda _: {"applied": True},
        }

    def about(self, method: str, **more: object) -> Any:  # noqa: ANN401  # whatever JSON there is
        return self.ask(method, {"textDocument": {"uri": self.uri}, **more})

    def told(self, words: str) -> None:
        self.wait(lambda message: words in json.dumps(message.get("params"), ensure_ascii=False))

    def sent(self) -> list[Json]:
        return [message for message in self.seen if "method" in message]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_an_editor_gets_nothing_that_it_did_not_declare(
    profile: Path,
    document: Path,
    run: HandMadeRun,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed, "LIVE_SECONDS", 0.02)
    monkeypatch.setattr("orchestrator_server.watched.ALIVE_SECONDS", 0.02)
    params = json.loads(profile.read_text("utf-8")) | {"processId": None}
    story = Story(params, document)
    place = {"line": 4, "character": 8}
    span = {"start": place, "end": place}

    result = story.ask("initialize", params)
    story.notify("initialized", {})
    story.open(story.uri, SPEC)
    story.told("0/2")
    actions = story.about("textDocument/codeAction", range=span, context={"diagnostics": []})
    hover = story.about("textDocument/hover", position=place)
    symbols = story.about("textDocument/documentSymbol")
    story.about("textDocument/codeLens")
    run.begin("T1")
    run.merge("T1")
    if at(story.capabilities, "workspace.applyEdit"):
        story.wait(lambda message: message.get("method") == "workspace/applyEdit")
    run.end()
    story.told("Completed: 1 of 2 tasks")
    story.open("file:///elsewhere/README.md", DOUBLED)
    story.settle()
    story.ask("shutdown")
    story.notify("exit")
    assert story.end() == 0

    capabilities = story.capabilities
    for message in story.sent():
        assert DECLARED[message["method"]](capabilities), message
        if message["method"] == "client/registerCapability":
            for one in message["params"]["registrations"]:
                path = REGISTERED[one["method"]]
                assert at(capabilities, f"{path}.dynamicRegistration") is True, one
    offers = at(capabilities, "general.positionEncodings") or ["utf-16"]
    assert result["capabilities"]["positionEncoding"] == offers[0]
    assert ("diagnosticProvider" in result["capabilities"]) == bool(
        at(capabilities, "textDocument.diagnostic")
        and at(capabilities, "workspace.diagnostics.refreshSupport")
    )
    if at(capabilities, "textDocument.codeAction.codeActionLiteralSupport"):
        assert all(
            isinstance(action.get("command"), dict) or "edit" in action or "data" in action
            for action in actions
        )
    if hover is not None:
        formats = at(capabilities, "textDocument.hover.contentFormat") or ["plaintext"]
        assert hover["contents"]["kind"] in formats
    nests = at(capabilities, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport")
    assert ("children" in symbols[0]) == bool(nests)
    for message in story.sent():
        if message["method"] == "workspace/applyEdit":
            versioned = at(capabilities, "workspace.workspaceEdit.documentChanges")
            assert list(message["params"]["edit"]) == [
                "documentChanges" if versioned else "changes"
            ]
    assert engine.started() == []


def test_the_recorded_editors_are_all_there() -> None:
    assert len(PROFILES) == 11
