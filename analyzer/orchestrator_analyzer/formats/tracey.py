"""tracey: rules such as `r[channel.id.parity]`, each a paragraph or a quote of its own."""

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind

_ENOUGH = 2


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for two rules."""
    del source
    return len(drafts.rules) >= _ENOUGH


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take the rules and the boxes; other ids in such a text are what it is about."""
    del source, kind
    return [*drafts.rules, *drafts.tasks]
