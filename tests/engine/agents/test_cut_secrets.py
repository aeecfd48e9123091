"""What is cut to be shown loses its secrets first: a part of one would not be known for one."""

import json
from pathlib import Path

import pytest

from orchestrator_engine.agents import acp_wire as wire
from orchestrator_engine.agents.acp_asking import question
from orchestrator_engine.agents.protocol import Ended, Said
from orchestrator_engine.agents.recorder import Recorder
from orchestrator_engine.agents.recording import LONG
from orchestrator_engine.agents.tool_words import title_of
from orchestrator_engine.asking import outcome
from orchestrator_engine.attempt import Ending
from orchestrator_engine.questions import key
from orchestrator_engine.system.secrets import redactor
from support.agents import job, told
from support.scripted import Scripted
from support.secrets import KEYS

SECRET = KEYS["anthropic"]
BEGINNING = SECRET[:12]


def asking(**given: object) -> wire.Call:
    call = {"title": "run", "toolCallId": "c", "kind": "execute", "rawInput": given}
    return wire.Call("session/request_permission", {"toolCall": call, "options": []}, 1)


@pytest.mark.parametrize("before", range(100, 161, 4))
def test_no_part_of_a_secret_is_left_in_a_title(before: int) -> None:
    command = f"curl {'x' * (before - 5)} -H 'x-api-key: {SECRET}'"
    title = title_of("Bash", {"command": command}, "")
    assert len(title) <= 160
    assert BEGINNING not in title


@pytest.mark.parametrize("before", range(130, 201, 4))
def test_no_part_of_a_secret_is_left_in_what_was_refused(before: int) -> None:
    refused = f"Bash: {'x' * before} {SECRET} was not allowed"
    (line,) = outcome(Ended(Ending.DONE, refusals=(refused,)), 1.0).refusals
    assert len(line) <= 200
    assert BEGINNING not in line


def test_a_person_is_asked_about_all_of_a_command_however_long() -> None:
    padding = "#" * 100_000
    one, other = (question(asking(command=f"true {padding}\n{end}"), "") for end in ("ls", "rm x"))
    assert one.request.input.endswith("ls")
    keys = {key(each.request.tool, each.request.input, (), "") for each in (one, other)}
    assert len(keys) == 2


def test_a_command_is_told_with_all_that_it_is_run_with() -> None:
    assert question(asking(command="make", description="build it"), "").request.input == "make"
    here = asking(command="make", cwd="/tree", is_background=False)
    assert question(here, "/tree").request.input == "make"
    elsewhere = question(asking(command="rm -r x", directory="/home"), "").request.input
    assert json.loads(elsewhere) == {"command": "rm -r x", "directory": "/home"}


async def test_no_part_of_a_secret_is_left_in_a_recording(tmp_path: Path) -> None:
    said = Said("x " * ((LONG - 20) // 2) + SECRET)
    file = tmp_path / "recording.jsonl"
    agent = Scripted(said, Ended(Ending.DONE))
    await told(Recorder(agent, lambda _: file, redactor().value), job(tmp_path))
    assert BEGINNING not in file.read_text()


async def test_what_was_refused_loses_its_secrets_in_a_recording(tmp_path: Path) -> None:
    file = tmp_path / "recording.jsonl"
    agent = Scripted(Ended(Ending.DENIED, refusals=(f"Bash: echo {SECRET}",)))
    await told(Recorder(agent, lambda _: file, redactor().value), job(tmp_path))
    assert BEGINNING not in file.read_text()
