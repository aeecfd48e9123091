"""What every agent keeps, whatever it is made of. An adapter joins with a `Stand` of its own."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import anyio
import pytest

from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    Agent,
    AgentEvent,
    Ended,
    Feature,
    Job,
    Limits,
    Said,
    Started,
)
from orchestrator_engine.attempt import Ending
from support.agent_stands import (
    ASKING,
    CONFINING,
    STANDS,
    AskingStands,
    RehearsalStand,
    Stand,
)
from support.agents import REVIEW, Person, alive, ended, files_in, job, told

SECONDS = 90.0
"""How long any of them may take to be gone once it is left, on a busy machine."""

VERDICT: dict[str, Any] = {
    "would_fail": "the tests",
    "score": 7,
    "summary": "It is short.",
    "remarks": [{"file": "a.txt", "line": 1, "severity": "note", "evidence": "one word"}],
}
SCHEMA = {"type": "object", "properties": {"score": {"type": "integer"}}, "required": ["score"]}


@pytest.fixture(params=STANDS)
def stand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stand]:
    with ExitStack() as stack:
        yield STANDS[request.param](tmp_path, stack)


def check_one_end(events: list[AgentEvent]) -> Ended:
    """There is exactly one `Ended`, and it is the last."""
    last = events[-1]
    assert isinstance(last, Ended)
    assert [event for event in events if isinstance(event, Ended)] == [last]
    assert isinstance(events[0], Started)
    assert last.usd is None or (isinstance(last.usd, float) and last.usd >= 0)
    assert last.tokens is None or last.tokens >= 0
    assert bool(last.why) == (last.status is not Ending.DONE)
    return last


async def test_an_edit_is_told_lands_in_the_folder_and_ends_done(
    stand: Stand, tmp_path: Path
) -> None:
    agent = stand.writes("new.txt", "hello")
    work = job(tmp_path, environment=stand.environment)
    events = await told(agent, work)
    assert check_one_end(events).status is Ending.DONE
    assert any(isinstance(event, Said) for event in events)
    diffs = [event for event in events if isinstance(event, Acted) and event.ok and event.diff]
    assert bool(diffs) == (Feature.DIFFS in (await agent.probe()).features)
    assert files_in(work.cwd) == {"new.txt": b"hello\n"}
    assert work.spool.stat().st_size > 0
    assert alive(work) == []


@pytest.mark.parametrize("stand", ASKING, indirect=True)
@pytest.mark.parametrize("person", [Person(allow=True), Person(allow=False), None], ids=str)
async def test_what_is_asked_is_done_only_where_a_person_says_yes(
    stand: Stand, tmp_path: Path, person: Person | None
) -> None:
    assert isinstance(stand, AskingStands)
    agent = stand.asks("made.txt")
    work = job(tmp_path, access=Access.ASK, environment=stand.environment)
    events = await told(agent, work, person)
    end = check_one_end(events)
    yes = person is not None and person.allow
    assert files_in(work.cwd) == ({"made.txt": b"asked\n"} if yes else {})
    assert (end.status is Ending.DONE, len(end.refusals)) == ((True, 0) if yes else (False, 1))
    assert alive(work) == []


async def test_an_agent_asks_only_where_it_says_that_it_can(stand: Stand) -> None:
    features = (await stand.writes("new.txt", "hello").probe()).features
    assert (Feature.ASK in features) == isinstance(stand, AskingStands | RehearsalStand)


async def test_cost_and_tokens_are_told_where_the_agent_says_so(
    stand: Stand, tmp_path: Path
) -> None:
    agent = stand.writes("new.txt", "hello")
    features = (await agent.probe()).features
    end = await ended(agent, job(tmp_path, environment=stand.environment))
    assert (end.usd is not None) == (Feature.COST in features)
    assert (end.tokens is not None) == (Feature.TOKENS in features)
    assert Feature.RESUME not in features or end.thread is not None


@pytest.mark.parametrize("stand", CONFINING, indirect=True)
async def test_an_edit_outside_the_folder_is_refused(stand: Stand, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    work = job(tmp_path, environment=stand.environment)
    (work.cwd / "link").symlink_to(tmp_path / "outside")
    agent = stand.writes("link/new.txt", "hello")
    end = check_one_end(await told(agent, work))
    assert end.status is Ending.DENIED
    assert len(end.refusals) == 1
    assert files_in(tmp_path / "outside") == {}


@pytest.mark.parametrize("stand", CONFINING, indirect=True)
async def test_an_agent_that_may_only_look_changes_nothing(stand: Stand, tmp_path: Path) -> None:
    agent = stand.writes("new.txt", "hello")
    work = job(tmp_path, access=Access.READ, environment=stand.environment)
    check_one_end(await told(agent, work))
    assert files_in(work.cwd) == {}


async def test_an_answer_by_schema_is_the_value(stand: Stand, tmp_path: Path) -> None:
    agent = stand.answers(VERDICT)
    work = job(
        tmp_path,
        subject=REVIEW,
        access=Access.READ,
        schema=SCHEMA,
        environment=stand.environment,
    )
    end = check_one_end(await told(agent, work))
    assert (end.status, end.value) == (Ending.DONE, VERDICT)


async def test_a_failure_is_a_value_with_its_reason(stand: Stand, tmp_path: Path) -> None:
    agent = stand.fails("the item contradicts itself")
    end = check_one_end(await told(agent, job(tmp_path, environment=stand.environment)))
    assert end.status is Ending.FAILED
    assert "the item contradicts itself" in end.why


async def test_a_folder_that_is_not_there_is_a_value(stand: Stand, tmp_path: Path) -> None:
    agent = stand.writes("new.txt", "hello")
    work = job(tmp_path, environment=stand.environment)
    work.cwd.rmdir()
    end = await ended(agent, work)
    assert end.status is not Ending.DONE
    assert end.why


@pytest.mark.parametrize(
    "limits",
    [Limits(seconds=2, idle_seconds=60), Limits(seconds=60, idle_seconds=2)],
    ids=["in all", "idle"],
)
async def test_a_limit_ends_it_and_leaves_nothing_alive(
    stand: Stand, tmp_path: Path, limits: Limits
) -> None:
    agent = stand.hangs()
    work = job(tmp_path, limits=limits, environment=stand.environment)
    with anyio.fail_after(2 + SECONDS):
        end = check_one_end(await told(agent, work))
    assert end.status is Ending.TIMEOUT
    assert "2 s" in end.why
    assert alive(work) == []


async def _first(events: AsyncIterator[AgentEvent]) -> None:
    async for _ in events:
        return


async def _stumble(agent: Agent, work: Job) -> None:
    async with agent.run(work) as events:
        await _first(events)
        raise ZeroDivisionError


async def test_leaving_the_context_leaves_nothing_alive(stand: Stand, tmp_path: Path) -> None:
    agent = stand.hangs()
    work = job(tmp_path, environment=stand.environment)
    with anyio.fail_after(SECONDS):
        async with agent.run(work) as events:
            await _first(events)
    assert alive(work) == []


async def test_leaving_before_the_first_event_leaves_nothing_alive(
    stand: Stand, tmp_path: Path
) -> None:
    agent = stand.hangs()
    work = job(tmp_path, environment=stand.environment)
    with anyio.fail_after(SECONDS):
        async with agent.run(work):
            pass
    assert alive(work) == []


async def test_being_cancelled_leaves_nothing_alive(stand: Stand, tmp_path: Path) -> None:
    agent = stand.hangs()
    work = job(tmp_path, environment=stand.environment)
    with anyio.fail_after(1 + SECONDS), anyio.move_on_after(1) as scope:
        await told(agent, work)
    assert scope.cancelled_caught
    assert alive(work) == []


async def test_an_exception_of_the_caller_passes_through_and_leaves_nothing_alive(
    stand: Stand, tmp_path: Path
) -> None:
    agent = stand.hangs()
    work = job(tmp_path, environment=stand.environment)
    with pytest.raises(ZeroDivisionError):
        await _stumble(agent, work)
    assert alive(work) == []


async def test_the_probe_finds_what_can_be_used(stand: Stand) -> None:
    probe = await stand.writes("new.txt", "hello").probe()
    assert (probe.found, probe.missing) == (True, None)


async def test_the_probe_says_what_is_missing_and_what_to_do(stand: Stand) -> None:
    probe = await stand.missing().probe()
    assert not probe.found
    assert probe.missing


async def test_what_the_probe_misses_makes_a_job_unavailable(stand: Stand, tmp_path: Path) -> None:
    end = await ended(stand.missing(), job(tmp_path, environment=stand.environment))
    assert end.status is Ending.UNAVAILABLE
    assert end.usd in {None, 0.0}
