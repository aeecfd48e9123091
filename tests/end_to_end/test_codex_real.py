"""The real Codex, with a model behind it that says what was written down; no network, no key."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import anyio
import psutil
import pytest

from orchestrator_engine.agents.answers import VERDICT_SCHEMA, Answer, read_verdict
from orchestrator_engine.agents.codex import Codex
from orchestrator_engine.agents.protocol import Access, Acted, Acting, Ended, Job, Limits, Said
from orchestrator_engine.attempt import Ending, Trouble
from support.agents import alive, ended, files_in, job, told
from support.codexes import VERSION, home, model, real
from support.model_api import (
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    Error,
    ModelApi,
    Silence,
    Text,
    Tool,
    Turn,
)
from support.skips import skip_without

ONE = INPUT_TOKENS + OUTPUT_TOKENS


@pytest.fixture(scope="module")
def program() -> str:
    found = real()
    if found is None:
        skip_without("Codex")
    return found


Bench = Callable[..., tuple[Job, ModelApi]]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        own = stack.enter_context(home())

        def make(*turns: Turn, access: Access = Access.EDIT) -> tuple[Job, ModelApi]:
            api = stack.enter_context(model(own, *turns))
            environment = {"PATH": os.defpath, "HOME": str(own), "OPENAI_API_KEY": "sk-test"}
            # Node starts it, and may be anywhere.
            environment["PATH"] = os.environ.get("PATH", os.defpath)
            return job(tmp_path, environment=environment, access=access), api

        yield make


def run(line: str) -> Tool:
    return Tool("exec_command", {"cmd": line})


async def test_the_probe_knows_the_version(program: str) -> None:
    probe = await Codex(program).probe()
    assert (probe.found, probe.version, probe.missing) == (True, VERSION, None)


async def test_an_edit_is_on_disk_with_tokens_and_thread(program: str, bench: Bench) -> None:
    work, api = bench(run("echo hello > new.txt"), Text("Done."))
    (work.cwd / "AGENTS.md").write_text("Say nothing but moo.")
    events = await told(Codex(program), work)
    end = events[-1]
    assert isinstance(end, Ended)
    assert (end.status, end.text, end.usd, end.tokens) == (Ending.DONE, "Done.", None, 2 * ONE)
    assert end.thread
    assert [event.tool for event in events if isinstance(event, Acting)] == ["Shell"]
    assert Said("Done.") in events
    assert "Do what the item says." in str(api.requests[0]["input"])
    assert "moo" not in str(api.requests[0])
    assert set(api.keys) == {"sk-test"}
    acted = [event for event in events if isinstance(event, Acted)]
    if acted[0].ok:
        assert files_in(work.cwd)["new.txt"] == b"hello\n"
    else:
        pytest.skip(f"Codex has no sandbox on this machine: {acted[0].output.strip()}")
    assert alive(work) == []


@pytest.mark.parametrize("access", [Access.READ, Access.EDIT])
async def test_a_write_outside_fails(program: str, bench: Bench, access: Access) -> None:
    # The temporary folder itself is open to it, which is why this one is elsewhere.
    with home() as outside:
        file = outside / "outside.txt"
        work, _ = bench(run(f"echo x > {file}"), Text("Tried."), access=access)
        events = await told(Codex(program), work)
        assert not any(event.ok for event in events if isinstance(event, Acted))
        assert not file.exists()


async def test_an_agent_that_may_only_look_changes_nothing(program: str, bench: Bench) -> None:
    work, _ = bench(run("echo x > new.txt"), Text("Tried."), access=Access.READ)
    await told(Codex(program), work)
    assert files_in(work.cwd) == {}


async def test_a_review_answers_by_schema(program: str, bench: Bench) -> None:
    answer = '{"score": 8, "summary": "Good.", "remarks": []}'
    work, api = bench(Text(answer), access=Access.READ)
    end = await ended(Codex(program), replace(work, schema=VERDICT_SCHEMA))
    assert read_verdict(end.value, work.cwd) == Answer(8, "Good.", ())
    assert api.requests[0]["text"]["format"]["type"] == "json_schema"


async def test_a_review_without_an_answer_is_a_failure(program: str, bench: Bench) -> None:
    work, _ = bench(Text("Eight of ten."), access=Access.READ)
    end = await ended(Codex(program), replace(work, schema=VERDICT_SCHEMA))
    assert (end.status, end.value, end.tokens) == (Ending.FAILED, None, ONE)


async def test_a_thread_goes_on_or_is_copied_and_each_job_has_its_own_tokens(
    program: str, bench: Bench
) -> None:
    work, api = bench(*[Text("Yes.")] * 4)
    codex = Codex(program)
    first = await ended(codex, replace(work, prompt="Remember the number 4711."))
    again = replace(work, prompt="And now?", thread=first.thread)
    second = await ended(codex, again)
    third = await ended(codex, replace(again, fork=True))
    assert second.thread == first.thread
    assert third.thread not in {None, first.thread}
    assert [end.tokens for end in (first, second, third)] == [ONE, ONE, ONE]
    assert all("4711" in str(request["input"]) for request in api.requests)
    # Another engine knows nothing of the thread, and so says nothing.
    assert (await ended(Codex(program), again)).tokens is None


async def test_model_effort_and_words_reach_it(program: str, bench: Bench) -> None:
    work, api = bench(Text("Yes."))
    chosen = replace(work, model="some-model", effort="high", system="Write like a telegram.")
    assert (await ended(Codex(program), chosen)).status is Ending.DONE
    (request,) = api.requests
    assert request["model"] == "some-model"
    assert "Write like a telegram." in str(request["input"])


@pytest.mark.parametrize(
    ("error", "status", "trouble"),
    [
        (Error(401, "invalid_api_key", "bad key"), Ending.UNAVAILABLE, Trouble.LOGIN),
        (Error(429, "insufficient_quota", "no money"), Ending.UNAVAILABLE, Trouble.BILLING),
        (Error(429, "rate_limit_exceeded", "slow"), Ending.LIMIT, Trouble.RATE),
        (
            Error(404, "model_not_found", "The model `x` does not exist."),
            Ending.UNAVAILABLE,
            Trouble.MODEL,
        ),
        (Error(402, "billing", "payment required"), Ending.UNAVAILABLE, Trouble.BILLING),
        (Error(500, "server_error", "oh"), Ending.UNAVAILABLE, Trouble.OVERLOADED),
        (Error(400, "context_length_exceeded", "long"), Ending.FAILED, Trouble.TOO_LONG),
    ],
    ids=["wrong key", "no credit", "busy", "no such model", "not paid", "broken", "too long"],
)
async def test_each_fault_has_its_ending(
    program: str, bench: Bench, error: Error, status: Ending, trouble: Trouble | None
) -> None:
    work, api = bench(*[error] * 20)
    end = await ended(Codex(program), work)
    assert (end.status, end.trouble) == (status, trouble)
    assert end.why
    # It was told to try each request three times, and each stream, too.
    assert len(api.requests) <= 9


async def test_silence_is_a_time_out_and_leaves_nothing_alive(program: str, bench: Bench) -> None:
    work, _ = bench(Silence())
    work = replace(work, limits=Limits(seconds=120, idle_seconds=3))
    with anyio.fail_after(120):
        end = await ended(Codex(program), work)
    assert (end.status, end.trouble) == (Ending.TIMEOUT, Trouble.SILENT)
    assert end.why == "no sign of life for 3 s"
    assert alive(work) == []


async def test_a_codex_that_the_kernel_kills_is_told_from_one_that_fails(
    program: str, bench: Bench
) -> None:
    work, api = bench(Silence())
    ends: list[Ended] = []

    async def listen() -> None:
        ends.append(await ended(Codex(program), work))

    with anyio.fail_after(120):
        async with anyio.create_task_group() as group:
            group.start_soon(listen)
            while not api.requests:  # noqa: ASYNC110  # the API tells nobody
                await anyio.sleep(0.02)
            # What was put on the PATH only starts it.
            native = [each for each in alive(work) if psutil.Process(each).name() == "codex"]
            os.kill(native[-1], signal.SIGKILL)
    assert [(end.status, end.trouble) for end in ends] == [(Ending.FAILED, Trouble.KILLED)]
    assert alive(work) == []


async def test_a_network_that_is_gone_is_not_waited_for_by_codex_itself(
    program: str, bench: Bench
) -> None:
    work, api = bench()
    api.close()
    work = replace(work, limits=Limits(seconds=300, idle_seconds=300))
    end = await ended(Codex(program), work)
    assert (end.status, end.trouble) == (Ending.UNAVAILABLE, Trouble.UNREACHED)
