"""The blocks of a long part that was edited within, from those that it had before.

Outermost blocks are read one after the other, and nothing is carried from one to the next but the
line: what begins on a line depends on the lines from there on. So reading begins again at the last
block that began well before the edit, and ends at the first block behind the edit that begins where
one began before. All blocks from there on are as they were, further up or down.

An entry of an outermost list is as good a place: read alone, it begins a list of the same kind, and
what follows in one does in the other. The two parts of the list are then put together.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from orchestrator_analyzer.blocks import Block, BlockKind, read_window
from orchestrator_analyzer.text import Change, Text

# How far a block looks ahead: a paragraph ends where a table begins, and that shows on its second
# line; a list ends at the first line behind a blank one that is not indented.
_LOOK_AHEAD = 3
_WRITTEN = 2
_READ_AT_ONCE = 24
_CODE_INDENT = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A text with its blocks, and the indices of those directly within one; -1 is the document."""

    text: Text
    blocks: tuple[Block, ...]
    children: Mapping[int, Sequence[int]]

    def places(self) -> list[int]:
        """Give the blocks at which reading may begin or end: outermost ones, entries for a list."""
        return [
            index
            for outermost in self.children.get(-1, ())
            for index in (
                self.children[outermost]
                if self.blocks[outermost].kind is BlockKind.LIST
                else (outermost,)
            )
        ]

    def line(self, index: int) -> int:
        """Give the line on which a block begins."""
        return self.blocks[index].first


@dataclass(frozen=True, slots=True)
class _Shift:
    """How far blocks have moved: by lines, by characters, and among the blocks.

    `floor` is the index of the first of them; one that stands in a block before that is an entry,
    and stands in the list at `around` now.
    """

    lines: int
    offset: int
    index: int
    floor: int = 0
    around: int = -1

    def block(self, block: Block) -> Block:
        """Give a block where it is now."""
        offset, parent = self.offset, block.parent
        if parent >= self.floor:
            parent += self.index
        elif parent >= 0:
            parent = self.around
        return Block(
            kind=block.kind,
            first=block.first + self.lines,
            last=block.last + self.lines,
            parent=parent,
            text=block.text.moved(offset) if offset else block.text,
            level=block.level,
            number=block.number,
            box=None if block.box is None else block.box.moved(offset),
            cells=tuple(cell.moved(offset) for cell in block.cells) if block.cells else (),
        )


def reread(
    known: Known, after: Text, change: Change, at_once: int = _READ_AT_ONCE
) -> tuple[Block, ...] | None:
    """Give the blocks of `after`, which is a known text with one change.

    None where the change may reach behind the text, or its beginning. `at_once` is the number of
    lines behind the edit that are read at first; four times as many are read where that is not
    enough.
    """
    before = known.text
    # One line more on either side: an edit can join a CR with an LF, or part them.
    first_line = max(before.line_of(change.span.start) - 1, 0)
    last_line = before.line_of(change.span.end) + 1
    places = known.places()
    kept, start = _restart(known, places, first_line)
    moved = after.line_count - before.line_count
    behind = places[bisect_right(places, last_line, key=known.line) :]
    # What stands above is read each time, so no less is read below.
    at_once = max(at_once, first_line - start)
    while True:
        end = last_line + 1 + at_once
        if start == 0 or end >= before.line_count:
            return None
        window = read_window(after, start, end + moved)
        stop, old = _meeting(known, behind, window, moved, end)
        if old is not None:
            part = _Part(known, kept, window[:stop])
            return part.joined(after, old, moved, change.grown)
        at_once = at_once * 4 + 1


def _meeting(
    known: Known, behind: Sequence[int], window: tuple[Block, ...], moved: int, end: int | None
) -> tuple[int, int | None]:
    """Find where what was read again meets what was known: an index in either."""
    new = {(block.first, block.kind): index for index, block in _outermost(window)}
    for old in behind:
        block = known.blocks[old]
        if end is not None and block.first + _LOOK_AHEAD > end:
            break
        if (stop := new.get((block.first + moved, block.kind))) is not None:
            return stop, old
    return len(window), None


def _outermost(window: tuple[Block, ...]) -> Iterator[tuple[int, Block]]:
    """Give the blocks that are places, as `Known.places` does."""
    for index, block in enumerate(window):
        if block.parent < 0:
            if block.kind is not BlockKind.LIST:
                yield index, block
        elif window[block.parent].parent < 0 and window[block.parent].kind is BlockKind.LIST:
            yield index, block


@dataclass(frozen=True, slots=True)
class _Part:
    """The blocks that were read again, and the index of the first one that they replace."""

    known: Known
    kept: int
    window: tuple[Block, ...]

    def joined(self, after: Text, old: int | None, moved: int, grown: int) -> tuple[Block, ...]:
        """Put the blocks above, those read again, and those from `old` on together."""
        blocks, window = self.known.blocks, self.window
        above = blocks[: self.kept]
        list_above = blocks[self.kept].parent if self.kept < len(blocks) else -1
        if list_above >= 0:
            # Read alone, the entry began a list; that list is the one it has always stood in.
            above = (
                *above[:list_above],
                _until(blocks[list_above], window[0].last, after),
                *above[list_above + 1 :],
            )
            shift = _Shift(0, 0, self.kept - 1, 1, list_above)
            window = window[1:]
        else:
            shift = _Shift(0, 0, self.kept)
        if shift.index or shift.floor:
            window = tuple(map(shift.block, window))
        joined = above + window
        if old is None:
            return joined
        list_below = blocks[old].parent
        around = -1
        if list_below >= 0:
            around = max(i for i in range(len(joined)) if joined[i].parent < 0)
            joined = (
                *joined[:around],
                _until(joined[around], blocks[list_below].last + moved, after),
                *joined[around + 1 :],
            )
        below = _Shift(moved, grown, len(joined) - old, old, around)
        if moved == grown == below.index == 0 and around == list_below:
            return joined + blocks[old:]
        return joined + tuple(map(below.block, blocks[old:]))


def _until(block: Block, last: int, text: Text) -> Block:
    """Give a list with another end."""
    return block._replace(last=last, text=text.lines_span(block.first, last))


def _restart(known: Known, places: Sequence[int], first_line: int) -> tuple[int, int]:
    """Give the index and the line at which to begin: of the last block well before a line.

    It begins behind a blank line, a heading or another entry of its list, and two lines that are
    not blank lie between it and the edit: no block above looked as far as what was edited.
    """
    text = known.text
    place = bisect_left(places, first_line, key=known.line) - 1
    while place >= 0:
        begun = known.blocks[places[place]]
        written = (line for line in range(begun.first, first_line) if text.line(line).strip(" \t"))
        is_far = sum(1 for _ in islice(written, _WRITTEN)) == _WRITTEN
        if is_far and _is_apart(known, places, place):
            return _whole_list(known, places[place]), begun.first
        place -= 1
    return 0, 0


def _whole_list(known: Known, index: int) -> int:
    """Give the list itself in place of its first entry."""
    parent = known.blocks[index].parent
    return parent if parent >= 0 and parent == index - 1 else index


def _is_apart(known: Known, places: Sequence[int], place: int) -> bool:
    """Say whether nothing above a block can reach into it."""
    begun = known.blocks[places[place]]
    text = known.text
    if begun.parent >= 0 and places[place] - 1 != begun.parent:
        # Where it stands alone, the first line of an entry could be code if it is indented further,
        # and the head of a table if the rule of one stands below.
        indent = text.line(begun.first)[:_CODE_INDENT]
        is_rule = not text.line(begun.first + 1).strip("|-: \t")
        return bool(indent.strip()) and "\t" not in indent and not is_rule
    written = text.line(begun.first - 1).strip(" \t") if begun.first else ""
    if not written or place == 0:
        return not written
    above = known.blocks[places[place - 1]]
    is_above = above.kind is BlockKind.HEADING and above.first == begun.first - 1
    return is_above and written.startswith("#")
