"""What is read of a document to choose a mode for it, and how a reason is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator_analyzer.assemble import Assembly
from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.spec import Item, ItemKind, Spec, Status
from orchestrator_analyzer.vocabulary.modes import BEGINS_WORDS

OPENING = 6000
"""So many characters are read of how a document speaks."""
_LINE = 400


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and the line, from 0, that it speaks of."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Work:
    """What is read to choose a mode: a document, and the places of the items that are to do."""

    spec: Spec
    assembly: Assembly
    text: str
    to_do: tuple[int, ...]

    @property
    def first(self) -> Item:
        """Give the first item that is to do."""
        return self.spec.items[self.to_do[0]]

    @property
    def nodes(self) -> Iterator[Node]:
        """Give what is to do."""
        nodes = self.assembly.nodes
        return (nodes[place] for place in self.to_do)

    def is_mostly(self, kind: ItemKind) -> bool:
        """Say whether most of what is to do is of a kind."""
        nodes = self.assembly.nodes
        return [nodes[place].kind for place in self.to_do].count(kind) * 2 > len(self.to_do)

    def begins(self) -> bool:
        """Say whether nothing is done yet, and the first thing to do is to set up the project."""
        statuses = self.assembly.statuses
        untouched = statuses.count(Status.OPEN) == len(statuses)
        return untouched and BEGINS_WORDS.search(self.first.words[:_LINE]) is not None


def first_line(spec: Spec) -> int:
    """Give the line of what says most of what a document is."""
    return spec.evidence[0].line if spec.evidence else 0


def last_line(spec: Spec) -> int:
    """Give the line of the first item that is settled, which a person can look at."""
    return spec.items[0].line if spec.items else first_line(spec)
