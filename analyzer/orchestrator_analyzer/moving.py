"""Links that follow files which get another name: the edits of one document.

    moved(source, Move("/p/SPEC.md", "/p/SPEC.md", {"/p/a.md": "/p/b.md"}.get, exists))

Paths are absolute, with slashes. Nothing is looked up.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from orchestrator_analyzer.links import Link, LinkKind, links
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Span, TextEdit

Goal = Callable[[str], str | None]
"""Where what lies at a path lies afterwards; None where it stays."""

_BEHIND = re.compile(r"[#?].*", re.DOTALL)
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_SAFE = "/@:+,;=~!$&'*-._"
_IN_CODE = "`"


@dataclass(frozen=True, slots=True)
class Move:
    """What a move means for a document at `here`, which is at `there` afterwards.

    `exists` tells whether there is a file at a path, and a path in backticks may also count from
    `top`, the project's folder, where there is one.
    """

    here: str
    there: str
    goal: Goal
    exists: Callable[[str], bool]
    top: str = ""


def moved(source: Source, move: Move) -> tuple[TextEdit, ...]:
    """Give the edits of a document; of one that moves itself, of those links that lead somewhere.

    A document that names itself goes with its name.
    """
    return tuple(_edits(source, move))


def _edits(source: Source, move: Move) -> Iterator[TextEdit]:
    before, after = posixpath.dirname(move.here), posixpath.dirname(move.there)
    for link in links(source):
        if link.kind is not LinkKind.FILE or link.target.startswith(("/", "\\", "?")):
            continue
        in_code = _sign_before(link, source) == _IN_CODE
        written = _BEHIND.sub("", link.target)
        path = written if in_code else unquote(written)
        old = posixpath.normpath(posixpath.join(before, path))
        from_top = posixpath.normpath(posixpath.join(move.top, path)) if in_code else ""
        new = move.goal(from_top) if move.top and from_top and not move.exists(old) else None
        if new is not None:
            now = posixpath.relpath(new, move.top)
        elif (new := move.goal(old)) is not None or (before != after and move.exists(old)):
            now = posixpath.relpath(new or old, after)
        else:
            continue
        text = _as_written(now, link, source)
        if text != written:
            yield TextEdit(Span(link.span.start, link.span.start + len(written)), text)


def _sign_before(link: Link, source: Source) -> str:
    return source.text.source[link.span.start - 1 : link.span.start]


def _as_written(path: str, link: Link, source: Source) -> str:
    """Write a path as the link has written its own."""
    sign = _sign_before(link, source)
    if link.target.startswith("./") and not path.startswith("."):
        path = f"./{path}"
    if sign == _IN_CODE or (sign == "<" and not _ENCODED.search(link.target)):
        return path
    return quote(path, safe=_SAFE) if _ENCODED.search(link.target) else _bare(path)


def _bare(path: str) -> str:
    """A path that ends a bare link too soon is encoded; other letters stay as people write them."""
    return re.sub(r"[\s()<>%#?]", lambda found: quote(found[0]), path)
