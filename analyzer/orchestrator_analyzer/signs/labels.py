"""What the labels at its top say of the kind of a document: `Attendees: Ann, Ben`."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.vocabulary.labels import LABELS
from orchestrator_analyzer.words import fold

_TOP = 8000
_LABEL = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+)?(?:[*_]{2}|[■◆●▼□◇▶【]\s*)?(?P<name>[^\W\d_][^\n:\uff1a*_】|]{1,30})"
    r"[*_】]{0,2}(?:[ \t]*[:\uff1a]|(?<=【)|(?<=】)|$)",
    re.MULTILINE,
)
_SIGNED = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?:[*_]{2}|[■◆●▼□◇▶【])")


def signs(source: Source) -> Iterator[Sign]:
    """Read the labels at the top of a document that has them in place of headings.

    One that stands there twice is a field of each item and says nothing of the document.
    """
    found: dict[str, list[int]] = {}
    for label in _LABEL.finditer(source.text.source, 0, _TOP):
        if not label[0].rstrip().endswith((":", "\uff1a")) and not _SIGNED.match(label[0]):
            continue
        found.setdefault(fold(label["name"]), []).append(label.start("name"))
    for name, places in found.items():
        for pattern, kind in LABELS:
            if len(places) == 1 and pattern.fullmatch(name):
                line = source.text.line_of(places[0])
                if not source.is_code(line):
                    yield Sign(kind, 1.0, f"the label {name!r}", line)
