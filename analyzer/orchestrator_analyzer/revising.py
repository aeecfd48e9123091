"""A document read again after an edit that only its own part can notice.

What the rest of a document knows of a part is what was asked about it: its heading, the kinds of
its blocks, the answers of `Part.answer` and those about its drafts. Where the parts that an edit
made anew answer all of it as the old ones did, the kind of the document, its format, which drafts
are items, who is nested in whom and every status are what they were. Then only the items that have
lines of those parts are put together anew, and all others are the same, further up or down.

Some questions ask for the opening of a document, and are answered without its parts: an edit there
is none of these.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from orchestrator_analyzer.assemble import Assembly, core_of
from orchestrator_analyzer.blocks import Block
from orchestrator_analyzer.choose import Chosen, counts
from orchestrator_analyzer.criteria import criteria_in_cells, criteria_of_parts, listed
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.facts import kind_of
from orchestrator_analyzer.forms.seen import Seen
from orchestrator_analyzer.handles import aliases, named_place, possible_handles
from orchestrator_analyzer.nodes import Node, facts_of, part_of
from orchestrator_analyzer.parser import Reading, context
from orchestrator_analyzer.parts import Part, Renewed
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind
from orchestrator_analyzer.templates import has_blank

# What is read at the top of a document goes no further than this.
TOP = 8000
TOP_LINES = 45
TOP_PARTS = 6

# What concerns nobody but the items of a part, which are put together anew.
_OWN = frozenset[Callable[..., object]](
    {listed, facts_of, core_of, named_place, possible_handles, criteria_in_cells}
)


@dataclass(frozen=True, slots=True)
class Revision:
    """What an edit made anew: parts, by their places, and items by theirs."""

    parts: Renewed
    items: tuple[int, ...]


def revised(
    before: Reading, source: Source, own: Iterable[Callable[..., object]]
) -> tuple[Reading, Revision] | None:
    """Give the reading of a document that was read before an edit; None where more may change.

    `own` are further questions whose answers concern nobody but the part that is asked.
    """
    renewed = source.renewed(before.source)
    if renewed is None or not _is_below_top(before.source, source, renewed):
        return None
    compared = _Compared(_OWN.union(own))
    pairs = renewed.pairs(before.source.parts, source.parts)
    if not all(compared.are_alike(old, new) for old, new in pairs):
        return None
    if source.totals != before.source.totals:
        return None
    items = _Items(before.assembly, source, renewed, dict(pairs), compared)
    assembly = items.assembly()
    if assembly is None:
        return None
    spec = replace(
        before.spec,
        items=assembly.items(source.offsets),
        criteria=criteria_of_parts(source, assembly.criteria),
        sections=source.sections,
        around=partial(context, source),
        handles=assembly.handles,
        outer=assembly.outer,
        nested=assembly.nested,
    )
    return Reading(source, spec, assembly), Revision(renewed, tuple(items.made))


def _is_below_top(old: Source, new: Source, renewed: Renewed) -> bool:
    first = renewed.first
    return (
        first >= TOP_PARTS
        and old.offsets[first] >= TOP
        and new.offsets[first] >= TOP
        and old.lines[first] >= TOP_LINES
    )


class _Compared:
    """Which drafts of the old parts became which of the new ones, found as they are compared."""

    def __init__(self, own: frozenset[Callable[..., object]]) -> None:
        self._own = own
        self.drafts: dict[Draft, Draft] = {}

    def are_alike(self, old: Part, new: Part) -> bool:
        """Say whether the rest of a document cannot tell a part from an older one."""
        head, other = old.head, new.head
        if head is None or other is None:
            same_heads = head is other
        else:
            same_heads = (head.title, head.level) == (other.title, other.level)
        return (
            old.lines == new.lines
            and old.above == new.above
            and same_heads
            and [*map(_form, old.blocks)] == [*map(_form, new.blocks)]
            and self._answer_alike(old, new)
        )

    def _answer_alike(self, old: Part | Draft, new: Part | Draft) -> bool:
        for question, given, answer in old.answered():
            if question in self._own:
                continue
            other = new.answer(question, *given)  # pyright: ignore[reportArgumentType] - it was asked before
            if isinstance(answer, Draft) and isinstance(other, Draft):
                if not self._are_drafts_alike(answer, other):
                    return False
            elif (drafts := _drafts_in(answer)) is not None:
                others = _drafts_in(other) or []
                if len(drafts) != len(others):
                    return False
                if not all(map(self._are_drafts_alike, drafts, others)):
                    return False
            elif answer != other:
                return False
        return True

    def _are_drafts_alike(self, old: Draft, new: Draft) -> bool:
        self.drafts[old] = new
        if _key(old) != _key(new) or not self._answer_alike(old, new):
            return False
        bare = old.known_bare
        return bare is None or bare is old or self._are_drafts_alike(bare, new.bare)


def _form(block: Block) -> tuple[object, ...]:
    return (
        *(block.kind, block.first, block.last, block.parent, block.level, block.number),
        *(block.box is None, len(block.cells)),
    )


def _key(draft: Draft) -> tuple[object, ...]:
    """Give what the rest of a document may know of a draft."""
    lead, text = draft.lead, draft.part.text
    title = None
    if lead.id is not None:
        # What counts may be compared with others of its number; a blank says there is a template.
        title = lead.title if counts(draft) else (bool(lead.title), has_blank(lead.title[:400]))
        if not lead.title.strip(" \t*_:`\uff1a-"):
            title = text.source
    return (
        *(lead.id, lead.shape, lead.firm, title, draft.form, draft.top, draft.bottom, draft.kind),
        None if draft.box is None else text.slice(draft.box),
        tuple(head for head, _ in draft.cells),
        None if draft.written is None else draft.written.status,
    )


def _drafts_in(answer: object) -> list[Draft] | None:
    if isinstance(answer, Seen):
        return answer.all
    if isinstance(answer, list) and answer and isinstance(answer[0], Draft):
        return answer  # pyright: ignore[reportUnknownVariableType]
    return None


class _Items:
    """Puts the items together that have lines of the parts that are new."""

    def __init__(
        self,
        old: Assembly,
        source: Source,
        renewed: Renewed,
        parts: dict[Part, Part],
        compared: _Compared,
    ) -> None:
        self._old = old
        self._source = source
        self._renewed = renewed
        self._parts = parts
        self._drafts = compared.drafts
        self._nodes = old.nodes.copy()
        self._handles = old.handles
        self._occurred = old.occurred
        self._settling = replace(old.settling, offsets=source.offsets)
        self.made: list[int] = []

    def assembly(self) -> Assembly | None:
        """Give the items; None where one is not what it was for the others."""
        self.made = self._touched()
        for place in self.made:
            if (node := self._node(self._old.nodes[place])) is None:
                return None
            self._nodes[place] = node
        if not all(map(self._fits, self.made)):
            return None
        return replace(
            self._old,
            nodes=self._nodes,
            handles=self._handles,
            outer=self._outer(),
            occurred=self._occurred,
            settling=self._settling,
        )

    def _outer(self) -> Mapping[str, int]:
        if self._handles is self._old.handles:
            return self._old.outer
        return {node.handle: at for at, node in enumerate(self._nodes) if node.children}

    def _touched(self) -> list[int]:
        """Give the places of the items that have lines of a new part, the outer ones first."""
        nodes, renewed = self._old.nodes, self._renewed
        first = bisect_left(nodes, renewed.first, key=part_of)
        found = set(range(first, bisect_left(nodes, renewed.last, key=part_of)))
        for part in range(renewed.first, renewed.last):
            found.update(self._old.mentioned.get(part, ()))
        line, outer = self._source.lines[renewed.first], first - 1
        while outer >= 0:
            if nodes[outer].last > line:
                found.add(outer)
            outer = nodes[outer].parent
        return sorted(found)

    def _node(self, old: Node) -> Node | None:
        """Give an item with the new drafts and parts."""
        chosen = self._chosen(old.chosen)
        if chosen is None:
            return None
        node = replace(old, draft=chosen.draft, chosen=chosen, within=self._now(old.within))
        node.facts = node.criteria = None
        node.elsewhere = tuple(
            (one, place, self._now(parts))
            for one, (_, place, parts) in zip(chosen.mentions, old.elsewhere, strict=True)
        )
        outer = self._nodes[node.parent] if node.parent >= 0 else None
        node.box = node.written = None
        self._settling.settle(node, outer)
        return node

    def _chosen(self, old: Chosen) -> Chosen | None:
        drafts = [self._draft(draft) for draft in (old.draft, *old.mentions)]
        if None in drafts:
            return None
        first, *mentions = [draft for draft in drafts if draft is not None]
        # Of several that have one id, titles say which are the same.
        if (mentions or old.is_twin) and any(
            one.lead.title.casefold() != two.lead.title.casefold()
            for one, two in zip((old.draft, *old.mentions), (first, *mentions), strict=True)
        ):
            return None
        return Chosen(first, tuple(mentions), old.is_twin)

    def _draft(self, draft: Draft) -> Draft | None:
        return self._drafts.get(draft) if draft.part in self._parts else draft

    def _now(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple([self._parts.get(part, part) for part in parts])

    def _fits(self, place: int) -> bool:
        """Say whether an item is to the others what it was; its handle may be another."""
        old, new = self._old.nodes[place], self._nodes[place]
        document = self._old.document
        settling, statuses = self._settling, self._old.statuses
        if (
            old.status is not new.status
            or (old.box is None) != (new.box is None)
            or (old.written is None) != (new.written is None)
            or old.told().awaited != new.told().awaited
            or _kind(old, document) is not _kind(new, document)
        ):
            return False
        if new.children and settling.is_done_by_steps(
            new, self._nodes, statuses
        ) != settling.is_done_by_steps(old, self._old.nodes, statuses):
            return False
        return self._has_handle(old, new)

    def _has_handle(self, old: Node, new: Node) -> bool:
        """Give an item without an id of its own its handle, where that is no matter of others."""
        if old.handle == old.draft.lead.id and old.draft.lead.id in self._old.handles:
            return new.draft.lead.id == old.handle
        was, now = old.draft.answer(named_place), new.draft.answer(named_place)
        if was == now:
            return True
        if self._occurred.get(was) != 1 or now in self._occurred:
            return False
        if new.draft.answer(aliases) or old.draft.answer(aliases):
            return False
        self._occurred = {**self._occurred, now: 1}
        del self._occurred[was]
        names = new.draft.answer(possible_handles, 1)
        new.handle = next(name for name in names if name not in self._handles)
        self._handles = {node.handle: at for at, node in enumerate(self._nodes)}
        return True


def _kind(node: Node, document: DocumentKind) -> ItemKind:
    return kind_of(node.draft, document)
