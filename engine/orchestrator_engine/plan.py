"""What a run is going to do: phases of tasks that serve items, and the checks that judge them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from orchestrator_engine.modes import MODES
from orchestrator_engine.modes.mode import Mode


class CheckKind(StrEnum):
    """What a check looks at."""

    BUILD = "build"
    TEST = "test"
    SETUP = "setup"
    LINT = "lint"
    CUSTOM = "custom"
    TYPES = "types"
    FORMAT = "format"
    END_TO_END = "end-to-end"
    SERVER = "dev server"
    FILES = "files"
    PLUGIN = "plugin"


LOOKS = frozenset({CheckKind.LINT, CheckKind.TYPES, CheckKind.FORMAT})
"""What reads the code and lists problems: those that were there before are not held against it."""

COUNTS = frozenset({CheckKind.TEST, CheckKind.CUSTOM, CheckKind.END_TO_END})
"""What may run tests, whose number is read from the output."""


class At(StrEnum):
    """When a check looks: at each attempt and after, at each phase's end, or when all is done."""

    ATTEMPT = "attempt"
    PHASE = "phase"
    END = "end"


@dataclass(frozen=True, slots=True)
class Check:
    """A command that passes (exit code 0) or fails by machine.

    `command` is an argument vector; `source` says where it was read from, in words for a person.
    It looks `at` each attempt, or only later, and of phases only at `phases` (ids or titles; empty:
    all). Of a dev server, `port` is where it listens and `path` what is asked of it. What must be
    there in the end are `files` (POSIX patterns, from the top). Of a plugin, the command is its
    kind and its name or path.
    """

    name: str
    kind: CheckKind
    command: tuple[str, ...]
    seconds: float
    source: str
    at: At = At.ATTEMPT
    phases: tuple[str, ...] = ()
    port: int | None = None
    path: str = "/"
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item as it stood in the document when the plan was made; `line` counts from 1."""

    handle: str
    label: str
    title: str
    words: str
    criteria: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work for one agent: serves `items` (handles), waits for tasks `after` (ids).

    `after` may name tasks of any phase. `files` are the files and folders that it is expected to
    touch (POSIX, from the top of the repository): tasks that share some are not done side by side.
    Of a task without any nothing is known, and it is done beside everything. `lenses` are those
    through which its change is looked at, beside those of the settings.
    """

    id: str
    title: str
    items: tuple[str, ...]
    after: tuple[str, ...]
    files: tuple[str, ...] = ()
    lenses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """Tasks that are validated together; starts once the phases in `after` (ids) are completed.

    `why` says for what in the document there is such a phase, where its title alone does not.
    """

    id: str
    title: str
    tasks: tuple[Task, ...]
    after: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Ordered work for one document, with the reasons for its mode and shape.

    `setup` makes a fresh worktree ready (installs what the project depends on), `checks` judge
    every attempt and every phase. `left_out` are the labels of open items that no task serves, each
    with the reason: nobody takes them for done. `own` is the mode where the project's settings
    made it.
    """

    title: str
    mode: str
    reasons: tuple[str, ...]
    items: tuple[PlannedItem, ...]
    phases: tuple[Phase, ...]
    checks: tuple[Check, ...]
    setup: tuple[Check, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    own: Mode | None = None
    _items: dict[str, PlannedItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Reversed, so that of several items with one handle the first is meant.
        by_handle = {item.handle: item for item in reversed(self.items)}
        object.__setattr__(self, "_items", by_handle)

    @property
    def manner(self) -> Mode:
        """What the mode asks of those who work and those who review."""
        return self.own or MODES[self.mode]

    @property
    def all_checks(self) -> tuple[Check, ...]:
        """All that the plan would have executed: what makes a worktree ready, and what judges."""
        return (*self.setup, *self.checks)

    @property
    def checks_of_attempts(self) -> tuple[Check, ...]:
        """What judges every attempt."""
        return tuple(check for check in self.checks if check.at is At.ATTEMPT)

    def checks_of(self, phase: Phase, *, last: bool) -> tuple[Check, ...]:
        """What judges the work of a phase, and of all of them where it is the `last` one to end."""
        names = {phase.id, phase.title}
        return tuple(
            check
            for check in self.checks
            if (check.at is not At.END or last)
            and (check.at is At.ATTEMPT or not check.phases or not names.isdisjoint(check.phases))
        )

    def tasks(self) -> Iterator[Task]:
        """Every task, in the order of the plan."""
        return (task for phase in self.phases for task in phase.tasks)

    def item(self, handle: str) -> PlannedItem:
        """The item with that handle; `KeyError` when the plan has none."""
        return self._items[handle]

    def items_of(self, task: Task) -> tuple[PlannedItem, ...]:
        """The items that a task serves, in the order of the document."""
        found = (self._items[handle] for handle in task.items if handle in self._items)
        return tuple(sorted(found, key=lambda item: item.line))

    def label(self, task: Task) -> str:
        """What a person calls a task for short: the labels of its items."""
        return " + ".join(item.label for item in self.items_of(task)) or task.title
