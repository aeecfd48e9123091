"""What a document itself allows: `<!-- code-orch: allow rule-name -- reason -->`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.text import BOM, Span

_COMMENT = re.compile(r"<!--[ \t]*code-orch:[ \t]*allow\b(?P<rules>(?:[^-\n]|-(?!->)){0,500})-->")
_NAME = re.compile(r"[\w-]*\w")
_KEY = "code-orch"
# What may stand before a comment that is alone on its line: a quotation, an entry, the mark of a
# file.
_MARKS = f" \t>-*+{BOM}"
_VERB = re.compile(r"allow\b")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A rule that may be broken on some lines, the last exclusive; `span` is its name there."""

    rule: str
    span: Span
    first: int
    last: int


def mentions_allowance(part: Part) -> bool:
    """Say whether a part may allow something; most do not."""
    return _KEY in part.text.source


def allowances(subject: Subject) -> tuple[Allowance, ...]:
    """Find what is allowed: by a comment for a place, in the front matter for the document."""
    if not subject.source.has(mentions_allowance):
        return ()
    return (*_of_document(subject), *_of_places(subject))


def _of_document(subject: Subject) -> Iterator[Allowance]:
    value = subject.source.front_spans.get(_KEY)
    text = subject.source.text
    if value is None or (verb := _VERB.match(text.source, value.start, value.end)) is None:
        return
    for name in _names(text.source, Span(verb.end(), value.end)):
        yield Allowance(text.slice(name), name, 0, text.line_count)


def _of_places(subject: Subject) -> Iterator[Allowance]:
    """Read the comments: one behind words covers their passage, another one the next passage.

    Either covers its own line, and code is covered like a passage.
    """
    text = subject.source.text
    code = {
        line
        for block in subject.source.blocks
        if block.kind is BlockKind.CODE
        for line in range(block.first, block.last)
    }
    ends = {block.first: block.last for block in subject.leaves}
    around = {
        line: (block.first, block.last)
        for block in subject.leaves
        for line in range(block.first, block.last)
    }
    first = -1
    for found in _COMMENT.finditer(text.source):
        before, first = first, text.line_of(found.start())
        if first in code or text.source.startswith("`", found.end()):
            continue
        # A line of a thousand comments is looked at once.
        start = text.line_start(first)
        if before == first or text.source[start : found.start()].strip(_MARKS):
            lines = around.get(first, (first, first + 1))
            for name in _names(text.source, Span(*found.span("rules"))):
                yield Allowance(text.slice(name), name, *lines)
            continue
        below = first + 1
        while below < text.line_count and not text.line(below).strip():
            below += 1
        for name in _names(text.source, Span(*found.span("rules"))):
            yield Allowance(text.slice(name), name, first, ends.get(below, below + 1))


def _names(source: str, span: Span) -> Iterator[Span]:
    """Give the names up to `--`, behind which a reason may stand."""
    reason = source.find(" --", span.start, span.end)
    for name in _NAME.finditer(source, span.start, span.end if reason < 0 else reason):
        yield Span(*name.span())
