"""Kiro: `requirements.md` with numbered EARS criteria, `tasks.md` with `- [ ] 1.2 text`."""

import re

from orchestrator_analyzer.candidates import Bunch, Drafts
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.formats import free
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind

_NAMES = (
    "Requirements?|Requisiti|Requisitos?|Requerimientos?|Exigences?|Anforderung(?:en)?|Требовани[ея]"
    "|Eis(?:en)?|要件|요구사항|需求"
)
_REQUIREMENT = re.compile(rf"(?:{_NAMES})\s*\d", re.IGNORECASE)
_CRITERIA = re.compile(
    r"^#{3,6}[^\w\n]*(?:Acceptance Criteria|Critères d.acceptation|Criterios de aceptación"
    r"|Critérios de aceit(?:e|ação)|Akzeptanzkriterien|Критерии при[её]м|Acceptatiecriteria"
    r"|Criteri di accettazione|受け入れ基準|受入基準|受け入れ条件|인수 기준|수용 기준|验收标准)",
    re.IGNORECASE | re.MULTILINE,
)
_SERVES = re.compile(rf"_(?:{_NAMES})\s*[:\uff1a]\s*\d", re.IGNORECASE)


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for numbered requirements with criteria, or numbered tasks that name requirements."""
    if any(drafts.answers(_has_requirement)):
        return source.has(_has_criteria)
    return bool(drafts.tasks) and source.has(_serves)


def _has_requirement(bunch: Bunch) -> bool:
    return any(_REQUIREMENT.match(draft.lead.id or "") for draft in bunch.headings)


def _has_criteria(part: Part) -> bool:
    return _CRITERIA.search(part.text.source) is not None


def _serves(part: Part) -> bool:
    return _SERVES.search(part.text.source) is not None


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take the numbered requirements of a specification, or the tasks of a task list."""
    required = [draft for draft in drafts.headings if _REQUIREMENT.match(draft.lead.id or "")]
    return required or drafts.tasks or free.read(source, drafts, kind)
