"""A document taken apart: its text, blocks, sections and front matter."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TypeVar, TypeVarTuple

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.groups import Group, grouped, regrouped
from orchestrator_analyzer.later import Later
from orchestrator_analyzer.parts import Head, Part, Renewed, blocks_of, differing, read_parts
from orchestrator_analyzer.reparting import Known, reread_parts
from orchestrator_analyzer.spec import Section
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import Change, Span, Text

_Given = TypeVarTuple("_Given")
_Answer = TypeVar("_Answer")

_FIELD = re.compile(r"(?P<name>[A-Za-z_][\w -]{0,40}):[ \t]*(?P<value>.*?)[ \t]*$")


@dataclass(frozen=True)
class Source(Stretch):
    """One document; `path` is only a hint.

    `since` holds an older version whose parts are known, until they have served.
    """

    text: Text
    path: str = ""
    since: "list[Source]" = field(default_factory=list["Source"], repr=False, compare=False)

    _totals: dict[Callable[[Part], tuple[int, ...]], tuple[int, ...]] = field(
        default_factory=dict[Callable[[Part], tuple[int, ...]], tuple[int, ...]],
        init=False,
        repr=False,
        compare=False,
    )

    _lacking: set[Callable[[Part], bool]] = field(
        default_factory=set[Callable[[Part], bool]], init=False, repr=False, compare=False
    )

    def edited(self, text: Text) -> "Source":
        """Give the document with another text; what has not changed is not read again."""
        return Source(text, self.path, [self] if "parts" in self.__dict__ else [*self.since])

    @cached_property
    def parts(self) -> list[Part]:
        """Give the document as parts; there is one at least."""
        if not self.since:
            return read_parts(self.text)
        old = self.since.pop()
        edit = old.text.change_to(self.text)
        change = Change(edit.span, len(self.text.source) - len(old.text.source))
        is_cut = old.total(_goes_on)[0] > 0
        parts = reread_parts(Known(old.text, old.parts, old.lines, is_cut), self.text, change)
        first, behind = differing(old.parts, parts)
        end = len(parts) - behind
        removed, added = old.parts[first : len(old.parts) - behind], parts[first:end]
        self._take_totals(old, removed, added)
        if "groups" in old.__dict__:
            self.__dict__["groups"] = regrouped(old.groups, first, len(removed), added)
        if added and len(removed) == len(added):
            self._take_places(old, first, added, change.grown)
        return parts

    @cached_property
    def groups(self) -> list[Group]:
        """Give the parts in groups, most of which are those of the version before."""
        return grouped(self.parts)

    def answers(
        self, question: Callable[[Group, *_Given], _Answer], *given: *_Given
    ) -> list[_Answer]:
        """Give what each group of parts answers."""
        return [group.answer(question, *given) for group in self.groups]

    def _take_places(self, old: "Source", first: int, added: list[Part], grown: int) -> None:
        """Know where the parts stand, where as many have come as have gone from a place on."""
        known, last = self.__dict__, first + len(added)
        removed = old.parts[first:last]
        sizes = [len(part.text) for part in added]
        known["offsets"] = _shifted(old.offsets, first, sizes, grown)
        moved = sum(part.lines for part in added) - sum(part.lines for part in removed)
        counts = [part.lines for part in added]
        is_even = counts == [part.lines for part in removed]
        known["lines"] = old.lines if is_even else _shifted(old.lines, first, counts, moved)
        if list(map(_level, removed)) != list(map(_level, added)):
            return
        if is_even:
            known["ends"] = old.ends
        elif len(added) == 1:
            top = old.lines[first]
            known["ends"] = [end + moved if end > top else end for end in old.ends]
        heads = [head for part in added if (head := part.head) is not None]
        start = bisect_left(old.head_places, first)
        known["heads"] = [*old.heads[:start], *heads, *old.heads[start + len(heads) :]]
        known["head_places"] = old.head_places

    def renewed(self, before: "Source") -> Renewed | None:
        """Say where the parts are others than in an older version; None where they are not."""
        first, behind = differing(before.parts, self.parts)
        last, end = len(before.parts) - behind, len(self.parts) - behind
        gone, come = before.parts[first:last], self.parts[first:end]
        is_even = list(map(_level, gone)) == list(map(_level, come))
        return Renewed(first, last, end - last, is_even) if gone or come else None

    @property
    def totals(self) -> Mapping[Callable[[Part], tuple[int, ...]], tuple[int, ...]]:
        """Give all that was counted."""
        return self._totals

    def total(self, question: Callable[[Part], tuple[int, ...]]) -> tuple[int, ...]:
        """Add up what is counted in each part.

        What was counted in an older version is corrected by the parts that came and went.
        """
        known = self._totals.get(question)
        if known is None:
            counts = [question(part) for part in self.parts]
            known = self._totals[question] = tuple(map(sum, zip(*counts, strict=True)))
        return known

    def has(self, question: Callable[[Part], bool]) -> bool:
        """Say whether a question is answered with yes by any part.

        Where none did in an older version, only the parts that came are asked.
        """
        if question in self._lacking:
            return False
        if any(part.answer(question) for part in self.parts):
            return True
        self._lacking.add(question)
        return False

    def _take_totals(self, old: "Source", removed: list[Part], added: list[Part]) -> None:
        for lacking in old._lacking:  # noqa: SLF001  # of the same class
            if not any(part.answer(lacking) for part in added):
                self._lacking.add(lacking)
        for question, known in old._totals.items():  # noqa: SLF001  # of the same class
            more = [question(part) for part in added]
            less = [question(part) for part in removed]
            self._totals[question] = tuple(
                total + sum(one[at] for one in more) - sum(one[at] for one in less)
                for at, total in enumerate(known)
            )

    @cached_property
    def lines(self) -> list[int]:
        """Give the line on which each part begins."""
        return list(accumulate((one.lines for one in self.parts[:-1]), initial=0))

    @cached_property
    def offsets(self) -> list[int]:
        """Give the offset at which each part begins."""
        return list(accumulate((len(one.text.source) for one in self.parts[:-1]), initial=0))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Give the blocks of the document."""
        return blocks_of(self.parts, zip(self.lines, self.offsets, strict=True))

    @cached_property
    def code_lines(self) -> frozenset[int]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Give the lines of code, comments and other HTML."""
        pairs = zip(self.lines, self.parts, strict=True)
        return frozenset([start + line for start, part in pairs for line in part.code_lines])

    @cached_property
    def sections(self) -> Sequence[Section]:
        """Give a section for every heading."""
        heads, places = self.heads, self.head_places
        # Not of itself: it goes as soon as nobody needs it, and need not be found to be garbage.
        text, lines, offsets, ends = self.text, self.lines, self.offsets, self.ends

        def section(number: int) -> Section:
            head, place = heads[number], places[number]
            line, offset = lines[place], offsets[place]
            span = Span(offset, text.line_end(max(line, ends[place] - 1)))
            return Section(
                head.title, head.level, line, head.title_span.moved(offset), span, head.path
            )

        return Later(len(heads), section)

    @cached_property
    def ends(self) -> list[int]:
        """Give the line behind the section of each part, those beneath it included."""
        ends = [0] * len(self.parts)
        # The line on which the next heading of a level, or of a higher one, begins.
        following = [self.text.line_count] * 7
        for place in range(len(ends) - 1, -1, -1):
            head, line = self.parts[place].head, self.lines[place]
            level = head.level if head is not None else 0
            ends[place] = following[level] if level else following[6]
            if self.parts[place].goes_on is None:
                following[level or 1 :] = [line] * (7 - (level or 1))
        return ends

    def stand(self) -> None:
        """Set the places of the parts: for now, they stand where they do in this document."""
        for part, line, offset, end in zip(
            self.parts, self.lines, self.offsets, self.ends, strict=True
        ):
            place = part.place
            place.line, place.offset, place.end = line, offset, end

    @cached_property
    def heads(self) -> list[Head]:
        """Give the headings that open sections: not those in a quote or a list."""
        return [head for part in self.parts if (head := part.head) is not None]

    @cached_property
    def head_places(self) -> list[int]:
        """Give the place of the part that each of those headings begins."""
        return [place for place, part in enumerate(self.parts) if part.head is not None]

    def next_heading(self, line: int) -> int:
        """Give the line of the first heading behind a line, or that behind the last line."""
        place = bisect_right(self.lines, line)
        index = bisect_left(self.head_places, place)
        if index == len(self.heads):
            return self.text.line_count
        return self.lines[self.head_places[index]]

    def section_last(self, section: Section) -> int:
        """Give the line behind a section's last one."""
        return self.text.line_of(section.span.end) + 1

    def parts_within(self, first: int, last: int) -> Sequence[Part]:
        """Give the parts that have lines between two lines, the second exclusive."""
        start = max(bisect_right(self.lines, first) - 1, 0)
        return self.parts[start : bisect_left(self.lines, last)]

    def is_code(self, line: int) -> bool:
        """Say whether a line is one of code, a comment or other HTML."""
        index = bisect_right(self.lines, line) - 1
        return line - self.lines[index] in self.parts[index].code_lines

    @cached_property
    def title(self) -> str:
        """Give the document's own title, or an empty text."""
        if self.title_head is not None:
            return self.title_head.title
        return self.front_matter.get("title", "").strip("\"'")

    @property
    def front(self) -> int:
        """Count the lines of front matter."""
        blocks = self.parts[0].blocks
        return blocks[0].last if blocks and blocks[0].kind is BlockKind.FRONT_MATTER else 0

    @cached_property
    def title_head(self) -> Head | None:
        """Give the heading that is the title: of level 1, or a first one that stands above all."""
        first = next((head for head in self.heads if head.level == 1), None)
        if first is not None or not self.heads:
            return first
        first, *others = self.heads
        return first if all(other.level > first.level for other in others) else None

    @cached_property
    def front_matter(self) -> dict[str, str]:
        """Give the plain `name: value` lines of the front matter, names in lower case."""
        return {name: self.text.slice(span) for name, span in self.front_spans.items()}

    @cached_property
    def front_spans(self) -> dict[str, Span]:
        """Give where the value of each front matter line stands."""
        spans: dict[str, Span] = {}
        for line in range(1, self.front - 1):
            start = self.text.line_start(line)
            if found := _FIELD.match(self.text.source, start, self.text.line_end(line)):
                spans.setdefault(found["name"].casefold(), Span(*found.span("value")))
        return spans


def _goes_on(part: Part) -> tuple[int]:
    return (int(part.goes_on is not None),)


def _level(part: Part) -> int:
    return part.head.level if part.head is not None else 0


def _shifted(old: list[int], first: int, sizes: list[int], by: int) -> list[int]:
    """Give where parts begin, so many of which from one on have other sizes."""
    behind = old[first + len(sizes) :]
    return [*old[:first], *accumulate(sizes[:-1], initial=old[first]), *map(by.__add__, behind)]
