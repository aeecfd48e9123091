"""A document read again after an edit, from what was known of it before.

What the rest of a document knows of a part is what was asked about it: its heading, the answers of
`Part.answer` and those about its drafts. Where the parts that an edit made anew answer all of it as
the old ones did, the format of the document and which drafts are items are what they were, and only
its kind may be weighed anew. Where they do not, all of that is found out again, and compared.

If as many items stand in as many parts, the items that have lines of the parts that are new are
put together anew, with those whose status hangs on them. All others are the same, further up or
down.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import repeat

from orchestrator_analyzer.assemble import (
    Around,
    Assembly,
    Settling,
    around_of,
    core_of,
    criteria_beside,
    mentioned_in,
    node_of,
)
from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.choose import Chosen, counts
from orchestrator_analyzer.criteria import criteria_in_cells, listed
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.forms.seen import Seen
from orchestrator_analyzer.handles import (
    aliases,
    handles,
    named_place,
    names,
    possible_handles,
)
from orchestrator_analyzer.kinds import Judgement
from orchestrator_analyzer.later import Later
from orchestrator_analyzer.nodes import Node, facts_of, part_of
from orchestrator_analyzer.parser import Front, Reading, front_of, parse, parsed, reading_of
from orchestrator_analyzer.parts import Part, Renewed
from orchestrator_analyzer.signs import JUDGED, count_alike
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Item, Status
from orchestrator_analyzer.tables import columns_of
from orchestrator_analyzer.templates import has_blank

# What is read at the top of a document goes no further than this.
TOP = 8000
TOP_LINES = 45
TOP_PARTS = 6

# What concerns nobody but the items of a part, which are put together anew.
_OWN = frozenset[Callable[..., object]](
    {listed, facts_of, core_of, named_place, possible_handles, criteria_in_cells, columns_of}
)


@dataclass(frozen=True, slots=True)
class Revision:
    """What an edit made anew: parts, by their places, and items by theirs."""

    parts: Renewed
    items: tuple[int, ...]


def revised(
    before: Reading, source: Source, own: Iterable[Callable[..., object]]
) -> tuple[Reading, Revision | None]:
    """Give the reading of a document that was read before an edit, and what is new in it.

    That is None where anything may be new. `own` are further questions whose answers concern nobody
    but the part that is asked.
    """
    renewed = source.renewed(before.source)
    if renewed is None:
        return parse(source, before.assembly), None
    pairs = dict(renewed.pairs(before.source.parts, source.parts))
    compared = _Compared(_OWN.union(own))
    front, is_alike = None, False
    if _is_below_top(before.source, source, renewed) and all(
        compared.are_alike(old, new) for old, new in pairs.items()
    ):
        front, is_alike = _front_alike(before, source, renewed, compared), True
    if front is None:
        front, is_alike = front_of(source), False
        if not _reads_like(before.front, front, pairs):
            return parsed(source, front, before.assembly), None
    items = _Items(before, source, renewed, front, is_alike=is_alike)
    assembly = items.assembly()
    if assembly is None:
        older = before.assembly
        return parse(source, older) if is_alike else parsed(source, front, older), None
    made = assembly.items(source, items.kept(assembly))
    revision = Revision(renewed, tuple(sorted(items.made)))
    return reading_of(source, front, assembly, made), revision


def _front_alike(
    before: Reading, source: Source, renewed: Renewed, compared: "_Compared"
) -> Front | None:
    """Give the front of a document whose new parts are like the old ones."""
    known = before.front
    chosen = known.chosen.copy()
    for place in _within(before.assembly, renewed):
        if (one := compared.chosen(chosen[place])) is None:
            return None
        chosen[place] = one
    drafts = compared.now(known.drafts)
    judgement = None
    if not compared.is_to_be_judged and count_alike(before.source, source):
        judgement = _judgement_moved(known.judgement, before.source, source, renewed)
    if judgement is None:
        source.stand()
        return known.judged(source, drafts, chosen)
    return Front(drafts, judgement, known.format, chosen, known.status)


def _judgement_moved(
    known: Judgement, old: Source, new: Source, renewed: Renewed
) -> Judgement | None:
    """Give what kind a document is of which only the lines may be others."""
    first, last = renewed.first, renewed.last
    by = new.text.line_count - old.text.line_count
    end = old.lines[last] if last < len(old.lines) else old.text.line_count
    return known.moved(old.lines[first], end, by) if by else known


def _within(assembly: Assembly, renewed: Renewed) -> set[int]:
    """Give the places of the items that begin in the new parts, or that these name again."""
    first = bisect_left(assembly.nodes, renewed.first, key=part_of)
    found = set(range(first, bisect_left(assembly.nodes, renewed.last, key=part_of)))
    for part in range(renewed.first, renewed.last):
        found.update(assembly.mentioned.get(part, ()))
    return found


def _reads_like(old: Front, new: Front, parts: Mapping[Part, Part]) -> bool:
    """Say whether the same drafts are items, but for those of the parts that are new."""
    if not new.reads_like(old) or len(new.chosen) != len(old.chosen):
        return False
    return all(
        (one.draft is other.draft or _is_of(one.draft, other.draft, parts))
        and one.is_twin is other.is_twin
        and (
            one.mentions == other.mentions
            or (
                len(one.mentions) == len(other.mentions)
                and all(map(_is_of, one.mentions, other.mentions, repeat(parts)))
            )
        )
        for one, other in zip(old.chosen, new.chosen, strict=True)
    )


def _is_of(old: Draft, new: Draft, parts: Mapping[Part, Part]) -> bool:
    return old is new or parts.get(old.part) is new.part


def _is_below_top(old: Source, new: Source, renewed: Renewed) -> bool:
    first = renewed.first
    return (
        first >= TOP_PARTS
        and old.offsets[first] >= TOP
        and new.offsets[first] >= TOP
        and old.lines[first] >= TOP_LINES
    )


class _Compared:
    """Which drafts of the old parts became which of the new ones, found as they are compared.

    `is_to_be_judged` says that something is another that only the kind of a document hangs on.
    """

    def __init__(self, own: frozenset[Callable[..., object]]) -> None:
        self._own = own
        self.drafts: dict[Draft, Draft] = {}
        self.is_to_be_judged = False
        self._parts: set[Part] = set()

    def are_alike(self, old: Part, new: Part) -> bool:
        """Say whether the rest of a document cannot tell a part from an older one."""
        self._parts.add(old)
        head, other = old.head, new.head
        if head is None or other is None:
            same_heads = head is other
        else:
            same_heads = (head.title, head.level) == (other.title, other.level)
        goes_on = old.goes_on is new.goes_on and old.above == new.above
        return goes_on and same_heads and self._answer_alike(old, new)

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
                if question not in JUDGED:
                    return False
                self.is_to_be_judged = True
        return True

    def _are_drafts_alike(self, old: Draft, new: Draft) -> bool:
        self.drafts[old] = new
        if _key(old) != _key(new) or not self._answer_alike(old, new):
            return False
        if _marked(old) != _marked(new):
            self.is_to_be_judged = True
        bare = old.known_bare
        return bare is None or bare is old or self._are_drafts_alike(bare, new.bare)

    def chosen(self, old: Chosen) -> Chosen | None:
        """Give what has become of an item; None where it cannot be told."""
        known = (old.draft, *old.mentions)
        drafts = [self.drafts.get(one) if one.part in self._parts else one for one in known]
        found = [draft for draft in drafts if draft is not None]
        # Of several that have one id, titles say which are the same.
        is_of_several = old.is_twin or len(known) > 1
        if len(found) < len(known) or (is_of_several and not all(map(_called_alike, known, found))):
            return None
        return Chosen(found[0], tuple(found[1:]), old.is_twin)

    def now(self, old: Drafts) -> Drafts:
        """Give what looks like an item."""
        forms = [drafts.copy() for drafts in old.by_form]
        for drafts in forms:
            behind = 0
            for one, other in self.drafts.items():
                if not drafts or drafts[0].form is not one.form:
                    continue
                # Most of them stand in a row.
                if behind == len(drafts) or drafts[behind] is not one:
                    if one not in drafts:
                        continue
                    behind = drafts.index(one)
                drafts[behind] = other
                behind += 1
        return Drafts(*forms)


def _called_alike(old: Draft, new: Draft) -> bool:
    return old is new or old.lead.title.casefold() == new.lead.title.casefold()


def _key(draft: Draft) -> tuple[object, ...]:
    """Give what the choice of items may know of a draft."""
    lead, text = draft.lead, draft.part.text
    title = None
    if lead.id is not None:
        # What counts may be compared with others of its number; a blank says there is a template.
        title = lead.title if counts(draft) else (bool(lead.title), has_blank(lead.title[:400]))
        if not lead.title.strip(" \t*_:`\uff1a-"):
            title = text.source
    return (
        *(lead.id, lead.shape, lead.firm, title, draft.form, draft.bottom is None, draft.kind),
        *(draft.box is None, tuple(head for head, _ in draft.cells)),
    )


def _marked(draft: Draft) -> tuple[object, ...]:
    """Give what only the kind of a document hangs on."""
    box, written = draft.box, draft.written
    return (
        None if box is None else draft.part.text.slice(box),
        None if written is None else written.status,
    )


def _drafts_in(answer: object) -> list[Draft] | None:
    if isinstance(answer, Seen):
        return answer.all
    if isinstance(answer, list) and answer and isinstance(answer[0], Draft):
        return answer  # pyright: ignore[reportUnknownVariableType]
    return None


def differing_statuses(old: Assembly, new: Assembly) -> list[int]:
    """Give the places of the items that have another status than they had."""
    if old.statuses is new.statuses:
        return []
    pairs = enumerate(zip(old.statuses, new.statuses, strict=True))
    return [place for place, (was, now) in pairs if was is not now]


class _Items:
    """Puts the items together that have lines of the parts that are new; `made` are their places.

    `is_alike` says that no heading tells another status than it did.
    """

    def __init__(
        self, before: Reading, source: Source, renewed: Renewed, front: Front, *, is_alike: bool
    ) -> None:
        self._before = before
        self._old = before.assembly
        self._source = source
        self._renewed = renewed
        self._front = front
        self._is_alike = is_alike
        self._nodes = self._old.nodes.copy()
        self._first = bisect_left(self._nodes, renewed.first, key=part_of)
        self._last = bisect_left(self._nodes, renewed.last, key=part_of)
        self._renamed: set[int] = set()
        """The places of the items with other handles, and of those that are nested in them."""
        self.made: set[int] = set()

    def assembly(self) -> Assembly | None:
        """Give the items; None where they stand in others than they did."""
        old, source = self._old, self._source
        around = old.settling.around if self._is_alike else around_of(source)
        self.made = self._touched(around)
        touched = sorted(self.made)
        for place in touched:
            known, chosen = old.nodes[place], self._front.chosen[place]
            if (chosen.draft.bottom or 0) > chosen.draft.part.lines:
                return None
            node = node_of(source, chosen, (known.part, *(at for _, at, _ in known.elsewhere)))
            node.parent, node.children, node.handle = known.parent, known.children, known.handle
            self._nodes[place] = node
        if not self._nest_alike():
            return None
        for place in touched:
            self._nodes[place].nested = self._nested(self._nodes[place])
        settling = replace(old.settling, around=around, offsets=source.offsets)
        given = old
        if not all(map(self._is_named_alike, touched)):
            given = self._named_anew()
            settling = replace(settling, names=given.names)
        for place in touched:
            node = self._nodes[place]
            settling.settle(node, self._nodes[node.parent] if node.parent >= 0 else None)
            self._hand_down(place, settling)
        has_mentions = any(self._nodes[place].elsewhere for place in touched)
        return replace(
            given,
            nodes=self._nodes,
            statuses=self._statuses(settling),
            mentioned=mentioned_in(self._nodes) if has_mentions else old.mentioned,
            settling=settling,
            criteria=old.criteria if self._is_alike else criteria_beside(source, self._nodes),
        )

    def kept(self, assembly: Assembly) -> list[Item | None] | None:
        """Give the items that were made before the edit and are the same behind it."""
        known = self._before.spec.items
        if assembly.names is not self._old.names or not isinstance(known, Later):
            return None
        source, before = self._source, self._before.source
        has_moved = source.lines is not before.lines or len(source.text) != len(before.text)
        others = differing_statuses(self._old, assembly)
        mentioned = (place for places in assembly.mentioned.values() for place in places)
        last = self._first if has_moved else len(assembly.nodes)
        return known.kept(last, (*self.made, *others, *mentioned, *self._renamed))

    def _touched(self, around: Around) -> set[int]:
        """Give the places of the items that have lines of a new part, or another heading's word."""
        nodes, old, lines = self._nodes, self._old, self._before.source.lines
        found = _within(old, self._renewed)
        outer = self._first - 1
        while outer >= 0:
            node = nodes[outer]
            if lines[node.part] + node.draft.top + node.count > lines[self._renewed.first]:
                found.add(outer)
            outer = node.parent
        known = old.settling.around
        if known != around:
            changed = {at for at in {*known, *around} if known.get(at) != around.get(at)}
            found.update(at for at, node in enumerate(nodes) if node.part in changed)
        return found

    def _nest_alike(self) -> bool:
        """Say whether the items of the new parts stand in those in which the old ones did."""
        nodes, lines = self._nodes, self._source.lines
        chain: list[int] = []
        place = self._first - 1
        while place >= 0:
            chain.append(place)
            place = nodes[place].parent
        around = [(at, self._end(nodes[at])) for at in reversed(chain)]
        before = (-1, 0, 0, 0)
        for place in range(self._first, self._last):
            node = nodes[place]
            first, last = lines[node.part] + node.draft.top, self._end(node)
            span = node.draft.line_span
            key = first, -last, span.start, span.end
            if key < before:
                return False
            before = key
            while around and last > around[-1][1]:
                around.pop()
            if node.parent != (around[-1][0] if around and first < around[-1][1] else -1):
                return False
            around.append((place, last))
        return True

    def _end(self, node: Node) -> int:
        return self._source.lines[node.part] + node.draft.top + node.count

    def _nested(self, node: Node) -> tuple[tuple[int, int], ...]:
        """Give the lines of what is nested in an item, from the beginning of its part."""
        lines = self._source.lines
        top = lines[node.part]
        inner = [self._nodes[one] for one in node.children]
        tops = [lines[one.part] - top + one.draft.top for one in inner]
        return tuple([(first, first + one.count) for first, one in zip(tops, inner, strict=True)])

    def _statuses(self, settling: Settling) -> list[Status]:
        """Give the statuses: the ones that there were, where no item that is new has another."""
        old = self._old
        if any(
            self._nodes[place].status is not old.nodes[place].status
            or settling.is_done_by_steps(self._nodes[place], self._nodes, old.statuses)
            != old.settling.is_done_by_steps(old.nodes[place], old.nodes, old.statuses)
            for place in self.made
        ):
            return settling.with_steps(self._nodes)
        return old.statuses

    def _is_named_alike(self, place: int) -> bool:
        """Say whether an item has the names that it had."""
        old, new = self._old.nodes[place].draft, self._nodes[place].draft
        if old.lead.id != new.lead.id or old.answer(aliases) != new.answer(aliases):
            return False
        is_by_id = self._nodes[place].handle == new.lead.id and new.lead.id in self._old.handles
        return is_by_id or old.answer(named_place) == new.answer(named_place)

    def _named_anew(self) -> Assembly:
        """Give every item its handle."""
        drafts = [node.draft for node in self._nodes]
        given = handles(drafts)
        for place, handle in enumerate(given):
            if self._nodes[place].handle != handle:
                self._nodes[place] = replace(self._nodes[place], handle=handle)
                self._renamed.update((place, *self._nodes[place].children))
        known = names(drafts, given)
        return replace(
            self._old,
            names=self._old.names if known == self._old.names else known,
            handles={handle: place for place, handle in enumerate(given)},
            outer={node.handle: at for at, node in enumerate(self._nodes) if node.children},
        )

    def _hand_down(self, place: int, settling: Settling) -> None:
        """Settle what is nested in an item whose status is another."""
        node = self._nodes[place]
        if node.status is self._old.nodes[place].status:
            return
        for inner in node.children:
            if inner in self.made:
                continue  # comes later
            known = self._nodes[inner]
            self._nodes[inner] = replace(known)
            settling.settle(self._nodes[inner], node)
            if self._nodes[inner].status is not known.status:
                self.made.add(inner)
                self._hand_down(inner, settling)
