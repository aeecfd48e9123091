"""Other real agents as programs of a project, with a model behind each that says what was written.

No network and no key: the model is on loopback, and each program has a home of its own.
"""

from pathlib import Path

import pytest

from orchestrator_engine import choices
from orchestrator_engine.agents.command import Command
from orchestrator_engine.agents.protocol import Limits
from orchestrator_engine.attempt import Ending
from support.agents import alive, ended, files_in, job
from support.model_api import Error, Text
from support.other_agents import GEMINI, KEY, OPENCODE, OTHERS, QWEN, OtherAgent
from support.skips import skip_without

LIMITS = Limits(seconds=120, idle_seconds=120)


EACH = pytest.mark.parametrize("other", OTHERS, ids=lambda other: other.name)
QUICKEST = pytest.mark.parametrize(
    "other",
    [GEMINI, *[pytest.param(other, marks=pytest.mark.torture) for other in (OPENCODE, QWEN)]],
    ids=lambda other: other.name,
)


def command(other: OtherAgent) -> Command:
    program = other.program()
    if program is None:
        skip_without(other.name)
    return Command(choices.Tool(other.name, (program, *other.headless)))


@EACH
async def test_a_program_is_given_its_prompt_and_its_edit_is_on_disk(
    tmp_path: Path, other: OtherAgent
) -> None:
    agent = command(other)
    written = other.writes(tmp_path / "tree" / "new.txt", "hello\n")
    with other.model(written, Text("It greets.")) as api:
        work = job(tmp_path, environment=other.environment(tmp_path, api), limits=LIMITS)
        end = await ended(agent, work)
    assert end.status is Ending.DONE, end.why
    assert "It greets." in end.text
    assert files_in(work.cwd) == {"new.txt": b"hello\n"}
    assert "Do what the item says." in str(api.requests[0])
    assert set(api.keys) == {KEY}
    assert alive(work) == []


@QUICKEST
async def test_a_program_that_is_not_let_in_has_failed(tmp_path: Path, other: OtherAgent) -> None:
    agent = command(other)
    with other.model(*[Error(401, "UNAUTHENTICATED", "no such key")] * 20) as api:
        work = job(tmp_path, environment=other.environment(tmp_path, api), limits=LIMITS)
        end = await ended(agent, work)
    assert end.status is Ending.FAILED
    assert end.why.startswith(f"{other.name}: exit code 1: "), end.why
    assert files_in(work.cwd) == {}
    assert alive(work) == []
