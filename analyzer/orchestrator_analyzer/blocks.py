"""The block structure of a document: headings, lists, boxes, tables, code and the rest.

markdown-it-py says which lines a block covers and never a column, so each marker is looked for
again in the source. Nothing here raises, and nothing takes more than one pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

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

_FRONT_MATTER_OPEN = re.compile(rf"{BOM}?---[ \t]*$")
_FRONT_MATTER_CLOSE = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_BEFORE_MARKER = re.compile(r"[ \t>]*")
_MARKER = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)[ \t]*")
_BOX = re.compile(
    r"[\[\uff3b](?P<box>[ \u00a0\u3000xXvV✓✔✅☑✗✘❌~/>!?*o+-]?)[\]\uff3d]\*?(?=\s|$)[ \t]*"
)
_BALLOT = re.compile("(?P<box>[☐☑☒⬜✅])\ufe0f?[ \t]+")
_ATX = re.compile(r"#{1,6}(?:[ \t]+|$)")
_ATX_CLOSE = re.compile(r"(?:(?<=[ \t])|^)#+[ \t]*$")


def read(text: Text) -> tuple[Block, ...]:
    """Give the blocks of a text in document order, each before what is nested in it."""
    return tuple(_Reader(text).blocks())


def _engine() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    # Inline structure is not asked for, and a definition such as `[id]: url` is a line like others.
    markdown.core.ruler.enableOnly(["normalize", "block"])
    markdown.block.ruler.disable("reference")
    return markdown


_MARKDOWN = _engine()


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
        index = 1 if front else 0
        open_blocks: list[int] = []
        for token in _MARKDOWN.parse(self._body(front)):
            if token.nesting < 0 and token.type.replace("_close", "_open") in _CONTAINERS:
                open_blocks.pop()
            elif token.type in _KINDS and token.map is not None:
                yield self._block(token, (token.map[0], token.map[1]), open_blocks)
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
        block = Block(
            kind=kind,
            first=first,
            last=last,
            parent=parent,
            text=self.text.lines_span(first, last),
        )
        match kind:
            case BlockKind.HEADING:
                return replace(
                    block, text=self._heading(token, first, last), level=int(token.tag[1])
                )
            case BlockKind.ENTRY:
                return self._entry(block, token.info)
            case BlockKind.ROW:
                return replace(block, cells=tuple(self._cells(first)))
            case _:
                return block

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

    def _entry(self, block: Block, number: str) -> Block:
        source, end = self.text.source, self.text.line_end(block.first)
        start = self._after_markers(block.first)
        marker = _MARKER.match(source, start, end)
        start = marker.end() if marker else start
        self.cursors[block.first] = start
        box = _BOX.match(source, start, end) or _BALLOT.match(source, start, end)
        return replace(
            block,
            text=Span(box.end() if box else start, end),
            number=number,
            box=Span(*box.span("box")) if box else None,
        )

    def _cells(self, line: int) -> Iterator[Span]:
        """Split a row at its pipes; one behind a backslash is a character of its cell."""
        source, end = self.text.source, self.text.line_end(line)
        start = self._after_markers(line)
        pipes = [pipe.start() for pipe in re.compile(r"(?<!\\)\|").finditer(source, start, end)]
        edges = [start - 1, *pipes, end]
        for left, right in pairwise(edges):
            cell = source[left + 1 : right]
            outer = left < start or right == end
            if outer and not cell.strip():
                continue  # what stands outside of the outer pipes
            begin = left + 1 + len(cell) - len(cell.lstrip())
            yield Span(begin, max(begin, left + 1 + len(cell.rstrip())))
