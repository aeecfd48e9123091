"""The blocks of a text that was edited, from those that it had before.

Outermost blocks are read one after the other, and nothing is carried from one to the next but the
line: what begins on a line depends on the lines from there on. So reading begins again at the last
block that began well before the edit, and ends at the first block behind the edit that begins where
one began before. All blocks from there on are as they were, further up or down.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from orchestrator_analyzer.blocks import Block, BlockKind, read, read_part
from orchestrator_analyzer.text import BOM, Change, Span, Text

# How far a block looks ahead: a paragraph ends where a table begins, and that shows on its second
# line; a list ends at the first line behind a blank one that is not indented.
_LOOK_AHEAD = 3
_WRITTEN = 2
_READ_AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class Shift:
    """How far what stands behind an edit has moved: lines, characters, places among the blocks."""

    lines: int
    offset: int
    index: int

    def block(self, block: Block) -> Block:
        """Give a block where it is now."""
        offset = self.offset
        return Block(
            kind=block.kind,
            first=block.first + self.lines,
            last=block.last + self.lines,
            parent=block.parent + self.index if block.parent >= 0 else -1,
            text=Span(block.text.start + offset, block.text.end + offset),
            level=block.level,
            number=block.number,
            box=None if block.box is None else block.box.moved(offset),
            cells=tuple(cell.moved(offset) for cell in block.cells) if block.cells else (),
        )


@dataclass(frozen=True, slots=True)
class Known:
    """A text with its blocks; `outermost` are the indices of those that stand in no other one."""

    text: Text
    blocks: tuple[Block, ...]
    outermost: Sequence[int]


def reread(
    known: Known, after: Text, change: Change, at_once: int = _READ_AT_ONCE
) -> tuple[Block, ...]:
    """Give the blocks of `after`, which is a known text with one change.

    `at_once` is the number of lines behind the edit that are read at first; four times as many are
    read where that is not enough.
    """
    before, blocks, outermost = known.text, known.blocks, known.outermost
    # One line more on either side: an edit can join a CR with an LF, or part them.
    first_line = max(before.line_of(change.span.start) - 1, 0)
    last_line = before.line_of(change.span.end) + 1
    if _touches_front_matter(known, after, first_line):
        return read(after)
    place = _restart(known, first_line)
    start, kept = (blocks[outermost[place]].first, outermost[place]) if place >= 0 else (0, 0)
    if place < 0 and blocks and blocks[0].kind is BlockKind.FRONT_MATTER:
        start, kept = blocks[0].last, 1
    moved = after.line_count - before.line_count
    next_place = bisect_right(outermost, last_line, key=lambda index: blocks[index].first)
    while True:
        end = last_line + 1 + at_once
        is_all = end >= before.line_count
        window = read_part(after, start, None if is_all else end + moved)
        new = {block.first: index for index, block in enumerate(window) if block.parent < 0}
        for old in outermost[next_place:]:
            line = blocks[old].first
            if not is_all and line + _LOOK_AHEAD > end:
                break
            if line + moved in new:
                part = window[: new[line + moved]]
                return _joined(
                    blocks[:kept],
                    part,
                    blocks[old:],
                    Shift(moved, change.grown, kept + len(part) - old),
                )
        if is_all:
            return _joined(blocks[:kept], window, (), Shift(0, 0, 0))
        at_once *= 4


def _joined(
    above: tuple[Block, ...], window: tuple[Block, ...], below: tuple[Block, ...], shift: Shift
) -> tuple[Block, ...]:
    """Put blocks together: those above an edit, those read again, those below as they are now."""
    if above:
        window = tuple(map(Shift(0, 0, len(above)).block, window))
    if shift != Shift(0, 0, 0):
        below = tuple(map(shift.block, below))
    return above + window + below


def _touches_front_matter(known: Known, after: Text, first_line: int) -> bool:
    """Say whether an edit may open, close or change front matter."""
    if known.blocks and known.blocks[0].kind is BlockKind.FRONT_MATTER:
        return first_line <= known.blocks[0].last
    return any(text.source[:4].lstrip(BOM).startswith("---") for text in (known.text, after))


def _restart(known: Known, first_line: int) -> int:
    """Give the place of the last outermost block that begins well before a line, or -1.

    It begins behind a blank line or a heading, and two lines that are not blank lie between it and
    the edit: no block above looked as far as what was edited.
    """
    text, blocks, outermost = known.text, known.blocks, known.outermost
    place = bisect_left(outermost, first_line, key=lambda index: blocks[index].first) - 1
    while place >= 0:
        begun = blocks[outermost[place]]
        if begun.kind is BlockKind.FRONT_MATTER:
            return -1
        written = (line for line in range(begun.first, first_line) if text.line(line).strip(" \t"))
        is_far = sum(1 for _ in islice(written, _WRITTEN)) == _WRITTEN
        if begun.first == 0 or (is_far and _is_apart(known, place)):
            return place
        place -= 1
    return -1


def _is_apart(known: Known, place: int) -> bool:
    """Say whether a blank line, or a heading marked with `#`, stands right above a block."""
    line = known.blocks[known.outermost[place]].first - 1
    written = known.text.line(line).strip(" \t")
    if not written or place == 0:
        return not written
    above = known.blocks[known.outermost[place - 1]]
    return above.kind is BlockKind.HEADING and above.first == line and written.startswith("#")
