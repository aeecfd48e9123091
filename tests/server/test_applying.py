"""No code action starts anything by being applied, in no editor; what is wanted takes a yes.

The files in `clients/` are the `initialize` parameters that eleven editors sent. Some of them apply
every action that they are offered, in order; some cannot ask anything.
"""

import json
from pathlib import Path

import pytest

from support.lsp_desk import ALL, NOTHING, Desk, opened, until
from support.lsp_runs import SPEC, FakeEngine, HandMadeRun
from support.lsp_wire import Json

pytestmark = pytest.mark.usefixtures("impatient")

PROFILES = sorted((Path(__file__).parent / "clients").glob("*.json"))
PLAN = "---\ncode-orchestrator: plan\ndocument: SPEC.md\nmode: build\n---\n\n# Plan\n"

of_every_editor = pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)


def capabilities_of(profile: Path) -> Json:
    return json.loads(profile.read_text("utf-8"))["capabilities"]


def offered(desk: Desk, line: int, end: int) -> list[Json]:
    """The commands of the code actions of some lines, in their order, with their titles."""
    params: Json = {
        "textDocument": {"uri": desk.uri},
        "range": {"start": {"line": line, "character": 0}, "end": {"line": end, "character": 0}},
        "context": {"diagnostics": []},
    }
    found: list[Json] = []
    for action in desk.ask("textDocument/codeAction", params):
        command = action.get("command")
        if isinstance(command, str):
            found.append(action)
        elif command is not None:
            found.append({**command, "title": action["title"]})
    return found


def apply(desk: Desk, offer: Json) -> None:
    wish = {"command": offer["command"], "arguments": offer["arguments"]}
    desk.request("workspace/executeCommand", wish)


def apply_all(desk: Desk, lines: int) -> None:
    """Apply every action of every line in order, as Kate does."""
    for line in range(lines):
        for end in (line, lines):
            for offer in offered(desk, line, end):
                apply(desk, offer)
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
) -> None:
    document.write_text(KINDS[kind], "utf-8")
    engine.plan.write_text("", "utf-8")
    with opened(document, capabilities) as desk:
        for _ in range(2):
            apply_all(desk, KINDS[kind].count("\n"))
    assert engine.started() == []


def test_nothing_that_a_run_did_is_undone_or_done_again_by_applying_every_action(
    run: HandMadeRun, bare_desk: Desk, engine: FakeEngine
) -> None:
    run.fall_short()
    until(lambda: "Try GREET-2 again" in bare_desk.titles(5), "it has failed")
    for _ in range(2):
        apply_all(bare_desk, 6)
    assert run.commands() == []
    assert engine.started() == []


def test_a_confirmation_on_purpose_is_one(bare_desk: Desk, engine: FakeEngine) -> None:
    bare_desk.command("run", {"mode": "build"})
    bare_desk.said("Confirm: run build")
    confirm = offered(bare_desk, 0, 0)[-1]
    assert confirm["title"] == "Confirm: run build"
    apply(bare_desk, confirm)
    until(engine.started, "the run is started")


@of_every_editor
def test_an_editor_that_applies_all_that_it_is_offered_costs_nothing(
    profile: Path, document: Path, run: HandMadeRun, engine: FakeEngine
) -> None:
    engine.plan.write_text("", "utf-8")
    run.fall_short()
    with opened(document, capabilities_of(profile)) as desk:
        until(
            lambda: any("Try GREET-2" in one["title"] for one in offered(desk, 5, 5)),
            "the run has failed",
        )
        for _ in range(2):
            apply_all(desk, 6)
    assert engine.started() == []
    assert run.commands() == []


@of_every_editor
def test_an_opened_plan_starts_after_a_yes_or_by_a_second_action_on_it(
    profile: Path, document: Path, engine: FakeEngine
) -> None:
    plan = document.with_name("SPEC.plan.md")
    plan.write_text(PLAN, "utf-8")
    capabilities = capabilities_of(profile)
    asks = isinstance(capabilities.get("window", {}).get("showMessage"), dict)
    with opened(plan, capabilities) as desk:
        (first,) = offered(desk, 0, 0)
        assert first["title"] == "Run this plan"
        apply(desk, first)
        if asks:
            question = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
            assert question["params"]["actions"][0]["title"] == "Not now"
            desk.settle()
            assert engine.started() == []
            desk.choice = "Run"

            def runs() -> bool:
                apply(desk, first)
                return bool(engine.started())

            until(runs, "a yes starts it")
        else:
            desk.said("choose the code action “Confirm: run this plan”")
            assert engine.started() == []
            confirm = offered(desk, 0, 0)[-1]
            assert confirm["title"] == "Confirm: run this plan"
            apply(desk, confirm)
            until(engine.started, "the second action starts it")
    assert engine.started()[0]["document"] == str(plan)
