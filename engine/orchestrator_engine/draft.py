"""Changes of one task that a fold gathers before it makes them one."""

from dataclasses import replace
from typing import Any

from orchestrator_engine import events as e
from orchestrator_engine.run import Attempt, TaskState
from orchestrator_engine.spending import (
    NOTHING_RESERVED,
    Spending,
)


class Draft:
    """What is to become of a task: changed `fields` of it, and of its attempts by their place."""

    __slots__ = ("_before", "_changes", "_count", "fields")

    def __init__(self, before: TaskState) -> None:
        self.fields: dict[str, Any] = {}
        self._before = before
        self._count = len(before.attempts)
        self._changes: dict[int, dict[str, Any]] = {}

    def begin(self, begun: e.AttemptStarted, at: float) -> None:
        """One more attempt."""
        self._changes[self._count] = {
            "number": begun.attempt,
            "round": begun.round,
            "role": begun.role,
            "base": begun.base,
            "at": at,
            "outcome": None,
            "reviewing": False,
            "reviews": (),
            "asked": 0,
            "reserve": NOTHING_RESERVED,
            "allowed": (),
            "asking": None,
        }
        self._count += 1

    def change(self, number: int, fields: dict[str, Any]) -> None:
        """Other fields of an attempt; `ValueError` when there is none of that number."""
        if not 0 < number <= self._count:
            raise ValueError(f"there is no attempt {number} of {self._before.task.id}")
        self._changes.setdefault(number - 1, {}).update(fields)

    def seen(self, number: int, field: str) -> Any:  # noqa: ANN401  # whatever that field holds
        """A field of an attempt as it is by now."""
        changed = self._changes.get(number - 1, {})
        return (
            changed[field]
            if field in changed
            else getattr(self._before.attempts[number - 1], field)
        )

    @property
    def spending(self) -> Spending:
        """What the task cost by now."""
        return self.fields.get("spending", self._before.spending)

    def done(self) -> TaskState:
        """The task with all of it."""
        fields = self.fields
        if self._changes:
            attempts: list[Attempt] = list(self._before.attempts)
            for place, changes in sorted(self._changes.items()):
                if place < len(attempts):
                    attempts[place] = replace(attempts[place], **changes)
                else:
                    attempts.append(Attempt(**changes))
            fields = fields | {"attempts": tuple(attempts)}
        return replace(self._before, **fields)
