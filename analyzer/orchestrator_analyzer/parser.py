"""From a text to what it says. Reading never fails: whatever is written, a Spec comes out."""

import re
from dataclasses import dataclass

from orchestrator_analyzer import drafts as find
from orchestrator_analyzer.assemble import assemble
from orchestrator_analyzer.choose import Chosen, choose
from orchestrator_analyzer.context import context_of
from orchestrator_analyzer.criteria import criteria_of_document, work_only
from orchestrator_analyzer.formats import format_of, openspec
from orchestrator_analyzer.kinds import Drafts, judge
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Spec, Status
from orchestrator_analyzer.tables import rows
from orchestrator_analyzer.words import status_of_words


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read: its parts, what it says, and how each item was chosen."""

    source: Source
    spec: Spec
    chosen: tuple[Chosen, ...]


_PREAMBLE_LINES = 40
_STATUS_LINE = re.compile(
    r"(?:^|[|·•])[\s>*_-]*(?:status|statut|estado|статус|stato|état|状態|ステータス|상태|状态)"
    r"[*_ \t]*[:\uff1a][*_ \t]*(?P<value>[^|·•\n]{1,60})",
    re.IGNORECASE,
)


def parse(source: Source) -> Reading:
    """Read a document."""
    source.stand()
    seen = [part.answer(find.seen) for part in source.parts]
    drafts = Drafts(
        tasks=find.tasks(seen),
        headings=find.headings(seen),
        entries=find.entries(seen),
        rows=rows(source),
        rules=find.rules(seen),
        texts=find.text_headings(seen),
    )
    judgement = judge(source, drafts)
    known = format_of(source, drafts)
    chosen = choose(work_only(known.read(source, drafts, judgement.kind)))
    status = _document_status(source)
    if known.name == "OpenSpec" and status is None:
        status = openspec.document_status(source)
    items, outermost = assemble(source, chosen, judgement.kind, status)
    spec = Spec(
        title=source.title,
        kind=judgement.kind,
        confidence=judgement.confidence,
        evidence=judgement.evidence,
        format=known.name,
        status=status,
        items=items,
        criteria=criteria_of_document(source, outermost),
        sections=source.sections,
        around=lambda spec: context_of(source, spec.items),
    )
    return Reading(source, spec, tuple(chosen))


def _document_status(source: Source) -> Status | None:
    """Read what the document says of all of itself, at its top or in its front matter."""
    if (written := source.front_matter.get("status")) is not None:
        return _final(status_of_words(written.strip("\"'")))
    first = source.heads[0].line if source.heads else 0
    below = (section.line for section in source.heads[1:])
    for line in range(min(next(below, first + _PREAMBLE_LINES), source.text.line_count)):
        if source.is_code(line):
            continue
        if (found := _STATUS_LINE.search(source.text.line(line)[:600])) is not None:
            return _final(status_of_words(found["value"]))
    return None


def _final(status: Status | None) -> Status | None:
    """Keep a status that settles every item: a document that is in progress has open ones."""
    return status if status in {Status.DONE, Status.REJECTED, Status.DEFERRED} else None
