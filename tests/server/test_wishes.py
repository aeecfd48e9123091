"""What of a document is run, in which mode, by which words, plan and settings."""

import json
from pathlib import Path

import pytest

from orchestrator_engine import api
from support.lsp_desk import ALL, Desk, opened, until
from support.lsp_runs import FakeEngine
from support.lsp_wire import Json

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


pytestmark = pytest.mark.usefixtures("impatient")


def scored(_: Json) -> list[Json]:
    return [{"min_task_score": 8}]


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
    with opened(document, ALL) as desk:
        desk.choice = "Run"
        desk.command("run", {"mode": "build", **wish})
        until(engine.started, "the run is started")
    assert engine.started()[0]["items"] == items


def test_all_open_bugs_are_fixed_in_one_run(document: Path, engine: FakeEngine) -> None:
    document.write_text(
        "# Work\n\n- [ ] BUG-1: It crashes\n- [x] BUG-2: It hung\n- [ ] FEAT-1: Add a page\n",
        "utf-8",
    )
    with opened(document, ALL) as desk:
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
    assert "there is no mode" in desk.refused("run", wish)
    assert engine.started() == []


def test_the_words_of_a_prompt_are_never_an_option_or_a_file() -> None:
    argv = api.wish_argv("--trust.md", mode="exec", cwd=Path("/tmp"))  # noqa: S108  # not made
    assert argv[-2:] == ["--", "--trust.md\n"]


def test_a_prompt_of_a_stranger_does_not_say_where_it_is_run(
    document: Path, engine: FakeEngine, outside: Path
) -> None:
    head = f"---\ncode-orchestrator: prompt\nmode: exec\ndocument: {outside}\n---\n"
    document.write_text(f"{head}\nDo it.\n", "utf-8")
    with opened(document, ALL, rootUri=document.parent.as_uri()) as desk:
        desk.choice = "Run"
        desk.command("run")
        until(engine.started, "the prompt is run")
    assert engine.started()[0]["document"] == str(document.parent)


def test_a_prompt_of_an_unknown_mode_says_which_there_are(
    document: Path, engine: FakeEngine
) -> None:
    document.write_text("---\ncode-orchestrator: prompt\nmode: dance\n---\n\nDo it.\n", "utf-8")
    with opened(document, ALL) as desk:
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
    with opened(plan, ALL) as desk:
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
    with opened(
        document,
        asks,
        initializationOptions=first,
        answers={"workspace/configuration": scored},
    ) as desk:
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
