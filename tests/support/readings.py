"""What an edited document says, beside what a fresh reading of its text does; and edits."""

import random

from orchestrator_analyzer.analysis import Analysis, analyze
from orchestrator_analyzer.lens import document_lens, item_hint, item_lens
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import Span, Text, TextEdit


def told(analysis: Analysis) -> dict[str, object]:
    """Give everything that an analysis says, worked out."""
    spec = analysis.spec
    return {
        "blocks": analysis.source.blocks,
        "kind": (spec.kind, spec.confidence, spec.evidence, spec.format, spec.status, spec.title),
        "items": [item.told() for item in spec.items],
        "bodies": [(item.words, item.criteria, item.references) for item in spec.items],
        "criteria": spec.criteria,
        "sections": tuple(spec.sections),
        "context": spec.context,
        "findings": analysis.check(exists=lambda path: "b" in path),
        "recommendation": analysis.recommendation,
        "ticks": (spec.ticks(), _ticks(analysis)),
        "open": [item.handle for item in analysis.open_items],
        "outline": analysis.outline(),
        "folds": analysis.folds(),
        "lens": [item_lens(spec, item) for item in spec.items],
        "hints": [item_hint(spec, item) for item in spec.items],
        "document": document_lens(spec),
        "names": analysis.names.definitions,
        "prompt": analysis.prompt(),
    }


def _ticks(analysis: Analysis) -> dict[Status, set[str]]:
    """Look into the box of each item, and see that this is what is said without looking at all."""
    found: dict[Status, set[str]] = {}
    for item in analysis.spec.items:
        if item.box_span is not None:
            found.setdefault(item.status, set()).add(analysis.text.slice(item.box_span))
    assert found == analysis.spec.ticks()
    return found


def check(analysis: Analysis) -> None:
    """See that an analysis is the one that a fresh reading of its text gives."""
    now = told(analysis)
    for name, expected in told(analyze(analysis.text.source, analysis.path)).items():
        assert now[name] == expected, (name, analysis.text.source)


def edits(dice: random.Random, text: Text, pieces: tuple[str, ...]) -> TextEdit:
    """Throw an edit: whole lines put in, taken out or replaced, or a few characters anywhere."""
    piece = dice.choice(pieces)
    if dice.random() < 0.6:
        first = dice.randrange(text.line_count)
        span = Span(text.line_start(first), text.line_start(first + dice.choice((0, 0, 1, 1, 2))))
        return TextEdit(span, dice.choice(("", "\n", f"{piece}\n", f"{piece}\n", piece)))
    start = dice.randrange(len(text.source) + 1)
    end = min(start + dice.choice((0, 0, 0, 1, 1, 2, 5)), len(text.source))
    return TextEdit(Span(start, end), dice.choice(("", "\n", " ", piece, piece[:1], piece[-1:])))
