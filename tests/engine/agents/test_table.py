from pathlib import Path

import pytest

from orchestrator_engine.agents import AGENTS, make
from orchestrator_engine.agents.rehearsal import Rehearsal
from orchestrator_engine.errors import NoAgent


@pytest.mark.parametrize("name", AGENTS)
def test_every_agent_of_the_table_is_called_what_the_table_says(name: str) -> None:
    assert make(name, Path("SPEC.md")).name == name


def test_the_rehearsal_reads_the_script_beside_the_spec() -> None:
    agent = make("rehearsal", Path("docs/SPEC.md"))
    assert isinstance(agent, Rehearsal)
    assert agent.script == Path("docs/SPEC.rehearsal.md")


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NoAgent) as refusal:
        make("clod", Path("SPEC.md"))
    assert refusal.value.message == "there is no agent called “clod”"
    assert "rehearsal" in refusal.value.hint
