"""From a run that could start to one that goes on by itself."""

import hashlib
import shutil
import time
from contextlib import suppress
from pathlib import Path

import orchestrator_engine
from orchestrator_engine import journal, launch, places, trust_store
from orchestrator_engine.dismissing import take
from orchestrator_engine.earlier import drop_given_up
from orchestrator_engine.errors import Refusal, Untrusted
from orchestrator_engine.events import Origin, RunCreated, RunPlanned
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plugins import found as plugin_files
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.standing import inside, trust_in
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.trust import Standing, digest
from orchestrator_engine.trust_store import SETTINGS

EVERYTHING = "everything"
"""What a person agrees to who knows the project: whatever is there at this moment."""


def start(
    prepared: Prepared, agreed: str | None = None, folder: RunFolder | None = None
) -> RunFolder:
    """Make the run and let its supervisor go; returns once somebody drives it.

    `agreed` is the digest of what a person allows to be executed, or `EVERYTHING`, and `folder` one
    that was made for this run. Raises `Untrusted` where nobody allowed it, `AlreadyRunning` when
    the project has a run that is going on, and `NotDone` where there is no such remark to put
    right.
    """
    repository = Repository(prepared.repository.top) if prepared.repository else None
    if repository is None:
        unseen = trust_store.ask(places.state_dir(), prepared.folder, ())
        if agreed != EVERYTHING and unseen.standing is not Standing.TRUSTED:
            raise _not_made(prepared.folder)
        repository = Repository.init(prepared.folder)
    base = prepared.base or repository.head()
    checks, plugins = prepared.plan.all_checks, prepared.settings.plugins
    own = trust_in(repository, base, checks, prepared.obeyed, plugins)
    asked = own
    if prepared.later:
        asked = trust_in(repository, base, (*checks, *prepared.later), prepared.obeyed, plugins)
    if asked.standing is not Standing.TRUSTED:
        if agreed not in (EVERYTHING, asked.digest):
            raise trust_store.refused(asked)
        trust_store.allow(places.state_dir(), asked)
    with suppress(GitFailed):
        drop_given_up(repository, places.state_dir())
    folder = folder or places.new_run(time.time())
    origin = Origin(
        document=str(prepared.document),
        digest=hashlib.sha256(prepared.content).hexdigest(),
        repository=str(repository.top),
        inside=inside(prepared.document, repository.top),
        base=base,
        returns_to=repository.branch(),
    )
    created = RunCreated(
        title=prepared.plan.title,
        origin=origin,
        branch=f"code-orch/{folder.id}",
        settings=prepared.settings,
        engine=orchestrator_engine.__version__,
        forecast=prepared.forecast,
        trusted=digest(part for part in own.parts if part.name != SETTINGS),
        facts=prepared.facts,
        then=prepared.then,
        follows=prepared.follows,
    )
    try:
        if prepared.remark is not None:
            # Before there is a run: whoever dies here leaves the name of one that never was.
            take(prepared.remark, folder)
        journal.create(folder, created, RunPlanned(prepared.plan))
        folder.document.write_bytes(prepared.content)
        plugin_files.keep(plugins, repository, base, folder)
        launch.start(folder)
    except Refusal as refused:
        # Somebody else may have started this very run.
        if not (isinstance(refused, launch.ProjectBusy) and refused.run == folder.id):
            # Nothing was begun: a run that never ran is not kept for people to wonder about.
            shutil.rmtree(folder.path, ignore_errors=True)
            raise
    return folder


def _not_made(folder: Path) -> Untrusted:
    return Untrusted(
        f"{folder} is no git repository yet, and a run would execute what is in it",
        "make it one yourself (git init, git add, git commit), look at it with code-orch trust, "
        "or add --trust if you know it",
    )
