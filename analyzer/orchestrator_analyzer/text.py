"""A document as text with positions: offsets, lines and columns in the three encodings of LSP."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from orchestrator_analyzer.line_starts import LineStarts

BOM = "\ufeff"

# The three line ends of markdown and of LSP. `str.splitlines` knows seven more (form feed,
# U+2028, ...), and a document that contains one of those would be edited on the wrong line.
_LINE_END = re.compile(r"\r\n|\n|\r")
# The lines of a longer text are moved in blocks when it is edited.
_LONG = 1024


class Encoding(StrEnum):
    """The unit in which a column is counted."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column, both from 0, the column in units of an encoding."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code-point offsets into a text."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def holds(self, other: "Span") -> bool:
        """Say whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def __reduce__(self) -> tuple[type["Span"], tuple[int, int]]:
        """Go from one process to another in a third of the time that is usual."""
        return Span, (self.start, self.end)

    def moved(self, by: int) -> "Span":
        """Give the span so many characters further on."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Change:
    """What made one text of another: `span`, of the old one, has `grown` by so many characters."""

    span: Span
    grown: int


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace what `span` covers by `new`."""

    span: Span
    new: str


@dataclass(frozen=True)
class Text:
    """A text with an index of its lines.

    Every method accepts any number: offsets and positions outside the text mean its nearest end.
    """

    source: str

    def __len__(self) -> int:
        return len(self.source)

    @cached_property
    def _starts(self) -> list[int] | LineStarts:
        if "\r" in self.source:
            return [0, *(end.end() for end in _LINE_END.finditer(self.source))]
        lengths = [len(line) + 1 for line in self.source.split("\n")]
        return list(accumulate(lengths[:-1], initial=0))

    @property
    def line_count(self) -> int:
        """Count the lines; an empty text has one."""
        return len(self._starts)

    def line_of(self, offset: int) -> int:
        """Give the line, from 0, that `offset` stands on."""
        return self._line_at(max(offset, 0))[0]

    def line_start(self, line: int) -> int:
        """Give the offset at which a line begins; the text's end for a line behind the last."""
        starts = self._starts
        return starts[max(0, line)] if line < len(starts) else len(self.source)

    def line_end(self, line: int) -> int:
        """Give the offset behind a line's last character, before its line end."""
        starts = self._starts
        line = max(0, line)
        if line + 1 >= len(starts):
            return len(self.source)
        end = starts[line + 1] - 1
        source = self.source
        if source[end] == "\n" and end > starts[line] and source[end - 1] == "\r":
            return end - 1
        return end

    def bounds(self) -> tuple[Sequence[int], Sequence[int]]:
        """Give where each line begins, and where it ends before its line end."""
        starts = self._starts
        if "\r" in self.source:
            return starts, [self.line_end(line) for line in range(len(starts))]
        return starts, [*[start - 1 for start in starts[1:]], len(self.source)]

    def line(self, line: int) -> str:
        """Give the characters of a line without its line end."""
        starts = self._starts
        if line < 0 or line + 1 >= len(starts):
            return self.source[self.line_start(line) : self.line_end(line)]
        return self.source[starts[line] : starts[line + 1]].rstrip("\r\n")

    @classmethod
    def joined(cls, texts: Sequence["Text"]) -> "Text":
        """Give several texts as one; all but the last one end with the end of a line."""
        whole = Text("".join([text.source for text in texts]))
        starts: list[int] = []
        offset = 0
        for text in texts:
            del starts[-1:]  # the empty line behind the last one
            starts += [offset + at for at in text._starts]  # noqa: SLF001  # of the same class
            offset += len(text.source)
        whole.__dict__["_starts"] = starts
        return whole

    def lines(self, first: int, last: int) -> "Text":
        """Give the lines from one to before another as a text, with what ends the last one."""
        start = self.line_start(first)
        text = Text(self.source[start : self.line_start(last)])
        # Behind a line end that is not the last one of all, an empty line is left.
        text.__dict__["_starts"] = [at - start for at in self._starts[first : last + 1]]
        return text

    def lines_span(self, first: int, last: int) -> Span:
        """Give the span of the lines from `first` to before `last`, without the final line end."""
        return Span(self.line_start(first), self.line_end(last - 1 if last > first else first))

    def slice(self, span: Span) -> str:
        """Give the characters of a span."""
        return self.source[span.start : span.end]

    def edited(self, edit: TextEdit) -> "Text":
        """Give the text with an edit; costs little more than the edited lines do."""
        first, last = edit.span.start, edit.span.end
        old, grown = self._starts, len(edit.new) - (last - first)
        text = Text(self.source[:first] + edit.new + self.source[last:])
        # One line more on either side: an edit can join a CR with an LF, or part them.
        top = max(self.line_of(first) - 1, 0)
        bottom = self.line_of(last) + 1
        behind = old[bottom] + grown if bottom < len(old) else len(text.source)
        ends = (end.end() for end in _LINE_END.finditer(text.source, old[top], behind))
        if len(old) < _LONG:
            text.__dict__["_starts"] = [
                *old[: top + 1],
                *ends,
                *map(grown.__add__, old[bottom + 1 :]),
            ]
        else:
            last_line = min(bottom + 1, len(old))
            starts = LineStarts.of(old).replaced(top + 1, last_line, ends, grown)
            text.__dict__["_starts"] = starts
        text.__dict__["_made_by"] = (self.source, edit)
        return text

    def change_to(self, text: "Text") -> TextEdit:
        """Give the one edit that makes another text of this one; the one that did, where known."""
        source, edit = text.__dict__.get("_made_by", (None, None))
        return self.edit_to(text.source) if edit is None or source is not self.source else edit

    def edit_to(self, source: str) -> TextEdit:
        """Give the one edit that makes another text of this one, as small as it can be."""
        old = self.source
        start = _common(min(len(old), len(source)), lambda a, b: old[a:b] == source[a:b])
        room = min(len(old), len(source)) - start
        behind = _common(
            room,
            lambda a, b: (
                old[len(old) - b : len(old) - a] == source[len(source) - b : len(source) - a]
            ),
        )
        return TextEdit(Span(start, len(old) - behind), source[start : len(source) - behind])

    def position(self, offset: int, encoding: Encoding = Encoding.UTF32) -> Position:
        """Give the position of an offset; one inside of a CRLF is the end of its line."""
        source = self.source
        offset = min(max(offset, 0), len(source))
        line, start = self._line_at(offset)
        if source[offset - 1 : offset + 1] == "\r\n" and offset > start:
            offset -= 1
        return Position(line, _units(source[start:offset], encoding))

    def _line_at(self, offset: int) -> tuple[int, int]:
        """Give the line on which an offset stands, and where that begins."""
        starts = self._starts
        if isinstance(starts, LineStarts):
            return starts.line_at(offset)
        line = bisect_right(starts, offset) - 1
        return line, starts[line]

    def offset(self, position: Position, encoding: Encoding = Encoding.UTF32) -> int:
        """Give the offset of a position; one inside of a character is the character's start."""
        if position.line < 0:
            return 0
        start = self.line_start(position.line)
        line = self.source[start : self.line_end(position.line)]
        return start + _code_points(line, position.column, encoding)


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """Apply edits that all speak of the same, unedited `text`.

    Edits at the same place keep their order. Raises `ValueError` where two edits overlap.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < done:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        parts += (text[done : edit.span.start], edit.new)
        done = edit.span.end
    parts.append(text[done:])
    return "".join(parts)


def _common(room: int, is_same: Callable[[int, int], bool]) -> int:
    """Count the characters that are the same, comparing ever larger and then smaller pieces."""
    same, step = 0, 64
    while same + step <= room and is_same(same, same + step):
        same += step
        step *= 2
    step = min(step, room - same)
    while step > 0:
        if same + step <= room and is_same(same, same + step):
            same += step
        else:
            step //= 2
    return same


def _width(character: str, encoding: Encoding) -> int:
    match encoding:
        case Encoding.UTF8:
            # A lone surrogate cannot be encoded; three bytes is what it would take.
            return len(character.encode("utf-8", "surrogatepass"))
        case Encoding.UTF16:
            return 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004 - where surrogate pairs begin
        case Encoding.UTF32:
            return 1


def _units(text: str, encoding: Encoding) -> int:
    match encoding:
        case Encoding.UTF8:
            return len(text.encode("utf-8", "surrogatepass"))
        case Encoding.UTF16:
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        case Encoding.UTF32:
            return len(text)


def _code_points(line: str, column: int, encoding: Encoding) -> int:
    if encoding is Encoding.UTF32 or line.isascii():
        return min(max(column, 0), len(line))
    passed = 0
    for index, character in enumerate(line):
        passed += _width(character, encoding)
        if passed > column:
            return index
    return len(line)
