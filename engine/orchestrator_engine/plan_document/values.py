"""A plan as somebody wrote it, and what is wrong with it, by line."""

from dataclasses import dataclass

LEFT_OUT = "Not covered"

UNSERVED = "no task of the plan serves it"
"""Why an item is left out of which nobody says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on a `line` (from 1); a `warning` keeps nobody from running the plan."""

    line: int
    message: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class WrittenTask:
    """A task as it stands on its `line`; `items` are names of items, `after` ids of tasks."""

    id: str
    title: str
    line: int
    items: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenPhase:
    """A phase as it stands on its `line`."""

    title: str
    line: int
    why: str = ""
    tasks: tuple[WrittenTask, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan as somebody wrote it, held against nothing yet.

    `document` is the path of what it plans, from the plan's own folder, `base` the beginning of the
    SHA-256 of the text that was planned, `tasks` the highest number of a task when it was made.
    """

    title: str
    document: str
    mode: str
    base: str
    tasks: int = 0
    reasons: tuple[str, ...] = ()
    phases: tuple[WrittenPhase, ...] = ()
    left_out: tuple[tuple[str, str, int], ...] = ()
    faults: tuple[Fault, ...] = ()
