"""What follows a run by itself: `audit --fix` and `test --fix` are two runs, one by one.

The second begins where the first ended: what that wrote is there, merged or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Then:
    """A run that mends, in `mode`, what the one before it found, once that one is completed.

    All is as its person asked for it; None and nothing leave the choice to project and machine.
    `limits` are as `spending.changed` reads them, `flags` are settings for that time.
    """

    mode: str
    agent: str | None = None
    model: str | None = None
    review: bool = True
    sandbox: bool = True
    record: bool = False
    unattended: bool = False
    limits: dict[str, Any] = field(default_factory=dict[str, Any])
    flags: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Follows:
    """The `run` that a run goes on from by itself, and the `mode` of that one."""

    run: str
    mode: str

    @property
    def judged_by_tests(self) -> bool:
        """Whether the tests that are there say what is to be mended, and are not to be touched."""
        return self.mode == "test"


NOTHING: Mapping[str, str] = {
    "audit": "nothing was found that could be mended",
    "test": "no test fails",
}
"""Why no run follows one of that mode where none is needed."""

NEEDLESS = "there is nothing to go on with"
"""The same, of any other mode."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """What came of it: the `run` that follows, or `why` none does.

    With `settled` nothing is left to do; until then the run may or may not have been made. It
    `waits` for the end of another one in the same project, by its id, empty for none.
    """

    run: str | None = None
    why: str = ""
    settled: bool = False
    waits: str = ""

    @property
    def refused(self) -> bool:
        """Whether none follows though there was something to do: a person may begin it anew."""
        needless = (*NOTHING.values(), NEEDLESS)
        return self.settled and self.run is None and self.why not in needless

    def words(self, run: str) -> str:
        """What whoever looks at the run with that id should know of it; mostly nothing."""
        if self.waits:
            return (
                "The run that mends what it found begins by itself once run "
                f"{self.waits} of this project is over."
            )
        if self.refused:
            return (
                f"The run that was to mend what it found was not begun: {self.why}. "
                f"Begin it: code-orch resume {run}"
            )
        return ""

    def as_data(self) -> dict[str, Any]:
        """It for programs."""
        run = None if self.waits else self.run
        return {"run": run, "why": self.why, "waits": self.waits or None, "refused": self.refused}
