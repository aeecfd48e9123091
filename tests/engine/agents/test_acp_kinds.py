"""The kinds of ACP agents: their rows, their probes, what they see, and those of a project."""

from dataclasses import replace
from pathlib import Path

import pytest
from cattrs import Converter

from orchestrator_engine.agents import AGENTS, adapter
from orchestrator_engine.agents.acp import Acp
from orchestrator_engine.agents.acp_table import KINDS
from orchestrator_engine.agents.protocol import (
    Access,
    Feature,
)
from orchestrator_engine.attempt import Ending
from orchestrator_engine.choices import Tool
from orchestrator_engine.config import load
from orchestrator_engine.errors import BadConfig, NoAgent
from orchestrator_engine.settings import Settings
from support.acps import KIND, VERSION, fake
from support.agents import ended, job, told
from support.fake_acp_words import DONE, said


async def test_a_repository_that_it_would_run_is_shunned(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), DONE, kind=replace(KIND, shuns=("its.json",)))
    work = job(tmp_path)
    (work.cwd / "its.json").write_text("{}")
    end = await ended(one.agent, work)
    assert end.status is Ending.UNAVAILABLE
    assert "its.json" in end.why
    assert not one.began


async def test_it_sees_its_own_settings_and_no_other_agents(tmp_path: Path) -> None:
    kind = replace(KIND, settings={Access.EDIT: {"CLAUDE_CODE_OURS": "1"}})
    one = fake(tmp_path, said("x"), DONE, kind=kind)
    given = {"PATH": "/usr/bin:/bin", "CLAUDE_CODE_THEIRS": "1", "FAKE_KEY": "k"}
    await told(one.agent, job(tmp_path, environment=given))
    seen = one.told[0]["environment"]
    assert (seen["CLAUDE_CODE_OURS"], seen["FAKE_KEY"]) == ("1", "k")
    assert "CLAUDE_CODE_THEIRS" not in seen


async def test_the_probe_tells_version_and_features(tmp_path: Path) -> None:
    probe = await fake(tmp_path).agent.probe()
    assert (probe.found, probe.version, probe.missing) == (True, VERSION, None)
    assert probe.features == KIND.features


@pytest.mark.parametrize("name", KINDS)
async def test_the_probe_of_each_says_how_to_get_it(name: str) -> None:
    probe = await Acp(KINDS[name], environment={"PATH": "/nowhere"}).probe()
    assert not probe.found
    assert KINDS[name].install in (probe.missing or "")


@pytest.mark.parametrize("name", KINDS)
def test_each_has_a_row_that_is_whole(name: str) -> None:
    kind = KINDS[name]
    assert kind.install
    assert kind.login
    assert kind.modes or kind.settings
    for table in (kind.modes, kind.settings):
        assert not table or set(table) == set(Access)
    assert Feature.SCHEMA not in kind.features
    assert AGENTS[name].environment == kind.environment
    assert AGENTS[name].states_cost == (Feature.COST in kind.features)


def test_a_project_names_others_by_their_command_line() -> None:
    mine = Tool("mine", ("mine", "acp"), speaks="acp", mode="ask", environment=("MINE_*",))
    made = adapter("mine", (mine,))
    assert made.environment == ("MINE_*",)
    assert isinstance(made.make(Path("SPEC.md")), Acp)
    assert mine.reviews


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    with pytest.raises(NoAgent, match="two agents called “gemini”"):
        adapter("gemini", (Tool("gemini", ("gemini",)),))


def test_what_a_project_says_of_an_agent_survives_in_the_journal(tmp_path: Path) -> None:
    (tmp_path / ".orchestrator.toml").write_text(
        'agent = "mine"\n[agents.mine]\nspeaks = "acp"\ncommand = ["mine", "acp"]\nmode = "ask"\n'
    )
    settings = load(tmp_path).settings(agent="mine")
    (tool,) = settings.tools
    assert (tool.speaks, tool.mode, tool.reviews) == ("acp", "ask", True)
    converter = Converter()
    assert converter.structure(converter.unstructure(settings), Settings) == settings


def test_no_other_way_of_speaking_is_known(tmp_path: Path) -> None:
    file = tmp_path / ".orchestrator.toml"
    file.write_text('[agents.mine]\nspeaks = "morse"\ncommand = ["mine"]\n')
    with pytest.raises(BadConfig, match="speaks"):
        load(tmp_path)
