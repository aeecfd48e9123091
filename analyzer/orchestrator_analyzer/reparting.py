"""The parts of a document that was edited, from those that it had before.

What stands from one outermost heading to the next is read again where the edit can have changed it,
up to where a heading begins that began before. Within one long list or table that is cut, no more
is read than a piece or two: up to an entry or a row with which a piece begins that began before.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from orchestrator_analyzer.blocks import (
    Block,
    BlockKind,
    read_on,
    read_pieces,
)
from orchestrator_analyzer.cutting import cut_again, may_begin
from orchestrator_analyzer.later import Later
from orchestrator_analyzer.parts import (
    Part,
    begins_with_heading,
    cut_part,
    outside,
    parts_of,
    placed,
    read_whole,
    uncut,
)
from orchestrator_analyzer.rereading import Known as Blocks
from orchestrator_analyzer.rereading import reread
from orchestrator_analyzer.text import BOM, Change, Text

# How far a block looks ahead: a paragraph ends where a table begins, and that shows on its second
# line; a list ends at the first line behind a blank one that is not indented.
_LOOK_AHEAD = 3
_WRITTEN = 2
_READ_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A text with its parts, and the lines on which those begin.

    `is_cut` says whether there may be any that goes on with the one above it.
    """

    text: Text
    parts: Sequence[Part]
    lines: Sequence[int]
    is_cut: bool = True


def reread_parts(
    known: Known, after: Text, change: Change, at_once: int = _READ_AT_ONCE
) -> list[Part]:
    """Give the parts of `after`, which is a known text with one change.

    `at_once` is the number of lines behind the edit that are read at first; four times as many are
    read where that is not enough.
    """
    if not known.is_cut:
        starts, sections = range(len(known.parts) + 1), known
    elif (within := _reread_cut(known, after, change)) is not None:
        return within
    else:
        starts = _section_starts(known.parts)
        sections = _as_sections(known, starts)
    read = _reread_sections(sections, after, change, at_once)
    parts = list(known.parts[: starts[read.first]])
    for whole in read.parts:
        parts += cut_part(whole)
    parts += known.parts[starts[read.last] :]
    return parts


def _section_starts(parts: Sequence[Part]) -> list[int]:
    """Give the places of the parts that a section begins with, and that behind the last one."""
    return [*(place for place, part in enumerate(parts) if part.goes_on is None), len(parts)]


def _as_sections(known: Known, starts: Sequence[int]) -> Known:
    """Take what stands beneath each heading as one part; only what is looked at is put together."""

    def section(number: int) -> Part:
        parts = known.parts[starts[number] : starts[number + 1]]
        return parts[0] if len(parts) == 1 else uncut(parts)

    lines = [known.lines[start] for start in starts[:-1]]
    return Known(known.text, Later(len(lines), section), lines)


@dataclass(frozen=True, slots=True)
class _Reread:
    """Parts that were read again, in place of those from a place to before another one."""

    first: int
    parts: list[Part]
    last: int


def _reread_cut(known: Known, after: Text, change: Change) -> list[Part] | None:
    """Read again some pieces in the midst of one list or table, where no more has changed.

    Reading begins with a piece that has two lines that are not blank before the edit: whatever
    stands above, it begins an entry or a row of what goes on in it.
    """
    before, parts, lines = known.text, known.parts, known.lines
    # One line more on either side: an edit can join a CR with an LF, or part them.
    first_line = max(before.line_of(change.span.start) - 1, 0)
    last_line = before.line_of(change.span.end) + 1
    place = bisect_right(lines, first_line) - 1
    while (
        parts[place].goes_on is not None
        and _written_lines(parts[place], first_line - lines[place]) < _WRITTEN
    ):
        place -= 1
    opener, start = parts[place].goes_on, lines[place]
    old = bisect_right(lines, last_line)
    if opener is None or any(part.goes_on is not opener for part in parts[place:old]):
        return None
    moved = after.line_count - before.line_count
    is_end = old == len(parts)
    end = before.line_count if is_end else lines[old] + _LOOK_AHEAD
    window = after.lines(start, min(end + moved, after.line_count))
    kind = parts[place].blocks[0].kind
    blocks = read_on(window, kind)
    if not is_end:
        stop = lines[old] + moved - start
        met = _met(window, blocks, stop, goes_on=parts[old].goes_on is opener)
        if met is None:
            return None
        window, blocks = window.lines(0, stop), blocks[:met]
        if parts[old].goes_on is opener:
            blocks = (blocks[0]._replace(last=stop, text=window.lines_span(0, stop)), *blocks[1:])
    if blocks[0].kind is not kind or any(block.parent < 0 for block in blocks[1:]):
        return None
    end_line = before.line_of(change.span.end)
    cuts = [line - start + (moved if line > end_line else 0) for line in lines[place + 1 : old]]
    pieces = cut_again(window, blocks, cuts)
    again = parts_of(pieces, parts[place].above, opener, is_end=is_end)
    return [*parts[:place], *again, *parts[old:]]


def _met(window: Text, blocks: tuple[Block, ...], stop: int, *, goes_on: bool) -> int | None:
    """Give the index of the block on a line that begins a part there as one began before."""
    index = bisect_left(blocks, stop, key=lambda block: block.first)
    if index >= len(blocks) or blocks[index].first != stop:
        return None
    if goes_on:
        is_met = blocks[index].parent == 0 and may_begin(window, blocks, index)
    else:
        is_met = blocks[index].parent < 0 and blocks[index].kind is BlockKind.HEADING
    return index if is_met else None


def _reread_sections(known: Known, after: Text, change: Change, at_once: int) -> _Reread:
    """Give what stands beneath each heading of `after` as one part."""
    if (within := _reread_within(known, after, change)) is not None:
        return within
    before, parts, lines = known.text, known.parts, known.lines
    # One line more on either side: an edit can join a CR with an LF, or part them.
    first_line = max(before.line_of(change.span.start) - 1, 0)
    last_line = before.line_of(change.span.end) + 1
    front = 0
    if parts[0].blocks and parts[0].blocks[0].kind is BlockKind.FRONT_MATTER:
        front = parts[0].blocks[0].last
    if _touches_front_matter(front, before, after, first_line):
        return _Reread(0, read_whole(after), len(parts))
    kept = _restart(parts, lines, first_line)
    moved = after.line_count - before.line_count
    following = bisect_right(lines, last_line)
    while True:
        start, begins = lines[kept], kept == 0
        # What stands above is read each time, so no less is read below.
        at_once = max(at_once, first_line - start)
        end = last_line + 1 + at_once
        if following < len(lines):
            end = max(end, lines[following] + _LOOK_AHEAD)
        is_end = end >= before.line_count
        window = Text(
            after.source[
                after.line_start(start) : len(after) if is_end else after.line_start(end + moved)
            ]
        )
        pieces = read_pieces(window, front if begins else 0, begins=begins)
        if not begins and not begins_with_heading(pieces[0][1]):
            # The line that made it one, below words of many lines, is gone.
            kept = _restart(parts, lines, start)
            continue
        met = None if is_end else _meeting(pieces, lines, following, start - moved, end)
        if met is not None or is_end:
            break
        at_once = at_once * 4 + 1
    taken, old = met or (len(pieces), len(parts))
    read = placed(pieces[:taken], parts[kept].above, is_end=old == len(parts))
    above = read[-1].beneath
    while old < len(parts):
        part, head = parts[old], parts[old].head
        above = outside(above, head.level if head else 0)
        if part.above == above:
            break
        read.append(part.moved_beneath(above))
        above = read[-1].beneath
        old += 1
    return _Reread(kept, read, old)


# A part of fewer lines is read as a whole.
LONG = 200


def _reread_within(known: Known, after: Text, change: Change) -> _Reread | None:
    """Read again some entries or blocks in the midst of a long part, where no more has changed."""
    before, place = known.text, bisect_right(known.lines, known.text.line_of(change.span.start)) - 1
    part, line = known.parts[place], known.lines[place]
    # Only what does not begin with `#` may have front matter, or a byte order mark.
    may_be_front = place == 0 and not part.text.source.startswith("#")
    if (
        may_be_front
        or part.lines < LONG
        or before.line_of(change.span.end) >= line + part.lines - 1
    ):
        return None
    start = before.line_start(line)
    text = Text(after.source[start : start + len(part.text) + change.grown])
    own = Change(change.span.moved(-start), change.grown)
    blocks = reread(Blocks(part.text, part.blocks, part.children), text, own)
    if blocks is None or any(
        block.kind is BlockKind.HEADING and block.parent < 0 for block in blocks[1:]
    ):
        return None
    lines = text.line_count - part.text.line_count + part.lines
    return _Reread(place, [Part(text, blocks, lines, part.above)], place + 1)


def _meeting(
    pieces: list[tuple[Text, tuple[Block, ...]]],
    lines: Sequence[int],
    following: int,
    start: int,
    end: int,
) -> tuple[int, int] | None:
    """Find where what was read again meets what was known: a number of pieces, and a part.

    `start` is the line, before the edit, on which reading would have begun.
    """
    new: dict[int, int] = {}
    for number, (text, _) in enumerate(pieces):
        new[start] = number
        start += text.line_count - 1
    for old in range(following, len(lines)):
        if lines[old] + _LOOK_AHEAD > end:
            return None
        if (number := new.get(lines[old])) is not None:
            return number, old
    return None


def _touches_front_matter(front: int, before: Text, after: Text, first_line: int) -> bool:
    """Say whether an edit may open, close or change front matter."""
    if front:
        return first_line <= front
    return any(text.source[:4].lstrip(BOM).startswith("---") for text in (before, after))


def _restart(parts: Sequence[Part], lines: Sequence[int], first_line: int) -> int:
    """Give the part at which to begin: the last one that begins well before a line.

    Two lines that are not blank lie between its beginning and the edit: no block above looked as
    far as what was edited.
    """
    place = bisect_right(lines, first_line) - 1
    written = 0
    while place > 0 and not (
        (written := written + _written_lines(parts[place], first_line - lines[place])) >= _WRITTEN
        and _is_apart(parts, place)
    ):
        place -= 1
    return place


def _written_lines(part: Part, until: int) -> int:
    """Count the lines before one that are not blank, up to as many as matter."""
    lines = range(min(until, part.lines))
    written = (line for line in lines if part.text.line(line).strip(" \t"))
    return sum(1 for _ in islice(written, _WRITTEN))


def _is_apart(parts: Sequence[Part], place: int) -> bool:
    """Say whether nothing above a part can reach into it.

    Nothing goes on behind a blank line or a heading of one line, nor into such a heading.
    """
    if parts[place].text.source.lstrip(" ").startswith("#"):
        return True
    above = parts[place - 1]
    last = above.text.line(above.lines - 1).strip(" \t")
    return not last or (above.lines == 1 and last.startswith("#"))
