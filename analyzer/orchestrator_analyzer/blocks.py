"""The block structure of a document: headings, lists, boxes, tables, code and the rest.

markdown-it-py says which lines a block covers and never a column, so each marker is looked for
again in the source. Nothing here raises, and nothing takes more than one pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from markdown_it.token import Token

from orchestrator_analyzer.grammar import tokens
from orchestrator_analyzer.text import BOM, Span, Text


class BlockKind(Enum):
    """What a block is."""

    FRONT_MATTER = auto()
    HEADING = auto()
    PARAGRAPH = auto()
    LIST = auto()
    ENTRY = auto()
    QUOTE = auto()
    CODE = auto()
    HTML = auto()
    TABLE = auto()
    ROW = auto()
    RULE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block.

    `first` and `last` are its lines, the last one exclusive. `parent` is the index of the block
    around it, or -1. `text` is what a heading says, the rest of an entry's first line behind its
    marker and box, or all of any other block. `level` is that of a heading; `number` is what an
    ordered entry was given; `box` is the character that ticks a task; `cells` are those of a row,
    of which the first in a table is its head.
    """

    kind: BlockKind
    first: int
    last: int
    parent: int
    text: Span
    level: int = 0
    number: str = ""
    box: Span | None = None
    cells: tuple[Span, ...] = ()


_KINDS = {
    "heading_open": BlockKind.HEADING,
    "paragraph_open": BlockKind.PARAGRAPH,
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "list_item_open": BlockKind.ENTRY,
    "blockquote_open": BlockKind.QUOTE,
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "html_block": BlockKind.HTML,
    "table_open": BlockKind.TABLE,
    "tr_open": BlockKind.ROW,
    "hr": BlockKind.RULE,
}
_CONTAINERS = frozenset({"heading_open", "paragraph_open", "tr_open"}) ^ frozenset(
    name for name in _KINDS if name.endswith("_open")
)
_CLOSINGS = frozenset(name.replace("_open", "_close") for name in _CONTAINERS)

_FRONT_MATTER_OPEN = re.compile(rf"{BOM}?---[ \t]*$")
_FRONT_MATTER_CLOSE = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_BEFORE_MARKER = re.compile(r"[ \t>]*")
_MARKER = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)[ \t]*")
_BOX = re.compile(
    r"[\[\uff3b](?P<box>[ \u00a0\u3000xXvV✓✔✅☑✗✘❌~/>!?*o+-]?)[\]\uff3d]\*?(?=\s|$)[ \t]*"
)
_BALLOT = re.compile("(?P<box>[☐☑☒⬜✅])\ufe0f?[ \t]+")
_PIPE = re.compile(r"(?<!\\)\|")
_ATX = re.compile(r"#{1,6}(?:[ \t]+|$)")
_ATX_CLOSE = re.compile(r"(?:(?<=[ \t])|^)#+[ \t]*$")


def read(text: Text) -> tuple[Block, ...]:
    """Give the blocks of a text in document order, each before what is nested in it."""
    return tuple(_Reader(text).blocks())


def read_part(text: Text, first: int, end: int | None) -> tuple[Block, ...]:
    """Give the blocks of the lines from `first` up to `end`, or up to the last one.

    An outermost block begins at `first`, behind any front matter. Parents count from there.
    """
    start = text.line_start(first)
    stop = len(text.source) if end is None else text.line_start(end)
    body = text.source[start:stop]
    if first == 0 and body.startswith(BOM):
        body = body[1:]
    return tuple(_Reader(text).body(body, first))


class _Reader:
    """Walks the tokens of one text; `cursors` remembers where on a line the last marker ended."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.cursors: dict[int, int] = {}

    def blocks(self) -> Iterator[Block]:
        front = self._front_matter_lines()
        if front:
            span = self.text.lines_span(0, front)
            yield Block(kind=BlockKind.FRONT_MATTER, first=0, last=front, parent=-1, text=span)
        yield from self.body(self._body(front), 0, 1 if front else 0)

    def body(self, source: str, line: int, index: int = 0) -> Iterator[Block]:
        """Read `source`, of which the first line is the given one of the text."""
        open_blocks: list[int] = []
        for token in tokens(source):
            if token.nesting < 0:
                if token.type in _CLOSINGS:
                    open_blocks.pop()
            elif token.type in _KINDS and token.map is not None:
                lines = (token.map[0] + line, token.map[1] + line)
                yield self._block(token, lines, open_blocks)
                if token.type in _CONTAINERS:
                    open_blocks.append(index)
                index += 1

    def _front_matter_lines(self) -> int:
        if not _FRONT_MATTER_OPEN.match(self.text.line(0)):
            return 0
        for line in range(1, self.text.line_count):
            if _FRONT_MATTER_CLOSE.match(self.text.line(line)):
                return line + 1
        return 0

    def _body(self, front: int) -> str:
        """Give the source with as many lines, but neither front matter nor byte order mark."""
        if front:
            return "\n" * front + self.text.source[self.text.line_start(front) :]
        if self.text.source.startswith(BOM):
            return self.text.source[1:]  # a space in its place would indent the first line
        return self.text.source

    def _block(self, token: Token, lines: tuple[int, int], around: list[int]) -> Block:
        first, last = lines
        kind = _KINDS[token.type]
        parent = around[-1] if around else -1
        match kind:
            case BlockKind.ENTRY:
                return self._entry(first, last, parent, token.info)
            case BlockKind.HEADING:
                text, level = self._heading(token, first, last), int(token.tag[1])
                return Block(
                    kind=kind, first=first, last=last, parent=parent, text=text, level=level
                )
            case _:
                text = self.text.lines_span(first, last)
                cells = tuple(self._cells(first)) if kind is BlockKind.ROW else ()
                return Block(
                    kind=kind, first=first, last=last, parent=parent, text=text, cells=cells
                )

    def _after_markers(self, line: int) -> int:
        start = self.cursors.get(line, self.text.line_start(line))
        if start == 0 and self.text.source.startswith(BOM):
            start = 1
        found = _BEFORE_MARKER.match(self.text.source, start, self.text.line_end(line))
        return found.end() if found else start

    def _heading(self, token: Token, first: int, last: int) -> Span:
        start = self._after_markers(first)
        if not token.markup.startswith("#"):
            return Span(start, max(start, self.text.line_end(max(first, last - 2))))
        end = self.text.line_end(first)
        opening = _ATX.match(self.text.source, start, end)
        title = self.text.source[opening.end() if opening else start : end]
        start = end - len(title)
        title = _ATX_CLOSE.sub("", title).rstrip(" \t")
        return Span(start, start + len(title))

    def _entry(self, first: int, last: int, parent: int, number: str) -> Block:
        source, end = self.text.source, self.text.line_end(first)
        start = self._after_markers(first)
        marker = _MARKER.match(source, start, end)
        start = marker.end() if marker else start
        self.cursors[first] = start
        box = _BOX.match(source, start, end) or _BALLOT.match(source, start, end)
        return Block(
            kind=BlockKind.ENTRY,
            first=first,
            last=last,
            parent=parent,
            text=Span(box.end() if box else start, end),
            number=number,
            box=Span(*box.span("box")) if box else None,
        )

    def _cells(self, line: int) -> Iterator[Span]:
        """Split a row at its pipes; one behind a backslash is a character of its cell."""
        source, end = self.text.source, self.text.line_end(line)
        start = self._after_markers(line)
        pipes = [pipe.start() for pipe in _PIPE.finditer(source, start, end)]
        edges = [start - 1, *pipes, end]
        for left, right in pairwise(edges):
            cell = source[left + 1 : right]
            outer = left < start or right == end
            if outer and not cell.strip():
                continue  # what stands outside of the outer pipes
            begin = left + 1 + len(cell) - len(cell.lstrip())
            yield Span(begin, max(begin, left + 1 + len(cell.rstrip())))
