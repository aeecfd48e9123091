"""placeholder: a part of a template that nobody has filled in."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.rules.finding import Finding, Severity, as_seen
from orchestrator_analyzer.rules.plain import without_quotes
from orchestrator_analyzer.rules.subject import Passage, Placed, Role, Subject
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.blanks import BLANKS, TO_FILL_IN, WORDS

NAME = "placeholder"

# Neither a link nor its definition, nor an index such as `list[name]`.
_BRACKETS = re.compile(
    r"(?<![\w\]!\\])\[(?P<what>[^\[\]\n]{3,150})\](?![(\[:\w])|【(?P<wide>[^】\n]{2,60})】"
)
_ANGLES = re.compile(
    r"(?<![\w<])<(?:your|insert|enter|describe|fill in|replace)[ _-][^<>\n]{1,60}>"
    # With one word alone it is what a program fills in, and the document only speaks of it.
    r"|\{\{[ ]?[A-Za-z]+(?:[ ][A-Za-z]+){1,5}[ ]?\}\}"
    r"|\{\{[ ]?placeholder[ ]?\}\}|[<\[]TODO\b[^<>\[\]\n]{0,100}[>\]](?!\()",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:^|, )e\.g\.,?[ ]")
_VALUE = re.compile(r"(?:[:\uff1a|]|\b(?:must|shall|should|given|when|then))[*_ ]*$", re.IGNORECASE)
_BEFORE = 20
# Behind a verb or a label, such a word stands for what was to be said.
_UNSAID = re.compile(
    r"(?:\b(?:MUST|SHALL|SHOULD|must|shall|should|is|are|be|show|have)|[:\uff1a])[*_]{0,2}[ ]"
    r"(?P<what>TODO|FIXME|XXX+)(?=[*_]{0,2}[ ]*(?:[.。:\uff1a(]|$))",
    re.MULTILINE,
)
_TO_WRITE = re.compile(
    r"(?:^|\n)[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?"
    r"(?:\*\*[^*\n]{1,60}\*\*[:\uff1a]?[ ]+)?[*_]{0,2}"
    r"(?P<what>(?:TODO|FIXME|XXX)\b(?=[*_]{0,2}[ ]?(?:[:\uff1a(]|\n|$|[a-z]))"
    r"|(?:\.{3}|…)(?=[ \t]*$))"
)


def look(passage: Passage) -> Iterator[Finding]:
    """Report what stands where something should have been written."""
    text = without_quotes(passage.text)
    spans = {Span(*found.span()) for found in _BRACKETS.finditer(text) if _is_blank(found)}
    spans |= {Span(*found.span()) for found in _ANGLES.finditer(text)}
    spans |= {Span(*found.span()) for found in WORDS.finditer(text)}
    if passage.role is not Role.LIST:
        spans |= {Span(*found.span("what")) for found in _TO_WRITE.finditer(text)}
        spans |= {Span(*found.span("what")) for found in _UNSAID.finditer(text)}
    for span in sorted(spans):
        if any(span != one and one.start <= span.start and span.end <= one.end for one in spans):
            continue  # a part of one that is told already
        what = passage.text[span.start : span.end]
        yield Finding(
            rule=NAME,
            message=f"“{what}” is a placeholder: nothing was filled in.",
            span=span,
            severity=Severity.WARNING,
        )


def judge(subject: Subject, seen: list[tuple[Placed, Finding]]) -> Iterator[Finding]:
    """Report them all, but in a template: there they are what it is for."""
    return iter(()) if subject.is_template else as_seen(subject, seen)


def _is_blank(found: re.Match[str]) -> bool:
    what = (found["what"] or found["wide"]).strip()
    if BLANKS.fullmatch(what):
        # A lone word may be drawn like a button; behind a label or a verb it stands for a value.
        before = found.string[max(0, found.start() - _BEFORE) : found.start()]
        return not what.isalpha() or what.isupper() or _VALUE.search(before) is not None
    if _EXAMPLE.search(what):
        return True
    opening = TO_FILL_IN.match(what)
    return opening is not None and len(what) > opening.end() + 1
