"""hidden-character: characters that nobody sees and programs read, or that reorder what is seen."""

import re
import unicodedata
from collections.abc import Iterator

from orchestrator_analyzer.rules.finding import Finding, Fix, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.text import BOM, Span, TextEdit

NAME = "hidden-character"

_ORDER = "\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0000-\U000e007f"
_HIDDEN = re.compile(
    rf"[{_ORDER}]+"
    # A black flag begins a flag that is spelled in tags, as that of Scotland.
    rf"|(?<![\U0001f3f4{_TAGS}])[{_TAGS}]+"
    r"|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u115f\u1160\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f"
    r"\u3164\ufeff\uffa0\U0001d173-\U0001d17a]+"
    # Between Latin letters a joiner joins nothing, and an arrow of direction points nowhere.
    r"|(?<=[A-Za-z0-9_])[\u200c-\u200f\u00ad\u061c\u034f]+(?=[A-Za-z0-9_])"
)
_REORDERS = re.compile(f"[{_ORDER}]")
_SHOWN = 4


def check(subject: Subject) -> Iterator[Finding]:
    """Report each run of such characters, wherever it stands, code included."""
    source = subject.source.text.source
    if source.isascii() and source.isprintable():
        return
    for found in _HIDDEN.finditer(source):
        span = Span(*found.span())
        if span.start == 0 and source.startswith(BOM):
            span = Span(1, span.end)
        if span.start < span.end:
            yield _finding(source, span)


def _finding(source: str, span: Span) -> Finding:
    run = source[span.start : span.end]
    names = [_name(character) for character in dict.fromkeys(run)]
    shown = ", ".join(names[:_SHOWN]) + (" and others" if len(names) > _SHOWN else "")
    reorders = _REORDERS.search(run) is not None
    what = "changes the order in which the text is shown" if reorders else "cannot be seen"
    return Finding(
        rule=NAME,
        message=f"This {what}: {shown}.",
        span=span,
        severity=Severity.WARNING,
        fix=Fix("Remove it", (TextEdit(span, ""),)),
    )


def _name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    return f"{code} {name}" if name else code
