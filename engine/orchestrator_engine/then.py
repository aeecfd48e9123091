"""What follows a run by itself: `audit --fix` and `test --fix` are two runs, one by one.

The second begins where the first ended: what that wrote is there, merged or not.
"""

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
