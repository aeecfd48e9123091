"""A run carried out once more from what was recorded of it: same plan, real git, real checks.

It happens in a place of its own, in a copy of the repository: neither the person's files nor the
run's own branch are touched, and nobody is asked, so that it costs nothing.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from orchestrator_engine import journal, reverting
from orchestrator_engine.agents.replay import Replay, recorded
from orchestrator_engine.archive import BEGINNING
from orchestrator_engine.comparing import Difference, differences
from orchestrator_engine.context import Context
from orchestrator_engine.errors import BadProject, CannotRevert
from orchestrator_engine.events import (
    CommandApplied,
    RunCreated,
    RunPlanned,
    RunResumed,
    TaskReverted,
)
from orchestrator_engine.fold import fold
from orchestrator_engine.journal import Journal
from orchestrator_engine.places import RunFolder, new_run_id
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.reign import reign
from orchestrator_engine.run import Run
from orchestrator_engine.spending import as_data
from orchestrator_engine.store import Command, SqliteStore
from orchestrator_engine.system import sandbox
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.system.git_command import LONG, git


@dataclass(frozen=True, slots=True)
class Again:
    """What came of it: where it happened, the run that it was, and where it parts from the first.

    `same_files` says whether both left the same files behind, or None where the first one's are
    not there any more.
    """

    folder: RunFolder
    run: Run
    differences: tuple[Difference, ...]
    same_files: bool | None

    @property
    def same(self) -> bool:
        """Whether it was the same run once more, as far as anybody can tell."""
        return not self.differences and self.same_files is not False


async def carry_out_again(
    source: RunFolder, place: Path, environment: Mapping[str, str] | None = None
) -> Again:
    """Carry the run in `source` out again in the empty folder `place`.

    Raises `BadProject` when the commit that it began at cannot be had, and what reading a journal
    raises.
    """
    records = journal.read(source)
    before = fold(records)
    project = _copy(source, before, place / "project")
    folder = RunFolder(place / "state" / "runs" / new_run_id(datetime.now(UTC)))
    assert before.plan is not None
    journal.create(folder, _created(before, project, folder.id), RunPlanned(before.plan))
    if source.plugins.is_dir():
        # What judged phases then does so again; nobody else is told of a replay.
        shutil.copytree(source.plugins, folder.plugins)
    seen = allowed(os.environ if environment is None else environment)
    agent = Replay(recorded(before, source))
    repository = Repository(project, folder.id, folder.state)
    run = await _drive(folder, repository, agent, seen)
    for wish in _wishes(records):
        run = await _obey(wish, run, folder, repository, agent, seen)
    return Again(
        folder=folder,
        run=run,
        differences=differences(records, journal.read(folder)),
        same_files=_same_files(before, run, project),
    )


async def _drive(
    folder: RunFolder, repository: Repository, agent: Replay, seen: Mapping[str, str]
) -> Run:
    taken = Journal.take_over(folder, "a replay")
    try:
        context = Context(folder, taken, repository, agent, seen, seen)
        await reign(context, 0)
        return context.run
    finally:
        taken.close()


def _wishes(records: Iterable[Recorded]) -> Iterator[Command | TaskReverted]:
    """What a person did that changed how the run went on, in order; pauses change nothing."""
    applied: CommandApplied | None = None
    for record in records:
        event = record.event
        if isinstance(event, CommandApplied):
            applied = event
            if not event.why and event.name in _ON_AGAIN:
                data = {} if event.task is None else {"task": event.task}
                yield Command(f"again {record.seq}", event.name, dict(data))
        elif isinstance(event, RunResumed) and applied is not None and applied.name == "resume":
            budget = {} if event.budget is None else {"budget": as_data(event.budget)}
            yield Command(f"again {record.seq}", "resume", dict(budget))
        elif isinstance(event, TaskReverted):
            yield event


_ON_AGAIN = frozenset({"restart", "retry", "skip"})


async def _obey(  # noqa: PLR0913, PLR0917  # all that a run is made of
    wish: Command | TaskReverted,
    run: Run,
    folder: RunFolder,
    repository: Repository,
    agent: Replay,
    seen: Mapping[str, str],
) -> Run:
    """The run once a wish of the person's was done there, too; what makes no sense changes it not.

    What was taken back from their own branch is not: there is none here.
    """
    if isinstance(wish, Command):
        with closing(SqliteStore(folder.store, write=True)) as store:
            store.send(wish)
        return await _drive(folder, repository, agent, seen)
    try:
        reversal = reverting.look(folder, run, repository, wish.task)
        return reverting.take_back(folder, run, repository, reversal)
    except CannotRevert:
        return run


def _copy(source: RunFolder, run: Run, place: Path) -> Path:
    """A repository of our own as it was when the run began, with the document in it."""
    origin = run.created.origin
    place.parent.mkdir(parents=True, exist_ok=True)
    quiet = ("clone", "--quiet", "--no-checkout", "--no-tags")
    try:
        if source.bundle.exists():
            git(place.parent, (*quiet, "--", source.bundle, place), seconds=LONG)
            git(place, ("checkout", "--quiet", "--detach", f"origin/{BEGINNING}"), seconds=LONG)
        else:
            # Its objects are read where they are: nothing is copied but a list of names.
            git(place.parent, (*quiet, "--shared", "--", origin.repository, place), seconds=LONG)
            git(place, ("checkout", "--quiet", "--detach", origin.base), seconds=LONG)
    except GitFailed as failed:
        raise BadProject(
            f"commit {origin.base[:10]} of {origin.repository}, at which the run began, cannot be "
            f"had: {failed.said.strip()}",
            "do it where the repository is, or export the run there with --with-project",
        ) from failed
    document = _document(run, place)
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_bytes(source.document.read_bytes())
    return place


def _document(run: Run, project: Path) -> Path:
    """Where the copy of the document lies: a replay ticks no box of the person's."""
    origin = run.created.origin
    if origin.inside is None:
        return project.parent / Path(origin.document).name
    return project / origin.inside


def _created(run: Run, project: Path, name: str) -> RunCreated:
    created = run.created
    origin = replace(
        created.origin,
        base=Repository(project).head(),
        document=str(_document(run, project)),
        repository=str(project),
        returns_to=None,
    )
    return replace(
        created,
        origin=origin,
        branch=f"code-orch/{name}",
        settings=replace(
            created.settings,
            agent_start_delay=0.0,
            planner=False,
            approval=False,
            sandbox=sandbox.BUBBLEWRAP if sandbox.works() else "",
        ),
        # Whoever asks for it has allowed it just now.
        trusted="",
        then=None,
    )


def _same_files(before: Run, after: Run, project: Path) -> bool | None:
    repository = Repository(project)
    trees = [repository.tree(run.head) for run in (before, after)]
    return None if None in trees else trees[0] == trees[1]
