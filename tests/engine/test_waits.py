"""What a run makes of an agent that cannot work now, and of one that uses up its share."""

import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from orchestrator_engine import bad_luck, waiting
from orchestrator_engine import events as e
from orchestrator_engine.agents.protocol import AgentEvent, Ask, Ended, Job, Probe, Used
from orchestrator_engine.attempt import Ending, Role, Trouble
from orchestrator_engine.context import Context
from orchestrator_engine.journal import read
from orchestrator_engine.ledger import WORK, Call, Ledger
from orchestrator_engine.money import NANOS
from orchestrator_engine.run import Status, Wait
from orchestrator_engine.spending import Amount, Budget, Limit, Reserve
from support.plans import plan, run_of, task
from support.rooms import Act, FakeAgent, Stage, write_a_file

pytestmark = pytest.mark.anyio

ACCOUNT = "fake account"


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    return Stage(tmp_path)


@dataclass
class Troubled:
    """In trouble for the first so many calls, and then at work."""

    trouble: Trouble
    calls: int
    seconds: float | None = None
    made: int = 0
    role: Role = Role.WORKER

    async def __call__(self, job: Job) -> Ended:
        if job.subject.role is not self.role:
            return await write_a_file(job)
        self.made += 1
        if self.made > self.calls:
            return await write_a_file(job)
        until = None if self.seconds is None else time.time() + self.seconds
        ending = Ending.LIMIT if self.trouble is Trouble.USAGE else Ending.UNAVAILABLE
        return Ended(ending, why="not now", usd=0.0, tokens=0, trouble=self.trouble, until=until)


def context(stage: Stage, act: Act, **settings: float) -> Context:
    chosen: dict[str, Any] = {"retry_delay": 0.05, "retry_delay_cap": 0.2, **settings}
    made = stage.context(FakeAgent(act), **chosen)
    return replace(made, ledger=Ledger(stage.folder.state), account=ACCOUNT)


async def until_it_waits(made: Context) -> None:
    with anyio.fail_after(90):
        while made.run.waits is None:  # noqa: ASYNC110  # the journal tells nobody
            await anyio.sleep(0.01)


def waits_of(stage: Stage) -> list[e.RunWaits]:
    return [one.event for one in read(stage.folder) if isinstance(one.event, e.RunWaits)]


@pytest.mark.parametrize(
    "trouble", [Trouble.RATE, Trouble.OVERLOADED, Trouble.UNREACHED, Trouble.USAGE]
)
async def test_what_passes_is_waited_out(stage: Stage, trouble: Trouble) -> None:
    run = await stage.drive(context(stage, Troubled(trouble, 2, 0.1)))
    assert run.status is Status.COMPLETED, run.why
    assert (run.spending.usd, run.spending.unknown) == (1.5, 0)
    assert len(waits_of(stage)) == 2
    words = bad_luck.met(Ending.UNAVAILABLE, trouble).words("not now")
    assert {wait.why for wait in waits_of(stage)} == {f"fake: {words}"}


async def test_a_reviewer_who_is_away_is_waited_for_and_asked_again(stage: Stage) -> None:
    act = Troubled(Trouble.RATE, 1, role=Role.REVIEWER)
    run = await stage.drive(context(stage, act))
    assert run.status is Status.COMPLETED, run.why
    assert len(waits_of(stage)) == 1


@pytest.mark.parametrize("trouble", [Trouble.LOGIN, Trouble.BILLING, Trouble.MODEL])
async def test_what_only_a_person_can_mend_stops_at_once(stage: Stage, trouble: Trouble) -> None:
    act = Troubled(trouble, 99)
    run = await stage.drive(context(stage, act))
    assert run.status is Status.PAUSED
    assert act.made == 1
    assert run.why.startswith("the agent cannot work, ")
    assert run.why.endswith("(not now)")


async def test_a_wait_that_is_too_long_pauses_the_run_and_says_until_when(stage: Stage) -> None:
    run = await stage.drive(context(stage, Troubled(Trouble.USAGE, 1, 9999.0), max_wait=60.0))
    assert run.status is Status.PAUSED
    assert "it would have to wait until" in run.why


async def test_pauses_grow_and_add_up_to_no_more_than_max_wait(stage: Stage) -> None:
    act = Troubled(Trouble.OVERLOADED, 99)
    run = await stage.drive(context(stage, act, max_wait=1.0, retry_delay=0.1, retry_delay_cap=9.0))
    assert run.status is Status.PAUSED
    assert 2 <= act.made <= 5


async def test_the_runs_of_an_account_wait_for_each_other(stage: Stage) -> None:
    made = context(stage, write_a_file)
    assert made.ledger is not None
    made.ledger.close_gate(ACCOUNT, time.time() + 3, "claude: slow down")
    begin = time.monotonic()
    run = await stage.drive(made)
    assert run.status is Status.COMPLETED
    assert time.monotonic() - begin >= 2.9
    assert waits_of(stage)[0].why == "claude: slow down"


async def test_a_stop_reaches_a_run_that_waits(stage: Stage) -> None:
    made = context(stage, Troubled(Trouble.USAGE, 1, 600.0))
    async with anyio.create_task_group() as group:
        group.start_soon(stage.drive, made)
        await until_it_waits(made)
        stage.send("stop")
    assert made.run.status is Status.STOPPED


async def test_a_person_ends_a_wait(stage: Stage) -> None:
    made = context(stage, Troubled(Trouble.USAGE, 1, 600.0))
    async with anyio.create_task_group() as group:
        group.start_soon(stage.drive, made)
        await until_it_waits(made)
        stage.send("resume")
    assert made.run.status is Status.COMPLETED


async def test_a_wait_survives_the_worker(stage: Stage) -> None:
    act = Troubled(Trouble.USAGE, 1, 4.0)
    made = context(stage, act)
    with anyio.move_on_after(90) as cut:
        async with anyio.create_task_group() as group:
            group.start_soon(stage.drive, made)
            await until_it_waits(made)
            cut.cancel()
    until = waits_of(stage)[0].until
    made.journal.close()
    again = context(stage, act)
    assert again.run.waits is not None
    assert again.run.waits.until == until
    run = await stage.drive(again)
    assert run.status is Status.COMPLETED
    attempts = [one for one in read(stage.folder) if isinstance(one.event, e.AttemptStarted)]
    assert attempts[1].at >= until


@dataclass
class Metered:
    """Tells what it has used as it goes, and would never stop by itself."""

    step: float
    name: str = "metered"
    left: list[str] = field(default_factory=list[str])
    jobs: list[Job] = field(default_factory=list[Job])

    async def probe(self) -> Probe:
        return Probe(found=True, version="1", missing=None)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,  # noqa: ARG002  # it asks nobody
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        self.jobs.append(job)

        async def events() -> AsyncIterator[AgentEvent]:
            for count in range(1, 10_000):
                await anyio.lowlevel.checkpoint()
                yield Used(usd=round(self.step * count, 6), tokens=100 * count)
            raise AssertionError("nobody stopped it")

        try:
            yield events()
        finally:
            self.left.append(job.subject.task)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit(nanos=NANOS), "the run's budget of $1.00 is used up ($1.00)"),
        (Limit(tokens=1000), "the run's budget of 1k tokens is used up (1k tokens)"),
    ],
)
async def test_an_agent_that_passes_a_limit_is_stopped_and_the_run_ends(
    stage: Stage, limit: Limit, words: str
) -> None:
    agent = Metered(0.1)
    made = stage.context(agent, budget=Budget(run=limit))
    run = await stage.drive(made)
    assert (run.status, run.why) == (Status.LIMIT, words)
    assert agent.left == ["T1"]
    assert "a larger one" not in run.why


async def test_the_budget_of_a_day_is_that_of_all_runs(stage: Stage) -> None:
    made = replace(
        stage.context(FakeAgent(), budget=Budget(day=Limit(nanos=NANOS))),
        ledger=Ledger(stage.folder.state),
    )
    run = await stage.drive(made)
    assert run.status is Status.LIMIT
    assert run.why.startswith("the day's budget of $1.00 is used up")
    assert run.spending.nanos <= 2 * NANOS
    with Ledger(stage.folder.state) as ledger:
        assert ledger.today(time.time()).gone.nanos == run.spending.nanos


async def test_what_another_run_has_set_aside_of_a_day_is_waited_for(stage: Stage) -> None:
    limit = Limit(nanos=5 * NANOS)
    alone = stage.context(FakeAgent(), budget=Budget(day=limit), retry_delay=0.1)
    with Ledger(stage.folder.state) as ledger:
        theirs = Call("T1", 1, WORK, time.time(), Reserve(5 * NANOS, None), None)
        ledger.reserve("another", theirs, limit)
        made = replace(alone, ledger=ledger)
        async with anyio.create_task_group() as group:
            group.start_soon(stage.drive, made)
            await until_it_waits(made)
            ledger.record("another", [replace(theirs, amount=Amount(0.5, 10))])
    assert made.run.status is Status.COMPLETED, made.run.why
    assert "other runs" in waits_of(stage)[0].why


async def test_a_run_whose_time_is_over_is_cut_short(stage: Stage) -> None:
    async def dawdle(_: Job) -> Ended:
        await anyio.sleep(600)
        raise AssertionError

    limits = Budget(run=Limit(seconds=0.5))
    run = await stage.drive(stage.context(FakeAgent(dawdle), budget=limits))
    assert run.status is Status.LIMIT
    assert "run_timeout" in run.why


def test_pauses_grow_to_their_cap_with_jitter() -> None:
    run = run_of(plan((task(1),)), agent="claude", retry_delay=30.0, retry_delay_cap=600.0)
    pauses: list[float] = []
    for times in range(8):
        run.waited = Wait(0.0, "", 0.0, times) if times else None
        pauses.append(waiting.until(run, None, 1000.0, 0.0) - 1000.0)
        assert waiting.until(run, None, 1000.0, 1.0) - 1000.0 == pauses[-1] * 1.25
    assert pauses == [30.0, 60.0, 120.0, 240.0, 480.0, 600.0, 600.0, 600.0]


def test_a_time_that_was_told_is_kept_with_a_margin() -> None:
    run = run_of(plan((task(1),)), agent="claude")
    assert waiting.until(run, 5000.0, 1000.0, 0.5) == 5002.0
    assert waiting.until(run, 10.0, 1000.0, 0.5) == 1002.0
