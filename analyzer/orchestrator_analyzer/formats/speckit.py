"""spec-kit: FR requirements and user stories in `spec.md`, `- [ ] T001 [P] text` in `tasks.md`."""

import re
from functools import lru_cache

from orchestrator_analyzer.candidates import Bunch, Drafts
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.formats import free
from orchestrator_analyzer.forms.headings import heading_draft
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.ids import Lead
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind
from orchestrator_analyzer.words import spoken

_TITLE = re.compile(
    r"\s*(?:Feature Specification|Tasks|Work Packages|Implementation Plan)\s*:", re.IGNORECASE
)
_STORY = re.compile(r"User Story \d+\b", re.IGNORECASE)
_TASK = re.compile(r"T\d{3,4}[a-z]?")
# `[P]` and `[US1]` behind the id of a task.
_FOR = re.compile(r"\bT\d{3,4}[a-z]?[*_`]*:? \[(?:P|US\d+)\]")
_ENOUGH = 2


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for the titles that spec-kit gives, with its ids or stories beneath.

    Where somebody has chosen another title, both have to be there.
    """
    required = sum(of.count for (_, name), of in drafts.series.items() if name == "FR") >= _ENOUGH
    tasks = sum(drafts.answers(_count_tasks)) >= _ENOUGH
    stories = any(source.answers(_has_story))
    if _TITLE.match(spoken(source.title)):
        return required or tasks or stories
    return (required and stories) or (tasks and source.has(_tags_tasks))


def _count_tasks(bunch: Bunch) -> int:
    return sum(bool(_TASK.fullmatch(draft.lead.id or "")) for draft in bunch.tasks)


def _has_story(group: Group) -> bool:
    return any(_is_story(head.title) for head in group.heads)


@lru_cache(maxsize=4096)
def _is_story(title: str) -> bool:
    return _STORY.match(spoken(title)) is not None


def _tags_tasks(part: Part) -> bool:
    text = part.text.source
    return ("[P]" in text or "[US" in text) and _FOR.search(text) is not None


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take the tasks of a task list, or the requirements and the stories of a specification.

    A story has no id where it stands; tasks call it `US1`, which is an alias of it.
    """
    if any(drafts.answers(_count_tasks)):
        return drafts.tasks
    stories = [draft for part in source.parts for draft in part.answer(_story)]
    required = [
        draft
        for draft in (*drafts.entries, *drafts.rows, *drafts.tasks)
        if prefix(draft.lead.id or "") not in {"SC", "AC"}
        and (draft.lead.id is not None or draft.form is Form.TASK)
    ]
    return [*stories, *required] if stories or required else free.read(source, drafts, kind)


def _story(part: Part) -> list[Draft]:
    """Give the story that a part begins with, if it does."""
    head = part.head
    if head is None or not _is_story(head.title):
        return []
    lead = Lead(None, None, None, firm=False, title=head.title, title_span=head.title_span)
    return [heading_draft(head, lead, ItemKind.STORY)]
