"""A document as parts: what stands from one outermost heading to the next.

Where that has a long list or table, it is several parts (`cutting`): those behind the first go on
with the list, beneath the same heading.

A part never changes, and all positions in it count from its own beginning. So an edit makes
anew the parts that it can have changed, and all others are the same objects, further up or down;
what was found out about one of them is known as long as it stands somewhere in the document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, compress, count
from operator import is_not
from typing import Any

from orchestrator_analyzer.answers import Answering
from orchestrator_analyzer.blocks import Block, BlockKind, front_matter_lines, read_pieces
from orchestrator_analyzer.cutting import Piece, cut, joined
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import Span, Text

Above = tuple[tuple[int, str], ...]
"""The levels and titles of the headings that a part stands beneath, the outermost first."""


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
    behind them. `goes_on` is the part whose last outermost block goes on as the first block here.
    `place` is set by whoever reads a document, for as long as that takes.
    """

    text: Text
    blocks: tuple[Block, ...]
    lines: int
    above: Above = ()
    goes_on: "Part | None" = None
    place: Place = field(default_factory=Place, repr=False)
    _answers: dict[Any, tuple[Any, ...]] = field(
        default_factory=dict[Any, tuple[Any, ...]], init=False, repr=False
    )

    @cached_property
    def head(self) -> "Head | None":
        """Give the heading that it begins with."""
        if not begins_with_heading(self.blocks):
            return None
        first = self.blocks[0]
        path = tuple(title for _, title in self.above)
        return Head(self, self.text.slice(first.text), first.level, first.text, path)

    @property
    def section(self) -> "Head | None":
        """Give the heading that it begins with, or right beneath which it goes on."""
        return self.head if self.goes_on is None else self.goes_on.section

    def begun(self, index: int) -> "tuple[Part, int]":
        """Give the part in which the block of an index begins, and the index that it has there."""
        if index or self.goes_on is None:
            return self, index
        return self.goes_on, self.goes_on.children[-1][-1]

    @property
    def beneath(self) -> Above:
        """Give what the parts of the sections within this one stand beneath."""
        section = self.section
        return self.above if section is None else (*self.above, (section.level, section.title))

    def let_go(self) -> None:
        """Forget its heading and all answers: they lead back to it."""
        self.__dict__.pop("head", None)
        self._answers.clear()

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
        lines = accumulate([part.lines for part in self.parts], initial=0)
        offsets = accumulate([len(part.text) for part in self.parts], initial=0)
        return blocks_of(self.parts, zip(lines, offsets, strict=True))

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
    """Where two versions are not the same: from the part at `first` to before that at `last`.

    These are places of the older one; in the newer one, `by` more or fewer stand there. `is_even`
    says that as many have come as have gone, each with a heading of the same level.
    """

    first: int
    last: int
    by: int = 0
    is_even: bool = True

    @property
    def end(self) -> int:
        """Give the place in the newer version at which all is as it was again."""
        return self.last + self.by

    def pairs(self, old: Sequence[Part], new: Sequence[Part]) -> list[tuple[Part, Part]]:
        """Give each part that has gone, with the one in its place, where they are even."""
        return list(zip(old[self.first : self.last], new[self.first : self.last], strict=True))


def differing(old: Sequence[Part], new: Sequence[Part]) -> tuple[int, int]:
    """Count the parts that two versions share, at their beginnings and at their ends."""
    room = min(len(old), len(new))
    first = next(compress(count(), map(is_not, old, new)), room)
    behind = next(compress(count(), map(is_not, reversed(old), reversed(new))), room)
    return first, min(behind, room - first)


def blocks_of(parts: Sequence[Part], starts: Iterable[tuple[int, int]]) -> tuple[Block, ...]:
    """Give the blocks of parts in a row, each of which begins at a line and an offset."""
    pieces = [(part.blocks, part.goes_on is not None) for part in parts]
    return joined(pieces, starts)


def read_parts(text: Text) -> list[Part]:
    """Take a document apart; it has one part at least."""
    return [part for whole in read_whole(text) for part in cut_part(whole)]


def read_whole(text: Text) -> list[Part]:
    """Give what stands beneath each heading as one part, however long it is."""
    return placed(read_pieces(text, front_matter_lines(text), begins=True), (), is_end=True)


def placed(
    pieces: list[tuple[Text, tuple[Block, ...]]], above: Above, *, is_end: bool
) -> list[Part]:
    """Make parts of pieces, the first of which stands beneath the headings `above`."""
    parts: list[Part] = []
    for number, (text, blocks) in enumerate(pieces, 1):
        lines = text.line_count if is_end and number == len(pieces) else text.line_count - 1
        if begins_with_heading(blocks):
            above = outside(above, blocks[0].level)
        part = Part(text, blocks, lines, above)
        above = part.beneath
        parts.append(part)
    return parts


def cut_part(whole: Part) -> list[Part]:
    """Give a part as those that its long lists and tables are cut into."""
    pieces = cut(whole.text, whole.blocks)
    if len(pieces) == 1:
        return [whole]
    whole.let_go()
    return parts_of(pieces, whole.above, None, is_end=whole.lines == whole.text.line_count)


def parts_of(
    pieces: Sequence[Piece], above: Above, opener: Part | None, *, is_end: bool
) -> list[Part]:
    """Make parts of what was cut; in the first, the last block of `opener` goes on, if given."""
    parts: list[Part] = []
    for number, (text, blocks, goes_on) in enumerate(pieces, 1):
        if parts and (parts[-1].goes_on is None or len(parts[-1].children[-1]) > 1):
            opener = parts[-1]
        lines = text.line_count if is_end and number == len(pieces) else text.line_count - 1
        parts.append(Part(text, blocks, lines, above, opener if goes_on else None))
    return parts


def uncut(parts: Sequence[Part]) -> Part:
    """Give the parts beneath one heading as one."""
    whole = Whole(parts)
    return Part(whole.text, whole.blocks, sum(part.lines for part in parts), parts[0].above)


def begins_with_heading(blocks: tuple[Block, ...]) -> bool:
    """Say whether the first block is a heading."""
    return bool(blocks) and blocks[0].kind is BlockKind.HEADING


def outside(above: Above, level: int) -> Above:
    """Leave out the headings whose sections a heading of some level ends."""
    return tuple(one for one in above if one[0] < level)
