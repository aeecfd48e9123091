"""Plans of ralphex and of superpowers: `### Task N: title`, its steps as boxes or bold words."""

from bisect import bisect_right

from orchestrator_analyzer.candidates import Bunch, Drafts
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.formats import free
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.plans import CHECKS, FILES, STEP, TASK
from orchestrator_analyzer.words import fold


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for headings that number tasks, with steps, files or commands that validate."""
    if not any(drafts.answers(_has_task)):
        return False
    if source.has(_has_steps):
        return True
    return any(CHECKS.fullmatch(fold(section.title[:80])) for section in source.heads)


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take the tasks, and the boxes within them; what else has an id is what they speak of."""
    tasks = [draft for draft in drafts.headings if _is_task(draft)]
    starts = [draft.first for draft in tasks]
    boxes = [
        draft
        for draft in drafts.tasks
        if (place := bisect_right(starts, draft.first)) and draft.first < tasks[place - 1].last
    ]
    # Boxes of an older kind of plan stand beside the tasks and are the work, not its steps.
    return [*tasks, *boxes] if boxes or not drafts.tasks else free.read(source, drafts, kind)


def _has_steps(part: Part) -> bool:
    text = part.text.source
    return bool(STEP.search(text) or FILES.search(text))


def _has_task(bunch: Bunch) -> bool:
    return any(map(_is_task, bunch.headings))


def _is_task(draft: Draft) -> bool:
    return (
        draft.form is Form.HEADING
        and draft.lead.shape is Shape.WORDED
        and TASK.fullmatch(prefix(draft.lead.id or "")) is not None
    )
