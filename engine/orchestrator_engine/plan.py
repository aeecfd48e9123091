"""What a run is going to do: phases of tasks that serve items, and the checks that judge them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class CheckKind(StrEnum):
    """What a check looks at."""

    BUILD = "build"
    TEST = "test"
    SETUP = "setup"
    LINT = "lint"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Check:
    """A command that passes (exit code 0) or fails by machine.

    `command` is an argument vector; `source` says where it was read from, in words for a person.
    """

    name: str
    kind: CheckKind
    command: tuple[str, ...]
    seconds: float
    source: str


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
    """A piece of work for one agent: serves `items` (handles), waits for tasks `after` (ids)."""

    id: str
    title: str
    items: tuple[str, ...]
    after: tuple[str, ...]


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

    def tasks(self) -> Iterator[Task]:
        """Every task, in the order of the plan."""
        return (task for phase in self.phases for task in phase.tasks)

    def item(self, handle: str) -> PlannedItem:
        """The item with that handle; `KeyError` when the plan has none."""
        for item in self.items:
            if item.handle == handle:
                return item
        raise KeyError(handle)

    def items_of(self, task: Task) -> tuple[PlannedItem, ...]:
        """The items that a task serves."""
        return tuple(item for item in self.items if item.handle in task.items)

    def label(self, task: Task) -> str:
        """What a person calls a task for short: the labels of its items."""
        return " + ".join(item.label for item in self.items_of(task)) or task.title
