"""`audit --fix`: the run goes on with what was found, each finding an item in the mode fix."""

import shutil
from contextlib import closing
from pathlib import Path

from orchestrator_engine import findings, places
from orchestrator_engine.agents.rehearsal import script_of
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
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
    """A document of all that an audit found; None where it has not completed, or found nothing.

    The script of a rehearsed audit goes along.
    """
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
    script = script_of(Path(run.created.origin.document))
    if run.rehearsal and script.is_file():
        shutil.copyfile(script, script_of(path))
    return path


def _id(run: Run) -> str:
    return run.created.branch.rpartition("/")[2]
