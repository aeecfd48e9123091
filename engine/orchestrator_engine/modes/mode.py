"""What sets one mode apart from another."""

from dataclasses import dataclass
from enum import StrEnum


class Demand(StrEnum):
    """What a mode asks of a change beyond its checks; machines find out, see `proving`."""

    REPRODUCED = "reproduced"
    """A test of the change fails on what was there before it."""

    ONLY_TESTS = "only tests"
    """Nothing but tests changes, unless an item names the file."""

    MORE_TESTS = "more tests"
    """More tests are executed than before."""

    BREAKS = "fails when broken"
    """Each new test fails when what it tests is broken."""

    ONLY_PATHS = "only these paths"
    """Nothing changes outside of the paths that the mode names."""

    SAME_TESTS = "as many tests"
    """No fewer tests are executed than before, whatever the items ask."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to carry a document out.

    `working` and `reviewing` are sentences for the agent that works and for the one that reviews.
    `alone` and `followed` are more of them for who works, where no run or one that mends follows by
    itself, and `judging` for who reviews in the second case.
    With `reports` nothing is changed: what is found becomes a document, whose ids begin with that.

    A mode that the project's settings make has a `base`, may take each item through `phases` one
    after the other, run only the `checks` of these names, and keep changes to `paths`.
    """

    name: str
    summary: str
    working: tuple[str, ...]
    reviewing: tuple[str, ...]
    demands: tuple[Demand, ...] = ()
    reports: str = ""
    base: str = ""
    phases: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    judging: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The mode of ours that it is, or is made of."""
        return self.base or self.name
