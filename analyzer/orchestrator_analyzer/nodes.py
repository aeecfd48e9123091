"""What an item is made of: its draft, where it stands, what it says by itself, and its body.

What an item says by itself is found out once, for as long as neither its lines nor what is nested
in it change. What depends on the document around it is put together in `assemble`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from orchestrator_analyzer.choose import Chosen
from orchestrator_analyzer.criteria import criteria_in_cells, listed, names_entries
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.facts import priority_of, written_of
from orchestrator_analyzer.fields import is_field, read_fields
from orchestrator_analyzer.handles import called, plain
from orchestrator_analyzer.parts import Part, Whole
from orchestrator_analyzer.references import (
    awaited_beneath,
    awaited_in,
    may_await,
    may_await_beneath,
    references_in,
)
from orchestrator_analyzer.spec import (
    Body,
    Core,
    Criterion,
    DocumentKind,
    ItemKind,
    Reference,
    Status,
)
from orchestrator_analyzer.statuses import Written
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import Span, Text

_SERVES = re.compile(r"[_*]*(?:Requirements?|Validates)\b", re.IGNORECASE)
_BODY_LINES = 25
_LINE = 300
_LABEL = re.compile(r"(?:\*\*|__)[^*_:\uff1a]{1,30}[:\uff1a]?(?:\*\*|__)[:\uff1a]?[ \t]*")


@dataclass(slots=True, eq=False)
class Facts:
    """What an item says by itself; all positions count from the beginning of its part.

    Most readers ask for nothing but span and status. What else there is, `Node` finds out when it
    is asked for, and remembers it here.
    """

    span: Span
    written: Written | None
    title: str | None = None
    priority: tuple[str | None] | None = None
    awaited: tuple[str, ...] | None = None
    core: tuple[DocumentKind, Core] | None = None


@dataclass(slots=True, eq=False)
class Node:
    """A draft that is an item, and what is around and within it.

    It is the same wherever its part stands: `part` is the place of that among all parts. `parent`
    (-1 for none) and `children` are places among the nodes. `within` are the parts that it has
    lines of, and `elsewhere` the drafts that name it again, each with the place of its part and the
    parts that it has lines of.
    """

    draft: Draft
    chosen: Chosen
    part: int
    within: tuple[Part, ...]
    elsewhere: tuple[tuple[Draft, int, tuple[Part, ...]], ...] = ()
    parent: int = -1
    children: list[int] = field(default_factory=list[int])
    nested: tuple[tuple[int, int], ...] = ()
    """The lines of what is nested in it, counted from the beginning of its part."""
    handle: str = ""
    facts: Facts | None = None
    kind: ItemKind = ItemKind.TASK
    status: Status = Status.OPEN
    box: tuple[Draft, Span] | None = None
    written: tuple[Draft, Written] | None = None
    criteria: tuple[Criterion, ...] | None = None
    """What must hold for it, counted from the beginning of its part; not where others name it."""

    @property
    def count(self) -> int:
        """Count its lines."""
        draft = self.draft
        if draft.bottom is not None:
            return draft.bottom - draft.top
        return sum([part.lines for part in self.within]) - draft.top

    def again(self, chosen: Chosen, place: int) -> "Node":
        """Give the same item of another version, in which its part stands at a place.

        What is around and within it there is left open.
        """
        node = Node(self.draft, chosen, place, self.within)
        node.facts, node.kind, node.status = self.facts, self.kind, self.status
        node.box, node.written, node.criteria = self.box, self.written, self.criteria
        return node

    def moved(self, place: int, parent: int, children: list[int]) -> "Node":
        """Give the same item, whose part, outer one and those in it are at other places."""
        node = self.again(self.chosen, place)
        node.elsewhere, node.nested, node.handle = self.elsewhere, self.nested, self.handle
        node.parent, node.children = parent, children
        return node

    @property
    def tick(self) -> str:
        """Give what stands in its box, or nothing."""
        if self.box is None:
            return ""
        draft, span = self.box
        return draft.part.text.source[span.start : span.end]

    def told(self) -> Facts:
        """Give what it says by itself."""
        if self.facts is None:
            self.facts = self.draft.answer(facts_of, self.within, self.count, self.nested)
        return self.facts

    @property
    def title(self) -> str:
        """Give what it is called."""
        facts = self.told()
        if facts.title is None:
            facts.title = called(self.draft.lead.title) or _first_words(self._own().written)
        return facts.title

    @property
    def priority(self) -> str | None:
        """Give its priority, as written."""
        facts = self.told()
        if facts.priority is None:
            own = self._own()
            facts.priority = (priority_of(own.source, self.draft, own.fields()),)
        return facts.priority[0]

    @property
    def awaited(self) -> tuple[str, ...]:
        """Give the names of what it says that it waits for."""
        facts = self.told()
        if facts.awaited is None:
            own = self._own() if self._may_await() else None
            facts.awaited = (
                () if own is None else _awaited(own.source.text, self.draft, own.written)
            )
        return facts.awaited

    def _may_await(self) -> bool:
        """Say whether there may be such names; most parts have none of the words before them."""
        heads = (head for head, _ in self.draft.cells)
        return any(part.answer(speaks_of_waiting) for part in self.within) or any(
            map(may_await_beneath, heads)
        )

    def has_names(self) -> bool:
        """Say whether any of its criteria may have an id; as good as always, none has."""
        parts = self.within
        if self.elsewhere:
            parts = (*parts, *[part for _, _, more in self.elsewhere for part in more])
        elif self.count == 1 and not self.draft.cells:
            return False
        return any(part.answer(names_entries) for part in parts)

    def _own(self) -> "_Own":
        return _Own(self.draft, self.within, self.count, self.nested)


def part_of(node: Node) -> int:
    """Give the place of the part that an item begins in."""
    return node.part


def body_of(node: Node, names: Mapping[str, str], offsets: Sequence[int]) -> "ItemBody":
    """Give the body of an item of a version of its document in which parts begin at `offsets`."""
    mentioned = [offsets[place] for _, place, _ in node.elsewhere] if node.elsewhere else ()
    return ItemBody(node, names, offsets[node.part], mentioned)


class ItemBody(Body):
    """The body of an item, of a version of its document in which its part begins at an offset.

    `mentioned` are the offsets of the parts in which it is named again.
    """

    def __init__(
        self, node: Node, names: Mapping[str, str], start: int, mentioned: Sequence[int]
    ) -> None:
        self._node = node
        self._names = names
        self._start = start
        self._mentioned = mentioned

    @cached_property
    def _text(self) -> Text:
        return _whole(self._node.within).text

    @cached_property
    def _lines(self) -> list[int]:
        node = self._node
        top = node.draft.top
        last = _trimmed(self._text, top, top + node.count)
        return _own_lines(top, last, node.nested)

    def read_words(self) -> str:
        """Give its own text."""
        text = self._text
        return _words(text, self._node.draft, [text.line(line) for line in self._lines])

    def read_references(self) -> tuple[Reference, ...]:
        """Give what an item points at, up to the first item within."""
        node = self._node
        top = node.draft.top
        until = next((first for first, _ in node.nested), top + node.count)
        span = self._text.lines_span(top, max(until, top + 1))
        found = references_in(self._text.source, span, self._names, node.handle)
        return tuple(one.moved(self._start) for one in found)

    def read_criteria(self) -> tuple[Criterion, ...]:
        """Give the entries that are marked as criteria, or else all that stand in the item."""
        node = self._node
        offset = self._start
        if node.criteria is None or node.elsewhere:
            found = self._read_criteria()
            node.criteria = tuple([one.moved(-offset) for one in found]) if offset else found
            return found
        return tuple([one.moved(offset) for one in node.criteria])

    def read_named_criteria(self) -> tuple[Criterion, ...]:
        """Give the criteria that have ids; the others are not read where no entry has one."""
        if not self._node.has_names():
            return ()
        return tuple(one for one in self.criteria if one.id is not None)

    def _read_criteria(self) -> tuple[Criterion, ...]:
        node = self._node
        plain: list[Criterion] = []
        in_cells = node.draft.answer(criteria_in_cells) if node.draft.cells else ()
        marked = [one.moved(self._start) for one in in_cells]
        for criterion, is_marked in self._listed():
            if not criterion.text or _SERVES.match(criterion.text):
                continue
            if is_marked:
                marked.append(criterion)
            elif not is_field(criterion.text):
                plain.append(criterion)
        return tuple(marked or plain)

    def _listed(self) -> Iterator[tuple[Criterion, bool]]:
        """Give the entries on its lines, but for the one that an item itself may be."""
        node = self._node
        if node.count > 1:
            own = frozenset(self._lines[1:])
            line, offset = 0, self._start
            for part in node.within:
                for one in part.answer(listed):
                    if line + one.line in own:
                        yield one.criterion.moved(offset), one.is_marked
                line += part.lines
                offset += len(part.text)
        for (draft, _, parts), offset in zip(node.elsewhere, self._mentioned, strict=True):
            start = offset
            for part in parts if draft.form is Form.HEADING else ():
                for one in part.answer(listed):
                    yield one.criterion.moved(start), one.is_marked
                start += len(part.text)


def facts_of(
    draft: Draft, within: tuple[Part, ...], count: int, nested: tuple[tuple[int, int], ...]
) -> Facts:
    """Find out what the lines of a draft say, so many of them but for those nested in it."""
    own = _Own(draft, within, count, nested)
    return Facts(own.span, written_of(own.source, draft, own.fields()))


class _Own:
    """The lines of an item, but for those of what is nested in it."""

    def __init__(
        self,
        draft: Draft,
        within: tuple[Part, ...],
        count: int,
        nested: tuple[tuple[int, int], ...],
    ) -> None:
        self.source = _whole(within)
        text, top = self.source.text, draft.top
        last = top + 1 if count == 1 else _trimmed(text, top, top + count)
        self.span = text.lines_span(top, last)
        self.lines = _own_lines(top, last, nested)
        self._cells = draft.cells

    @property
    def written(self) -> list[str]:
        """Give what stands in them."""
        text = self.source.text
        return [text.line(line) for line in self.lines]

    def fields(self) -> dict[str, Span]:
        """Give where the values of its fields stand, by their folded names."""
        if self._cells or len(self.lines) == 1:
            return dict(self._cells)
        return read_fields(self.source, self.lines[1:_BODY_LINES])


def speaks_of_waiting(part: Part) -> bool:
    """Say whether a part may say what must come before an item."""
    return may_await(part.text.source)


def _whole(within: tuple[Part, ...]) -> Stretch:
    return within[0] if len(within) == 1 else Whole(within)


def _first_words(lines: list[str]) -> str:
    """Give the first line below a heading that is an id and nothing else."""
    below = (line.strip() for line in lines[1:])
    line = next((line for line in below if line and not line.startswith("#")), "")
    return plain(_LABEL.sub("", line[:_LINE]))


def _trimmed(text: Text, first: int, last: int) -> int:
    while last > first + 1 and not text.line(last - 1).strip():
        last -= 1
    return last


def _own_lines(first: int, last: int, nested: Sequence[tuple[int, int]]) -> list[int]:
    """Give the lines from one to before another that belong to nothing nested between them."""
    if not nested:
        return list(range(first, last))
    lines: list[int] = []
    for top, bottom in nested:
        lines += range(first, top)
        first = max(first, bottom)
    lines += range(first, last)
    return lines


def _awaited(text: Text, draft: Draft, lines: list[str]) -> tuple[str, ...]:
    """Give the names of what an item says that it waits for."""
    cells = draft.cells if draft.form is Form.ROW else ()
    beneath = (name for head, cell in cells for name in awaited_beneath(head, text.slice(cell)))
    return (*awaited_in(_words(text, draft, lines)), *beneath)


def _words(text: Text, draft: Draft, lines: list[str]) -> str:
    """Give the own text of an item, which has these lines."""
    if draft.form is Form.ROW:
        told = "\n".join(f"{head}: {text.slice(cell)}".strip(": ") for head, cell in draft.cells)
        return told.replace(r"\|", "|")
    indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
    if indent:
        lines = [line[indent:] if not line[:indent].strip() else line for line in lines]
    return "\n".join(lines).strip("\n\ufeff")
