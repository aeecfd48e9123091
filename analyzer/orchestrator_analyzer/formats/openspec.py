"""OpenSpec: `### Requirement:` with scenarios, changes as deltas, proposals, numbered tasks."""

import re
from functools import lru_cache

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.forms.entries import plain_entries
from orchestrator_analyzer.forms.headings import heading_draft
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.ids import Lead
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind, Status
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.words import spoken

_REQUIREMENT = re.compile(r"(?:[^\w\[(`]|_)*Requirement:[*_ \t]*")
_DELTA = re.compile(r"\b(?:ADDED|MODIFIED|REMOVED|RENAMED) Requirements$")
_PROPOSAL = frozenset({"why", "what changes"})
_IS_REQUIRED = "requirement"


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for requirements by name, or for the two headings that every proposal has."""
    del drafts
    told = frozenset[str | None]().union(*source.answers(_all_told))
    return told >= _PROPOSAL or _IS_REQUIRED in told


def _all_told(group: Group) -> frozenset[str | None]:
    return frozenset([_told(head.title) for head in group.heads])


@lru_cache(maxsize=4096)
def _told(title: str) -> str | None:
    """Give what a heading tells that one of this format may have, or None."""
    if _REQUIREMENT.match(title):
        return _IS_REQUIRED
    name = spoken(title).casefold()
    return name if name in _PROPOSAL else None


def is_living(source: Source) -> bool:
    """Say whether the document describes what is built, rather than a change to it."""
    return any(_REQUIREMENT.match(section.title) for section in source.heads) and not any(
        _DELTA.search(spoken(section.title)) for section in source.heads
    )


def document_status(source: Source) -> Status | None:
    """Give the status of all requirements: those of a living specification hold already."""
    return Status.DONE if is_living(source) else None


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take each requirement, or each change that a proposal lists."""
    del kind
    required = [draft for part in source.parts for draft in part.answer(_requirement)]
    if required or drafts.tasks:
        return [*required, *drafts.tasks]
    changes = next(s for s in source.heads if spoken(s.title).casefold() == "what changes")
    return list(plain_entries(source, changes.line, changes.end))


def _requirement(part: Part) -> list[Draft]:
    """Give the requirement that a part begins with, if it does."""
    head = part.head
    if head is None or (name := _REQUIREMENT.match(head.title)) is None:
        return []
    title = head.title[name.end() :].rstrip("*_ ")
    start = head.title_span.start + name.end()
    span = Span(start, start + len(title))
    lead = Lead(None, None, None, firm=False, title=title, title_span=span)
    return [heading_draft(head, lead, ItemKind.REQUIREMENT)]
