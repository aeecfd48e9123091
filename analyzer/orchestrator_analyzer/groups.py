"""Parts in a row as groups, each of which answers for all of its own.

Much of what is asked about a document is asked of each of its parts, and added up or put one behind
the other. An edit leaves all groups but one or two the same objects, with what they have answered.

*Invariant: nothing that is read of a document depends on where its groups begin.*
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from orchestrator_analyzer.answers import Answering
from orchestrator_analyzer.parts import Head, Part

SIZE = 32
"""So many parts make a group, at most: about as many as a long document has groups."""


@dataclass(frozen=True, eq=False)
class Group(Answering):
    """Some parts in a row; it never changes."""

    parts: tuple[Part, ...]
    _answers: dict[Any, tuple[Any, ...]] = field(
        default_factory=dict[Any, tuple[Any, ...]], init=False, repr=False
    )

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Give the headings that its parts begin with."""
        return tuple([head for part in self.parts if (head := part.head) is not None])


def grouped(parts: Sequence[Part]) -> list[Group]:
    """Make groups of parts, about equally large."""
    count = -(-len(parts) // SIZE)
    cuts = [len(parts) * number // count for number in range(count + 1)] if count else []
    return [Group(tuple(parts[first:last])) for first, last in pairwise(cuts)]


def regrouped(old: list[Group], first: int, removed: int, added: Sequence[Part]) -> list[Group]:
    """Give the groups of a document in which so many parts from a place on have been replaced."""
    starts = [*accumulate([len(group.parts) for group in old], initial=0)]
    begin = min(bisect_right(starts, first), len(old)) - 1
    end = max(bisect_right(starts, first + removed - 1), begin + 1)
    known = [part for group in old[begin:end] for part in group.parts]
    known[first - starts[begin] : first - starts[begin] + removed] = added
    return [*old[:begin], *grouped(known), *old[end:]]
