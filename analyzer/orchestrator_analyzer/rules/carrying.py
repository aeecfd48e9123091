"""What the rules found before an edit, where it is all that they find after it as well.

A rule knows of a passage what it saw in it, and of an item little more than its status. Where a
part that an edit made anew shows the rules all that the old one did, they find the same as before,
further up or down. A finding that touches the edit is looked for again, and so are all the others.
"""

from collections.abc import Iterator
from dataclasses import replace

from orchestrator_analyzer.drafts import Form
from orchestrator_analyzer.facts import is_optional
from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.revising import Revision
from orchestrator_analyzer.rules import (
    contradicting_status,
    dependency_cycle,
    duplicate_id,
    missing_criteria,
)
from orchestrator_analyzer.rules.allow import mentions_allowance
from orchestrator_analyzer.rules.finding import Finding, Related
from orchestrator_analyzer.rules.hidden_character import hides
from orchestrator_analyzer.rules.subject import Clues
from orchestrator_analyzer.rules.unknown_reference import leads_of, may_be_spoken_of
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.text import Span, Text, TextEdit

_BY_TITLE = frozenset({contradicting_status.NAME, dependency_cycle.NAME})


def carried(
    found: tuple[Finding, ...],
    before: Reading,
    after: Reading,
    revision: Revision,
    clues: tuple[list[Clues], list[Clues]],
) -> tuple[Finding, ...] | None:
    """Give what was found before a revision as it stands after it; None where more has changed.

    `clues` are what there was to see in each part before the revision, and after it.
    """
    if revision.grown is not None:
        return None
    edit = before.source.text.change_to(after.source.text)
    pairs = revision.parts.pairs(before.source.parts, after.source.parts)
    if not all(map(_shows_the_same, *zip(*pairs, strict=True))):
        return None
    if not _has_the_same_items(found, before, after, revision):
        return None
    for place, (old, new) in enumerate(pairs, revision.parts.first):
        was, now = (_seen(one[place]) for one in clues)
        if was != now or (was and not _are_built_alike(old, new)):
            return None
        # A list is as long as is announced before it, in another part.
        if new.goes_on is not None and len(old.children[0]) != len(new.children[0]):
            return None
    moved = _Moved(before.source.text, edit)
    again = tuple(map(moved.finding, found))
    return None if moved.is_touched else again


def _shows_the_same(old: Part, new: Part) -> bool:
    """Say whether a part is to the rules what it was, beside its passages and items."""
    if any(part.answer(mentions_allowance) or part.answer(hides) for part in (old, new)):
        return False
    return old.answer(leads_of) == new.answer(leads_of)


def _has_the_same_items(
    found: tuple[Finding, ...], before: Reading, after: Reading, revision: Revision
) -> bool:
    rules = {finding.rule for finding in found}
    tells_lines = duplicate_id.NAME in rules
    if (
        before.assembly.names is not after.assembly.names
        or _is_called_anew(before, after)
        or before.assembly.statuses != after.assembly.statuses
        or (tells_lines and before.source.lines is not after.source.lines)
    ):
        return False
    by_title = not rules.isdisjoint(_BY_TITLE)
    for place in revision.items:
        old, new = before.assembly.nodes[place], after.assembly.nodes[place]
        is_other_title = by_title and old.title != new.title
        if old.chosen.is_twin or is_other_title or _known(old) != _known(new):
            return False
        if before.spec.kind is DocumentKind.SPEC and new.draft.form is Form.HEADING:
            item, other = before.spec.items[place], after.spec.items[place]
            if missing_criteria.known_of(item) != missing_criteria.known_of(other):
                return False
    return True


def _is_called_anew(before: Reading, after: Reading) -> bool:
    """Say whether a handle came or went that a text could speak of as if it were an id."""
    old, new = before.assembly.handles, after.assembly.handles
    return old is not new and any(map(may_be_spoken_of, old.keys() ^ new.keys()))


def _are_built_alike(old: Part, new: Part) -> bool:
    """Say whether the blocks of a part stand within each other as those of the old one did."""
    return [(one.kind, one.parent) for one in old.blocks] == [
        (one.kind, one.parent) for one in new.blocks
    ]


def _known(node: Node) -> tuple[object, ...]:
    """Give what rules know of an item beside its id and its status."""
    box = None if node.box is None else (node.box[0] is node.draft, is_optional(node.box[0]))
    return node.kind, box, node.awaited


def _seen(clues: Clues) -> list[tuple[int, object]]:
    """Give what there is to see in a part, and in which of its blocks."""
    return [(block, seen) for _, block, _, seen in clues]


class _Moved:
    """Findings after an edit; `is_touched` says of any so far that they stand where it was made.

    That is on a line of it: what is written there may be one more word of a title.
    """

    def __init__(self, text: Text, edit: TextEdit) -> None:
        self._first = text.line_start(text.line_of(edit.span.start))
        self._last = text.line_end(text.line_of(edit.span.end))
        self._grown = len(edit.new) - (edit.span.end - edit.span.start)
        self.is_touched = False

    def finding(self, finding: Finding) -> Finding:
        """Give a finding where it stands now."""
        if all(span.end < self._first for span in _spans(finding)):
            return finding
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
        if span.end < self._first:
            return span
        if span.start <= self._last:
            self.is_touched = True
        return span.moved(self._grown)


def _spans(finding: Finding) -> Iterator[Span]:
    yield finding.span
    for one in finding.related:
        yield one.span
    for edit in finding.fix.edits if finding.fix is not None else ():
        yield edit.span
