"""A document taken apart: its text, blocks, sections and front matter."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from orchestrator_analyzer.blocks import Block, BlockKind, read
from orchestrator_analyzer.rereading import Known, reread
from orchestrator_analyzer.spec import Section
from orchestrator_analyzer.text import Change, Span, Text

_FIELD = re.compile(r"(?P<name>[A-Za-z_][\w -]{0,40}):[ \t]*(?P<value>.*?)[ \t]*$")


@dataclass(frozen=True)
class Source:
    """One document; `path` is only a hint.

    `since` holds an older version whose blocks are known, until they have served.
    """

    text: Text
    path: str = ""
    since: "list[Source]" = field(default_factory=list["Source"], repr=False, compare=False)

    def edited(self, text: Text) -> "Source":
        """Give the document with another text; what has not changed is not read again."""
        return Source(text, self.path, [self] if "blocks" in self.__dict__ else [*self.since])

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Give the blocks of the document."""
        if not self.since:
            return read(self.text)
        old = self.since.pop()
        edit = old.text.edit_to(self.text.source)
        known = Known(old.text, old.blocks, old.children)
        change = Change(edit.span, len(self.text.source) - len(old.text.source))
        return reread(known, self.text, change)

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """Give the indices of the blocks directly within a block; -1 stands for the document."""
        inside: dict[int, list[int]] = {}
        for index, block in enumerate(self.blocks):
            inside.setdefault(block.parent, []).append(index)
        return inside

    @cached_property
    def headings(self) -> list[Block]:
        """Give the headings that open sections: not those in a quote or a list."""
        return [
            self.blocks[index]
            for index in self.children.get(-1, [])
            if self.blocks[index].kind is BlockKind.HEADING
        ]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Give a section for every heading."""
        sections: list[Section] = []
        ends = self._section_ends()
        above: list[tuple[int, str]] = []
        for heading, end in zip(self.headings, ends, strict=True):
            while above and above[-1][0] >= heading.level:
                above.pop()
            title = self.text.slice(heading.text)
            sections.append(
                Section(
                    title=title,
                    level=heading.level,
                    line=heading.first,
                    title_span=heading.text,
                    span=self.text.lines_span(heading.first, end),
                    path=tuple(name for _, name in above),
                )
            )
            above.append((heading.level, title))
        return tuple(sections)

    def _section_ends(self) -> list[int]:
        ends = [self.text.line_count] * len(self.headings)
        waiting: list[int] = []
        for index, heading in enumerate(self.headings):
            while waiting and self.headings[waiting[-1]].level >= heading.level:
                ends[waiting.pop()] = heading.first
            waiting.append(index)
        return ends

    @cached_property
    def _section_lines(self) -> list[int]:
        return [section.line for section in self.sections]

    def section_at(self, line: int) -> Section | None:
        """Give the innermost section that a line stands in, its heading line included."""
        index = bisect_right(self._section_lines, line) - 1
        return self.sections[index] if index >= 0 else None

    def sections_at(self, line: int) -> Iterator[Section]:
        """Give the sections that a line stands in, the innermost first."""
        index = bisect_right(self._section_lines, line) - 1
        while index >= 0:
            yield self.sections[index]
            index = self._outer_sections[index]

    @cached_property
    def _outer_sections(self) -> list[int]:
        """Give the index of the section around each one, or -1."""
        outer: list[int] = []
        around: list[int] = []
        for index, section in enumerate(self.sections):
            while around and self.sections[around[-1]].level >= section.level:
                around.pop()
            outer.append(around[-1] if around else -1)
            around.append(index)
        return outer

    def next_heading(self, line: int) -> int:
        """Give the line of the first heading behind a line, or that behind the last line."""
        index = bisect_right(self._section_lines, line)
        found = self._section_lines[index : index + 1]
        return found[0] if found else self.text.line_count

    def section_last(self, section: Section) -> int:
        """Give the line behind a section's last one."""
        return self.text.line_of(section.span.end) + 1

    @cached_property
    def title(self) -> str:
        """Give the document's own title, or an empty text."""
        if self.title_section is not None:
            return self.title_section.title
        return self.front_matter.get("title", "").strip("\"'")

    @cached_property
    def title_section(self) -> Section | None:
        """Give the section of the title: of level 1, or a first one that stands above all."""
        first = next((section for section in self.sections if section.level == 1), None)
        if first is not None or not self.sections:
            return first
        first, *others = self.sections
        return first if all(other.level > first.level for other in others) else None

    @cached_property
    def front_matter(self) -> dict[str, str]:
        """Give the plain `name: value` lines of the front matter, names in lower case."""
        if not self.blocks or self.blocks[0].kind is not BlockKind.FRONT_MATTER:
            return {}
        return {name: self.text.slice(span) for name, span in self.front_spans.items()}

    @cached_property
    def front_spans(self) -> dict[str, Span]:
        """Give where the value of each front matter line stands."""
        if not self.blocks or self.blocks[0].kind is not BlockKind.FRONT_MATTER:
            return {}
        spans: dict[str, Span] = {}
        for line in range(1, self.blocks[0].last - 1):
            start = self.text.line_start(line)
            if found := _FIELD.match(self.text.source, start, self.text.line_end(line)):
                spans.setdefault(found["name"].casefold(), Span(*found.span("value")))
        return spans

    def before(self, index: int) -> int | None:
        """Give the index of the block before a block, within the same one, or None."""
        siblings = self.children.get(self.blocks[index].parent, [])
        place = bisect_left(siblings, index)
        return siblings[place - 1] if place else None

    def within(self, index: int, kind: BlockKind) -> int:
        """Give the index of the nearest block of a kind around a block, or -1."""
        index = self.blocks[index].parent
        while index >= 0 and self.blocks[index].kind is not kind:
            index = self.blocks[index].parent
        return index

    @cached_property
    def entry_index(self) -> tuple[list[int], list[int]]:
        """Give the lines of all list entries, in order, and the indices of their blocks."""
        found = [
            (block.first, index)
            for index, block in enumerate(self.blocks)
            if block.kind is BlockKind.ENTRY
        ]
        return [line for line, _ in found], [index for _, index in found]

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """Give the lines of code, comments and other HTML, where an id means nothing."""
        return frozenset(
            line
            for block in self.blocks
            if block.kind in {BlockKind.CODE, BlockKind.HTML}
            for line in range(block.first, block.last)
        )
