"""`audit --fix` and `test --fix`: what a run found are the items of the next, in the mode fix."""

import shutil
from contextlib import closing
from pathlib import Path

from orchestrator_engine import findings, places
from orchestrator_engine.agents.rehearsal import script_of
from orchestrator_engine.agents.script_writer import FAILING
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import CheckKind
from orchestrator_engine.reported import findings_of
from orchestrator_engine.run import Run, Status
from orchestrator_engine.system.git import Repository


def reports(run: Run) -> list[str]:
    """The reports that a run left on its branch and that have something to mend."""
    repository = Repository(Path(run.created.origin.repository))
    texts = [
        (repository.read(run.head, path) or b"").decode(errors="replace")
        for path in repository.files(run.head)
        if path.startswith(f"{findings.FOLDER}/") and path.endswith(".md") and _id(run) in path
    ]
    return [text for text in texts if any(one.open for one in findings_of(text))]


def document(folder: RunFolder) -> Path | None:
    """A document of all that an audit found; None where it has not completed, or found nothing."""
    with closing(Reader(folder)) as reader:
        run = reader.run
    if run.status is not Status.COMPLETED:
        return None
    found = reports(run)
    if not found:
        return None
    path = places.state_dir() / "wishes" / f"findings-{folder.id}.md"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text("\n".join(found), "utf-8")
    _rehearse(run, path)
    return path


MOST = 20
"""Failing tests that get an item each; where there are more, the last item is the rest."""


def failing(folder: RunFolder) -> Path | None:
    """A document of the tests that fail where the run ended; None where all pass.

    Those that failed before, and those that it wrote and that show what is wrong. Of a check whose
    runner names no tests, the check is the item.
    """
    with closing(Reader(folder)) as reader:
        run = reader.run
    names: list[str] = []
    last = {result.name: result for result in run.baseline or ()}
    for phase in run.phases.values():
        last |= {result.name: result for result in phase.results}
    for result in last.values():
        if result.counts is None:
            fails = not result.passed and result.name == CheckKind.TEST
        else:
            # What counts as passed, since it is not the work's fault, fails all the same.
            fails = result.counts.failed > 0 or not result.passed
        if not fails:
            continue
        told = result.counts.failures if result.counts is not None else ()
        names += [f"the test `{name}`" for name in told] or [f"the check `{result.name}`"]
    if not names:
        return None
    if len(names) > MOST:
        names = [*names[: MOST - 1], f"{names[MOST - 1]} (and {len(names) - MOST} more)"]
    items = [
        f"- [ ] {FAILING}-{number}: {name} fails: find out why, and mend the code, not the test"
        for number, name in enumerate(names, 1)
    ]
    path = places.state_dir() / "wishes" / f"failing-{folder.id}.md"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text("# Failing tests\n\n" + "\n".join(items) + "\n", "utf-8")
    _rehearse(run, path)
    return path


def _rehearse(run: Run, document: Path) -> None:
    """Take the script of a rehearsed run along."""
    script = script_of(Path(run.created.origin.document))
    if run.rehearsal and script.is_file():
        shutil.copyfile(script, script_of(document))


def _id(run: Run) -> str:
    return run.created.branch.rpartition("/")[2]
