"""The real Claude Code, with a model behind it that says what was written down.

No network and no key: the model is on loopback, and the program has a home of its own.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest

from orchestrator_engine.agents.answers import VERDICT_SCHEMA, Answer, read_verdict
from orchestrator_engine.agents.claude import Claude
from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    Acting,
    Ended,
    Job,
    Limits,
    Refused,
    Started,
    Waiting,
)
from orchestrator_engine.attempt import Ending
from orchestrator_engine.review import Remark, Severity
from support.agents import REVIEW, alive, ended, files_in, job, told
from support.claudes import VERSION, real, real_environment
from support.model_api import INPUT_TOKENS, OUTPUT_TOKENS, Cut, Error, ModelApi, Text, Tool, Turn
from support.skips import skip_without

CHANGED = """\
--- a/src/hello.py
+++ b/src/hello.py
@@ -1,1 +1,1 @@
-print('hey')
+print('hello')
"""
SLEEP = "python3 -c 'import time; time.sleep(3600)'"


@pytest.fixture(scope="module")
def program() -> str:
    found = real()
    if found is None:
        skip_without("Claude Code")
    return found


@dataclass(frozen=True)
class Bench:
    """A folder for a job, and the model that answers it."""

    folder: Path
    api: ModelApi

    def job(
        self,
        *,
        review: bool = False,
        prompt: str = "Do what the item says.",
        limits: Limits | None = None,
    ) -> Job:
        environment = real_environment(self.folder) | {"ANTHROPIC_BASE_URL": self.api.url}
        if not review:
            return job(self.folder, environment=environment, prompt=prompt, limits=limits)
        return job(
            self.folder,
            environment=environment,
            subject=REVIEW,
            access=Access.READ,
            schema=VERDICT_SCHEMA,
        )


Script = Callable[..., Bench]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Script]:
    with ExitStack() as stack:

        def script(*turns: Turn) -> Bench:
            return Bench(tmp_path, stack.enter_context(ModelApi(*turns)))

        yield script


async def test_the_probe_knows_the_version(program: str) -> None:
    probe = await Claude(program).probe()
    assert (probe.found, probe.version, probe.missing) == (True, VERSION, None)


async def test_an_edit_is_on_disk_with_diff_cost_tokens_and_thread(
    program: str, bench: Script
) -> None:
    at = bench(
        Tool("Write", {"file_path": "src/hello.py", "content": "print('hey')\n"}),
        Tool("Edit", {"file_path": "src/hello.py", "old_string": "hey", "new_string": "hello"}),
        Text("It greets."),
    )
    work = at.job()
    events = await told(Claude(program), work)
    assert files_in(work.cwd) == {"src/hello.py": b"print('hello')\n"}
    diffs = [event.diff for event in events if isinstance(event, Acted)]
    assert diffs == [
        "--- /dev/null\n+++ b/src/hello.py\n@@ -0,0 +1 @@\n+print('hey')\n",
        CHANGED,
    ]
    started, end = events[0], events[-1]
    assert isinstance(started, Started)
    assert isinstance(end, Ended)
    assert (end.status, end.text) == (Ending.DONE, "It greets.")
    assert end.thread == started.thread
    assert end.tokens == 3 * (INPUT_TOKENS + OUTPUT_TOKENS)
    assert end.usd is not None
    assert 0 < end.usd < 1
    assert set(at.api.keys) == {"sk-ant-test"}
    assert alive(work) == []


async def test_a_prompt_arrives_as_written(program: str, bench: Script, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for the model")
    at = bench(Text("I read it."))
    prompt = f"/clear the cache, then see @{secret}"
    assert (await ended(Claude(program), at.job(prompt=prompt))).status is Ending.DONE
    asked = str(at.api.requests[0]["messages"])
    assert prompt in asked
    assert "not for the model" not in asked


async def test_settings_of_the_repository_are_not_obeyed(program: str, bench: Script) -> None:
    at = bench(Text("Nothing to do."))
    work = at.job()
    (work.cwd / ".claude").mkdir()
    hook = '{"hooks":{"SessionStart":[{"hooks":[{"type":"command","command":"touch hooked"}]}]}}'
    (work.cwd / ".claude" / "settings.json").write_text(hook)
    await told(Claude(program), work)
    assert set(files_in(work.cwd)) == {".claude/settings.json"}


async def test_a_review_answers_by_schema_after_being_told_that_it_did_not(
    program: str, bench: Script
) -> None:
    remark = {"file": "a.py", "line": 1, "severity": "minor", "evidence": "no docstring"}
    verdict: dict[str, Any] = {"missing": [], "would_fail": "it", "score": 8, "summary": "Good."}
    verdict |= {"remarks": [remark]}
    at = bench(Tool("StructuredOutput", verdict | {"score": 11}), Tool("StructuredOutput", verdict))
    work = at.job(review=True)
    end = await ended(Claude(program), work)
    assert end.status is Ending.DONE
    assert read_verdict(end.value, work.cwd) == Answer(
        8, "Good.", (Remark("a.py", 1, Severity.MINOR, "no docstring"),), "it"
    )


async def test_a_review_without_an_answer_is_a_failure_with_its_cost(
    program: str, bench: Script
) -> None:
    at = bench(Text("Eight of ten."), Text("I said eight."))
    end = await ended(Claude(program), at.job(review=True))
    assert (end.status, end.value) == (Ending.FAILED, None)
    assert end.usd


async def test_a_reviewer_has_no_tool_that_changes_anything(program: str, bench: Script) -> None:
    at = bench(Text("Eight of ten."), Text("I said eight."))
    await told(Claude(program), at.job(review=True))
    offered = {tool["name"] for tool in at.api.requests[0]["tools"]}
    assert {"Read", "Grep", "Glob", "StructuredOutput"} <= offered
    assert not offered & {"Bash", "Edit", "Write", "NotebookEdit", "Agent", "WebFetch"}


async def test_refusals_are_told_and_listed(program: str, bench: Script, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    at = bench(
        Tool("Write", {"file_path": str(outside), "content": "x"}),
        Tool("Write", {"file_path": "../outside.txt", "content": "x"}),
        Text("I could not."),
    )
    events = await told(Claude(program), at.job())
    end = events[-1]
    assert isinstance(end, Ended)
    assert end.status is Ending.DENIED
    assert len([event for event in events if isinstance(event, Refused)]) == 2
    assert len(end.refusals) == 2
    assert all(str(outside) in refusal for refusal in end.refusals)
    assert not outside.exists()


async def test_a_look_outside_is_refused_and_the_work_goes_on(
    program: str, bench: Script, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("not for the model")
    at = bench(
        Tool("Read", {"file_path": str(outside)}),
        Tool("Grep", {"pattern": "not", "path": str(outside), "output_mode": "content"}),
        Text("I do without."),
    )
    end = await ended(Claude(program), at.job())
    assert (end.status, len(end.refusals)) == (Ending.DONE, 2)
    assert "not for the model" not in str(at.api.requests)


@pytest.mark.parametrize("path", [".git", ".git/config", ".claude/settings.json", ".mcp.json"])
async def test_what_would_run_later_is_not_written(program: str, bench: Script, path: str) -> None:
    at = bench(Tool("Write", {"file_path": path, "content": "x"}), Text("I could not."))
    work = at.job()
    assert (await ended(Claude(program), work)).status is Ending.DENIED
    assert files_in(work.cwd) == {}


async def test_a_command_is_not_there_unless_it_is_allowed(program: str, bench: Script) -> None:
    at = bench(Tool("Bash", {"command": "touch made"}), Text("I could not."))
    work = at.job()
    events = await told(Claude(program), work)
    assert [event.ok for event in events if isinstance(event, Acted)] == [False]
    assert files_in(work.cwd) == {}


async def test_an_allowed_command_runs_and_another_is_refused(program: str, bench: Script) -> None:
    at = bench(
        Tool("Bash", {"command": 'python3 -c \'open("made", "w")\''}),
        Tool("Bash", {"command": "env"}),
        Text("One of two."),
    )
    work = at.job()
    end = await ended(Claude(program, commands=("python3 *",)), work)
    assert files_in(work.cwd) == {"made": b""}
    assert end.status is Ending.DENIED
    assert end.refusals == ("Bash: This command requires approval",)


@pytest.mark.parametrize("way", ["leave", "cancel", "time out"])
async def test_in_the_middle_of_a_command_nothing_is_left_alive(
    program: str, bench: Script, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("claude", "claude_conversation"):
        monkeypatch.setattr(f"orchestrator_engine.agents.{module}.GRACE", 60.0)
    at = bench(Tool("Bash", {"command": SLEEP}))
    claude = Claude(program, commands=("python3 *",))
    limits = Limits(seconds=12, idle_seconds=60) if way == "time out" else None
    work = at.job(limits=limits)
    end: Ended | None = None
    with anyio.CancelScope() as scope:
        async with claude.run(work) as events:
            async for event in events:
                if isinstance(event, Acting):
                    await _until_it_sleeps(work)
                    if way == "leave":
                        break
                    if way == "cancel":
                        scope.cancel()
                if isinstance(event, Ended):
                    end = event
    assert alive(work) == []
    if way == "time out":
        assert end is not None
        assert (end.status, end.why) == (Ending.TIMEOUT, "not done within 12 s")
        # The interruption brought a result: what was spent until then is known.
        assert end.usd
    # It was asked to stop before it was ended, and so told what had been spent.
    assert b'"subtype":"error_during_execution"' in work.spool.read_bytes()


async def _until_it_sleeps(work: Job) -> None:
    # claude, its shell and the sleeper
    with anyio.fail_after(120):
        while len(alive(work)) < 3:  # noqa: ASYNC110  # nothing tells of somebody else's child
            await anyio.sleep(0.05)


async def test_a_wrong_key_ends_it_at_once(program: str, bench: Script) -> None:
    at = bench(*[Error(401, "authentication_error", "invalid x-api-key")] * 20)
    begun = time.monotonic()
    end = await ended(Claude(program), at.job())
    assert (end.status, end.usd) == (Ending.UNAVAILABLE, 0.0)
    assert end.why == "the model's API says: authentication failed"
    assert len(at.api.requests) < 3
    assert time.monotonic() - begun < 100


@pytest.mark.parametrize(
    ("turns", "why"),
    [
        (
            [Error(400, "invalid_request_error", "Your credit balance is too low to go on.")],
            "Credit balance is too low",
        ),
        ([Error(403, "permission_error", "no")], "Failed to authenticate"),
        ([Error(404, "not_found_error", "model: x")] * 4, "There's an issue with the selected"),
    ],
    ids=["no credit", "forbidden", "no such model"],
)
async def test_what_keeps_every_task_from_being_done_is_unavailable(
    program: str, bench: Script, turns: list[Turn], why: str
) -> None:
    end = await ended(Claude(program), bench(*turns).job())
    assert end.status is Ending.UNAVAILABLE
    assert end.why.startswith(why)


async def test_a_busy_model_is_waited_for_and_told(program: str, bench: Script) -> None:
    busy = Error(429, "rate_limit_error", "slow down", {"retry-after": "1"})
    events = await told(Claude(program), bench(busy, Text("Fine.")).job())
    (waiting,) = [event for event in events if isinstance(event, Waiting)]
    assert waiting.why == "rate limit (429)"
    assert 0 < waiting.seconds < 5
    end = events[-1]
    assert isinstance(end, Ended)
    assert (end.status, end.text) == (Ending.DONE, "Fine.")


async def test_a_connection_that_breaks_is_tried_again(program: str, bench: Script) -> None:
    assert (await ended(Claude(program), bench(Cut(), Text("Fine.")).job())).text == "Fine."
