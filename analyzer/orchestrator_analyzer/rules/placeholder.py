"""placeholder: a part of a template that nobody has filled in."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.rules.plain import without_quotes
from orchestrator_analyzer.rules.subject import Passage, Role
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.blanks import BRACKETED, WORDS

NAME = "placeholder"

_MARKED = re.compile(
    rf"(?<![\w\]!\\])\[(?:{BRACKETED})\](?![(\[:\w])|【(?:{BRACKETED})】", re.IGNORECASE
)
_ANGLED = re.compile(
    r"(?<![\w<])<(?:your|insert|enter|describe|fill in|replace)[ _-][^<>\n]{1,60}>"
    r"|\{\{[ ]?[A-Za-z][\w .-]{0,60}\}\}|\blorem ipsum\b",
    re.IGNORECASE,
)
_TO_WRITE = re.compile(
    r"(?:^|\n)[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?[*_]{0,2}"
    r"(?P<what>(?:TODO|FIXME|XXX)\b(?=[*_]{0,2}[ ]?(?:[:：(]|\n|$))|(?:\.{3}|…)(?=[ \t]*$))"
)


def look(passage: Passage) -> Iterator[Finding]:
    """Report what stands where something should have been written."""
    text = without_quotes(passage.text)
    found = [Span(*one.span()) for one in (*_MARKED.finditer(text), *_ANGLED.finditer(text))]
    if passage.role is not Role.LIST:
        found += [Span(*one.span("what")) for one in _TO_WRITE.finditer(text)]
        found += [Span(*one.span()) for one in WORDS.finditer(text)]
    for span in sorted(set(found)):
        yield Finding(
            rule=NAME,
            message=f"“{passage.text[span.start : span.end]}” is a placeholder: nothing was filled in.",
            span=span,
            severity=Severity.WARNING,
        )
