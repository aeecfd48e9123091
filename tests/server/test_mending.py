"""Quick fixes, edits at an item, prompts and hints, as an editor gets them."""

from pathlib import Path
from typing import Any

import pytest

from orchestrator_analyzer.text import Encoding, Position, Span, Text, TextEdit, apply
from support.lsp_wire import InProcess, Json, in_process

URI = "file:///nowhere/tasks.md"
LITERALS: Json = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}
RESOLVES: Json = {**LITERALS, "dataSupport": True, "resolveSupport": {"properties": ["edit"]}}
TWICE = "# Tasks\n\n- [ ] T001 Cut\n- [ ] T002 Paint 😀\n- [ ] T002 Hang\n"
TASKS = "# Tasks\n\n- [x] T001 Cut\n- [ ] T003 Paint (depends on T001)\n- [ ] Hang\n"


def opened(client: InProcess, text: str, actions: Json = LITERALS, uri: str = URI) -> InProcess:
    client.initialize({"capabilities": {"textDocument": {"codeAction": actions}}})
    client.open(uri, text)
    return client


def span(line: int, character: int = 8) -> Json:
    place = {"line": line, "character": character}
    return {"start": place, "end": place}


def actions(client: InProcess, line: int, only: str, where: Json | None = None) -> dict[str, Json]:
    params: Json = {
        "textDocument": {"uri": URI},
        "range": where or span(line),
        "context": {"diagnostics": [], "only": [only]},
    }
    return {action["title"]: action for action in client.ask("textDocument/codeAction", params)}


def edited(text: str, action: Json) -> str:
    (changes,) = action["edit"]["changes"].values()
    read = Text(text)

    def offset(place: dict[str, int]) -> int:
        return read.offset(Position(place["line"], place["character"]), Encoding.UTF16)

    edits = (
        TextEdit(Span(offset(one["range"]["start"]), offset(one["range"]["end"])), one["newText"])
        for one in changes
    )
    return apply(text, edits)


def test_a_finding_is_mended_or_allowed_and_says_which_it_is() -> None:
    with in_process() as client:
        found = actions(opened(client, TWICE), 4, "quickfix")
        mend, allow = found["Write T003, which is free"], found["Allow duplicate-id here"]
        assert mend["diagnostics"][0]["code"] == "duplicate-id"
        assert mend["isPreferred"]
        assert edited(TWICE, mend) == TWICE.replace("T002 Hang", "T003 Hang")
        assert edited(TWICE, allow).endswith("T002 Hang <!-- code-orch: allow duplicate-id -->\n")
        assert list(actions(client, 3, "quickfix")) == ["Allow duplicate-id here"]
        assert actions(client, 0, "quickfix") == {}


def test_an_item_is_ticked_numbered_and_given_an_id() -> None:
    with in_process() as client:
        opened(client, TASKS)
        ticked = actions(client, 3, "refactor")["Tick T003"]
        assert edited(TASKS, ticked) == TASKS.replace("[ ] T003", "[x] T003")
        unticked = actions(client, 2, "refactor")["Untick T001"]
        assert edited(TASKS, unticked) == TASKS.replace("[x] T001", "[ ] T001")
        named = actions(client, 4, "refactor")["Give Hang the next free id"]
        assert edited(TASKS, named) == TASKS.replace("] Hang", "] T004 Hang")
        criteria = actions(client, 3, "refactor")["Begin the acceptance criteria of T003"]
        assert "Acceptance criteria" in edited(TASKS, criteria)


def test_what_takes_long_is_worked_out_when_it_is_chosen() -> None:
    with in_process() as client:
        opened(client, TASKS, RESOLVES)
        chosen = actions(client, 4, "refactor")["Give Hang the next free id"]
        assert "edit" not in chosen
        resolved = client.ask("codeAction/resolve", chosen)
        assert edited(TASKS, resolved) == TASKS.replace("] Hang", "] T004 Hang")
        gone = {**chosen, "data": {**chosen["data"], "handle": "no such item"}}
        assert "cannot be written" in client.refusal("codeAction/resolve", gone)["message"]


def test_a_prompt_is_shown_as_a_file_and_given_back(state: Path) -> None:
    with in_process() as client:
        client.answers["window/showDocument"] = lambda _: {"success": True}
        client.initialize({"capabilities": {"window": {"showDocument": {"support": True}}}})
        client.open(URI, TASKS)
        whole = {"start": {"line": 3, "character": 0}, "end": {"line": 4, "character": 0}}
        for argument in ({}, {"items": ["T003"]}, {"range": whole}):
            command = {
                "command": "codeOrchestrator.prompt",
                "arguments": [{"uri": URI, **argument}],
            }
            prompt = client.ask("workspace/executeCommand", command)["prompt"]
            assert "Paint" in prompt
            assert ("Hang" in prompt) == (not argument)
        shown = client.wait(lambda message: message.get("method") == "window/showDocument")
        assert shown["params"]["uri"].startswith(state.as_uri())
        client.settle()
    (file,) = (state / "prompts").rglob("*.md")
    assert file.name == f"{Path(URI).stem}-prompt.md"
    assert "Paint" in file.read_text("utf-8")


def test_a_selection_offers_its_own_prompt() -> None:
    with in_process() as client:
        opened(client, TASKS)
        chosen = {"start": {"line": 2, "character": 0}, "end": {"line": 4, "character": 2}}
        found = actions(client, 2, "codeOrchestrator", chosen)
        (argument,) = found["Show the prompt of the selection"]["command"]["arguments"]
        assert argument == {"uri": URI, "range": chosen}


def test_hints_tell_how_far_the_document_is_and_what_an_item_awaits() -> None:
    text = TASKS.replace("[x]", "[ ]")
    with in_process() as client:
        opened(client, text)
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
        found = client.ask("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": whole})
        assert [(hint["position"]["line"], hint["label"]) for hint in found] == [
            (0, "task list · 0 of 3 done"),
            (3, "after T001"),
        ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "there.md").write_text("# There\n", "utf-8")
    return tmp_path


def codes(message: Json) -> list[Any]:
    return [one["code"] for one in message["params"]["diagnostics"]]


def published(client: InProcess, uri: str, expected: list[str]) -> None:
    client.wait(
        lambda message: (
            message.get("method") == "textDocument/publishDiagnostics"
            and message["params"]["uri"] == uri
            and codes(message) == expected
        )
    )


def test_a_file_that_is_not_there_is_missed_and_one_that_is_there_is_not(project: Path) -> None:
    uri = (project / "spec.md").as_uri()
    text = "# Spec\n\nSee [this](there.md) and [that](gone.md).\n"
    with in_process() as client:
        opened(client, text, uri=uri)
        published(client, uri, ["missing-file"])


def test_what_the_project_silences_is_not_shown_and_comes_back_when_it_may(project: Path) -> None:
    settings = project / ".orchestrator.toml"
    settings.write_text('silence = ["duplicate-id"]\n', "utf-8")
    uri = (project / "tasks.md").as_uri()
    with in_process() as client:
        opened(client, TWICE, uri=uri)
        published(client, uri, [])
        settings.write_text("# nothing\n", "utf-8")
        changed = {"changes": [{"uri": settings.as_uri(), "type": 2}]}
        client.notify("workspace/didChangeWatchedFiles", changed)
        published(client, uri, ["duplicate-id", "duplicate-id"])
