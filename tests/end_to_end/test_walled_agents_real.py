"""The real agents behind walls: they work as without, and what is not theirs they cannot reach."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.agents.answers import VERDICT_SCHEMA, Answer, read_verdict
from orchestrator_engine.agents.claude import Claude
from orchestrator_engine.agents.codex import Codex
from orchestrator_engine.agents.protocol import Access, Acted, Agent, Ended, Job
from orchestrator_engine.attempt import Ending
from orchestrator_engine.system.git import Repository
from orchestrator_engine.system.sandbox import behind, for_tree, works
from support import claudes, codexes
from support.agents import REVIEW, job, told
from support.model_api import ModelApi, Text, Tool, Turn
from support.skips import skip_without

VERDICT: dict[str, Any] = {
    "score": 8,
    "summary": "Good.",
    "remarks": [],
    "missing": [],
    "would_fail": "the tests",
}


@dataclass
class Bench:
    """A worktree of a project in a person's home, and an agent with a model behind it."""

    where: Path
    agent: Agent
    environment: dict[str, str]
    repository: Repository

    def job(self, access: Access = Access.EDIT) -> Job:
        state = self.where / "state"
        tree = state / "runs" / "r" / "worktrees" / "r-t1"
        state.mkdir()
        self.repository.add_worktree(tree, self.repository.head())
        if access is Access.READ:
            work = job(self.where, environment=self.environment, subject=REVIEW, access=access)
            work = replace(work, schema=VERDICT_SCHEMA)
        else:
            work = job(self.where, environment=self.environment)
        return replace(work, cwd=tree, spool=state / "runs" / "r" / "spool" / "t1.log")

    async def told(self, work: Job) -> tuple[list[Acted], Ended]:
        walls = for_tree(
            work.cwd,
            self.repository.places(work.cwd),
            self.where / "state",
            Path(self.environment["HOME"]),
            self.agent.name,
            handed=work.handed,
        )
        with behind(walls):
            events = await told(self.agent, work)
        end = events[-1]
        assert isinstance(end, Ended)
        return [event for event in events if isinstance(event, Acted)], end


Make = Callable[..., Bench]


@pytest.fixture
def claude(tmp_path: Path) -> Iterator[Make]:
    program = claudes.real()
    if program is None:
        skip_without("Claude Code")
    if not works():
        skip_without("bubblewrap (bwrap)")
    with ExitStack() as stack:

        def make(*turns: Turn) -> Bench:
            api = stack.enter_context(ModelApi(*turns))
            environment = claudes.real_environment(tmp_path)
            environment |= {"ANTHROPIC_BASE_URL": api.url}
            return bench(tmp_path, Claude(program, commands=("cat *", "sh *")), environment)

        yield make


@pytest.fixture
def codex(tmp_path: Path) -> Iterator[Make]:
    program = codexes.real()
    if program is None:
        skip_without("Codex")
    if not works():
        skip_without("bubblewrap (bwrap)")
    with ExitStack() as stack:
        own = stack.enter_context(codexes.home())

        def make(*turns: Turn) -> Bench:
            stack.enter_context(codexes.model(own, *turns))
            path = os.environ.get("PATH", os.defpath)
            environment = {"PATH": path, "HOME": str(own), "OPENAI_API_KEY": "sk-test"}
            return bench(tmp_path, Codex(program), environment)

        yield make


def bench(where: Path, agent: Agent, environment: dict[str, str]) -> Bench:
    home = Path(environment["HOME"])
    (home / ".ssh").mkdir()
    (home / ".ssh" / "key").write_text("for nobody\n")
    project = where / "project"
    project.mkdir()
    (project / "hello.py").write_text("print('hey')\n")
    repository = Repository(Repository.init(project).top, None, where / "state")
    return Bench(where, agent, environment, repository)


async def test_claude_edits_and_reaches_nothing_else(claude: Make) -> None:
    at = claude(
        Tool("Write", {"file_path": "new.txt", "content": "made\n"}),
        Tool("Bash", {"command": "sh -c 'cat ~/.ssh/key; echo x > ~/x; git config a.b c'"}),
        Text("Done."),
    )
    work = at.job()
    acted, end = await at.told(work)
    assert (end.status, end.text) == (Ending.DONE, "Done.")
    assert (work.cwd / "new.txt").read_text() == "made\n"
    assert not any("for nobody" in event.output for event in acted)
    assert not (Path(at.environment["HOME"]) / "x").exists()
    assert dict(at.repository.settings()).get("a.b") is None


async def test_claude_reviews(claude: Make) -> None:
    at = claude(Tool("StructuredOutput", VERDICT), Text("That is it."))
    work = at.job(Access.READ)
    _, end = await at.told(work)
    assert read_verdict(end.value, work.cwd) == Answer(8, "Good.", (), "the tests")


async def test_codex_edits_and_reaches_nothing_else(codex: Make) -> None:
    line = "cat ~/.ssh/key; echo x > ~/x; echo made > new.txt"
    at = codex(Tool("exec_command", {"cmd": line}), Text("Done."))
    work = at.job()
    acted, end = await at.told(work)
    assert (end.status, end.text) == (Ending.DONE, "Done."), end
    assert not any("for nobody" in event.output for event in acted)
    assert not (Path(at.environment["HOME"]) / "x").exists()
    assert acted[0].ok, acted
    assert (work.cwd / "new.txt").read_text() == "made\n"


async def test_codex_reviews_by_schema(codex: Make) -> None:
    at = codex(Text('{"score": 8, "summary": "Good.", "remarks": []}'))
    work = at.job(Access.READ)
    _, end = await at.told(work)
    assert read_verdict(end.value, work.cwd) == Answer(8, "Good.", ()), end
