"""Questions of agents in a run that is driven in this very process."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

from orchestrator_engine import events as e
from orchestrator_engine import journal
from orchestrator_engine.agents.protocol import Access, Ask, Job
from orchestrator_engine.attendance import Attendance
from orchestrator_engine.context import Context
from orchestrator_engine.questions import Choice, Whom
from orchestrator_engine.run import Run, Status
from support.asking import AskingAgent, asked, once, request
from support.rooms import Stage

pytestmark = pytest.mark.anyio


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.fixture
def there(stage: Stage) -> Iterator[Attendance]:
    """Somebody who could be asked."""
    stage.folder.path.mkdir(parents=True)
    with Attendance(stage.folder) as attendance:
        yield attendance


def context(stage: Stage, agent: AskingAgent, **settings: Any) -> Context:  # noqa: ANN401
    usual: dict[str, Any] = {"ask": Whom.ATTACHED, "answer_timeout": 60.0}
    return stage.context(agent, **(usual | settings))


@asynccontextmanager
async def driven(stage: Stage, context: Context) -> AsyncGenerator[None]:
    """The run goes on meanwhile, and has ended afterwards."""
    async with anyio.create_task_group() as group:
        group.start_soon(stage.drive, context)
        yield


def answer(stage: Stage, question: str, choice: Choice, message: str = "", by: str = "me") -> None:
    stage.send("answer", **choice.as_data(question, by=by, message=message))


def events(stage: Stage, *kinds: type[e.Event]) -> list[e.Event]:
    return [one.event for one in journal.read(stage.folder) if isinstance(one.event, kinds)]


def refusals(run: Run, task: str = "T1") -> tuple[str, ...]:
    outcome = run.tasks[task].attempts[0].outcome
    assert outcome is not None
    return outcome.refusals


async def test_where_nobody_is_there_all_is_refused_at_once_and_told(stage: Stage) -> None:
    agent = once()
    run = await stage.drive(context(stage, agent))
    assert run.status is Status.COMPLETED
    assert [one.allow for one in agent.told] == [False, False]
    assert agent.jobs[0].access is Access.EDIT
    assert refusals(run) == ("Bash pip install tea (nobody is there who could be asked)",)
    assert run.asked == 0


async def test_a_run_that_asks_nobody_does_not_even_offer_to_ask(
    stage: Stage, there: Attendance
) -> None:
    seen: list[Ask | None] = []

    async def asks(_job: Job, _ask: Ask) -> None:
        pass

    class Deaf(AskingAgent):
        def run(self, job: Job, ask: Ask | None = None) -> Any:  # noqa: ANN401
            seen.append(ask)
            return super().run(job, ask)

    await stage.drive(context(stage, Deaf(asks), ask=Whom.NOBODY))
    assert there
    assert set(seen) == {None}


@pytest.mark.parametrize("choice", [Choice.ALLOW, Choice.REFUSE])
async def test_a_person_is_asked_and_the_agent_hears_the_answer(
    stage: Stage, there: Attendance, choice: Choice
) -> None:
    agent = once()
    made = context(stage, agent)
    async with driven(stage, made):
        question = await asked(made)
        assert (question.id, question.task, question.attempt) == ("q1", "T1", 1)
        assert (question.title, question.input) == ("Bash pip install tea", "pip install tea")
        answer(stage, "q1", choice, "Not on a Sunday.")
        await asked(made, 2)
        answer(stage, "q2", choice)
    assert there
    assert agent.jobs[0].access is Access.ASK
    assert [one.allow for one in agent.told] == [choice is Choice.ALLOW] * 2
    assert agent.told[0].message == "Not on a Sunday."
    state = made.run.tasks["T1"].attempts[0]
    if choice is Choice.ALLOW:
        assert state.allowed == ("Bash pip install tea",)
        assert refusals(made.run) == ()
    else:
        assert state.allowed == ()
        assert refusals(made.run) == ("Bash pip install tea (by me: Not on a Sunday.)",)


async def test_an_answer_for_the_run_holds_for_the_same_thing_and_nothing_else(
    stage: Stage, there: Attendance
) -> None:
    async def asks(_job: Job, ask: Ask) -> None:
        await ask(request("pip install tea"))
        await ask(request("pip install tea", "t2"))
        await ask(request("pip install tea; rm -rf ~", "t3"))

    agent = AskingAgent(asks)
    made = context(stage, agent)
    async with driven(stage, made):
        await asked(made)
        answer(stage, "q1", Choice.ALWAYS)
        assert (await asked(made, 2)).title == "Bash pip install tea; rm -rf ~"
        answer(stage, "q2", Choice.REFUSE)
        # Of the second task, too, only what is new is asked.
        assert (await asked(made, 3)).title == "Bash pip install tea; rm -rf ~"
        answer(stage, "q3", Choice.REFUSE)
    assert there
    assert [one.allow for one in agent.told] == [True, True, False] * 2


async def test_one_question_at_a_time_is_put_over_all_tasks(
    stage: Stage, there: Attendance
) -> None:
    agent = once()
    made = context(stage, agent, max_concurrent_agents=2)
    async with driven(stage, made):
        first = await asked(made, 2)
        assert len(made.run.questions) == 2
        assert made.run.question == first
        answer(stage, first.id, Choice.ALWAYS)
    assert there
    # What waited for its turn is answered with it.
    assert [one.allow for one in agent.told] == [True, True]
    by = [
        one.by for one in events(stage, e.QuestionAnswered) if isinstance(one, e.QuestionAnswered)
    ]
    assert by == ["me", "an earlier answer"]


async def test_what_nobody_answers_in_time_is_refused_and_nobody_is_waited_for_again(
    stage: Stage, there: Attendance
) -> None:
    agent = once()
    made = context(stage, agent, answer_timeout=0.3)
    run = await stage.drive(made)
    assert [one.allow for one in agent.told] == [False, False]
    assert run.asked == 1
    assert refusals(run) == ("Bash pip install tea (nobody answered within 0.3 s)",)
    assert refusals(run, "T2") == ("Bash pip install tea (nobody is there who could be asked)",)
    assert agent.jobs[-2].access is Access.EDIT
    assert there


async def test_who_gives_a_sign_of_life_is_asked_again(stage: Stage, there: Attendance) -> None:
    async def asks(_job: Job, ask: Ask) -> None:
        await ask(request("one"))
        there.sign()
        await ask(request("two"))

    made = context(stage, AskingAgent(asks), answer_timeout=0.2)
    await stage.drive(made)
    # The second task is not waited for before the next sign.
    titles = [
        one.title for one in events(stage, e.QuestionAsked) if isinstance(one, e.QuestionAsked)
    ]
    assert titles == ["Bash one", "Bash two", "Bash two"]


async def test_the_first_answer_counts_and_the_second_hears_of_it(
    stage: Stage, there: Attendance
) -> None:
    agent = once()
    made = context(stage, agent)
    async with driven(stage, made):
        await asked(made)
        answer(stage, "q1", Choice.REFUSE, by="the editor")
        answer(stage, "q1", Choice.ALLOW, by="a terminal")
        await asked(made, 2)
        answer(stage, "q2", Choice.REFUSE)
    assert there
    assert [one.allow for one in agent.told] == [False, False]
    whys = [one.why for one in events(stage, e.CommandApplied) if isinstance(one, e.CommandApplied)]
    assert whys == ["", "q1 needs no answer any more: it was refused by the editor", ""]


async def test_no_clock_runs_while_a_person_thinks(stage: Stage, there: Attendance) -> None:
    made = context(stage, once())
    begun = anyio.current_time()
    async with driven(stage, made):
        await asked(made)
        before = made.run.seconds(made.run.at + 5)
        await anyio.sleep(1.5)
        assert made.run.seconds(made.run.at + 50) == before
        answer(stage, "q1", Choice.ALWAYS)
    assert there
    outcome = made.run.tasks["T1"].attempts[0].outcome
    assert outcome is not None
    assert outcome.seconds <= anyio.current_time() - begun - 1.5
    assert made.run.paused >= 1.5
    assert made.run.tasks["T1"].stood >= 1.5
    assert made.run.thinking is None


async def test_a_question_whose_agent_is_stopped_is_withdrawn(
    stage: Stage, there: Attendance
) -> None:
    made = context(stage, once())
    async with driven(stage, made):
        await asked(made)
        stage.send("stop")
    assert there
    assert made.run.status is Status.STOPPED
    assert made.run.questions == ()
    assert made.run.settled["q1"].withdrawn
    assert [type(one) for one in events(stage, e.QuestionWithdrawn)] == [e.QuestionWithdrawn]


async def test_what_was_allowed_for_the_run_survives_its_worker_and_a_question_does_not(
    stage: Stage, there: Attendance
) -> None:
    async def asks(job: Job, ask: Ask) -> None:
        await ask(request("pip install tea"))
        if job.subject.task == "T1":
            await ask(request("rm -rf ~", "t2"))

    made = context(stage, AskingAgent(asks))
    async with anyio.create_task_group() as group:
        group.start_soon(stage.drive, made)
        await asked(made)
        answer(stage, "q1", Choice.ALWAYS)
        await asked(made, 2)
        # As `kill -9` would: nothing is written any more.
        made.journal.append = lambda *_: None  # type: ignore[method-assign]
        group.cancel_scope.cancel()
    made.journal.close()

    agent = AskingAgent(asks)
    again = context(stage, agent)
    assert [one.id for one in again.run.questions] == ["q2"]
    async with driven(stage, again):
        third = await asked(again, 3)
        assert again.run.settled["q2"].withdrawn
        assert third.title == "Bash rm -rf ~"
        answer(stage, "q3", Choice.REFUSE)
    assert there
    assert again.run.status is Status.COMPLETED
    assert [one.allow for one in agent.told] == [True, False, True]


async def test_a_long_command_is_kept_without_its_middle_and_says_so(
    stage: Stage, there: Attendance
) -> None:
    made = context(stage, once("echo \x1b[31m" + "a" * 100_000 + "; end"))
    async with driven(stage, made):
        question = await asked(made)
        answer(stage, "q1", Choice.ALWAYS)
    assert there
    assert len(question.input) < 20_000
    assert "characters are left out here" in question.input
    assert question.input.endswith("; end")
    assert "\x1b" not in question.input
    assert len(question.title) <= 200
