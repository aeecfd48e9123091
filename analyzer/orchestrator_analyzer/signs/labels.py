"""What the labels at its top say of the kind of a document: `Attendees: Ann, Ben`.

One that stands there again and again is a field of each item, and says what sort of items those
are.
"""

import re
from collections.abc import Iterator

from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.fields_of_items import FIELDS_OF_ITEMS
from orchestrator_analyzer.vocabulary.labels import LABELS
from orchestrator_analyzer.words import fold

_TOP = 8000
# What the first field of a sort says, the second, and so on.
_WEIGHTS = (1.2, 0.8, 0.5)
# What a name ends with is none of its characters, so that none need be given back (`}+`).
_LABEL = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+)?(?:[*_]{2}|[■◆●▼□◇▶【]\s*)?(?P<name>[^\W\d_][^\n:\uff1a*_】|]{1,30}+)"
    r"[*_】]{0,2}(?:[ \t]*[:\uff1a]|(?<=】)|$)",
    re.MULTILINE,
)
_SIGNED = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?:[*_]{2}|[■◆●▼□◇▶【])")


def signs(source: Source) -> Iterator[Sign]:
    """Read the labels at the top of a document, and the fields of its first items."""
    found = _labels(source.text.source[:_TOP])
    fields: dict[DocumentKind, list[tuple[str, int]]] = {}
    for name, (first, *more) in found:
        kinds = () if more else _kinds_of_label(name)
        field = _kind_of_field(name) if more else None
        line = source.text.line_of(first) if kinds or field is not None else 0
        if field is not None and not source.is_code(line):
            fields.setdefault(field, []).append((name, line))
        for kind in kinds:
            if not source.is_code(line):
                yield Sign(kind, 1.0, f"the label {name!r}", line)
    for kind, named in fields.items():
        for (name, line), weight in zip(named, _WEIGHTS, strict=False):
            yield Sign(kind, weight, f"items have the field {name!r}", line)


# An edit below them leaves the labels at the top as they were.
@remembered(texts=4, longest=_TOP)
def _labels(top: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Give each folded label with the places where it stands."""
    found: dict[str, list[int]] = {}
    for label in _LABEL.finditer(top):
        if not label[0].rstrip().endswith((":", "\uff1a")) and not _SIGNED.match(label[0]):
            continue
        found.setdefault(fold(label["name"]), []).append(label.start("name"))
    return tuple((name, tuple(places)) for name, places in found.items())


@remembered(texts=512, longest=40)
def _kinds_of_label(name: str) -> tuple[DocumentKind, ...]:
    return tuple(kind for words, kind in LABELS if words.fullmatch(name))


@remembered(texts=512, longest=40)
def _kind_of_field(name: str) -> DocumentKind | None:
    return next((kind for words, kind in FIELDS_OF_ITEMS if words.fullmatch(name)), None)
