"""Where a long list or table is cut, so that an edit of one entry concerns a few of its neighbours.

The pieces of one list stand in several parts. All but the first begin with a block of the same kind
as the one that is cut, which holds what stands in them. Nothing that is read of a document depends
on where it is cut: each piece is read as what it is within the whole, and `joined` gives back the
blocks as they were.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.text import Span, Text

FIRST = 64
"""So many entries or rows stay with what is above them: a table is judged by its first rows."""
SIZE = 24
MOST = 2 * SIZE
"""A piece has so many entries or rows at most; where nothing else can be done, it has more."""

Piece = tuple[Text, tuple[Block, ...], bool]
"""Lines, their blocks as they stand there, and whether the first goes on with the last above."""

_CUT = frozenset({BlockKind.LIST, BlockKind.TABLE})
_INDENT = 4
# What may be the heading of an item that reaches behind the list: bold words, or an id.
_MAY_HEAD = re.compile(r"\*\*|__|\d")


def cut(text: Text, blocks: tuple[Block, ...]) -> list[Piece]:
    """Cut what stands beneath one heading within its long lists and tables."""
    if len(blocks) <= FIRST:
        return [(text, blocks, False)]
    cuts: list[int] = []
    for index, inner in _outermost(blocks):
        block = blocks[index]
        if block.kind is BlockKind.PARAGRAPH and _MAY_HEAD.search(text.slice(block.text)):
            break
        if len(inner) > FIRST + MOST:
            cuts += _evenly(text, blocks, inner[FIRST:], SIZE)
    return _pieces(text, blocks, cuts, goes_on=False)


def cut_again(text: Text, blocks: tuple[Block, ...], lines: Sequence[int]) -> list[Piece]:
    """Cut anew a stretch of one list or table, which was cut on some lines before.

    It is cut into as many pieces as it was, as long as that is possible.
    """
    inner = [index for index, block in enumerate(blocks) if block.parent == 0]
    by_line = {blocks[index].first: at for at, index in enumerate(inner)}
    known = [by_line.get(line, 0) for line in lines]
    sizes = [after - before for before, after in pairwise([0, *known, len(inner)])]
    if all(0 < size <= MOST for size in sizes) and all(
        may_begin(text, blocks, inner[at]) for at in known
    ):
        cuts = [inner[at] for at in known]
    else:
        size = min(max(-(-len(inner) // (len(lines) + 1)), 1), MOST)
        cuts = _evenly(text, blocks, inner[1:], size, size - 1)[: -(-len(inner) // size) - 1]
    return _pieces(text, blocks, cuts, goes_on=True)


def may_begin(text: Text, blocks: Sequence[Block], index: int) -> bool:
    """Say whether a piece may begin with an entry or a row: read alone, it is the same.

    Where it stands alone, an entry could be code if it is indented further, and the head of a table
    if the rule of one stands below; what was left to be filled in shows by the label that follows.
    """
    block = blocks[index]
    if block.kind is BlockKind.ROW:
        return True
    line = text.line(block.first)
    indent = line[:_INDENT]
    is_rule = not text.line(block.first + 1).strip("|-: \t")
    return bool(indent.strip()) and "\t" not in indent and not is_rule and "**" not in line


def joined(
    pieces: Iterable[tuple[tuple[Block, ...], bool]], starts: Iterable[tuple[int, int]]
) -> tuple[Block, ...]:
    """Give the blocks of pieces in a row, each of which begins at a line and an offset.

    With each piece goes whether the last block above goes on in it.
    """
    found: list[Block] = []
    container = -1
    for (blocks, goes_on), (line, offset) in zip(pieces, starts, strict=False):
        index = len(found)
        if goes_on and found:
            above, head = found[container], blocks[0]
            found[container] = above._replace(
                last=head.last + line, text=Span(above.text.start, head.text.end + offset)
            )
            for block in blocks[1:]:
                moved = block.moved(line, offset, index - 1)
                found.append(moved._replace(parent=container) if block.parent == 0 else moved)
        elif line:
            found += [block.moved(line, offset, index) for block in blocks]
        else:
            found += blocks
        container = next(
            (at for at in range(len(found) - 1, index - 1, -1) if found[at].parent < 0), container
        )
    return tuple(found)


def _outermost(blocks: tuple[Block, ...]) -> list[tuple[int, list[int]]]:
    """Give the outermost blocks, each with its entries, or its rows below the head."""
    found: list[tuple[int, list[int]]] = []
    inner: list[int] = []
    for index, block in enumerate(blocks):
        if block.parent < 0:
            inner = []
            found.append((index, inner))
        elif blocks[block.parent].kind in _CUT and block.parent == found[-1][0]:
            inner.append(index)
    return found


def _evenly(
    text: Text, blocks: Sequence[Block], inner: list[int], size: int, since: int = 0
) -> list[int]:
    """Choose entries with which pieces may begin, so many apart at least."""
    cuts: list[int] = []
    due = since
    for at, index in enumerate(inner):
        if at >= due and may_begin(text, blocks, index):
            cuts.append(index)
            due = at + size
    return cuts


def _pieces(
    text: Text, blocks: tuple[Block, ...], cuts: list[int], *, goes_on: bool
) -> list[Piece]:
    """Cut before the blocks of some indices."""
    if not cuts:
        return [(text, blocks, goes_on)]
    pieces: list[Piece] = []
    container = -1
    for number, (first, last) in enumerate(pairwise([0, *cuts, len(blocks)])):
        line = blocks[first].first if number else 0
        end = blocks[last].first if number < len(cuts) else text.line_count
        part, offset = text.lines(line, end), text.line_start(line)
        if number:
            # What is cut stands before its entries once more.
            around, below = blocks[container], blocks[container].last - line
            own = [Block(around.kind, 0, below, -1, part.lines_span(0, below))]
            own += [_moved(one, line, offset, first - 1, container) for one in blocks[first:last]]
        else:
            own = list(blocks[:last])
        container = next(
            (at for at in range(last - 1, first - 1, -1) if blocks[at].parent < 0), container
        )
        if number < len(cuts):
            at = next(at for at in range(len(own) - 1, -1, -1) if own[at].parent < 0)
            span = part.lines_span(own[at].first, end - line)
            own[at] = own[at]._replace(last=end - line, text=span)
        pieces.append((part, tuple(own), goes_on or number > 0))
    return pieces


def _moved(block: Block, line: int, offset: int, index: int, container: int) -> Block:
    """Give a block as it stands in a piece that begins at a line, an offset, and an index."""
    moved = block.moved(-line, -offset, -index)
    return moved._replace(parent=0) if block.parent == container >= 0 else moved
