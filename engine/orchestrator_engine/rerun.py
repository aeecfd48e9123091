"""A run carried out once more from what was recorded of it: same plan, real git, real checks.

It happens in a place of its own, in a copy of the repository: neither the person's files nor the
run's own branch are touched, and nobody is asked, so that it costs nothing.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from orchestrator_engine import journal, worker
from orchestrator_engine.agents.replay import Replay, recorded
from orchestrator_engine.archive import BEGINNING
from orchestrator_engine.comparing import Difference, differences
from orchestrator_engine.context import Context
from orchestrator_engine.errors import BadProject
from orchestrator_engine.events import RunCreated, RunPlanned
from orchestrator_engine.journal import Journal
from orchestrator_engine.places import RunFolder, new_run_id
from orchestrator_engine.run import Run, fold
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
    seen = allowed(os.environ if environment is None else environment)
    context = Context(
        folder=folder,
        journal=Journal.take_over(folder, "a replay"),
        repository=Repository(project, folder.id, folder.state),
        agent=Replay(recorded(before, source)),
        environment=seen,
        agent_environment=seen,
    )
    try:
        await worker.reign(context, 0)
    finally:
        context.journal.close()
    return Again(
        folder=folder,
        run=context.run,
        differences=differences(records, journal.read(folder)),
        same_files=_same_files(before, context.run, project),
    )


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
            sandbox=sandbox.BUBBLEWRAP if sandbox.works() else "",
        ),
        # Whoever asks for it has allowed it just now.
        trusted="",
    )


def _same_files(before: Run, after: Run, project: Path) -> bool | None:
    repository = Repository(project)
    trees = [repository.tree(run.head) for run in (before, after)]
    return None if None in trees else trees[0] == trees[1]
