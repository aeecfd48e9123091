"""What the rooms that act share: the run's folder, journal, repository, agent and worktrees."""

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from anyio import Lock, to_thread

from orchestrator_engine.agents.protocol import Agent, Job
from orchestrator_engine.attempt import CheckResult, Role
from orchestrator_engine.checks import run_check
from orchestrator_engine.ecosystems.manifests import is_manifest
from orchestrator_engine.journal import Journal
from orchestrator_engine.ledger import Ledger
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Plan, Task
from orchestrator_engine.prompts import GUIDES
from orchestrator_engine.protected import Guard, scripts
from orchestrator_engine.purse import Purse
from orchestrator_engine.run import Run
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.system.sandbox import BUBBLEWRAP, Walls, behind, for_tree

LOOKING = "_checks"
"""How the names of worktrees begin in which only checks run; no task is called like that."""


class SetupFailed(Exception):  # noqa: N818  # what happened, not a kind of error
    """A fresh worktree could not be made ready; `result` is the command that failed."""

    def __init__(self, result: CheckResult) -> None:
        super().__init__(result.name)
        self.result = result

    @property
    def words(self) -> str:
        """What failed, and the end of what it said."""
        ending = self.result.why or f"exit code {self.result.code}"
        what = f"the worktree could not be made ready: {self.result.name} failed ({ending})"
        return f"{what}\n{self.result.tail}"


@dataclass(frozen=True, slots=True)
class Member:
    """Who is asked in a role: the agent, all that it gets to see, and its account."""

    agent: Agent
    environment: Mapping[str, str]
    account: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a room needs to act on one run.

    `environment` is what programs of the project get to see, without any key;
    `agent_environment` has the agent's own keys besides. `crew` are those who are asked in roles
    in which it is not this agent. `placed` names the worktrees that this
    very worker made, and that nothing was cut short in, with the commit that each was made ready
    for; `looking` are those in which checks run just now, `spare` those of tasks that are done.
    `fresh` are worktrees that hold just that commit, and that nobody was in since. `merging` is
    held by the one task that may move the run's branch. `git` is what git obeyed there when this
    worker began, as `trust_store.check_git` wants it. `ledger` is what all runs share about
    money, and about the gate of the agent's `account`; without one the run keeps to its own limits
    alone.
    """

    folder: RunFolder
    journal: Journal
    repository: Repository
    agent: Agent
    environment: Mapping[str, str]
    agent_environment: Mapping[str, str]
    placed: dict[str, str] = field(default_factory=dict[str, str])
    looking: set[str] = field(default_factory=set[str])
    spare: list[str] = field(default_factory=list[str])
    fresh: dict[str, str] = field(default_factory=dict[str, str])
    merging: Lock = field(default_factory=Lock)
    git: list[str] = field(default_factory=list[str])
    ledger: Ledger | None = None
    account: str = ""
    crew: Mapping[Role, Member] = field(default_factory=dict[Role, Member])

    def member(self, role: Role) -> Member:
        """Who is asked in a role."""
        usual = Member(self.agent, self.agent_environment, self.account)
        return self.crew.get(role, usual)

    def equipped(self, job: Job) -> Job:
        """The job as whoever is asked in its role is to do it."""
        choice = self.run.created.settings.choice(job.subject.role)
        return replace(
            job,
            environment=self.member(job.subject.role).environment,
            model=choice.model,
            effort=choice.effort,
            system=choice.system,
            arguments=choice.arguments,
        )

    @property
    def purse(self) -> Purse:
        """What pays for the calls of agents."""
        return Purse(self.folder.id, self.journal, self.ledger)

    @property
    def run(self) -> Run:
        """The run as its journal stands now."""
        return self.journal.run

    @property
    def plan(self) -> Plan:
        """The plan, which stands before a worker begins."""
        assert self.run.plan is not None
        return self.run.plan

    @property
    def branch(self) -> str:
        """The full name of the run's branch."""
        return f"refs/heads/{self.run.created.branch}"

    def kept(self, task: str, attempt: int) -> str:
        """The name under which an attempt's commit is kept."""
        return f"refs/code-orch/{self.folder.id}/{task}/{attempt}"

    def guard(self, task: Task) -> Guard:
        """What is protected from the work at a task."""
        origin = self.run.created.origin
        before = self.repository.paths(origin.base)
        words = "\n".join(item.words for item in self.plan.items_of(task))
        follows = self.run.created.follows
        fixed = follows is not None and follows.judged_by_tests
        return Guard(before, origin.inside, words, scripts(self.plan.checks, before), fixed)

    def guides(self) -> dict[str, str]:
        """What the project told agents when the run began, by file: no agent of it has a say."""
        commit = self.run.created.origin.base
        found = {name: self.repository.read(commit, name) for name in GUIDES}
        texts = {name: data.decode(errors="replace") for name, data in found.items() if data}
        # One that is a link to the other holds its name.
        return {name: text for name, text in texts.items() if text.strip() not in GUIDES}

    def tree(self, name: str) -> Path:
        """Where the worktree of that name is."""
        return self.folder.worktree(name)

    def walls_of(self, job: Job, agent: str) -> Walls | None:
        """What holds an agent at a job; None for nothing. Raises `GitFailed`."""
        return self.walls(job.cwd, agent, handed=job.handed)

    def walls(
        self,
        tree: Path,
        agent: str | None = None,
        *,
        handed: tuple[Path, ...] = (),
        network: bool = True,
    ) -> Walls | None:
        """What holds a program that works in a worktree, an agent's or a check's; None for nothing.

        Raises `GitFailed`.
        """
        if self.run.created.settings.sandbox != BUBBLEWRAP:
            return None
        home = Path(self.environment.get("HOME", os.sep))
        places = self.repository.places(tree)
        state = self.folder.state
        return for_tree(tree, places, state, home, agent, handed=handed, network=network)

    def walls_of_checks(self, tree: Path) -> Walls | None:
        """As above for checks, that may have to do without the network."""
        handed = (self.folder.plugins,) if self.folder.plugins.is_dir() else ()
        network = self.run.created.settings.check_network
        return self.walls(tree, handed=handed, network=network)

    async def place(self, name: str, commit: str) -> Path:
        """Bring the worktree `name` to exactly `commit` and make it ready.

        What git ignores stays in a worktree of this worker (installed dependencies, caches), until
        a file changes that says what is to be installed; a worktree that a dead worker left is
        thrown away whole, for nobody knows what is in it. Raises `SetupFailed`.
        """
        path = self.tree(name)
        ready = self.placed.get(name)
        if self.fresh.pop(name, None) == commit and ready is not None:
            return path
        if ready is not None and await to_thread.run_sync(self._still_ready, ready, commit):
            try:
                await to_thread.run_sync(self.repository.reset_worktree, path, commit)
            except GitFailed:
                # An agent or a check broke it, or took it away.
                pass
            else:
                return path
        self.placed.pop(name, None)
        await to_thread.run_sync(self._check_out, path, commit)
        for command in self.plan.setup:
            # What is to be installed comes from the network, whatever the checks may reach.
            with behind(self.walls(path)):
                label = f"{name}.setup"
                result = await run_check(self.folder, command, path, self.environment, label)
            if not result.passed:
                raise SetupFailed(result)
        self.placed[name] = commit
        return path

    def _check_out(self, path: Path, commit: str) -> None:
        """Have a worktree where none was, or a broken one."""
        while self.spare:
            try:
                self.repository.hand_on(self.tree(self.spare.pop()), path, commit)
            except (GitFailed, OSError):
                continue  # somebody broke it, or took it away
            return
        self.repository.add_worktree(path, commit)

    def _still_ready(self, ready: str, commit: str) -> bool:
        """Whether what was installed for one commit is what another one needs."""
        if not self.plan.setup or ready == commit:
            return True
        changes = self.repository.changes(ready, commit)
        return not any(is_manifest(change.path) for change in changes)

    @asynccontextmanager
    async def clean(self, commit: str) -> AsyncGenerator[Path]:
        """A worktree at `commit` in which no agent ever worked.

        In an agent's own one there may be files that git ignores, and that no commit would carry
        along: checks that only pass beside them have not passed. Raises `SetupFailed`.
        """
        names = (f"{LOOKING}{number}" for number in count())
        name = next(each for each in names if each not in self.looking)
        self.looking.add(name)
        try:
            yield await self.place(name, commit)
        except BaseException:
            # What was cut short may have left half of something that git ignores.
            self.placed.pop(name, None)
            raise
        finally:
            self.looking.discard(name)

    async def displace(self, name: str) -> None:
        """Let go of a task's worktree: the next task gets it, emptied of all that git ignores."""
        self.fresh.pop(name, None)
        if self.placed.pop(name, None) is None:
            await to_thread.run_sync(self.repository.remove_worktree, self.tree(name))
        else:
            self.spare.append(name)
