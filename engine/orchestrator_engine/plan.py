"""What a run is going to do: phases of tasks that serve items, and the checks that judge them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class CheckKind(StrEnum):
    """What a check looks at."""

    BUILD = "build"
    TEST = "test"
    SETUP = "setup"
    LINT = "lint"
    CUSTOM = "custom"
    SERVE = "serve"


@dataclass(frozen=True, slots=True)
class Check:
    """A command that passes (exit code 0) or fails by machine.

    `command` is an argument vector; `source` says where it was read from, in words for a person.
    One that is to `SERVE` passes when it answers HTTP on `port`, and is tried at phases only.
    """

    name: str
    kind: CheckKind
    command: tuple[str, ...]
    seconds: float
    source: str
    port: int = 0


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
    Of a task without any nothing is known, and it is done beside everything.
    """

    id: str
    title: str
    items: tuple[str, ...]
    after: tuple[str, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """Tasks that are validated together; starts once the phases in `after` (ids) are completed."""

    id: str
    title: str
    tasks: tuple[Task, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Ordered work for one document, with the reasons for its mode and shape.

    `setup` makes a fresh worktree ready (installs what the project depends on), `checks` judge
    every attempt and every phase.
    """

    title: str
    mode: str
    reasons: tuple[str, ...]
    items: tuple[PlannedItem, ...]
    phases: tuple[Phase, ...]
    checks: tuple[Check, ...]
    setup: tuple[Check, ...] = ()
    _items: dict[str, PlannedItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Reversed, so that of several items with one handle the first is meant.
        by_handle = {item.handle: item for item in reversed(self.items)}
        object.__setattr__(self, "_items", by_handle)

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
