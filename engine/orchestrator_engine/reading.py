"""The document that a person names, and what is planned of it: itself, or a plan of it."""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchestrator_analyzer.analysis import Analysis, analyze
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.modes import MODES
from orchestrator_engine.plan import Check, Plan
from orchestrator_engine.plan_document.fitting import fit
from orchestrator_engine.plan_document.front import is_plan
from orchestrator_engine.plan_document.reading import read as read_plan
from orchestrator_engine.plan_document.values import PlanDocument
from orchestrator_engine.planning import Wanted, plan, require_items
from orchestrator_engine.touched import Project

MEND_PLAN = "Mend it, or have a new plan written: code-orch plan SPEC.md"


@dataclass(frozen=True, slots=True)
class _Edited:
    """A plan document in the file `named`, and the `document` with its `content` that it plans."""

    named: Path
    written: PlanDocument
    document: Path
    content: bytes

    def mode(self, own: Collection[str]) -> str | None:
        """The mode that it says, one of ours or an `own` one.

        One that there is not is told with its other faults.
        """
        said = self.written.mode
        return said if said in MODES or said in own else None

    def fitted(
        self, draft: Plan, analysis: Analysis, only: tuple[str, ...], own: Collection[str]
    ) -> tuple[Plan, tuple[str, ...]]:
        """The plan that it is of the items of `draft`, and what a person should know of it.

        Raises `BadDocument` with all that is wrong.
        """
        waiting = {item.handle for item in analysis.open_items}
        settled = frozenset(
            " ".join(name.split())
            for item in analysis.spec.items
            for name in (item.id, item.handle, item.title)
            if name and item.handle not in waiting
        )
        written = replace(self.written, mode=draft.mode) if self.mode(own) else self.written
        found = fit(written, draft, settled, only, own)
        if found.plan is None:
            wrong = (f"{self.named}:{fault.line}: {fault.message}" for fault in found.errors)
            raise BadDocument("the plan cannot be carried out\n" + "\n".join(wrong), MEND_PLAN)
        said = tuple(f"{self.named.name}:{each.line}: {each.message}." for each in found.warnings)
        return found.plan, (*self._changed(), *said)

    def _changed(self) -> Iterator[str]:
        now = hashlib.sha256(self.content).hexdigest()
        if self.written.base and not now.startswith(self.written.base):
            yield (
                f"{self.written.document} has changed since the plan was made: its items are "
                "matched by their ids, or titles, with what it says now."
            )


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the `document` with its `content`, which the file `named` may only plan."""

    named: Path
    document: Path
    content: bytes
    analysis: Analysis
    edited: _Edited | None

    def mode(self, own: Collection[str]) -> str | None:
        """The mode that a plan says, one of ours or an `own` one; None where nobody said one."""
        return self.edited.mode(own) if self.edited is not None else None

    @property
    def is_planned(self) -> bool:
        """Whether its items are tasks already: nobody is paid for planning it again."""
        spec = self.analysis.spec
        is_list = spec.kind is DocumentKind.TASK_LIST and bool(spec.items)
        return self.edited is not None or is_list

    def plan(
        self,
        wanted: Wanted,
        checks: Sequence[Check],
        project: Project,
        own: Collection[str] = (),
    ) -> tuple[Plan, tuple[str, ...]]:
        """The plan, and what a person should know of it; `own` are modes that settings add.

        Raises `BadDocument`.
        """
        title = self.analysis.spec.title or self.document.stem
        if self.edited is None:
            return plan(self.analysis, title, wanted, checks, project), ()
        everything = replace(wanted, items=(), whole=True)
        draft = plan(self.analysis, title, everything, checks, project)
        return self.edited.fitted(draft, self.analysis, wanted.items, own)


def plan_name(document: Path) -> str:
    """What the file beside a document is called that holds its plan."""
    return f"{document.stem}.plan.md"


def read(named: Path) -> Reading:
    """Read a document, or the one that it plans. Raises `BadDocument` where all of it is done.

    One without items may still be planned as a whole.
    """
    content = _read(named)
    edited = _plan_document(named, content)
    document = Path(os.path.realpath(named if edited is None else edited.document))
    content = content if edited is None else edited.content
    analysis = analyze(content.decode("utf-8"), str(document))
    if analysis.spec.items:
        require_items(analysis)
    return Reading(named, document, content, analysis, edited)


def _plan_document(named: Path, content: bytes) -> _Edited | None:
    """The plan that a document is, with the document that it is of; None for any other."""
    text = content.decode("utf-8")
    if not is_plan(text):
        return None
    written = read_plan(text)
    if not written.document:
        raise BadDocument(f"{named}:1: {written.faults[0].message}", MEND_PLAN)
    document = Path(os.path.realpath(named)).parent / written.document
    try:
        return _Edited(named, written, document, _read(document))
    except BadDocument as bad:
        message = f"{named} is a plan of {written.document}, and {bad.message}"
        raise BadDocument(message, "Name the right one in its front matter: document: …") from bad


def _read(document: Path) -> bytes:
    try:
        content = document.read_bytes()
    except FileNotFoundError:
        raise BadDocument(f"there is no file {document}", "Check the path.") from None
    except IsADirectoryError:
        raise BadDocument(f"{document} is a folder", "Name one markdown file in it.") from None
    except OSError as error:
        message = f"{document} cannot be read: {error.strerror}"
        raise BadDocument(message, "Check its permissions.") from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{document} is not UTF-8 (byte {error.start + 1} is the first that is not)"
        raise BadDocument(message, "Save it as UTF-8, then run it again.") from error
    if not text.strip("\ufeff \t\r\n"):
        raise BadDocument(f"{document} is empty", "Write down what is to be done, then run it.")
    return content
