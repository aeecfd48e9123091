"""Our own plans: front matter says so, `##` are phases, and `###` the tasks that a run does."""

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind

NAME = "Code Orchestrator plan"
_TASK = 3


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for the field of the front matter that no other document has."""
    del drafts
    return is_plan(source)


def is_plan(source: Source) -> bool:
    """Say whether a document calls itself a plan of this program."""
    return source.front_matter.get("code-orchestrator", "").strip("\"' ") == "plan"


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take the headings of tasks; all else speaks of them."""
    del source, kind
    return [
        draft
        for draft in drafts.headings
        if draft.part.head is not None and draft.part.head.level == _TASK
    ]
