"""What the rules found before an edit, where it is all that they find after it as well.

A rule knows of a passage what it saw in it, and of an item little more than its status. Where a
part that an edit made anew shows the rules all that the old one did, they find the same as before,
further up or down. Rules to which something may be another are asked again, and so are those of a
finding that stands on a line of the edit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress, count
from operator import is_not

from orchestrator_analyzer.drafts import Form
from orchestrator_analyzer.facts import is_optional
from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.parts import Part, Renewed
from orchestrator_analyzer.reassembling import Grown
from orchestrator_analyzer.revising import Revision
from orchestrator_analyzer.rules import (
    contradicting_number,
    contradicting_status,
    dependency_cycle,
    duplicate_id,
    hidden_character,
    missing_criteria,
    open_question,
    unknown_reference,
)
from orchestrator_analyzer.rules.allow import mentions_allowance
from orchestrator_analyzer.rules.finding import Finding, Related
from orchestrator_analyzer.rules.hidden_character import hides
from orchestrator_analyzer.rules.subject import Clues
from orchestrator_analyzer.rules.unknown_reference import leads_of, may_be_spoken_of
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.text import Span, Text, TextEdit

# What looks for ids, and what only tells them.
_BY_NAME = frozenset({dependency_cycle.NAME, duplicate_id.NAME, unknown_reference.NAME})
_BY_TITLE = frozenset({contradicting_status.NAME, dependency_cycle.NAME})


def carried(
    found: tuple[Finding, ...],
    before: Reading,
    after: Reading,
    revision: Revision,
    clues: tuple[list[Clues], list[Clues]],
) -> tuple[list[Finding], set[str]] | None:
    """Give what was found before a revision as it stands after it, and the rules to be asked again.

    `clues` are what there was to see in each part before the revision, and after it. None where any
    rule may find something else.
    """
    renewed = revision.parts
    gone = before.source.parts[renewed.first : renewed.last]
    come = after.source.parts[renewed.first : renewed.end]
    if any(part.answer(mentions_allowance) for part in (*gone, *come)):
        return None
    rules = {finding.rule for finding in found}
    again = {
        *_by_parts(gone, come, is_even=renewed.is_even),
        *_by_names(rules, before, after),
        *_by_items(rules, before, after, revision),
        *_by_growth(before, after, revision.grown),
        *_by_clues(*clues, before.source.parts, after.source.parts, renewed),
    }
    moved = _Moved(before.source.text, before.source.text.change_to(after.source.text))
    kept = [moved.finding(finding) for finding in found]
    again |= moved.touched
    return [finding for finding in kept if finding.rule not in again], again


def _by_parts(gone: list[Part], come: list[Part], *, is_even: bool) -> Iterator[str]:
    """Give the rules to which a part is another, beside its passages and items."""
    if any(part.answer(hides) for part in (*gone, *come)):
        yield hidden_character.NAME
    if _leads(gone) != _leads(come):
        yield unknown_reference.NAME
    # A list is as long as is announced before it, in another part.
    if not is_even or _entries_further_on(gone) != _entries_further_on(come):
        yield contradicting_number.NAME


def _leads(parts: list[Part]) -> frozenset[str]:
    return frozenset[str]().union(*[part.answer(leads_of) for part in parts])


def _entries_further_on(parts: list[Part]) -> list[int]:
    return [len(part.children[0]) for part in parts if part.goes_on is not None]


def _by_names(rules: set[str], before: Reading, after: Reading) -> Iterator[str]:
    """Give the rules to which items have other names or statuses, or stand on other lines."""
    old, new = before.assembly, after.assembly
    if old.names is not new.names:
        yield from _BY_NAME
        yield from rules & _BY_TITLE
        if after.spec.kind is DocumentKind.TASK_LIST:
            yield contradicting_number.NAME  # ids are counted
    elif _is_called_anew(before, after):
        yield unknown_reference.NAME
    if duplicate_id.NAME in rules and before.source.lines is not after.source.lines:
        yield duplicate_id.NAME
    if old.statuses != new.statuses:
        yield from (contradicting_status.NAME, missing_criteria.NAME)


def _by_items(
    rules: set[str], before: Reading, after: Reading, revision: Revision
) -> Iterator[str]:
    """Give the rules to which an item of the new parts is another."""
    for was, now in _pairs(revision):
        old, new = before.assembly.nodes[was], after.assembly.nodes[now]
        if old.chosen.is_twin or new.chosen.is_twin:
            yield duplicate_id.NAME
        if old.title != new.title:
            yield from rules & _BY_TITLE
        if old.kind is not new.kind:
            yield from (missing_criteria.NAME, unknown_reference.NAME, contradicting_number.NAME)
        if _boxed(old) != _boxed(new):
            yield from (contradicting_status.NAME, contradicting_number.NAME)
        if old.awaited != new.awaited:
            yield from (dependency_cycle.NAME, unknown_reference.NAME)
        if before.spec.kind is DocumentKind.SPEC and new.draft.form is Form.HEADING:
            item, other = before.spec.items[was], after.spec.items[now]
            if missing_criteria.known_of(item) != missing_criteria.known_of(other):
                yield missing_criteria.NAME


def _pairs(revision: Revision) -> Iterator[tuple[int, int]]:
    """Give the places that the items had which were put together anew, and those they have."""
    first, last, by = revision.grown or (0, 0, 0)
    for place in revision.items:
        if place < first:
            yield place, place
        elif place >= last + by:
            yield place - by, place


def _by_growth(before: Reading, after: Reading, grown: Grown | None) -> Iterator[str]:
    """Give the rules to which it matters that some items came and others went."""
    if grown is None:
        return
    first, last, by = grown
    yield contradicting_status.NAME
    if after.spec.kind is DocumentKind.SPEC:
        yield missing_criteria.NAME
    if after.spec.kind is DocumentKind.TASK_LIST:
        yield contradicting_number.NAME  # tasks are counted
    for node in (*before.assembly.nodes[first:last], *after.assembly.nodes[first : last + by]):
        if node.chosen.is_twin:
            yield duplicate_id.NAME
        if node.draft.lead.id is not None or node.awaited:
            yield from (dependency_cycle.NAME, unknown_reference.NAME)


def _by_clues(
    old: list[Clues],
    new: list[Clues],
    parts: Sequence[Part],
    others: Sequence[Part],
    renewed: Renewed,
) -> Iterator[str]:
    """Give the rules that see something else in a passage, or beside it."""
    if not renewed.is_even:
        gone, come = old[renewed.first : renewed.last], new[renewed.first : renewed.end]
        yield from (rule for clues in (*gone, *come) for *_, seen in clues for rule, _ in seen)
        old = [*old[: renewed.first], *come, *old[renewed.last :]]
    for place in compress(count(), map(is_not, old, new)):
        was, now = old[place], new[place]
        if _seen(was) != _seen(now):
            yield from (rule for *_, seen in (*was, *now) for rule, _ in seen)
        is_new = renewed.first <= place < renewed.end
        if was and is_new and not _are_built_alike(parts[place], others[place]):
            yield from (contradicting_number.NAME, open_question.NAME)


def _is_called_anew(before: Reading, after: Reading) -> bool:
    """Say whether a handle came or went that a text could speak of as if it were an id."""
    old, new = before.assembly.handles, after.assembly.handles
    return old is not new and any(map(may_be_spoken_of, old.keys() ^ new.keys()))


def _are_built_alike(old: Part, new: Part) -> bool:
    """Say whether the blocks of a part stand within each other as those of the old one did."""
    return [(one.kind, one.parent) for one in old.blocks] == [
        (one.kind, one.parent) for one in new.blocks
    ]


def _boxed(node: Node) -> tuple[bool, bool] | None:
    """Say of a box whether the item itself has it, and whether it is one that may be skipped."""
    return None if node.box is None else (node.box[0] is node.draft, is_optional(node.box[0]))


def _seen(clues: Clues) -> list[tuple[int, object]]:
    """Give what there is to see in a part, and in which of its blocks."""
    return [(block, seen) for _, block, _, seen in clues]


class _Moved:
    """Findings after an edit; `touched` are the rules of those that stand where it was made.

    That is on a line of it: what is written there may be one more word of a title.
    """

    def __init__(self, text: Text, edit: TextEdit) -> None:
        self._first = text.line_start(text.line_of(edit.span.start))
        self._last = text.line_end(text.line_of(edit.span.end))
        self._grown = len(edit.new) - (edit.span.end - edit.span.start)
        self.touched: set[str] = set()

    def finding(self, finding: Finding) -> Finding:
        """Give a finding where it stands now."""
        spans = list(_spans(finding))
        if all(span.end < self._first for span in spans):
            return finding
        if any(span.start <= self._last and span.end >= self._first for span in spans):
            self.touched.add(finding.rule)
        fix = finding.fix
        return replace(
            finding,
            span=self._span(finding.span),
            related=tuple(Related(self._span(one.span), one.message) for one in finding.related),
            fix=fix
            and replace(
                fix, edits=tuple(TextEdit(self._span(one.span), one.new) for one in fix.edits)
            ),
        )

    def _span(self, span: Span) -> Span:
        return span if span.end < self._first else span.moved(self._grown)


def _spans(finding: Finding) -> Iterator[Span]:
    yield finding.span
    for one in finding.related:
        yield one.span
    for edit in finding.fix.edits if finding.fix is not None else ():
        yield edit.span
