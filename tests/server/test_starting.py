"""Runs are asked for: what comes before one, and how little starts one."""

import time
from pathlib import Path

import pytest

from orchestrator_engine.trust import UNASKED
from orchestrator_server import starting
from support.lsp_desk import ALL, Desk, opened, until
from support.lsp_runs import SPEC, FakeEngine
from support.lsp_wire import Json, in_process

pytestmark = pytest.mark.usefixtures("impatient")


def test_a_run_starts_only_after_a_yes(desk: Desk, engine: FakeEngine, document: Path) -> None:
    desk.choice = "Run"
    engine.preview |= {"agent": "claude", "branch": "main", "notes": ["Mind."]}
    assert desk.command("run", {"uri": desk.uri, "mode": "build", "items": ["GREET-1"]}) is None
    question = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
    assert [action["title"] for action in question["actions"]] == ["Not now", "Run"]
    assert question["message"] == (
        "Build SPEC.md: 2 items, agent claude, on a branch of its own that begins at main. Mind."
    )
    until(engine.started, "the run is started")
    asked = {"document": str(document), "mode": "build", "items": ["GREET-1"]}
    assert engine.started() == [asked]


def test_the_question_says_where_a_run_begins_that_goes_on_from_another(
    desk: Desk, engine: FakeEngine
) -> None:
    engine.preview |= {"agent": "claude", "returns_to": "main", "continues": "20260101-100000-abcd"}
    desk.command("run", {"uri": desk.uri, "mode": "build"})
    asked = desk.said("Build SPEC.md: 2 items")["params"]["message"]
    assert asked.endswith("a branch of its own that begins where run 20260101-100000-abcd ended.")


UNTRUSTED = {
    "standing": "new",
    "folder": "/home/p/shop",
    "digest": "abc",
    "question": "/home/p/shop is not trusted yet: check test: npm test",
}


def test_a_folder_that_is_not_trusted_is_asked_about_before_the_run(
    desk: Desk, engine: FakeEngine
) -> None:
    answers = iter(["Trust this folder", "Run"])
    desk.answers["window/showMessageRequest"] = lambda _: {"title": next(answers)}
    engine.preview |= {"trust": UNTRUSTED, "notes": [UNASKED, "It is Monday."]}
    desk.command("run", {"uri": desk.uri, "mode": "build"})
    question = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
    assert [action["title"] for action in question["actions"]] == ["Not now", "Trust this folder"]
    assert "npm test" in question["message"]
    until(engine.started, "the run is started")
    second = desk.wait(lambda m: "Monday" in m.get("params", {}).get("message", ""))["params"]
    assert UNASKED not in second["message"]


@pytest.mark.parametrize("choice", ["Not now", None, "Run"])
def test_a_folder_that_nobody_trusts_starts_no_run(
    desk: Desk, engine: FakeEngine, choice: str | None
) -> None:
    desk.choice = choice
    engine.preview |= {"trust": UNTRUSTED}
    desk.command("run", {"uri": desk.uri})
    desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
    desk.settle()
    time.sleep(0.1)
    assert engine.started() == []


def test_an_editor_that_cannot_ask_says_how_a_folder_is_trusted(
    bare_desk: Desk, engine: FakeEngine
) -> None:
    engine.preview |= {"trust": UNTRUSTED}
    bare_desk.command("run", {"uri": bare_desk.uri, "mode": "build"})
    bare_desk.said("code-orch trust /home/p/shop")
    assert "Confirm: run build" not in bare_desk.titles()
    assert engine.started() == []


@pytest.mark.parametrize("choice", ["Not now", None, "Something else"])
def test_everything_but_a_yes_means_no(desk: Desk, engine: FakeEngine, choice: str | None) -> None:
    desk.choice = choice
    desk.command("run", {"uri": desk.uri})
    desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
    desk.settle()
    time.sleep(0.1)
    assert engine.started() == []


def test_a_question_that_nobody_answers_is_withdrawn_and_means_no(
    desk: Desk, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ASK_SECONDS", 0.05)
    del desk.answers["window/showMessageRequest"]
    desk.command("run", {"uri": desk.uri})
    question = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
    withdrawn = desk.wait(lambda m: m.get("method") == "$/cancelRequest")
    assert withdrawn["params"]["id"] == question["id"]
    desk.send({"jsonrpc": "2.0", "id": question["id"], "result": {"title": "Run"}})
    desk.settle()
    assert engine.started() == []


def test_an_editor_that_cannot_ask_needs_a_second_action(
    bare_desk: Desk, engine: FakeEngine
) -> None:
    bare_desk.command("run", {"uri": bare_desk.uri, "mode": "build"})
    bare_desk.said("Confirm: run build")
    assert "Confirm: run build" in bare_desk.titles()
    assert engine.started() == []
    bare_desk.command("confirm", {"uri": bare_desk.uri})
    until(engine.started, "the run is started")
    assert "Confirm: run build" not in bare_desk.titles()


def test_a_confirmation_is_only_possible_for_a_while(
    bare_desk: Desk, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ASK_SECONDS", 0.0)
    bare_desk.command("run", {"uri": bare_desk.uri, "mode": "build"})
    bare_desk.said("Confirm: run build")
    assert "Confirm: run build" not in bare_desk.titles()
    bare_desk.command("confirm")
    bare_desk.said("nothing to confirm")
    assert engine.started() == []


def test_an_editor_that_applies_every_action_has_started_nothing(
    bare_desk: Desk, engine: FakeEngine
) -> None:
    place = {"line": 4, "character": 8}
    params: Json = {
        "textDocument": {"uri": bare_desk.uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": []},
    }
    for action in bare_desk.ask("textDocument/codeAction", params):
        assert "edit" not in action
        bare_desk.ask(
            "workspace/executeCommand",
            {"command": action["command"], "arguments": action["arguments"]},
        )
    bare_desk.said("Confirm: run")
    bare_desk.settle()
    assert engine.started() == []


@pytest.mark.parametrize(
    "arguments", [(), (None,), ({},), ({"items": None},), ({"uri": None, "mode": None},)]
)
def test_missing_arguments_mean_the_document_that_was_looked_at_last(
    desk: Desk, engine: FakeEngine, arguments: tuple[object, ...]
) -> None:
    desk.choice = "Run"
    desk.command("run", *arguments)
    until(engine.started, "the run is started")
    assert engine.started()[0]["items"] == []


def test_without_any_document_a_command_says_what_to_do() -> None:
    with in_process() as client:
        client.initialize()
        for name in ("run", "stop", "report", "confirm", "resume"):
            params = {"command": f"codeOrchestrator.{name}"}
            assert client.ask("workspace/executeCommand", params) is None
        client.wait(lambda m: "Open the markdown document" in str(m))
        assert client.refusal("workspace/executeCommand", {"command": "rm"})["code"] == -32602


def test_what_is_not_saved_is_not_run(desk: Desk, engine: FakeEngine) -> None:
    desk.retype(SPEC + "x")
    desk.choice = "Run"
    desk.command("run")
    desk.said("Save it, then run it")
    assert engine.started() == []


def test_a_document_that_was_never_saved_is_not_run(
    desk: Desk, engine: FakeEngine, document: Path
) -> None:
    document.unlink()
    desk.command("run")
    desk.said("SPEC.md is not saved yet. Save it, then run it.")
    assert engine.started() == []


def test_a_document_without_a_file_cannot_be_run(engine: FakeEngine) -> None:
    with in_process() as client:
        client.initialize({"capabilities": ALL})
        client.open("untitled:Untitled-1", SPEC)
        client.ask("workspace/executeCommand", {"command": "codeOrchestrator.run"})
        client.wait(lambda m: "Save the document as a file" in str(m))
        assert engine.started() == []


def test_what_keeps_the_engine_from_starting_is_said_in_its_own_words(
    desk: Desk, engine: FakeEngine
) -> None:
    engine.preview = {"error": "no-agent", "message": "no coding agent", "hint": "Install one."}
    desk.command("run")
    desk.said("No coding agent. Install one.")
    assert "window/showMessageRequest" not in desk.methods()


DIALOGS: Json = {**ALL, "experimental": {"codeOrchestrator": {"dialogs": True}}}


def test_an_editor_with_dialogs_is_asked_in_one_with_the_lines_of_the_question(
    document: Path, engine: FakeEngine
) -> None:
    words = iter(["Trust this folder", "Run"])
    asked: list[Json] = []

    def answer(params: Json) -> Json:
        asked.append(params)
        return {"title": next(words)}

    question = "/home/p/shop is not trusted yet. It executes:\n  check test: npm test"
    engine.preview |= {"trust": {**UNTRUSTED, "question": question}, "agent": "claude"}
    with opened(document, DIALOGS, answers={"codeOrchestrator/dialog": answer}) as desk:
        desk.command("run", {"uri": desk.uri, "mode": "build"})
        until(engine.started, "the run is started")
        assert "window/showMessageRequest" not in desk.methods()
    assert asked == [
        {
            "message": "/home/p/shop is not trusted yet. It executes:",
            "detail": "  check test: npm test",
            "actions": [{"title": "Not now"}, {"title": "Trust this folder"}],
            "allows": True,
        },
        {
            "message": "Build SPEC.md: 2 items, agent claude, on a branch of its own.",
            "detail": "",
            "actions": [{"title": "Not now"}, {"title": "Run"}],
            "allows": False,
        },
    ]


@pytest.mark.parametrize("answer", [None, "Run", {"title": "Something else"}, {"title": 1}, [1]])
def test_a_dialog_that_is_answered_with_anything_else_means_no(
    document: Path, engine: FakeEngine, answer: object
) -> None:
    def answered(_: Json) -> object:
        return answer

    with opened(document, DIALOGS, answers={"codeOrchestrator/dialog": answered}) as desk:
        desk.command("run", {"uri": desk.uri})
        desk.wait(lambda m: m.get("method") == "codeOrchestrator/dialog")
        desk.settle()
        time.sleep(0.1)
    assert engine.started() == []


def test_who_asks_again_while_a_question_is_open_is_told_of_it(
    desk: Desk, engine: FakeEngine
) -> None:
    del desk.answers["window/showMessageRequest"]
    desk.command("run", {"uri": desk.uri})
    desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
    desk.command("run", {"uri": desk.uri})
    desk.said("You are asked already")
    assert engine.started() == []
