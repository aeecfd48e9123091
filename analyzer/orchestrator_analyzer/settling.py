"""What status an item has by its box, its words, and what it stands beneath or within."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestrator_analyzer.around import speaks_of_rest, status_of_label, status_of_part
from orchestrator_analyzer.choose import boxed
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.facts import (
    kind_of,
    tells_end,
    tells_solution,
    written_in,
)
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.handles import section_path
from orchestrator_analyzer.nodes import ItemBody, Node, body_of
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Status
from orchestrator_analyzer.statuses import Written, is_struck
from orchestrator_analyzer.vocabulary.over import BACK_AGAIN
from orchestrator_analyzer.words import status_of_box

_SIGNED = frozenset("✅☑")
_OF_TROUBLE = frozenset({DocumentKind.AUDIT_REPORT, DocumentKind.BUG_REPORT})
_LISTED = frozenset({Form.ROW, Form.ENTRY, Form.TASK})
_LOGS = frozenset({DocumentKind.BUG_REPORT, DocumentKind.STATUS_REPORT})

Around = dict[int, tuple[Status | None, Status | None]]


def around_of(source: Source) -> Around:
    """Give the status that headings give to all in a part, and that of those above its own one.

    Of parts, by their places, that have either.
    """
    found: Around = {}
    above: _Above = ()
    last: _Given | None = None
    first = 0
    for group in source.groups:
        own, above, last = group.answer(_around_in, above, last)
        for place, given in own:
            found[first + place] = given
        first += len(group.parts)
    return found


_Given = tuple[Status | None, Status | None]
_Above = tuple[tuple[int, Status | None], ...]
"""The levels of the headings that are open, the outermost first, and the status each gives."""


def _around_in(
    group: Group, above: _Above, last: _Given | None
) -> tuple[list[tuple[int, _Given]], _Above, _Given | None]:
    """Give what headings give to the parts of a group, and what the next group is to know.

    That is what stands above, and what is given to the part before.
    """
    found: list[tuple[int, _Given]] = []
    for place, part in enumerate(group.parts):
        if part.goes_on is None:
            level = part.head.level if part.head is not None else 0
            above = tuple([one for one in above if one[0] < level])
            outer = above[-1][1] if above else None
            status = part.answer(status_of_part) or outer
            last = None if status is None else (status, outer)
            above = (*above, (level, status))
        if last is not None:
            found.append((place, last))
    return found, above, last


@dataclass(frozen=True, slots=True)
class Settling:
    """What the status of an item may depend on beside its own lines."""

    around: Around
    document: DocumentKind
    status: Status | None
    offsets: Sequence[int]
    names: Mapping[str, str]

    def settle(self, node: Node, outer: Node | None) -> None:
        """Find where the status of an item stands, and what it is but for what its steps say.

        That of its outer item is known.
        """
        facts = node.told()
        node.kind = kind_of(node.draft, self.document)
        if node.draft.box is not None:
            node.box = node.draft, node.draft.box
        elif (found := boxed(node.chosen)) is not None and found.box is not None:
            node.box = found, found.box
        if facts.written is not None:
            node.written = node.draft, facts.written
        elif node.chosen.mentions:
            node.written = written_in(node.chosen.mentions)
        node.status = self._status(node, outer)

    def _status(self, node: Node, outer: Node | None) -> Status:
        written = node.written[1] if node.written is not None else None
        if node.box is not None:
            draft, span = node.box
            return self._boxed_status(node, draft.part.text.slice(span), written)
        if written is not None:
            return written.status
        if (around := self._of_headings(node)) is not None:
            return around
        if outer is not None and outer.status is not Status.OPEN:
            return outer.status
        if self._is_named_as_done(node):
            return Status.DONE
        return Status.DONE if self._is_over(node) else self.status or Status.OPEN

    def _boxed_status(self, node: Node, box: str, written: Written | None) -> Status:
        """Believe a box that is ticked; an empty one may be explained by words beside or above.

        What is struck without being ticked is not done, and nobody wants it any more.
        """
        ticked = status_of_box(box)
        if ticked is not Status.OPEN:
            return ticked
        if written is not None and written.status is not Status.DONE:
            return written.status
        if written is not None and is_struck(node.draft.part.text.slice(written.span)):
            return Status.REJECTED
        around = self._of_headings(node)
        if around is Status.REJECTED or around is Status.DEFERRED:
            return around
        return Status.OPEN

    def _of_headings(self, node: Node) -> Status | None:
        """Give the status of what stands above: a label of its list, or else a heading."""
        if (label := status_of_label(node.draft)) is not None:
            return None if label is Status.OPEN else label
        if (around := self.around.get(node.part)) is None:
            return None
        own, above = around
        return above if node.draft.form in {Form.HEADING, Form.DOCUMENT} else own

    def _is_named_as_done(self, node: Node) -> bool:
        """Say whether a table or a list of what was mended names an item, and none of what is left.

        That is told of findings, by their ids. One that is back, or mended in part, is not done.
        """
        if self.document not in _OF_TROUBLE:
            return False
        named = [(one, self.around.get(at)) for one, at, _ in node.elsewhere]
        if any(speaks_of_rest(section_path(one)) for one, _ in named):
            return False
        listed = [
            one
            for one, given in named
            if one.form in _LISTED and given is not None and given[0] is Status.DONE
        ]
        if not listed or any(one.answer(_is_back) for one in listed):
            return False
        return BACK_AGAIN.search(self._body(node).words) is None

    def _body(self, node: Node) -> ItemBody:
        return body_of(node, self.names, self.offsets)

    def _is_over(self, node: Node) -> bool:
        """Say whether a log or a report tells of an item what is told of those that are over."""
        if self.document is DocumentKind.STATUS_REPORT and self._is_told_as_solved(node):
            return True
        return self.document in _LOGS and tells_end(self._body(node).words)

    def _is_told_as_solved(self, node: Node) -> bool:
        """Say whether a report tells what was done about a problem, and not what is left to do."""
        rest = speaks_of_rest(section_path(node.draft))
        return not rest and tells_solution(self._body(node).words)

    def with_steps(self, nodes: list[Node]) -> list[Status]:
        """Take what has no status of its own for done when all the boxes within it are."""
        statuses = [node.status for node in nodes]
        for place in range(len(nodes) - 1, -1, -1):
            node = nodes[place]
            if node.children and self.is_done_by_steps(node, nodes, statuses):
                statuses[place] = Status.DONE
        return statuses

    def is_done_by_steps(self, node: Node, nodes: list[Node], statuses: Sequence[Status]) -> bool:
        """Say whether an item has no status of its own, and all the boxes within it are ticked."""
        if node.box is not None or node.written is not None or node.status is not Status.OPEN:
            return False
        if any(statuses[one] is not Status.DONE for one in node.children):
            return False
        # A list that is signed off may only tell how things stand, beside one that says what to do.
        signed = any(_is_signed(nodes[one]) for one in node.children)
        return not (signed and self._body(node).criteria)


def _is_back(draft: Draft) -> bool:
    """Say whether the lines of an entry or a row tell of trouble that is back, or there in part."""
    last = draft.part.lines if draft.bottom is None else min(draft.bottom, draft.part.lines)
    return any(BACK_AGAIN.search(draft.part.text.line(line)) for line in range(draft.top, last))


def _is_signed(node: Node) -> bool:
    return node.tick in _SIGNED
