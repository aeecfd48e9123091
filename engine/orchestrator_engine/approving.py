"""A person's yes to the plan of an agent: what it is said to, and saying it; for every face."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine.commanding import command
from orchestrator_engine.errors import BadDocument, NotDone
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Plan
from orchestrator_engine.plan_document.fitting import Fitted, fit
from orchestrator_engine.plan_document.reading import read
from orchestrator_engine.plan_document.writing import edited
from orchestrator_engine.run import Run


@dataclass(frozen=True, slots=True)
class Waiting:
    """A plan that waits for a yes; `text` is what a person made of it, empty where it is as it was.

    `notes` are what they should know of their own edits.
    """

    folder: RunFolder
    run: Run
    plan: Plan
    text: str
    notes: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Which plan it is: a yes is for what was shown, and not for what comes after it."""
        return self.run.planning.asked


def waiting(folder: RunFolder, named: Path | None = None) -> Waiting:
    """The plan that a yes would be said to: the run's own file as it stands, or the `named` one.

    Raises `NotDone` where none waits, and `BadDocument` with all that is wrong with what a person
    made of it.
    """
    with closing(Reader(folder)) as reader:
        run = reader.run
    plan, draft = run.plan, run.planning.draft
    if not run.plan_ready or plan is None or draft is None:
        raise NotDone(
            f"run {folder.id} has no plan that waits for a yes",
            f"See how it stands: code-orch status {folder.id}",
        )
    file = named or folder.plan
    text = _text(file, must=named is not None)
    if not text or (named is None and not edited(text)):
        return Waiting(folder, run, plan, "")
    fitted = fit(read(text), draft)
    notes = tuple(f"{file}:{fault.line}: {fault.message}." for fault in fitted.warnings)
    return Waiting(folder, run, _fitted(fitted, file), text, notes)


def approve(one: Waiting, by: str) -> Run:
    """Say yes to it, and have the run go on. Raises what `commanding.command` raises."""
    more: dict[str, object] = {"by": by, "number": one.number}
    return command(one.folder, "approve", more=more | ({"plan": one.text} if one.text else {}))


def _text(file: Path, *, must: bool) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError) and not must:
            return ""
        raise BadDocument(f"{file} cannot be read: {error}", "Name the plan (--plan).") from error


def _fitted(fitted: Fitted, file: Path) -> Plan:
    if fitted.plan is None:
        wrong = "\n".join(f"{file}:{fault.line}: {fault.message}" for fault in fitted.errors)
        raise BadDocument(f"the plan cannot be carried out\n{wrong}", "Mend it, then approve it.")
    return fitted.plan
