"""task-master: one task a file, each field a heading; subtasks as `## 1. Title [pending]`."""

import re
from collections.abc import Sequence

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.ids import Lead, Shape
from orchestrator_analyzer.parts import Head
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind
from orchestrator_analyzer.statuses import Written
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.words import fold, status_of_words

_TASK = re.compile(r"Task ID:[ \t]*(?P<id>\d+(?:\.\d+)?)[ \t]*$")
_FIELD = re.compile(r"(?P<name>[A-Z][A-Za-z ]{2,20}):[ \t]*(?P<value>[^\n]*?)[ \t]*$")
_SUBTASK = re.compile(
    r"(?P<number>\d+)\.[ \t]+(?P<title>[^\n]*?)[ \t]*(?:\[(?P<status>[\w -]{2,20})\])?[ \t]*$"
)


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for the first heading of such a file."""
    del drafts
    return bool(source.heads) and _TASK.match(source.heads[0].title) is not None


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take the task, and the subtasks beneath "Subtasks:" as `1.2` within it."""
    del drafts, kind
    tops = [place for place, one in enumerate(source.heads) if _TASK.match(one.title)]
    ends = [*tops[1:], len(source.heads)]
    found: list[Draft] = []
    for first, end in zip(tops, ends, strict=True):
        task = _task(source.heads[first:end])
        found += [task, *_subtasks(source.heads[first:end], task)]
    return found


def _task(sections: Sequence[Head]) -> Draft:
    first = sections[0]
    number = Span(*_found(_TASK, first, "id"))
    identifier = first.part.text.slice(number)
    told, fields = _fields(sections)
    title = fields.get("title", number)
    return Draft(
        part=first.part,
        form=Form.DOCUMENT,
        lead=Lead(
            id=identifier,
            id_span=number,
            shape=Shape.NUMBERED,
            firm=True,
            title=told.get("title", identifier),
            title_span=title,
        ),
        top=0,
        bottom=sections[-1].end - first.line,
        block=-1,
        line_span=title,
        kind=ItemKind.TASK,
        cells=tuple(fields.items()),
    )


def _fields(sections: Sequence[Head]) -> tuple[dict[str, str], dict[str, Span]]:
    """Give the value of each heading such as `# Status: pending`, and where it stands."""
    told: dict[str, str] = {}
    fields: dict[str, Span] = {}
    start = sections[0].part.place.offset
    for section in sections:
        found = _FIELD.match(section.title)
        if found is not None and section.level == sections[0].level and found["value"]:
            value = Span(*_found(_FIELD, section, "value"))
            told.setdefault(fold(found["name"]), found["value"])
            further = section.part.place.offset - start
            fields.setdefault(fold(found["name"]), value.moved(further))
    return told, fields


def _subtasks(sections: Sequence[Head], task: Draft) -> list[Draft]:
    found: list[Draft] = []
    for section in sections:
        if section.level == sections[0].level or not (named := _SUBTASK.match(section.title)):
            continue
        number = Span(*_found(_SUBTASK, section, "number"))
        title = Span(*_found(_SUBTASK, section, "title"))
        written = None
        if named["status"] and (status := status_of_words(named["status"])) is not None:
            written = Written(status, Span(*_found(_SUBTASK, section, "status")))
        lead = task.lead._replace(
            id=f"{task.lead.id}.{named['number']}",
            id_span=number,
            title=named["title"],
            title_span=title,
        )
        found.append(
            Draft(
                part=section.part,
                form=Form.HEADING,
                lead=lead,
                top=0,
                bottom=None,
                block=-1,
                line_span=section.title_span,
                kind=ItemKind.TASK,
                section=section,
                written=written,
            )
        )
    return found


def _found(pattern: re.Pattern[str], section: Head, group: str) -> tuple[int, int]:
    """Give the offsets in the text of a group that was found in a heading."""
    found = pattern.match(section.title)
    start = section.title_span.start
    return (start + found.start(group), start + found.end(group)) if found else (start, start)
