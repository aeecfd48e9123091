"""A document as parts: what stands from one outermost heading to the next.

A part never changes, and all positions in it count from its own beginning. So an edit makes
anew the parts that it can have changed, and all others are the same objects, further up or down;
what was found out about one of them is known as long as it stands somewhere in the document.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, compress, count, islice
from operator import is_not
from typing import Any

from orchestrator_analyzer.answers import Answering
from orchestrator_analyzer.blocks import Block, BlockKind, front_matter_lines, read_pieces
from orchestrator_analyzer.rereading import Known as Blocks
from orchestrator_analyzer.rereading import reread
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import BOM, Change, Span, Text

Above = tuple[tuple[int, str], ...]
"""The levels and titles of the headings that a part stands beneath, the outermost first."""

# How far a block looks ahead: a paragraph ends where a table begins, and that shows on its second
# line; a list ends at the first line behind a blank one that is not indented.
_LOOK_AHEAD = 3
_WRITTEN = 2
_READ_AT_ONCE = 8


@dataclass(slots=True)
class Place:
    """Where a part stands in the version of its document that is being read.

    `end` is the line behind the last one of its section, what is beneath it included.
    """

    line: int = 0
    offset: int = 0
    end: int = 0


@dataclass(frozen=True, eq=False)
class Part(Stretch, Answering):
    """A heading with what follows it, or what stands above the first one.

    `lines` counts its own; the text of all but the last part of a document has an empty one
    behind them. `place` is set by whoever reads a document, for as long as that takes.
    """

    text: Text
    blocks: tuple[Block, ...]
    lines: int
    above: Above = ()
    place: Place = field(default_factory=Place, repr=False)
    _answers: dict[Any, tuple[Any, ...]] = field(
        default_factory=dict[Any, tuple[Any, ...]], init=False, repr=False
    )

    @cached_property
    def head(self) -> "Head | None":
        """Give the heading that it begins with."""
        if not _begins_with_heading(self.blocks):
            return None
        first = self.blocks[0]
        path = tuple(title for _, title in self.above)
        return Head(self, self.text.slice(first.text), first.level, first.text, path)

    @property
    def beneath(self) -> Above:
        """Give what the parts of the sections within this one stand beneath."""
        return (
            self.above if self.head is None else (*self.above, (self.head.level, self.head.title))
        )

    def moved_beneath(self, above: Above) -> "Part":
        """Give the same part beneath other headings."""
        return Part(self.text, self.blocks, self.lines, above)


class Whole(Stretch):
    """Several parts in a row as one stretch, whose positions count from where the first begins."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.text = Text.joined([part.text for part in parts])

    @cached_property
    def blocks(self) -> tuple[Block, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Give the blocks of all of them."""
        blocks: list[Block] = []
        line = offset = 0
        for part in self.parts:
            index = len(blocks)
            blocks += [block.moved(line, offset, index) for block in part.blocks]
            line, offset = line + part.lines, offset + len(part.text)
        return tuple(blocks)

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """Give the lines of code in all of them."""
        starts = accumulate([part.lines for part in self.parts], initial=0)
        pairs = zip(starts, self.parts, strict=False)
        return frozenset([start + line for start, part in pairs for line in part.code_lines])


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The heading of a part; `path` are the titles above, `title_span` counts from its start."""

    part: Part
    title: str
    level: int
    title_span: Span
    path: tuple[str, ...]

    @property
    def line(self) -> int:
        """Give the line on which it stands in the document."""
        return self.part.place.line

    @property
    def end(self) -> int:
        """Give the line behind its section."""
        return self.part.place.end


@dataclass(frozen=True, slots=True)
class Renewed:
    """The places of the parts, the last one exclusive, in which two versions are not the same.

    As many parts have come as have gone.
    """

    first: int
    last: int

    def pairs(self, old: Sequence[Part], new: Sequence[Part]) -> list[tuple[Part, Part]]:
        """Give each part that has gone, with the one in its place."""
        return list(zip(old[self.first : self.last], new[self.first : self.last], strict=True))


def differing(old: Sequence[Part], new: Sequence[Part]) -> tuple[int, int]:
    """Count the parts that two versions share, at their beginnings and at their ends."""
    room = min(len(old), len(new))
    first = next(compress(count(), map(is_not, old, new)), room)
    behind = next(compress(count(), map(is_not, reversed(old), reversed(new))), room)
    return first, min(behind, room - first)


def read_parts(text: Text) -> list[Part]:
    """Take a document apart; it has one part at least."""
    return _placed(read_pieces(text, front_matter_lines(text), begins=True), (), is_end=True)


def _placed(
    pieces: list[tuple[Text, tuple[Block, ...]]], above: Above, *, is_end: bool
) -> list[Part]:
    """Make parts of pieces, the first of which stands beneath the headings `above`."""
    parts: list[Part] = []
    for number, (text, blocks) in enumerate(pieces, 1):
        lines = text.line_count if is_end and number == len(pieces) else text.line_count - 1
        if _begins_with_heading(blocks):
            above = _outside(above, blocks[0].level)
        part = Part(text, blocks, lines, above)
        above = part.beneath
        parts.append(part)
    return parts


def _begins_with_heading(blocks: tuple[Block, ...]) -> bool:
    return bool(blocks) and blocks[0].kind is BlockKind.HEADING


def _outside(above: Above, level: int) -> Above:
    """Leave out the headings whose sections a heading of some level ends."""
    return tuple(one for one in above if one[0] < level)


@dataclass(frozen=True, slots=True)
class Known:
    """A text with its parts, and the lines on which those begin."""

    text: Text
    parts: Sequence[Part]
    lines: Sequence[int]


def reread_parts(
    known: Known, after: Text, change: Change, at_once: int = _READ_AT_ONCE
) -> list[Part]:
    """Give the parts of `after`, which is a known text with one change.

    `at_once` is the number of lines behind the edit that are read at first; four times as many are
    read where that is not enough.
    """
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
        return read_parts(after)
    kept = _restart(parts, lines, first_line)
    moved = after.line_count - before.line_count
    following = bisect_right(lines, last_line)
    while True:
        start, begins = lines[kept], kept == 0
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
        if not begins and not _begins_with_heading(pieces[0][1]):
            # The line that made it one, below words of many lines, is gone.
            kept = _restart(parts, lines, start)
            continue
        met = None if is_end else _meeting(pieces, lines, following, start - moved, end)
        if met is not None or is_end:
            break
        at_once = at_once * 4 + 1
    taken, old = met or (len(pieces), len(parts))
    read = _placed(pieces[:taken], parts[kept].above, is_end=old == len(parts))
    above = read[-1].beneath
    behind = list(parts[old:])
    for place, part in enumerate(behind):
        head = part.head
        above = _outside(above, head.level if head else 0)
        if part.above == above:
            break
        behind[place] = part.moved_beneath(above)
        above = behind[place].beneath
    return [*parts[:kept], *read, *behind]


# A part of fewer lines is read as a whole.
LONG = 200


def _reread_within(known: Known, after: Text, change: Change) -> list[Part] | None:
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
    return [
        *known.parts[:place],
        Part(text, blocks, text.line_count - part.text.line_count + part.lines, part.above),
        *known.parts[place + 1 :],
    ]


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
