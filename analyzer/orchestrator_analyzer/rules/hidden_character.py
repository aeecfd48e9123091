"""hidden-character: characters that nobody sees and programs read, or that reorder what is seen."""

import re
import unicodedata
from collections.abc import Iterator

from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.rules.finding import Finding, Fix, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.text import BOM, Span, TextEdit

NAME = "hidden-character"

_ORDER = "\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0000-\U000e007f"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f"
# Between Latin letters a joiner joins nothing, and an arrow of direction points nowhere; between
# others they are what draws a word or a sign as it should be.
_JOINERS = "\u200c-\u200f\u00ad\u061c\u034f"
_NEVER = (
    f"{_CONTROLS}\x80-\x84\x86-\x9f\u115f\u1160\u200b\u2028\u2029\u2060-\u2064"
    "\u206a-\u206f\u3164\ufeff\uffa0\U0001d173-\U0001d17a"
)
_ANY = re.compile(f"[{_ORDER}{_TAGS}{_JOINERS}{_NEVER}]")
_ANY_ASCII = re.compile(f"[{_CONTROLS}]")
_HIDDEN = re.compile(
    rf"[{_ORDER}]+|[{_NEVER}]+"
    # A black flag begins a flag that is spelled in tags, as that of Scotland.
    rf"|(?<![\U0001f3f4{_TAGS}])[{_TAGS}]+"
    rf"|(?<=[A-Za-z0-9_])[{_JOINERS}]+(?=[A-Za-z0-9_])"
)
_REORDERS = re.compile(f"[{_ORDER}]")
_SHOWN = 4


def hides(part: Part) -> bool:
    """Say whether a part has any character that may be one."""
    source = part.text.source
    return (_ANY_ASCII if source.isascii() else _ANY).search(source) is not None


def check(subject: Subject) -> Iterator[Finding]:
    """Report each run of such characters, wherever it stands, code included."""
    if not subject.source.has(hides):
        return
    source = subject.source.text.source
    done = 1 if source.startswith(BOM) else 0
    for one in (_ANY_ASCII if source.isascii() else _ANY).finditer(source, done):
        found = _HIDDEN.match(source, one.start()) if one.start() >= done else None
        if found is not None:
            done = found.end()
            yield _finding(source, Span(*found.span()))


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
