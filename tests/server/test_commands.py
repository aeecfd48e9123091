"""The commands: what they are given is held against a table, and all of them are documented."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine import api
from orchestrator_server import arguments, feed, names
from orchestrator_server.handlers.commands import COMMANDS
from support.lsp_desk import ALL, NOTHING, Desk, until
from support.lsp_runs import SPEC, FakeEngine, HandMadeRun
from support.lsp_wire import Json

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LIVE_SECONDS", 0.02)
    monkeypatch.setattr(feed, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr("orchestrator_server.engine.ALIVE_SECONDS", 0.02)


@pytest.fixture
def desk(document: Path) -> Generator[Desk]:
    yield from opened(document, ALL)


@pytest.fixture
def bare_desk(document: Path) -> Generator[Desk]:
    yield from opened(document, NOTHING)


def opened(document: Path, capabilities: Json, **more: object) -> Generator[Desk]:
    desk = Desk(document, capabilities, **more)
    yield desk
    if desk.thread.is_alive():
        desk.request("shutdown")
        desk.notify("exit")
    assert desk.end() == 0


def echoes(_: str | None) -> list[str]:
    """A dashboard that is there already."""
    return ["/bin/echo", '{"url": "http://[::1]/"}']


def scored(_: Json) -> list[Json]:
    return [{"min_task_score": 8}]


def refused(desk: Desk, name: str, *given: object) -> str:
    params = {"command": f"codeOrchestrator.{name}", "arguments": list(given)}
    error = desk.refusal("workspace/executeCommand", params)
    assert error["code"] == -32602
    return error["message"]


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
    ("history", {"uri": "file:///x.md"}, "it takes nothing"),
    ("trace", {"position": {"line": "1", "character": 2}}, "“position”"),
]


@pytest.mark.parametrize(("name", "given", "words"), WRONG)
def test_what_makes_no_sense_is_refused_in_words_and_nothing_happens(
    desk: Desk, engine: FakeEngine, name: str, given: Json, words: str
) -> None:
    desk.choice = "Run"
    assert words in refused(desk, name, given)
    desk.settle()
    assert engine.started() == []
    assert "window/showMessageRequest" not in desk.methods()


@pytest.mark.parametrize("given", [("x",), ([1],), ({}, {}), (5,)])
def test_a_command_takes_one_object(desk: Desk, given: tuple[object, ...]) -> None:
    assert "takes one object" in refused(desk, "run", *given)


def test_an_item_that_the_document_does_not_have_is_refused(desk: Desk, engine: FakeEngine) -> None:
    desk.choice = "Run"
    assert "has no item “--trust”" in refused(desk, "run", {"items": ["--trust"]})
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


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outside") / "SECRET.md"
    path.write_text(SPEC, "utf-8")
    return path


def test_a_document_outside_of_the_workspace_is_not_run(
    outside: Path, tmp_path: Path, engine: FakeEngine
) -> None:
    for desk in opened(outside, ALL, rootUri=tmp_path.as_uri()):
        desk.choice = "Run"
        desk.command("run", {"uri": desk.uri})
        desk.said("lies outside of the folders that are open here")
        desk.command("plan", {"uri": desk.uri})
    assert engine.started() == []
    assert engine.planned() is None


def test_a_link_that_leads_out_of_the_workspace_is_not_followed(
    outside: Path, tmp_path: Path, engine: FakeEngine
) -> None:
    link = tmp_path / "innocent.md"
    link.symlink_to(outside)
    for desk in opened(link, ALL, rootUri=tmp_path.as_uri()):
        desk.choice = "Run"
        desk.command("run")
        desk.said(f"leads to {outside}, which lies outside")
    assert engine.started() == []


def test_a_root_that_is_a_link_is_what_it_leads_to(
    document: Path, tmp_path: Path, engine: FakeEngine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("links") / "root"
    root.symlink_to(tmp_path)
    for desk in opened(root / document.name, ALL, rootUri=root.as_uri()):
        desk.choice = "Run"
        desk.command("run")
        until(engine.started, "the run is started")


# ---- nothing starts by being applied


def apply_all(desk: Desk, lines: int) -> None:
    """Apply every action of every line in order, as Kate does."""
    for line in range(lines):
        for end in (line, lines):
            place = {"line": line, "character": 0}
            params: Json = {
                "textDocument": {"uri": desk.uri},
                "range": {"start": place, "end": {"line": end, "character": 0}},
                "context": {"diagnostics": []},
            }
            for action in desk.ask("textDocument/codeAction", params):
                command = action.get("command")
                does: Json = action if command is None or isinstance(command, str) else command
                if isinstance(does.get("command"), str):
                    wish = {"command": does["command"], "arguments": does["arguments"]}
                    desk.request("workspace/executeCommand", wish)
    desk.settle()


KINDS = {
    "spec": SPEC,
    "bugs": "# Bugs\n\n## BUG-1: It crashes\n\nStatus: open\n\n## BUG-2: It hangs\n",
    "tasks": "# Tasks\n\n## Phase 1\n\n- [ ] T001 One\n- [ ] T002 Two (depends on T001)\n",
    "readme": "# A tool\n\nRead me. `tool --help` says more.\n",
    "plan": "---\ncode-orchestrator: plan\nmode: build\n---\n\n# Plan\n\n## Phase 1\n\n### T1\n",
    "prompt": "---\ncode-orchestrator: prompt\nmode: exec\n---\n\nDo it.\n",
    "empty": "",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("capabilities", [NOTHING, ALL], ids=["bare", "all"])
def test_an_editor_that_applies_every_action_twice_starts_nothing(
    document: Path,
    engine: FakeEngine,
    kind: str,
    capabilities: Json,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api, "dashboard_argv", echoes)
    document.write_text(KINDS[kind], "utf-8")
    engine.plan.write_text("", "utf-8")
    for desk in opened(document, capabilities):
        for _ in range(2):
            apply_all(desk, KINDS[kind].count("\n"))
    assert engine.started() == []


def test_nothing_that_a_run_did_is_undone_or_done_again_by_applying_every_action(
    run: HandMadeRun, bare_desk: Desk, engine: FakeEngine
) -> None:
    run.begin("T1")
    run.merge("T1")
    run.begin("T2")
    run.fail("T2")
    run.end("failed", "GREET-2 failed")
    until(lambda: "Try GREET-2 again" in bare_desk.titles(5), "it has failed")
    for _ in range(2):
        apply_all(bare_desk, 6)
    assert run.commands() == []
    assert engine.started() == []


def test_a_confirmation_on_purpose_is_one(bare_desk: Desk, engine: FakeEngine) -> None:
    bare_desk.command("run", {"mode": "build"})
    bare_desk.said("Confirm: run build")
    place = {"line": 0, "character": 0}
    params: Json = {
        "textDocument": {"uri": bare_desk.uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": []},
    }
    offered = bare_desk.ask("textDocument/codeAction", params)
    assert offered[-1]["title"] == "Confirm: run build"
    wish = {"command": offered[-1]["command"], "arguments": offered[-1]["arguments"]}
    bare_desk.ask("workspace/executeCommand", wish)
    until(engine.started, "the run is started")


# ---- scopes


TASKS = """\
# Tasks

## Phase 1

- [ ] T001 Make the model
- [ ] T002 Make the view (depends on T001)

## Phase 2

- [ ] T003 Write about it
"""


def at(line: int, end: int | None = None) -> Json:
    last = line if end is None else end
    return {"start": {"line": line, "character": 0}, "end": {"line": last, "character": 3}}


@pytest.mark.parametrize(
    ("wish", "items"),
    [
        ({"scope": "document"}, []),
        ({"scope": "section", "range": at(2)}, ["T001", "T002"]),
        ({"scope": "item", "range": at(9)}, ["T003"]),
        ({"scope": "item", "items": ["T002"]}, ["T002"]),
        ({"scope": "selection", "range": at(5, 9)}, ["T002", "T003"]),
        ({"scope": "dependencies", "items": ["T002"]}, ["T001", "T002"]),
        ({"range": at(4)}, ["T001"]),
    ],
)
def test_a_run_has_the_scope_that_is_wanted(
    document: Path, engine: FakeEngine, wish: Json, items: list[str]
) -> None:
    document.write_text(TASKS, "utf-8")
    for desk in opened(document, ALL):
        desk.choice = "Run"
        desk.command("run", {"mode": "build", **wish})
        until(engine.started, "the run is started")
    assert engine.started()[0]["items"] == items


def test_all_open_bugs_are_fixed_in_one_run(document: Path, engine: FakeEngine) -> None:
    document.write_text(
        "# Work\n\n- [ ] BUG-1: It crashes\n- [x] BUG-2: It hung\n- [ ] FEAT-1: Add a page\n",
        "utf-8",
    )
    for desk in opened(document, ALL):
        desk.choice = "Run"
        desk.command("run", {"scope": "openBugs"})
        until(engine.started, "the run is started")
        assert engine.started()[0]["mode"] == "fix"
        assert engine.started()[0]["items"] == ["BUG-1"]


def test_a_scope_with_nothing_in_it_says_so(desk: Desk, engine: FakeEngine) -> None:
    desk.choice = "Run"
    desk.command("run", {"scope": "openBugs"})
    desk.said("No bug is open in this document.")
    desk.command("run", {"scope": "selection", "range": at(0)})
    desk.said("No open item is selected.")
    assert engine.started() == []


# ---- prompts


def test_a_customised_prompt_is_a_document_that_can_be_run(
    desk: Desk, engine: FakeEngine, document: Path
) -> None:
    desk.command("prompt", {"items": ["GREET-1"], "edit": True})
    shown = desk.wait(lambda m: m.get("method") == "window/showDocument")["params"]["uri"]
    file = Path(shown.removeprefix("file://"))
    text = file.read_text("utf-8")
    assert text.startswith(f"---\ncode-orchestrator: prompt\nmode: feature\ndocument: {document}\n")
    changed = f"{text}\nMind the umlauts.\n"
    file.write_text(changed, "utf-8")
    desk.open(shown, changed)
    titles = [
        lens["command"]["title"]
        for lens in desk.ask("textDocument/codeLens", {"textDocument": {"uri": shown}})
    ]
    assert titles == ["run this prompt"]
    desk.choice = "Run"
    desk.command("run", {"uri": shown})
    until(engine.started, "the prompt is run")
    (started,) = engine.started()
    assert str(started["words"]).endswith("Mind the umlauts.")
    assert "---" not in str(started["words"])
    assert started["mode"] == "feature"
    assert started["document"] == str(document.parent)


def test_a_prompt_can_be_given_in_the_command(desk: Desk, engine: FakeEngine) -> None:
    desk.choice = "Run"
    desk.command("run", {"prompt": "- [ ] --trust me", "mode": "exec"})
    until(engine.started, "the prompt is run")
    assert engine.started()[0]["words"] == "- [ ] --trust me"


@pytest.mark.parametrize("mode", ["trust", "revert", "translate"])
def test_words_are_given_to_no_other_command_of_the_engine(
    desk: Desk, engine: FakeEngine, mode: str
) -> None:
    wish = {"prompt": "Greet in Welsh, too", "mode": mode}
    assert "there is no mode" in refused(desk, "run", wish)
    assert engine.started() == []


def test_the_words_of_a_prompt_are_never_an_option_or_a_file() -> None:
    argv = api.wish_argv("--trust.md", mode="exec", cwd=Path("/tmp"))  # noqa: S108  # not made
    assert argv[-2:] == ["--", "--trust.md\n"]


def test_a_prompt_of_a_stranger_does_not_say_where_it_is_run(
    document: Path, engine: FakeEngine, outside: Path
) -> None:
    head = f"---\ncode-orchestrator: prompt\nmode: exec\ndocument: {outside}\n---\n"
    document.write_text(f"{head}\nDo it.\n", "utf-8")
    for desk in opened(document, ALL, rootUri=document.parent.as_uri()):
        desk.choice = "Run"
        desk.command("run")
        until(engine.started, "the prompt is run")
    assert engine.started()[0]["document"] == str(document.parent)


def test_a_prompt_of_an_unknown_mode_says_which_there_are(
    document: Path, engine: FakeEngine
) -> None:
    document.write_text("---\ncode-orchestrator: prompt\nmode: dance\n---\n\nDo it.\n", "utf-8")
    for desk in opened(document, ALL):
        desk.command("run")
        desk.said("There is no mode “dance”")
    assert engine.started() == []


# ---- plans


def test_a_plan_is_shown_and_starts_nothing(desk: Desk, engine: FakeEngine) -> None:
    desk.command("plan", {"mode": "build", "items": ["GREET-2"]})
    shown = desk.wait(lambda m: m.get("method") == "window/showDocument")["params"]
    assert shown["uri"] == engine.plan.as_uri()
    planned = engine.planned()
    assert planned is not None
    assert planned["items"] == ["GREET-2"]
    assert engine.started() == []


def test_an_opened_plan_is_run_after_a_yes_that_says_how_large_it_is(
    tmp_path: Path, engine: FakeEngine
) -> None:
    plan = tmp_path / "PLAN.md"
    plan.write_text(
        "---\ncode-orchestrator: plan\ndocument: SPEC.md\nmode: build\n---\n\n# Plan\n", "utf-8"
    )
    engine.preview = {
        "agent": "claude",
        "notes": ["Forecast for 3 tasks: $1 to $2."],
        "trust": {"standing": "trusted"},
        "plan": {"mode": "build", "items": [1, 2], "phases": [{"tasks": [1, 2, 3]}]},
    }
    for desk in opened(plan, ALL):
        assert desk.titles(0) == ["Run this plan"]
        assert desk.lenses() == ["run this plan"]
        desk.choice = "Run"
        desk.command("run")
        question = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
        assert question["message"] == (
            "Build the plan PLAN.md: 2 items in 3 tasks, agent claude, on a branch of its own. "
            "Forecast for 3 tasks: $1 to $2. You trust this folder."
        )
        until(engine.started, "the plan is run")
    assert engine.started()[0]["document"] == str(plan)
    assert json.dumps(engine.started()[0]).count("items") == 0


# ---- settings


def asked_twice(desk: Desk) -> bool:
    asked = [m for m in desk.settle() if m.get("method") == "workspace/configuration"]
    return len(asked) > 1


def test_the_editors_settings_are_told_to_the_engine(document: Path, engine: FakeEngine) -> None:
    asks: Json = {**ALL, "workspace": {**ALL["workspace"], "configuration": True}}
    first = {"settings": {"min_task_score": 9, "agent": "claude"}}
    for desk in opened(
        document,
        asks,
        initializationOptions=first,
        answers={"workspace/configuration": scored},
    ):
        desk.wait(lambda m: m.get("method") == "workspace/configuration")
        # Once it asks again, what was answered first has been sent.
        desk.notify("workspace/didChangeConfiguration", {"settings": None})
        until(lambda desk=desk: asked_twice(desk), "it asks again")
        desk.settle()
        desk.choice = "Run"
        desk.command("run")
        until(engine.started, "the run is started")
    assert engine.started()[0]["settings"] == {"min_task_score": 8, "agent": "claude"}


@pytest.mark.parametrize(
    "pushed",
    [
        {"codeOrchestrator": {"settings": {"min_task_score": 7}}},
        {"settings": {"min_task_score": 7}},
    ],
)
def test_settings_that_an_editor_pushes_count(desk: Desk, engine: FakeEngine, pushed: Json) -> None:
    desk.notify("workspace/didChangeConfiguration", {"settings": pushed})
    desk.choice = "Run"
    desk.command("run")
    until(engine.started, "the run is started")
    assert engine.started()[0]["settings"] == {"min_task_score": 7}


@pytest.mark.parametrize("pushed", [None, [], "x", {"codeOrchestrator": 3}, {"settings": [1]}])
def test_settings_that_are_none_set_nothing(desk: Desk, engine: FakeEngine, pushed: object) -> None:
    desk.notify("workspace/didChangeConfiguration", {"settings": pushed})
    desk.choice = "Run"
    desk.command("run")
    until(engine.started, "the run is started")
    assert "settings" not in engine.started()[0]
