"""The adapter and its program: what it is given, and what becomes of it when it misbehaves."""

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import anyio
import psutil
import pytest

from orchestrator_engine.agents.answers import VERDICT_SCHEMA
from orchestrator_engine.agents.claude import Claude
from orchestrator_engine.agents.protocol import Access, Ended, Limits, Said, Started, Waiting
from orchestrator_engine.attempt import Ending, Trouble
from support.agents import alive, ended, job, told
from support.claudes import Step, fake, replay

EDIT = replay("edit")
BEGIN = EDIT[0]
RESULT = EDIT[-1]


def claude(folder: Path, *steps: Step, commands: tuple[str, ...] = ()) -> Claude:
    return Claude(fake(folder, *steps).program, commands=commands)


def value_of(arguments: Sequence[str], name: str) -> str:
    return arguments[arguments.index(name) + 1]


async def test_the_prompt_goes_in_as_written_and_never_as_an_argument(tmp_path: Path) -> None:
    program = fake(tmp_path, *EDIT)
    prompt = "/compact @/etc/hostname\n" + "é" * 200_000
    await told(Claude(program.program), job(tmp_path, prompt=prompt))
    message = json.loads(program.told["prompt"])
    assert message["message"] == {"role": "user", "content": prompt}
    assert message["client_composed"] is True
    assert "compact" not in str(program.told["arguments"])


async def test_an_editing_job_may_edit_and_run_nothing(tmp_path: Path) -> None:
    program = fake(tmp_path, *EDIT)
    await told(Claude(program.program), job(tmp_path))
    arguments = program.told["arguments"]
    assert value_of(arguments, "--permission-mode") == "acceptEdits"
    assert value_of(arguments, "--tools") == "Read,Grep,Glob,Edit,Write,NotebookEdit"
    assert "--setting-sources=" in arguments
    assert "--allowedTools" not in arguments
    assert "--json-schema" not in arguments


async def test_commands_are_allowed_one_by_one(tmp_path: Path) -> None:
    program = fake(tmp_path, *EDIT)
    await told(Claude(program.program, commands=("make *", "python3 *")), job(tmp_path))
    arguments = program.told["arguments"]
    at = arguments.index("--allowedTools")
    assert arguments[at + 1 : at + 3] == ["Bash(make *)", "Bash(python3 *)"]
    assert value_of(arguments, "--tools").endswith(",Bash")


async def test_a_looking_job_has_only_tools_that_look(tmp_path: Path) -> None:
    program = fake(tmp_path, *replay("review"))
    work = job(tmp_path, access=Access.READ, schema=VERDICT_SCHEMA)
    await told(Claude(program.program, commands=("make *",)), work)
    arguments = program.told["arguments"]
    assert value_of(arguments, "--tools") == "Read,Grep,Glob"
    assert "--permission-mode" not in arguments
    assert json.loads(value_of(arguments, "--json-schema")) == VERDICT_SCHEMA


async def test_it_sees_what_the_job_says_and_nothing_of_another_claude(tmp_path: Path) -> None:
    program = fake(tmp_path, *EDIT)
    given = {"PATH": os.defpath, "ANTHROPIC_API_KEY": "k", "CLAUDECODE": "1", "CLAUDE_CODE_X": "1"}
    await told(Claude(program.program), job(tmp_path, environment=given))
    seen = program.told["environment"]
    assert seen["ANTHROPIC_API_KEY"] == "k"
    assert seen["CLAUDE_CODE_MAX_RETRIES"] == "4"
    assert seen["DISABLE_AUTOUPDATER"] == "1"
    assert "CLAUDECODE" not in seen
    assert "CLAUDE_CODE_X" not in seen


async def test_its_output_is_in_the_spool(tmp_path: Path) -> None:
    work = job(tmp_path)
    await told(claude(tmp_path, ("stderr", "a warning\n"), *EDIT), work)
    assert b"Done: hello" in work.spool.read_bytes()
    assert b"a warning" in work.spool.read_bytes()


async def test_an_error_that_trying_again_does_not_mend_ends_it_at_once(tmp_path: Path) -> None:
    retry = replay("unauthorized_interrupted")[1]
    begun = time.monotonic()
    events = await told(claude(tmp_path, BEGIN, retry, ("hang",)), job(tmp_path))
    assert any(isinstance(event, Waiting) for event in events)
    end = events[-1]
    assert isinstance(end, Ended)
    assert end.status is Ending.UNAVAILABLE
    assert end.why == "the model's API says: authentication failed"
    # The result that the interruption brought tells what had been spent.
    assert (end.usd, end.tokens) == (0.5, 15)
    assert time.monotonic() - begun < 100


async def test_what_was_spent_before_a_time_out_is_known(tmp_path: Path) -> None:
    limits = Limits(seconds=200, idle_seconds=2)
    end = await ended(claude(tmp_path, BEGIN, ("hang",)), job(tmp_path, limits=limits))
    assert (end.status, end.why) == (Ending.TIMEOUT, "no sign of life for 2 s")
    assert end.usd == 0.5


async def test_one_that_listens_to_nothing_is_ended_all_the_same(tmp_path: Path) -> None:
    limits = Limits(seconds=2, idle_seconds=200)
    work = job(tmp_path, limits=limits)
    begun = time.monotonic()
    end = await ended(claude(tmp_path, BEGIN, ("spawn",), ("deaf",)), work)
    assert (end.status, end.usd) == (Ending.TIMEOUT, None)
    assert time.monotonic() - begun < 100
    assert alive(work) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs a keeper")
@pytest.mark.parametrize("last", [("trickle",), ("deaf",), ("kill",)])
async def test_no_misbehaviour_outlasts_its_time_or_leaves_anything_alive(
    tmp_path: Path, last: Step
) -> None:
    family = tmp_path / "family"
    family.mkdir()
    work = job(tmp_path, limits=Limits(seconds=3, idle_seconds=60))
    with anyio.fail_after(60):
        end = await ended(claude(tmp_path, BEGIN, ("family", str(family)), last), work)
    assert end.status in (Ending.TIMEOUT, Ending.FAILED)
    assert alive(work) == []
    assert [file for file in family.iterdir() if psutil.pid_exists(int(file.read_text()))] == []


async def test_one_that_lingers_after_its_result_is_not_waited_for(tmp_path: Path) -> None:
    work = job(tmp_path)
    begun = time.monotonic()
    end = await ended(claude(tmp_path, *EDIT, ("spawn",), ("deaf",)), work)
    assert end.status is Ending.DONE
    assert time.monotonic() - begun < 100
    assert alive(work) == []


async def test_being_killed_is_a_failure_of_unknown_cost(tmp_path: Path) -> None:
    work = job(tmp_path)
    end = await ended(claude(tmp_path, *EDIT[:-1], ("spawn",), ("kill",)), work)
    assert (end.status, end.trouble) == (Ending.FAILED, Trouble.KILLED)
    assert end.why.startswith("claude ended without a result (killed by signal 9")
    assert (end.usd, end.tokens) == (None, None)
    assert alive(work) == []


async def test_one_that_is_gone_since_the_run_began_is_told_from_one_that_fails(
    tmp_path: Path,
) -> None:
    end = await ended(Claude(str(tmp_path / "not-there")), job(tmp_path))
    assert (end.status, end.trouble) == (Ending.UNAVAILABLE, Trouble.MISSING)


async def test_what_it_writes_before_the_stream_is_the_reason(tmp_path: Path) -> None:
    steps = [("stderr", "a note\nerror: unknown option '--frobnicate'\n"), ("exit", 1)]
    end = await ended(claude(tmp_path, *steps), job(tmp_path))
    assert end.status is Ending.UNAVAILABLE
    assert end.why == "claude did not begin (exit code 1): error: unknown option '--frobnicate'"


async def test_the_exit_code_says_nothing_where_there_is_a_result(tmp_path: Path) -> None:
    end = await ended(claude(tmp_path, *EDIT, ("exit", 7)), job(tmp_path))
    assert end.status is Ending.DONE


async def test_rubbish_between_the_lines_is_passed_by(tmp_path: Path) -> None:
    rubbish: list[Step] = [
        ("line", "{"),
        ("line", "[1]"),
        ("line", "null"),
        ("line", '{"type":"assistant","message":7}'),
        ("line", '{"type":["result"]}'),
        ("line", "[" * 100_000),
        ("line", '{"type":"result","total_cost_usd":' + "9" * 5000 + "}"),
        ("bytes", "\xff\xfe\n"),
        ("flood", 1000, 1000),
    ]
    clean = await told(claude(tmp_path, *EDIT), job(tmp_path))
    mixed = [BEGIN, *rubbish, *EDIT[1:-1], *rubbish, RESULT]
    assert await told(claude(tmp_path, *mixed), job(tmp_path)) == clean


async def test_a_result_that_nothing_ends_is_read(tmp_path: Path) -> None:
    steps = [*EDIT[:-1], ("bytes", RESULT[1]), ("exit", 0)]
    assert (await ended(claude(tmp_path, *steps), job(tmp_path))).status is Ending.DONE


async def test_a_line_of_many_mebibytes_is_read(tmp_path: Path) -> None:
    text = "x" * (8 * 1024 * 1024)
    message = {"type": "assistant", "message": {"content": [{"type": "text", "text": text}]}}
    events = await told(
        claude(tmp_path, BEGIN, ("line", json.dumps(message)), RESULT), job(tmp_path)
    )
    assert Said(text) in events
    assert isinstance(events[-1], Ended)


async def test_a_flood_of_output_takes_no_time_from_the_limits(tmp_path: Path) -> None:
    steps = [BEGIN, ("flood", 65536, 800), *EDIT[1:]]
    end = await ended(claude(tmp_path, *steps), job(tmp_path))
    assert end.status is Ending.DONE


async def test_one_that_does_not_take_its_prompt_is_ended(tmp_path: Path) -> None:
    program = tmp_path / "claude"
    program.write_text("#!/bin/sh\nexec sleep 3600\n")
    program.chmod(0o755)
    work = job(tmp_path, prompt="x" * 1_000_000, limits=Limits(seconds=200, idle_seconds=0.5))
    end = await ended(Claude(str(program)), work)
    assert (end.status, end.why) == (Ending.TIMEOUT, "claude did not take its prompt")
    assert alive(work) == []


async def test_the_first_event_says_thread_and_model(tmp_path: Path) -> None:
    started = (await told(claude(tmp_path, *EDIT), job(tmp_path)))[0]
    assert isinstance(started, Started)
    assert started.model == "claude-opus-5-5"


@pytest.mark.parametrize(
    ("version", "found", "missing"),
    [
        ("2.1.330 (Claude Code)", True, None),
        ("2.1.318 (Claude Code)", True, None),
        ("10.0.0 (Claude Code)", True, None),
        ("2.1.317 (Claude Code)", False, "claude 2.1.317 is too old, 2.1.318 or later is needed"),
        ("1.0.400 (Claude Code)", False, "claude 1.0.400 is too old"),
        ("hello", False, "claude does not tell its version (exit code 0)"),
    ],
)
async def test_the_probe_judges_the_version(
    tmp_path: Path, version: str, found: bool, missing: str | None
) -> None:
    probe = await Claude(fake(tmp_path, version=version).program).probe()
    assert probe.found is found
    assert (probe.missing or "").startswith(missing or "")
    assert (probe.missing is None) is found


async def test_the_probe_says_what_to_install(tmp_path: Path) -> None:
    probe = await Claude("claude", environment={"PATH": str(tmp_path)}).probe()
    assert probe.missing == (
        "claude is not installed, or not on the PATH: npm install -g @anthropic-ai/claude-code"
    )
