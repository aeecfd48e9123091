"""The commands: what they are given is held against a table, and all of them are documented."""

from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine import api
from orchestrator_server import arguments, names
from orchestrator_server.handlers.commands import COMMANDS
from support.lsp_desk import ALL, Desk, opened, until
from support.lsp_runs import FakeEngine
from support.lsp_wire import Json

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


pytestmark = pytest.mark.usefixtures("impatient")


def echoes(_: str | None) -> list[str]:
    """A dashboard that is there already."""
    return ["/bin/echo", '{"url": "http://[::1]/"}']


def test_every_name_has_a_command_and_a_table_of_keys() -> None:
    assert set(COMMANDS) == set(names.COMMANDS) == set(arguments.KEYS)


@pytest.mark.parametrize("name", names.COMMANDS)
def test_every_command_and_key_is_in_the_reference(name: str) -> None:
    page = REFERENCE.read_text("utf-8")
    assert f"### {name}\n" in page
    part = page.split(f"### {name}\n", 1)[1].split("\n### ", 1)[0]
    for key in arguments.KEYS[name]:
        assert f"`{key}`" in part, key


WRONG = [
    ("run", {"items": "ab"}, "“items” is to be a list of items"),
    ("run", {"items": [1]}, "“items”"),
    ("run", {"items": [""]}, "“items”"),
    ("run", {"mode": 5}, "“mode” is to be the name of a mode"),
    ("run", {"mode": "--trust"}, "“mode”"),
    ("run", {"mode": "build; rm -rf /"}, "“mode”"),
    ("run", {"scope": "everything"}, "“scope” is to be one of document, section"),
    ("run", {"uri": 3}, "“uri” is to be the address of a document"),
    ("run", {"prompt": " "}, "“prompt”"),
    ("run", {"range": {"start": {"line": -1, "character": 0}}}, "“range”"),
    ("run", {"range": {"start": {"line": True, "character": 0}, "end": None}}, "“range”"),
    ("run", {"exec": "rm -rf /"}, "does not know “exec”"),
    ("stop", {"run": "../../etc"}, "“run” is to be the id of a run"),
    ("stop", {"run": "/etc/passwd"}, "“run”"),
    ("stop", {"run": "a\0b"}, "“run”"),
    ("retry", {"task": ["T1"]}, "“task”"),
    ("answer", {"question": "q1", "answer": "maybe"}, "“answer” is to be one of"),
    ("answer", {"arm": 1}, "“arm” is to be true or false"),
    ("history", {"item": "A-1"}, "it takes uri, run"),
    ("trace", {"position": {"line": "1", "character": 2}}, "“position”"),
]


@pytest.mark.parametrize(("name", "given", "words"), WRONG)
def test_s58_what_makes_no_sense_is_refused_in_words_and_nothing_happens(
    desk: Desk, engine: FakeEngine, name: str, given: Json, words: str
) -> None:
    desk.choice = "Run"
    assert words in desk.refused(name, given)
    desk.settle()
    assert engine.started() == []
    assert "window/showMessageRequest" not in desk.methods()


@pytest.mark.parametrize("given", [("x",), ([1],), ({}, {}), (5,)])
def test_a_command_takes_one_object(desk: Desk, given: tuple[object, ...]) -> None:
    assert "takes one object" in desk.refused("run", *given)


def test_an_item_that_the_document_does_not_have_is_refused(desk: Desk, engine: FakeEngine) -> None:
    desk.choice = "Run"
    assert "has no item “--trust”" in desk.refused("run", {"items": ["--trust"]})
    assert engine.started() == []


@pytest.mark.parametrize("name", names.COMMANDS)
def test_every_command_does_without_arguments(
    desk: Desk, engine: FakeEngine, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "dashboard_argv", echoes)
    params: dict[str, Any] = {"command": name}
    answer = desk.answer_to(desk.request("workspace/executeCommand", params))
    assert "error" not in answer
    desk.settle()
    assert engine.started() == []


# ---- confined


def test_s59_a_document_outside_of_the_workspace_is_not_run(
    outside: Path, tmp_path: Path, engine: FakeEngine
) -> None:
    with opened(outside, ALL, rootUri=tmp_path.as_uri()) as desk:
        desk.choice = "Run"
        desk.command("run", {"uri": desk.uri})
        desk.said("lies outside of the folders that are open here")
        desk.command("plan", {"uri": desk.uri})
    assert engine.started() == []
    assert engine.planned() is None


def test_s59_a_link_that_leads_out_of_the_workspace_is_not_followed(
    outside: Path, tmp_path: Path, engine: FakeEngine
) -> None:
    link = tmp_path / "innocent.md"
    link.symlink_to(outside)
    with opened(link, ALL, rootUri=tmp_path.as_uri()) as desk:
        desk.choice = "Run"
        desk.command("run")
        desk.said(f"leads to {outside}, which lies outside")
    assert engine.started() == []


def test_s59_a_root_that_is_a_link_is_what_it_leads_to(
    document: Path, tmp_path: Path, engine: FakeEngine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("links") / "root"
    root.symlink_to(tmp_path)
    with opened(root / document.name, ALL, rootUri=root.as_uri()) as desk:
        desk.choice = "Run"
        desk.command("run")
        until(engine.started, "the run is started")
