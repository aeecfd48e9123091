"""Steering runs: from their document, and from anywhere else."""

from pathlib import Path

import pytest

from orchestrator_engine import events as e
from orchestrator_engine import planner
from orchestrator_engine.decide import PLAN_READY
from support.lsp_desk import ALL, NOTHING, Desk, opened, until
from support.lsp_runs import OUTCOME, HandMadeRun
from support.lsp_wire import Json

WIDGETS: Json = {**ALL, "experimental": {"codeOrchestrator": {"changed": True}}}


pytestmark = pytest.mark.usefixtures("impatient")


def steered(run: HandMadeRun) -> list[str]:
    """The commands that the run was sent, but for ticks."""
    return [name for name, _ in run.commands() if name != "ticked"]


def asked(desk: Desk, words: str) -> Json:
    return desk.wait(
        lambda m: m.get("method") == "window/showMessageRequest" and words in m["params"]["message"]
    )["params"]


def test_a_live_run_is_paused_at_once(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    assert "Pause the run" in desk.titles()
    desk.command("pause")
    run.wait_for_command("pause")
    run.obey()
    desk.said("nothing new is begun")
    until(lambda: "Let the run go on" in desk.titles(), "it is pausing")
    desk.command("resume", {"run": run.folder.id})
    run.wait_for_command("resume")
    run.obey()
    until(lambda: "Pause the run" in desk.titles(), "it goes on")


def test_an_item_is_tried_again_after_a_yes(
    run: HandMadeRun, desk: Desk, started: list[str]
) -> None:
    run.fall_short()
    until(lambda: "Try GREET-2 again" in desk.titles(5), "it has failed")
    assert "Try GREET-1 again" not in desk.titles(4)
    desk.choice = "Try again"
    desk.command("retry", {"item": "GREET-2"})
    question = asked(desk, "Try GREET-2")
    assert question["message"] == (
        "Try GREET-2 Greet nobody in particular again? It failed: a check failed. It is a "
        "rehearsal, and costs nothing."
    )
    assert [action["title"] for action in question["actions"]] == ["Not now", "Try again"]
    assert run.wait_for_command("retry") == {"task": "T2"}
    until(lambda: started, "the run goes on")
    run.obey()


@pytest.mark.parametrize("choice", ["Not now", None])
@pytest.mark.parametrize(
    ("name", "wish"),
    [("retry", {"item": "GREET-2"}), ("skip", {"task": "T2"}), ("restart", {})],
)
def test_a_run_is_steered_by_nothing_but_a_yes(  # noqa: PLR0913, PLR0917  # all that differs
    run: HandMadeRun,
    desk: Desk,
    started: list[str],
    choice: str | None,
    name: str,
    wish: Json,
) -> None:
    run.fall_short()
    until(lambda: "Try GREET-2 again" in desk.titles(5), "it has failed")
    desk.choice = choice
    desk.command(name, wish)
    asked(desk, "")
    desk.settle()
    assert steered(run) == []
    assert started == []


@pytest.mark.usefixtures("started")
def test_an_editor_that_cannot_ask_steers_by_a_second_action(
    run: HandMadeRun, document: Path
) -> None:
    run.fall_short()
    with opened(document, NOTHING) as desk:
        until(lambda desk=desk: "Try GREET-2 again" in desk.titles(5), "it has failed")
        desk.command("retry", {"item": "GREET-2"})
        desk.said("Confirm: try GREET-2 Greet nobody in particular again")
        assert steered(run) == []
        assert desk.titles(5)[-1] == "Confirm: try GREET-2 Greet nobody in particular again"
        desk.command("confirm", {"uri": desk.uri, "alone": True})
        assert run.wait_for_command("retry") == {"task": "T2"}
        run.obey()


def planned_by_an_agent(document: Path) -> HandMadeRun:
    """A run that has paused with a plan that waits for a yes."""
    run = HandMadeRun(document, approval=True, planner=True)
    plan = run.journal.run.plan
    assert plan is not None
    run.append(e.PlanAsked(1), e.PlanAnswered(1, OUTCOME), e.RunPlanned(plan))
    planner.write_plan(run.folder, run.journal.run)
    run.end("paused", PLAN_READY)
    return run


@pytest.mark.parametrize("choice", ["Not now", "Carry it out"])
def test_a_plan_that_waits_is_carried_out_after_a_yes_and_never_resumed(
    document: Path, started: list[str], choice: str
) -> None:
    run = planned_by_an_agent(document)
    with opened(document, ALL) as desk:
        until(lambda desk=desk: "Carry out the plan (2 tasks)" in desk.titles(), "it waits")
        assert not [title for title in desk.titles() if title.startswith("Resume")]
        assert "a plan of 2 tasks waits for your yes" in desk.lenses()
        desk.command("resume")
        desk.said("To resume it is no yes")
        desk.command("approve", {"number": 7})
        desk.said("another plan by now")
        desk.choice = choice
        desk.command("approve", {"number": 1})
        question = asked(desk, "Carry out the plan of")
        assert "2 tasks in 1 phase" in question["message"]
        assert str(run.folder.plan) in question["message"]
        desk.settle()
        if choice == "Not now":
            assert (steered(run), started) == ([], [])
            return
        told = run.wait_for_command("approve")
        assert isinstance(told, dict)
        assert told["number"] == 1
        until(lambda: started, "it goes on")
        run.obey()
    run.close()


def test_the_plan_that_waits_is_carried_out_and_not_run_anew(document: Path) -> None:
    run = planned_by_an_agent(document)
    with opened(run.folder.plan, ALL) as desk:
        until(lambda desk=desk: desk.lenses() == ["carry out this plan"], "it waits")
        desk.choice = "Not now"
        desk.command("run")
        asked(desk, "Carry out the plan of")
    run.close()


def test_a_task_of_a_live_run_is_left_out(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    desk.choice = "Leave it out"
    desk.command("skip", {"item": "GREET-2"})
    assert run.wait_for_command("skip") == {"task": "T2"}
    run.obey()


def test_what_cannot_be_steered_is_said(run: HandMadeRun, desk: Desk) -> None:
    run.fall_short()
    until(lambda: "Try GREET-2 again" in desk.titles(5), "it has failed")
    desk.command("retry", {"item": "GREET-1"})
    desk.said("There is nothing to try again")
    desk.command("retry", {"task": "T9"})
    desk.said("the run has no task “T9”")
    desk.command("pause")
    desk.said("is not going on")
    desk.command("retry", {"run": "20200101-000000-none"})
    desk.said("there is no run 20200101-000000-none")
