"""missing-file: a link, or a place in a file, whose file is not there."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.rules.plain import FILLER, without_code
from orchestrator_analyzer.rules.subject import Subject, leaves_of
from orchestrator_analyzer.text import Span

NAME = "missing-file"

_LINK = re.compile(r"\]\([ ]?<?(?P<path>[^()\s<>]{1,400})>?(?:[ ]\"[^\"\n]{0,200}\")?\)")
# A file alone may be one to be made; a line of it is one that somebody has seen.
_PLACE = re.compile(r"`(?P<path>[\w@.-]+(?:/[\w@.-]+)+\.[A-Za-z][A-Za-z0-9]{0,7}):\d+(?:-\d+)?`")
# Without an ending it may be a page of a site, and `.html` is what others make of a file.
_ENDING = re.compile(r"\.(?!html?$)[A-Za-z][A-Za-z0-9]{0,7}$")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|#|\?|mailto|.*[{}$*|]|<")


def check(subject: Subject) -> Iterator[Finding]:
    """Report each file that is not there; none where the caller cannot tell."""
    exists = subject.exists
    if exists is None:
        return
    source = subject.source
    known: dict[str, bool | None] = {}
    for part, offset in zip(source.parts, source.offsets, strict=True):
        for path, span in part.answer(files_of):
            if path not in known:
                known[path] = exists(path)
            if known[path] is False:
                yield _finding(path, span.moved(offset))


def files_of(part: Part) -> tuple[tuple[str, Span], ...]:
    """Give the files that a part names as if they were there, and where in it."""
    return tuple(
        (path, span.moved(block.text.start))
        for _, block in part.answer(leaves_of)
        for path, span in _files(part.text.slice(block.text))
    )


def _files(text: str) -> Iterator[tuple[str, Span]]:
    if "](" not in text and "`" not in text:
        return
    for span in _paths(text):
        path = unquote(text[span.start : span.end].partition("#")[0].partition("?")[0])
        if _ENDING.search(path):
            yield path, span


def _paths(text: str) -> Iterator[Span]:
    plain = without_code(text)
    for found in _LINK.finditer(text):
        if plain[found.start()] != FILLER and not _ELSEWHERE.match(found["path"]):
            yield Span(*found.span("path"))
    for found in _PLACE.finditer(text):
        yield Span(*found.span("path"))


def _finding(path: str, span: Span) -> Finding:
    return Finding(
        rule=NAME, message=f"There is no file {path}.", span=span, severity=Severity.WARNING
    )
