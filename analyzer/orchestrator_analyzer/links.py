"""The links of a document: files, headings and addresses, as they are written."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Section
from orchestrator_analyzer.text import Span


class LinkKind(StrEnum):
    """What a link points at."""

    FILE = "file"
    HEADING = "heading"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A link: the characters of its target, which say what they say; nothing is looked up."""

    span: Span
    target: str
    kind: LinkKind


_LINK = re.compile(
    r"\]\([ \t]*(?:<(?P<angled>[^<>\n]{1,1000})>"
    r"|(?P<bare>[^\s()<>]{1,1000}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,3}))"
    r"|^[ \t]{0,3}\[[^\[\]\n]{1,200}\]:[ \t]*<?(?P<defined>[^\s<>]{1,1000})"
    r"|<(?P<auto>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{1,1000})>"
    r"|(?P<plain>(?<![\w/])https?://[^\s<>\"'`\]]{1,1000})",
    re.MULTILINE,
)
_PATH = re.compile(
    r"(?P<path>[\w@.-]{0,60}(?:/[\w@.-]{1,100}){0,30}\.[A-Za-z][A-Za-z0-9]{0,7})(?::\d+)?"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:")
_RUN = re.compile(r"`+")
_CLOSING = {")": "(", "]": "["}


def links(source: Source) -> tuple[Link, ...]:
    """Give the links of a document in its order; what stands in code is none, but for a path."""
    text = source.text.source
    code = list(_code_spans(source))
    starts = [span.start for span in code]
    found: list[Link] = []
    for match in _LINK.finditer(text):
        group = match.lastgroup or "bare"
        span = Span(*match.span(group))
        before = bisect_right(starts, span.start) - 1
        within = before >= 0 and span.start < code[before].end
        if within or source.text.line_of(span.start) in source.code_lines:
            continue
        if group == "plain":
            span = Span(span.start, span.start + len(_trimmed(match[group])))
        found.append(_link(text, span))
    for span in code:
        path = _PATH.fullmatch(text, span.start, span.end)
        if path is not None:
            found.append(_link(text, Span(*path.span("path"))))
    return tuple(sorted(found))


def headings_by_anchor(source: Source) -> dict[str, Section]:
    """Give the sections by the anchors that forges give their headings."""
    anchors: dict[str, Section] = {}
    counts: dict[str, int] = {}
    for section in source.sections:
        name = anchor_of(section.title)
        count = counts.get(name, 0)
        counts[name] = count + 1
        anchors.setdefault(f"{name}-{count}" if count else name, section)
    return anchors


def anchor_of(title: str) -> str:
    """Give the anchor of a heading: its letters, digits and hyphens, small, without the rest."""
    plain = re.sub(r"\]\([^)\n]{0,1000}\)", "]", title)
    kept = (
        letter
        for letter in plain.strip().casefold()
        if letter in " -_" or unicodedata.category(letter)[0] in "LNM"
    )
    return "".join(kept).replace(" ", "-")


def _link(text: str, span: Span) -> Link:
    target = text[span.start : span.end]
    if target.startswith("#"):
        return Link(span, target, LinkKind.HEADING)
    return Link(span, target, LinkKind.ADDRESS if _SCHEME.match(target) else LinkKind.FILE)


def _trimmed(address: str) -> str:
    """Take away the signs of the sentence around an address that stands in it as it is."""
    while address:
        last = address[-1]
        opening = _CLOSING.get(last)
        if last not in ".,;:!?*_)]" or (
            opening is not None and address.count(opening) >= address.count(last)
        ):
            break
        address = address[:-1]
    return address


def _code_spans(source: Source) -> Iterator[Span]:
    """Give what stands between backticks on one line: each run ends at the next of its length."""
    lines: dict[int, list[Span]] = {}
    for run in _RUN.finditer(source.text.source):
        lines.setdefault(source.text.line_of(run.start()), []).append(Span(*run.span()))
    for line, runs in lines.items():
        if line in source.code_lines:
            continue
        places: dict[int, list[int]] = {}
        for place, run in enumerate(runs):
            places.setdefault(run.end - run.start, []).append(place)
        place = 0
        while place < len(runs):
            alike = places[runs[place].end - runs[place].start]
            behind = bisect_right(alike, place)
            if behind == len(alike):
                place += 1
                continue
            yield Span(runs[place].end, runs[alike[behind]].start)
            place = alike[behind] + 1
