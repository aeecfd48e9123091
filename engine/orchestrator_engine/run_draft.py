"""A run that a fold is changing: its own copy, which nobody else sees before the end.

What happened to a task is gathered and made one change: a long journal has much of each.
"""

from dataclasses import replace
from typing import Any

from orchestrator_engine.agenda import Agenda
from orchestrator_engine.draft import Draft
from orchestrator_engine.persistent import Numbers
from orchestrator_engine.run import Run, TaskState


class RunDraft:
    """What is to become of `run`, whose tasks have what was gathered only once it is settled."""

    __slots__ = ("_tasks", "run")

    def __init__(self, before: Run) -> None:
        self.run = replace(before, agenda=before.agenda and before.agenda.copy())
        self._tasks: dict[str, Draft] = {}

    def done(self) -> Run:
        """The run, with everything in it."""
        self.settle()
        return self.run

    @property
    def agenda(self) -> Agenda:
        """The agenda, ready to be changed; `ValueError` before there is a plan."""
        if self.run.agenda is None:
            raise ValueError("something was done before there was a plan")
        return self.run.agenda

    def places(self, items: tuple[str, ...]) -> Numbers:
        """Where items (handles) stand in the plan, those that it has."""
        places = self.agenda.graph.items
        return Numbers(places[item] for item in items if item in places)

    def phase(self, phase: str, **fields: Any) -> None:  # noqa: ANN401  # fields of `PhaseState`
        """Other fields of a phase."""
        run = self.run
        run.phases = run.phases.changed({phase: replace(run.phases[phase], **fields)})

    def task(self, task: str, **fields: Any) -> None:  # noqa: ANN401  # fields of `TaskState`
        """Other fields of a task."""
        self.of(task).fields.update(fields)

    def attempt(self, task: str, number: int, **fields: Any) -> None:  # noqa: ANN401  # of `Attempt`
        """Other fields of an attempt; `ValueError` when there is none of that number."""
        self.of(task).change(number, fields)

    def of(self, task: str) -> Draft:
        """What is gathered of a task."""
        draft = self._tasks.get(task)
        if draft is None:
            draft = self._tasks[task] = Draft(self.run.tasks[task])
        return draft

    def settle(self) -> None:
        """Make the changes that were gathered."""
        done = {task: draft.done() for task, draft in self._tasks.items()}
        self._tasks = {}
        self.run.tasks = self.run.tasks.changed(done)

    def state(self, task: str) -> TaskState:
        """A task as it is by now."""
        if task in self._tasks:
            self.settle()
        return self.run.tasks[task]
