"""What the real Claude Code asks and is told, and the threads that it goes on with."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from orchestrator_engine.agents.claude import Claude
from orchestrator_engine.agents.protocol import Access, Acting, Ended, Job, Limits, Refused
from orchestrator_engine.attempt import Ending
from support.agents import Person, alive, ended, files_in, job, told
from support.claudes import real, real_environment
from support.model_api import INPUT_TOKENS, OUTPUT_TOKENS, ModelApi, Silence, Text, Tool, Turn
from support.skips import skip_without

COMMAND = 'python3 -c \'open("made.txt", "w")\''
# What only writes into the folder counts as an edit: `echo > made.txt` is not asked for.
MAKE = Tool("Bash", {"command": COMMAND})
DONE = Text("That is all.")


@pytest.fixture(scope="module")
def program() -> str:
    found = real()
    if found is None:
        skip_without("Claude Code")
    return found


@pytest.fixture
def models() -> Iterator[list[ModelApi]]:
    opened: list[ModelApi] = []
    yield opened
    for api in opened:
        api.__exit__(None, None, None)


def bench(
    folder: Path, models: list[ModelApi], *turns: Turn, access: Access = Access.ASK
) -> tuple[Job, ModelApi]:
    api = ModelApi(*turns).__enter__()
    models.append(api)
    environment = real_environment(folder) | {"ANTHROPIC_BASE_URL": api.url}
    return job(folder, environment=environment, access=access), api


async def test_a_command_is_asked_for_and_runs_where_a_person_says_yes(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    work, _ = bench(tmp_path, models, MAKE, DONE)
    person = Person(allow=True)
    end = await ended(Claude(program), work, person)
    assert (end.status, end.refusals) == (Ending.DONE, ())
    assert files_in(work.cwd) == {"made.txt": b""}
    (asked,) = person.asked
    assert (asked.tool, asked.input) == ("Bash", COMMAND)
    assert asked.title == f"Bash {COMMAND}"


async def test_a_person_who_says_no_is_heard_and_the_refusal_is_listed(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    work, api = bench(tmp_path, models, MAKE, DONE)
    events = await told(Claude(program), work, Person(allow=False, message="Not on a Sunday."))
    end = events[-1]
    assert isinstance(end, Ended)
    assert end.status is Ending.DENIED
    assert len([event for event in events if isinstance(event, Refused)]) == 1
    assert len(end.refusals) == 1
    assert "Not on a Sunday." in str(api.requests[-1]["messages"])
    assert files_in(work.cwd) == {}


async def test_a_refused_command_does_not_undo_what_was_edited(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    write = Tool("Write", {"file_path": "a.txt", "content": "a\n"})
    work, _ = bench(tmp_path, models, write, MAKE, DONE)
    end = await ended(Claude(program), work)
    assert end.status is Ending.DONE
    assert len(end.refusals) == 1
    assert files_in(work.cwd) == {"a.txt": b"a\n"}


async def test_a_write_outside_is_asked_for_with_its_diff(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    outside = tmp_path / "outside.txt"
    write = Tool("Write", {"file_path": str(outside), "content": "x\n"})
    work, _ = bench(tmp_path, models, write, DONE)
    person = Person(allow=True)
    assert (await ended(Claude(program), work, person)).status is Ending.DONE
    (asked,) = person.asked
    assert asked.paths == (str(outside),)
    assert asked.diff.endswith("@@ -0,0 +1 @@\n+x\n")
    assert outside.read_text() == "x\n"


async def test_a_person_may_think_for_longer_than_any_limit(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    work, _ = bench(tmp_path, models, MAKE, DONE)
    work = replace(work, limits=Limits(seconds=14, idle_seconds=12))
    end = await ended(Claude(program), work, Person(allow=True, seconds=15))
    assert end.status is Ending.DONE


async def test_being_stopped_while_a_person_thinks_leaves_nothing_alive(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    work, _ = bench(tmp_path, models, MAKE, DONE)
    person = Person(allow=True, seconds=600)

    async def stop_it() -> None:
        while not person.asked:  # noqa: ASYNC110  # a person tells nobody
            await anyio.sleep(0.05)
        group.cancel_scope.cancel()

    with anyio.fail_after(120):
        async with anyio.create_task_group() as group:
            group.start_soon(stop_it)
            await told(Claude(program), work, person)
            pytest.fail("it was not stopped")
    assert person.asked
    assert alive(work) == []


async def test_a_free_agent_asks_nobody(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    work, _ = bench(tmp_path, models, MAKE, DONE, access=Access.FREE)
    end = await ended(Claude(program), work)
    assert (end.status, end.refusals) == (Ending.DONE, ())
    assert files_in(work.cwd) == {"made.txt": b""}


async def test_a_thread_goes_on_or_is_copied_and_each_job_costs_its_own(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    work, api = bench(tmp_path, models, *[DONE] * 3, access=Access.EDIT)
    work = replace(work, prompt="Remember the number 4711.")
    first = await ended(Claude(program), work)
    assert first.thread is not None
    again = replace(work, prompt="And now?", thread=first.thread)
    second = await ended(Claude(program), again)
    third = await ended(Claude(program), replace(again, fork=True))
    assert second.thread == first.thread
    assert third.thread not in {None, first.thread}
    for request in api.requests[1:]:
        assert "4711" in str(request["messages"])
    assert [end.usd for end in (second, third)] == [first.usd, first.usd]
    assert second.tokens == third.tokens == INPUT_TOKENS + OUTPUT_TOKENS


async def test_a_thread_that_is_not_there_is_told(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    work, _ = bench(tmp_path, models, DONE)
    missing = "00000000-0000-4000-8000-000000000000"
    end = await ended(Claude(program), replace(work, thread=missing))
    assert end.status is not Ending.DONE
    assert missing in end.why


async def test_words_effort_and_arguments_reach_it(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    work, api = bench(tmp_path, models, DONE)
    work = replace(
        work,
        system="Write in the style of a telegram.",
        effort="low",
        model="claude-haiku-5-5",
        arguments=("--max-turns", "3"),
    )
    assert (await ended(Claude(program), work)).status is Ending.DONE
    assert "in the style of a telegram" in str(api.requests[0]["system"])
    assert api.requests[0]["model"] == "claude-haiku-5-5"


async def test_a_stopped_job_still_says_what_it_cost(
    program: str, tmp_path: Path, models: list[ModelApi]
) -> None:
    write = Tool("Write", {"file_path": "a.txt", "content": "a\n"})
    work, _ = bench(tmp_path, models, write, Silence(), access=Access.EDIT)
    left: list[Ended] = []
    work = replace(work, left=left.append)
    async with Claude(program).run(work) as events:
        async for event in events:
            if isinstance(event, Acting):
                break
    (end,) = left
    assert end.status is Ending.INTERRUPTED
    assert end.usd
    assert alive(work) == []
