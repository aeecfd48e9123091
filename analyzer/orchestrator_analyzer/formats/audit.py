"""Reports of audit firms: headings such as `[H-01] Title`, `CRITICAL-001: Title`, `M-3. Title`."""

import re
from dataclasses import replace
from functools import lru_cache

from orchestrator_analyzer.candidates import Bunch, Drafts
from orchestrator_analyzer.choose import status_cell
from orchestrator_analyzer.drafts import Draft, prefix
from orchestrator_analyzer.fields import read_fields
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind, Status
from orchestrator_analyzer.statuses import Written
from orchestrator_analyzer.vocabulary.statuses import STATUS_FIELD

# The series by which firms count: by severity, or by the sort of finding.
_SEVERITIES = re.compile(
    r"(?:C|H|M|L|I|N|G|QA|NC|S|Q|CRIT(?:ICAL)?|HIGH|MED(?:IUM)?|LOW|INFO(?:RMATIONAL)?|GAS|[A-Z]{2,8}-[CHMLIG])"
)
# Here the client has seen a finding and will live with it; in a list of bugs it would be open.
_ACCEPTED = re.compile(
    r"[\s*_\[(]*(?:acknowledged|accepted|risk accepted|disputed|reconnu|aceptado|reconhecido"
    r"|anerkannt|akzeptiert|accettato|geaccepteerd|принято|принят|承知|了承|인지|确认|已知悉)\b",
    re.IGNORECASE,
)
_ACKNOWLEDGED = re.compile(r"[\[(](?P<word>acknowledged|disputed)[\])][\s*_]*$", re.IGNORECASE)
_LETTERED = frozenset({Shape.PREFIXED, Shape.LETTERED})
_BELOW = 9
_ENOUGH = 2


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for two findings that are counted by their severity, in headings."""
    del source
    return sum(drafts.answers(_count_findings)) >= _ENOUGH


def _count_findings(bunch: Bunch) -> int:
    return sum(map(_is_finding, bunch.headings))


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take the findings; rows of a summary name them again, and may be the only place of one."""
    del source, kind
    findings = [
        draft.answer(_finding) for draft in drafts.headings if draft.lead.shape in _LETTERED
    ]
    series = {prefix(draft.lead.id or "") for draft in findings}
    rows = [draft.answer(_row) for draft in drafts.rows if prefix(draft.lead.id or "") in series]
    return [*findings, *rows, *drafts.tasks]


def _finding(draft: Draft) -> Draft:
    return replace(draft, kind=ItemKind.FINDING, written=_accepted(draft))


def _row(draft: Draft) -> Draft:
    return replace(draft, written=_accepted_in_cell(draft) or draft.written)


def _accepted_in_cell(row: Draft) -> Written | None:
    """Find the column of a summary where it says that a finding stays as it is."""
    cells = dict(row.cells)
    spans = (cells[head] for head in status_cell(row))
    span = next((span for span in spans if _ACCEPTED.match(row.part.text.slice(span))), None)
    return None if span is None else Written(Status.DEFERRED, span)


def _is_finding(draft: Draft) -> bool:
    lead = draft.lead
    if lead.id is None or not lead.firm or lead.shape not in _LETTERED:
        return False
    return _is_severity(prefix(lead.id))


@lru_cache(maxsize=512)
def _is_severity(series: str) -> bool:
    return _SEVERITIES.fullmatch(series) is not None


def _accepted(draft: Draft) -> Written | None:
    """Find where it says that the finding stays as it is; other statuses are read as anywhere."""
    source = draft.part
    lines = range(draft.top + 1, min(draft.top + _BELOW, source.lines))
    for name, span in read_fields(source, lines).items():
        if STATUS_FIELD.fullmatch(name) and _ACCEPTED.match(source.text.slice(span)):
            return Written(Status.DEFERRED, span)
    tagged = _ACKNOWLEDGED.search(source.text.slice(draft.line_span))
    if tagged is None:
        return None
    start = draft.line_span.start
    span = replace(
        draft.line_span, start=start + tagged.start("word"), end=start + tagged.end("word")
    )
    return Written(Status.DEFERRED, span)
