"""Claude Code and Codex behind the Agent Client Protocol: the real programs, a scripted model.

No network and no key: the model is on loopback, and each program has a home of its own.
"""

import json
import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine.agents.acp import Acp
from orchestrator_engine.agents.acp_table import KINDS
from orchestrator_engine.agents.answers import VERDICT_SCHEMA, Answer, read_verdict
from orchestrator_engine.agents.protocol import Access, Acted, Job, Limits
from orchestrator_engine.attempt import Ending
from support import codexes
from support.agents import Person, alive, ended, files_in, job, told
from support.claudes import real_environment
from support.model_api import ModelApi, Text, Tool, Turn, without_tools
from support.npm import installed
from support.skips import skip_without

LIMITS = Limits(seconds=100, idle_seconds=90)
PROGRAMS = {
    "claude-acp": ("@agentclientprotocol/claude-agent-acp", "0.100.0", "claude-agent-acp"),
    "codex-acp": ("@zed-industries/codex-acp", "0.16.0", "codex-acp"),
}
pytestmark = pytest.mark.parametrize("name", PROGRAMS)

Bench = Callable[..., tuple[Job, ModelApi]]


def agent_of(name: str) -> Acp:
    """As the table has it, with the program of the tests."""
    program = installed(*PROGRAMS[name])
    if program is None:
        skip_without(name)
    kind = KINDS[name]
    return Acp(replace(kind, command=(program, *kind.command[1:])))


def shell(name: str, line: str) -> Tool:
    """How the model of a program asks for a command."""
    if name == "codex-acp":
        return Tool("shell", {"command": ["sh", "-c", line]})
    return Tool("Bash", {"command": line, "description": "x"})


@pytest.fixture
def bench(tmp_path: Path, name: str) -> Iterator[Bench]:
    with ExitStack() as stack:
        own = stack.enter_context(codexes.home())

        def make(*turns: Turn, access: Access = Access.EDIT) -> tuple[Job, ModelApi]:
            if name == "codex-acp":
                api = stack.enter_context(codexes.model(own, *turns))
                path = os.environ.get("PATH", os.defpath)
                environment = {"PATH": path, "HOME": str(own), "OPENAI_API_KEY": "sk-test"}
            else:
                api = stack.enter_context(ModelApi(*turns, aside=without_tools))
                environment = real_environment(tmp_path) | {"ANTHROPIC_BASE_URL": api.url}
            return job(tmp_path, environment=environment, access=access, limits=LIMITS), api

        yield make


async def test_it_is_given_its_prompt_and_answers(name: str, bench: Bench) -> None:
    work, api = bench(Text("It greets."))
    end = await ended(agent_of(name), work)
    assert (end.status, end.text) == (Ending.DONE, "It greets."), end.why
    assert "Do what the item says." in str(api.requests[0])
    assert {key.rpartition(" ")[2] for key in api.keys} <= {"sk-test", "sk-ant-test"}
    assert alive(work) == []


async def test_a_reviewer_answers_in_words_that_are_read_by_schema(name: str, bench: Bench) -> None:
    verdict = {"score": 8, "summary": "Good.", "remarks": list[str]()}
    answer = Text(f"Read.\n\n```json\n{json.dumps(verdict)}\n```\n")
    work, _ = bench(answer, access=Access.READ)
    end = await ended(agent_of(name), replace(work, schema=VERDICT_SCHEMA))
    assert read_verdict(end.value, work.cwd) == Answer(8, "Good.", ()), end.why
    assert files_in(work.cwd) == {}
    assert alive(work) == []


async def test_what_it_may_not_do_is_not_done(name: str, bench: Bench) -> None:
    # The temporary folder is open to Codex, which is why this one is elsewhere.
    with codexes.home() as outside:
        file = outside / "outside.txt"
        line = f"echo x > {shlex.quote(str(file))}"
        work, _ = bench(shell(name, line), Text("Tried."), Text("Tried."))
        events = await told(agent_of(name), work)
        assert not file.exists()
        assert not [event for event in events if isinstance(event, Acted) and event.diff]
        assert files_in(work.cwd) == {}
        assert alive(work) == []


async def test_a_person_is_asked_and_obeyed(tmp_path: Path, name: str, bench: Bench) -> None:
    if name == "codex-acp":
        pytest.skip("codex-acp runs commands of its folder in its own sandbox, and asks for none")
    made = tmp_path / "tree" / "made.txt"
    turns = (shell(name, "echo yes > made.txt"), Text("That is all."), Text("That is all."))
    nobody, _ = bench(*turns, access=Access.ASK)
    end = await ended(agent_of(name), nobody)
    assert end.refusals
    assert not made.exists()
    somebody, _ = bench(*turns, access=Access.ASK)
    person = Person(allow=True)
    assert (await ended(agent_of(name), somebody, person)).status is Ending.DONE
    assert [each.input for each in person.asked] == ["echo yes > made.txt"]
    assert made.read_text() == "yes\n"
