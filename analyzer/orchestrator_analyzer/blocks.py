"""The block structure of a document: headings, lists, boxes, tables, code and the rest.

markdown-it-py says which lines a block covers and never a column, so each marker is looked for
again in the source. Nothing here raises, and nothing takes more than one pass.
"""

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import NamedTuple

from markdown_it.token import Token

from orchestrator_analyzer.grammar import tokens
from orchestrator_analyzer.text import BOM, Span, Text


class BlockKind(Enum):
    """What a block is."""

    # The hash of an enumeration is a call of Python, and it is asked for at every block.
    __hash__ = object.__hash__

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


# A document has one for every line or two; a frozen dataclass takes three times as long to make.
class Block(NamedTuple):
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

    def moved(self, lines: int, offset: int, index: int) -> "Block":
        """Give the block so many lines, characters and blocks further on."""
        return Block(
            kind=self.kind,
            first=self.first + lines,
            last=self.last + lines,
            parent=self.parent + index if self.parent >= 0 else -1,
            text=self.text.moved(offset),
            level=self.level,
            number=self.number,
            box=None if self.box is None else self.box.moved(offset),
            cells=tuple(cell.moved(offset) for cell in self.cells) if self.cells else (),
        )


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
_FRONT_MATTER_OPEN = re.compile(rf"{BOM}?---[ \t]*$")
_FRONT_MATTER_CLOSE = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_BEFORE_MARKER = re.compile(r"[ \t>]*")
_MARKER = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)[ \t]*")
_BOX = re.compile(
    r"[\[\uff3b](?P<box>[ \u00a0\u3000xXvV✓✔✅☑✗✘❌~/>!?*o+-]?)[\]\uff3d]\*?(?=\s|$)[ \t]*"
)
_BALLOT = re.compile("(?P<box>[☐☑☒⬜✅])\ufe0f?[ \t]+")
_BOXES = {**dict.fromkeys("[\uff3b", _BOX), **dict.fromkeys("☐☑☒⬜✅", _BALLOT)}
_HEAD_OF_TABLE = "|a|\n|-|\n"
_LINES_OF_HEAD = 2
_PIPE = re.compile(r"(?<!\\)\|")
_ATX = re.compile(r"#{1,6}(?:[ \t]+|$)")
_ATX_CLOSE = re.compile(r"(?:(?<=[ \t])|^)#+[ \t]*$")


def read(text: Text) -> tuple[Block, ...]:
    """Give the blocks of a text in document order, each before what is nested in it."""
    reader, front = _Reader(text, begins=True), front_matter_lines(text)
    return (*reader.front(front), *reader.blocks(tokens(_body(text, front)), 0, front))


def read_pieces(text: Text, front: int, *, begins: bool) -> list[tuple[Text, tuple[Block, ...]]]:
    """Give the pieces of a text, each with its blocks as they stand in it.

    A piece begins at each outermost heading. `front` is the number of lines of front matter, and
    `begins` says that this is where a document does; if not, an outermost block does.
    """
    found = tokens(_body(text, front) if begins else text.source)
    starts, lines = [0], [0]
    for at, token in enumerate(found):
        if token.type == "heading_open" and token.level == 0:
            starts.append(at)
            lines.append((token.map or [0])[0])
    if len(lines) > 1 and lines[1] == 0:
        del starts[0], lines[0]
    parts: list[tuple[Text, tuple[Block, ...]]] = []
    for place, (start, line) in enumerate(zip(starts, lines, strict=True)):
        is_last = place + 1 == len(starts)
        stop = len(found) if is_last else starts[place + 1]
        end = text.line_count if is_last else lines[place + 1]
        part = text if is_last and line == 0 else text.lines(line, end)
        is_top = place == 0 and begins
        reader = _Reader(part, begins=is_top)
        above = front if is_top else 0
        parts.append((part, (*reader.front(above), *reader.blocks(found[start:stop], line, above))))
    return parts


def read_window(text: Text, first: int, end: int) -> tuple[Block, ...]:
    """Give the blocks of some lines of a text, where an outermost one begins.

    Parents count from there, lines and offsets from the beginning of the text.
    """
    window = Text(text.source[text.line_start(first) : text.line_start(end)])
    found = _Reader(window, begins=False).blocks(tokens(window.source), 0, 0)
    offset = text.line_start(first)
    return tuple(block.moved(first, offset, 0) for block in found)


def read_on(text: Text, kind: BlockKind) -> tuple[Block, ...]:
    """Give the blocks of a text that begins with an entry or a row in the midst of a list or table.

    The first block is what goes on in it; for a table that has no rows, there is none.
    """
    reader = _Reader(text, begins=False)
    if kind is not BlockKind.TABLE:
        return tuple(reader.blocks(tokens(text.source), 0, 0))
    table, _, *found = tokens(_HEAD_OF_TABLE + text.source)
    last = (table.map or [0, 0])[1]
    if last <= _LINES_OF_HEAD:
        return ()
    table.map = [_LINES_OF_HEAD, last]
    return tuple(reader.blocks([table, *found], _LINES_OF_HEAD, 0))


def front_matter_lines(text: Text) -> int:
    """Count the lines of front matter that a text begins with."""
    if not _FRONT_MATTER_OPEN.match(text.line(0)):
        return 0
    for line in range(1, text.line_count):
        if _FRONT_MATTER_CLOSE.match(text.line(line)):
            return line + 1
    return 0


def _body(text: Text, front: int) -> str:
    """Give the source with as many lines, but neither front matter nor byte order mark."""
    if front:
        return "\n" * front + text.source[text.line_start(front) :]
    if text.source.startswith(BOM):
        return text.source[1:]  # a space in its place would indent the first line
    return text.source


class _Reader:
    """Walks the tokens of one text; `cursors` remembers where on a line the last marker ended.

    `begins` says that a document begins here: a byte order mark is one only there.
    """

    def __init__(self, text: Text, *, begins: bool) -> None:
        self.text = text
        self.source = text.source
        self.starts, self.ends = text.bounds()
        self.cursors: dict[int, int] = {}
        if begins and self.source.startswith(BOM):
            self.cursors[0] = 1

    def front(self, lines: int) -> Iterator[Block]:
        """Give the block of front matter, where there is one."""
        if lines:
            span = self.text.lines_span(0, lines)
            yield Block(kind=BlockKind.FRONT_MATTER, first=0, last=lines, parent=-1, text=span)

    def blocks(self, found: Iterable[Token], line: int, front: int) -> list[Block]:
        """Read tokens, whose lines count from `line` lines before the text."""
        blocks: list[Block] = []
        around: list[int] = []
        parent = -1
        index = 1 if front else 0
        for token in found:
            if token.nesting < 0:
                parent = around.pop()
            elif token.map is not None:
                first, last = token.map
                kind = _KINDS[token.type]
                blocks.append(self._block(kind, token, first - line, last - line, parent))
                if token.nesting:
                    around.append(parent)
                    parent = index
                index += 1
        return blocks

    def _block(self, kind: BlockKind, token: Token, first: int, last: int, parent: int) -> Block:
        if kind is BlockKind.ENTRY:
            return self._entry(first, last, parent, token.info)
        if kind is BlockKind.HEADING:
            text = self._heading(token, first, last)
            return Block(kind, first, last, parent, text, int(token.tag[1]))
        text = Span(self.starts[first], self.ends[last - 1 if last > first else first])
        if kind is BlockKind.ROW:
            return Block(kind, first, last, parent, text, 0, "", None, self._cells(first))
        return Block(kind, first, last, parent, text)

    def _after_markers(self, line: int) -> int:
        start = self.cursors.get(line, -1)
        found = _BEFORE_MARKER.match(
            self.source, self.starts[line] if start < 0 else start, self.ends[line]
        )
        return found.end() if found else start

    def _heading(self, token: Token, first: int, last: int) -> Span:
        start = self._after_markers(first)
        if not token.markup.startswith("#"):
            return Span(start, max(start, self.ends[max(first, last - 2)]))
        end = self.ends[first]
        opening = _ATX.match(self.source, start, end)
        title = self.source[opening.end() if opening else start : end]
        start = end - len(title)
        if title.endswith(("#", " ", "\t")):
            title = _ATX_CLOSE.sub("", title).rstrip(" \t")
        return Span(start, start + len(title))

    def _entry(self, first: int, last: int, parent: int, number: str) -> Block:
        source, end = self.source, self.ends[first]
        start = self._after_markers(first)
        marker = _MARKER.match(source, start, end)
        start = marker.end() if marker else start
        self.cursors[first] = start
        opening = _BOXES.get(source[start : start + 1])
        box = None if opening is None else opening.match(source, start, end)
        if box is None:
            return Block(BlockKind.ENTRY, first, last, parent, Span(start, end), 0, number)
        text, ticks = Span(box.end(), end), Span(*box.span("box"))
        return Block(BlockKind.ENTRY, first, last, parent, text, 0, number, ticks)

    def _cells(self, line: int) -> tuple[Span, ...]:
        """Split a row at its pipes; one behind a backslash is a character of its cell."""
        source, end = self.source, self.ends[line]
        start = self._after_markers(line)
        cells: list[Span] = []
        left = start
        for right in (*[pipe.start() for pipe in _PIPE.finditer(source, start, end)], end):
            cell = source[left:right].rstrip()
            # Nothing is what stands outside of the outer pipes.
            if cell or (left > start and right < end):
                begin = left + len(cell) - len(cell.lstrip()) if cell else right
                cells.append(Span(begin, left + len(cell) if cell else right))
            left = right + 1
        return tuple(cells)
