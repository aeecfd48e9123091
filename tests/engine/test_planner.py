"""An agent plans before anything is done: paid for, checked, sent back at most twice."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine import journal, planner
from orchestrator_engine.agents.command import Command
from orchestrator_engine.agents.protocol import Access, Ended, Job
from orchestrator_engine.attempt import Ending, Role, Trouble
from orchestrator_engine.choices import Tool
from orchestrator_engine.context import Member
from orchestrator_engine.events import (
    AttemptStarted,
    PlanAnswered,
    PlanAsked,
    RunEnded,
    RunPlanned,
    RunWaits,
)
from orchestrator_engine.fold import fold
from orchestrator_engine.ledger import calls_of
from orchestrator_engine.run import Status
from orchestrator_engine.spending import Budget, Limit, Reserve
from orchestrator_engine.system import sandbox
from support.rooms import FakeAgent, Stage, verdict
from support.skips import skip_without

pytestmark = pytest.mark.anyio

ONE_TASK: dict[str, Any] = {
    "phases": [
        {"title": "At once", "tasks": [{"id": "a", "title": "do both", "items": ["A-1", "A-2"]}]}
    ]
}
HALF: dict[str, Any] = {
    "phases": [{"title": "Half", "tasks": [{"id": "a", "title": "half", "items": ["A-1"]}]}]
}


def answering(*plans: Ended | dict[str, Any]) -> Callable[[Job], Any]:
    """Plans so, one after the other; everything else is done in the plainest way."""
    left = list(plans)

    async def act(job: Job) -> Ended:
        subject = job.subject
        if subject.role is Role.PLANNER:
            plan = left.pop(0)
            return plan if isinstance(plan, Ended) else Ended(Ending.DONE, value=plan, usd=0.125)
        if subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value=verdict(f"{subject.task}.txt"), usd=0.25)
        (job.cwd / f"{subject.task}.txt").write_text(" ".join(subject.items))
        return Ended(Ending.DONE, text="written", usd=0.5)

    return act


async def test_its_plan_is_carried_out_and_paid_for(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    agent = FakeAgent(answering(ONE_TASK))
    run = await stage.drive(stage.context(agent, planner=True))
    assert (run.status, run.why) == (
        Status.COMPLETED,
        "the only task is merged and every phase passed",
    )
    assert [state.task.title for state in run.tasks.values()] == ["do both"]
    assert run.spending.usd == 0.125 + 0.5 + 0.25
    asked = agent.jobs[0]
    assert (asked.subject.role, asked.access, asked.schema is not None) == (
        Role.PLANNER,
        Access.READ,
        True,
    )
    assert "A-1: do the first" in asked.prompt
    assert "README.md" in asked.prompt
    assert set(run.ticked) == {"A-1", "A-2"}
    calls = calls_of(journal.read(stage.folder), rehearsed=False)
    assert sum(call.amount.usd or 0 for call in calls if call.amount) == run.spending.usd


async def test_without_the_setting_nobody_is_asked_for_a_plan(tmp_path: Path) -> None:
    agent = FakeAgent(answering())
    stage = Stage(tmp_path)
    run = await stage.drive(stage.context(agent))
    assert len(run.tasks) == 2
    assert Role.PLANNER not in {job.subject.role for job in agent.jobs}


async def test_a_plan_is_sent_back_with_what_is_wrong(tmp_path: Path) -> None:
    agent = FakeAgent(answering(HALF, Ended(Ending.DONE, text="no plan", usd=0.125), ONE_TASK))
    stage = Stage(tmp_path)
    run = await stage.drive(stage.context(agent, planner=True))
    assert run.status is Status.COMPLETED
    first, second, third = agent.jobs[:3]
    assert [job.subject.round for job in (first, second, third)] == [1, 2, 3]
    assert "no task serves A-2" in second.prompt
    assert "the planner gave no plan" in third.prompt
    assert run.spending.usd == 3 * 0.125 + 0.75


async def test_after_the_third_bad_plan_the_run_pauses_and_a_resume_asks_again(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path)
    agent = FakeAgent(answering(HALF, HALF, HALF, ONE_TASK))
    run = await stage.drive(stage.context(agent, planner=True))
    assert run.status is Status.PAUSED
    assert "no plan of 3 could be carried out" in run.why
    assert "no task serves A-2" in run.why
    assert not any(state.attempts for state in run.tasks.values())
    stage.send("resume")
    run = await stage.drive(stage.context(agent))
    assert run.status is Status.COMPLETED
    assert run.spending.usd == 4 * 0.125 + 0.75


async def test_a_crash_while_planning_is_made_good_and_what_it_may_have_cost_is_unknown(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path)
    context = stage.context(FakeAgent(answering(ONE_TASK)), planner=True)
    context.journal.append(PlanAsked(1))
    context.journal.close()
    agent = FakeAgent(answering(ONE_TASK))
    run = await stage.drive(stage.context(agent))
    assert run.status is Status.COMPLETED
    assert (run.spending.unknown, run.spending.usd) == (1, 0.875)
    numbers = [
        each.event.number
        for each in journal.read(stage.folder)
        if isinstance(each.event, PlanAsked)
    ]
    assert numbers == [1, 2]


async def test_a_plan_that_was_answered_is_not_paid_for_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    run = await stage.drive(stage.context(FakeAgent(answering(ONE_TASK)), planner=True))
    events = [each.event for each in journal.read(stage.folder)]
    at = next(n for n, event in enumerate(events) if isinstance(event, PlanAnswered))
    # One append, so that no death comes in between.
    assert isinstance(events[at + 1], RunPlanned)
    assert sum(isinstance(event, PlanAsked) for event in events) == 1
    first = next(n for n, event in enumerate(events) if isinstance(event, AttemptStarted))
    assert at < first
    assert run.status is Status.COMPLETED


async def test_a_planner_that_cannot_work_now_is_waited_for(tmp_path: Path) -> None:
    busy = Ended(Ending.UNAVAILABLE, why="busy", usd=0.0, trouble=Trouble.OVERLOADED)
    agent = FakeAgent(answering(busy, ONE_TASK))
    stage = Stage(tmp_path)
    run = await stage.drive(stage.context(agent, planner=True, retry_delay=0.1))
    assert run.status is Status.COMPLETED


async def test_a_planner_that_nobody_is_logged_in_for_pauses_the_run(tmp_path: Path) -> None:
    gone = Ended(Ending.UNAVAILABLE, why="log in first", usd=0.0, trouble=Trouble.LOGIN)
    stage = Stage(tmp_path)
    run = await stage.drive(stage.context(FakeAgent(answering(gone)), planner=True))
    assert run.status is Status.PAUSED
    assert run.why.startswith("the planner cannot work, it is not logged in")
    assert "log in first" in run.why


async def test_a_planner_keeps_within_the_budget(tmp_path: Path) -> None:
    budget = Budget(run=Limit(nanos=300_000_000))
    agent = FakeAgent(answering(HALF, HALF, HALF))
    stage = Stage(tmp_path)
    run = await stage.drive(stage.context(agent, planner=True, budget=budget))
    assert agent.jobs[0].limits.usd == 0.3
    assert run.spending.usd == 0.375
    assert run.status in {Status.LIMIT, Status.PAUSED}
    (tmp_path / "less").mkdir()
    stage = Stage(tmp_path / "less")
    budget = Budget(run=Limit(nanos=200_000_000))
    run = await stage.drive(
        stage.context(FakeAgent(answering(HALF, HALF)), planner=True, budget=budget)
    )
    assert run.status is Status.LIMIT
    assert "budget" in run.why
    assert run.reserved.nanos == 0


async def test_a_planner_behind_walls_can_read_what_it_is_handed(tmp_path: Path) -> None:
    if not sandbox.works():
        skip_without("bubblewrap (bwrap)")
    line = f"grep -q A-1 {{prompt_file}} && echo '{json.dumps(ONE_TASK)}'"
    planner = Command(Tool("plain", ("true",), look=("sh", "-c", line)))
    stage = Stage(tmp_path)
    context = stage.context(FakeAgent(answering()), planner=True, sandbox=sandbox.BUBBLEWRAP)
    context = replace(context, crew={Role.PLANNER: Member(planner, context.environment)})
    run = await stage.drive(context)
    assert run.why == "the only task is merged and every phase passed"


async def test_a_planner_whose_account_is_used_up_is_waited_for_as_long_as_it_says(
    tmp_path: Path,
) -> None:
    until = time.time() + 3 * 3600
    used_up = Ended(Ending.LIMIT, why="used up", usd=0.0, trouble=Trouble.USAGE, until=until)
    stage = Stage(tmp_path)
    agent = FakeAgent(answering(used_up))
    run = await stage.drive(stage.context(agent, planner=True, retry_delay=0.1, max_wait=3600.0))
    events = [each.event for each in journal.read(stage.folder)]
    (wait,) = [event for event in events if isinstance(event, RunWaits)]
    assert until <= wait.until < until + 60
    assert sum(isinstance(event, PlanAsked) for event in events) == 1
    assert "longer than max_wait allows" in run.why


async def test_a_plan_that_is_asked_for_again_after_a_restart_holds_no_money_twice(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path)
    budget = Budget(run=Limit(nanos=10_000_000_000))
    context = stage.context(FakeAgent(answering()), planner=True, budget=budget)
    reserve = Reserve(3_000_000_000, None)
    context.journal.append(PlanAsked(1, reserve), PlanAsked(2, reserve))
    run = context.run
    assert run.reserved.nanos == reserve.nanos
    assert run.spending.unknown == 1
    calls = calls_of(journal.read(stage.folder), rehearsed=False)
    assert [call.amount is None for call in calls] == [False, True]
    context.journal.append(RunEnded("stopped", ""))
    assert fold(journal.read(stage.folder)).reserved.nanos == 0
    context.journal.close()


async def test_a_long_document_is_planned_whole_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "PIECE", 20)

    def only(name: str, *after: str) -> dict[str, Any]:
        task = {"id": "T1", "title": name, "items": [name], "after": [*after]}
        return {"phases": [{"title": f"Phase of {name}", "tasks": [task]}]}

    budget = Budget(run=Limit(nanos=2_000_000_000))
    agent = FakeAgent(answering(only("A-1"), only("A-2", "1.T1")))
    stage = Stage(tmp_path)
    run = await stage.drive(stage.context(agent, planner=True, budget=budget))
    assert run.status is Status.COMPLETED, run.why
    first, second = agent.jobs[:2]
    assert "A-1: do the first" in first.prompt
    assert "A-2: do the second" not in first.prompt
    assert "This is part 2 of 2" in second.prompt
    assert first.spool != second.spool
    assert (first.limits.usd or 0) - (second.limits.usd or 0) == 0.125
    assert [state.task.title for state in run.tasks.values()] == ["A-1", "A-2"]
    assert run.spending.usd == 2 * 0.125 + 2 * 0.75


async def test_a_piece_without_a_plan_sends_all_of_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "PIECE", 20)
    failed = Ended(Ending.FAILED, why="no idea", usd=0.125)
    agent = FakeAgent(answering(HALF, failed, HALF, HALF, failed))
    stage = Stage(tmp_path)
    run = await stage.drive(stage.context(agent, planner=True))
    assert run.status is Status.PAUSED
    assert run.planning.wrong[0] == ("the planner ended failed: no idea",)
    # What a piece serves that is not its own leaves another one unserved.
    assert any("no task serves A-2" in fault for fault in run.planning.wrong[1])
