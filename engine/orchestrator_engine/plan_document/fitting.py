"""A plan that was written, held against the document that it plans."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from orchestrator_engine.modes import MODES
from orchestrator_engine.plan import Phase, Plan, Task
from orchestrator_engine.plan_document.naming import names_of, on_one_line
from orchestrator_engine.plan_document.order import all_before, circle_in
from orchestrator_engine.plan_document.values import (
    LEFT_OUT,
    UNSERVED,
    Fault,
    PlanDocument,
    WrittenTask,
)
from orchestrator_engine.replanning import inside


@dataclass(frozen=True, slots=True)
class Fitted:
    """A plan held against its document: None where a fault is more than a warning."""

    plan: Plan | None
    faults: tuple[Fault, ...] = ()

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What has to be mended before it can be run."""
        return tuple(fault for fault in self.faults if not fault.warning)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What a person should know who runs it."""
        return tuple(fault for fault in self.faults if fault.warning)


def fit(
    written: PlanDocument,
    draft: Plan,
    settled: frozenset[str] = frozenset(),
    only: Iterable[str] = (),
    modes: Iterable[str] = (),
) -> Fitted:
    """The plan that is written, of the items of `draft`, or what is wrong, by line.

    `draft` is the plan that the document's open items make by themselves, `settled` are names of
    items of it that are not open any more, and `only` names tasks or items, if not all are meant.
    `modes` are those that the project has beside ours.
    """
    known = tuple(dict.fromkeys((*MODES, *modes)))
    chosen = frozenset(on_one_line(name) for name in only)
    return _Fitting(written, draft, settled, chosen, known).fitted()


@dataclass(slots=True)
class _Fitting:
    written: PlanDocument
    draft: Plan
    settled: frozenset[str]
    only: frozenset[str]
    modes: tuple[str, ...]
    faults: list[Fault] = field(default_factory=list[Fault])
    handles: dict[str, str] = field(default_factory=dict[str, str])
    lines: dict[str, int] = field(default_factory=dict[str, int])

    def fitted(self) -> Fitted:
        written = self.written
        self.faults += written.faults
        # The draft's mode is one that there is, be it one of ours or of the person's own.
        modes = self.modes
        if written.mode and written.mode not in (*modes, self.draft.mode):
            near = get_close_matches(written.mode, modes, 1, 0.5)
            mean = f"; did you mean “{near[0]}”?" if near else f"; there are {', '.join(modes)}"
            self._wrong(1, f"there is no mode “{written.mode}”{mean}")
        by_name = {name: handle for handle, name in names_of(self.draft.items).items()}
        own = {item.handle: item.handle for item in self.draft.items}
        self.handles = {on_one_line(name): handle for name, handle in (own | by_name).items()}
        phases = self._phases()
        tasks = [task for phase in phases for task in phase.tasks]
        if not tasks and not self._errors():
            self._wrong(1, "the plan has no task that can be done")
        self._order(phases)
        self._sharing(phases)
        left_out = self._uncovered(tasks)
        faults = tuple(sorted(dict.fromkeys(self.faults), key=lambda fault: fault.line))
        if self._errors():
            return Fitted(None, faults)
        served = {item for task in tasks for item in task.items}
        plan = replace(
            self.draft,
            title=written.title or self.draft.title,
            mode=written.mode,
            reasons=written.reasons,
            items=tuple(item for item in self.draft.items if item.handle in served),
            phases=tuple(phases),
            left_out=left_out,
        )
        return Fitted(plan, faults)

    def _errors(self) -> bool:
        return any(not fault.warning for fault in self.faults)

    def _wrong(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, message))

    def _warn(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, message, warning=True))

    def _phases(self) -> list[Phase]:
        served = {
            task.id: self._served(task) for phase in self.written.phases for task in phase.tasks
        }
        for phase in self.written.phases:
            for task in phase.tasks:
                if task.id in self.lines:
                    line = self.lines[task.id]
                    self._wrong(task.line, f"line {line} has a task {task.id} already")
                self.lines.setdefault(task.id, task.line)
        phases: list[Phase] = []
        for phase in self.written.phases:
            made = [(self._task(task, served), self._kept(task, served)) for task in phase.tasks]
            tasks = tuple(task for task, kept in made if kept)
            if tasks:
                after = (phases[-1].id,) if phases else ()
                number = f"P{len(phases) + 1}"
                phases.append(Phase(number, phase.title, tasks, after, phase.why))
        return phases

    def _served(self, task: WrittenTask) -> tuple[str, ...]:
        """The handles of the items that a task serves, and are still open."""
        found: list[str] = []
        for name in task.items:
            key = on_one_line(name)
            if key in self.handles:
                found.append(self.handles[key])
            elif key in self.settled:
                words = f"{name} is not open any more in the document: {task.id} leaves it out"
                self._warn(task.line, words)
            else:
                self._wrong(task.line, f"{task.id} serves {name}, {self._no_item(key)}")
        return tuple(dict.fromkeys(found))

    def _no_item(self, name: str) -> str:
        near = get_close_matches(name, self.handles, 1, 0.5)
        return f"and there is no such item{f'; did you mean {near[0]}?' if near else ''}"

    def _kept(self, task: WrittenTask, served: dict[str, tuple[str, ...]]) -> bool:
        names = {on_one_line(task.id), *map(on_one_line, task.items), *served[task.id]}
        if self.only and self.only.isdisjoint(names):
            return False
        if not task.items:
            words = f"{task.id} serves no item, so nobody asked for it: add “- Serves: …”"
            self._wrong(task.line, words)
        # All that it served is settled, which has been said.
        return bool(served[task.id])

    def _task(self, task: WrittenTask, served: dict[str, tuple[str, ...]]) -> Task:
        after: list[str] = []
        for name in task.after:
            if name in self.lines:
                other = next(one for one in self._tasks() if one.id == name)
                if self._kept(other, served):
                    after.append(name)
            elif self._was_taken_out(name):
                self._warn(task.line, f"{task.id} does not wait for {name}, which is taken out")
            else:
                near = get_close_matches(name, self.lines, 1, 0.5)
                mean = f"; did you mean {near[0]}?" if near else ""
                self._wrong(task.line, f"{task.id} waits for {name}: there is no such task{mean}")
        for path in task.files:
            if not inside(path):
                self._wrong(task.line, f"{task.id} names {path}, which is not inside the project")
        return Task(task.id, on_one_line(task.title), served[task.id], tuple(after), task.files)

    def _tasks(self) -> Iterator[WrittenTask]:
        return (task for phase in self.written.phases for task in phase.tasks)

    def _was_taken_out(self, name: str) -> bool:
        """Whether the plan had such a task when it was made."""
        number = name.removeprefix("T")
        return (
            name != number
            and number.isascii()
            and number.isdecimal()
            and 0 < int(number[:7]) <= self.written.tasks
        )

    def _order(self, phases: Sequence[Phase]) -> None:
        place = {task.id: at for at, phase in enumerate(phases) for task in phase.tasks}
        tasks = {task.id: task for phase in phases for task in phase.tasks}
        for task in tasks.values():
            for name in task.after:
                if place.get(name, -1) > place[task.id]:
                    words = f"{task.id} waits for {name}, which is in a later phase"
                    self._wrong(self.lines[task.id], words)
        circle = circle_in(tasks)
        if circle:
            words = f"these tasks wait for each other in a circle: {' → '.join(circle)}"
            self._wrong(self.lines[circle[0]], words)
            return
        self._against_the_document(tasks, place)

    def _against_the_document(self, tasks: dict[str, Task], place: dict[str, int]) -> None:
        """Say where the order is another than the document's: a person may know better."""
        before = {name: all_before(tasks, name) for name in tasks}
        serving: dict[str, list[str]] = {}
        for task in tasks.values():
            for item in task.items:
                serving.setdefault(item, []).append(task.id)
        drafted = {task.id: task for task in self.draft.tasks()}
        for late in drafted.values():
            for early in (drafted[name] for name in late.after):
                pairs = (
                    (one, other)
                    for item in late.items
                    for one in serving.get(item, ())
                    for first in early.items
                    for other in serving.get(first, ())
                )
                for one, other in pairs:
                    if one == other or other in before[one] or place[other] < place[one]:
                        continue
                    waits = f"{self.draft.label(late)} waits for {self.draft.label(early)}"
                    words = f"{waits} in the document, but {one} does not wait for {other}"
                    self._warn(self.lines[one], words)

    def _sharing(self, phases: Sequence[Phase]) -> None:
        for phase in phases:
            tasks = {task.id: task for task in phase.tasks}
            for at, one in enumerate(phase.tasks):
                for other in phase.tasks[at + 1 :]:
                    shared = sorted(set(one.files) & set(other.files))
                    if not shared or self._errors():
                        continue
                    if one.id in all_before(tasks, other.id) or other.id in all_before(
                        tasks, one.id
                    ):
                        continue
                    words = f"{one.id} and {other.id} both change {', '.join(shared)}"
                    self._warn(self.lines[other.id], f"{words}: they are not done side by side")

    def _uncovered(self, tasks: Sequence[Task]) -> tuple[tuple[str, str], ...]:
        """The items that no task serves, with the reason; each of them is said."""
        served = {item for task in tasks for item in task.items}
        said: dict[str, tuple[str, int]] = {}
        for name, why, line in self.written.left_out:
            handle = self.handles.get(on_one_line(name))
            if handle is not None and handle in served:
                self._warn(line, f"{name} stands under “{LEFT_OUT}”, and a task serves it")
            elif handle is not None:
                said[handle] = (why or UNSERVED, line)
            elif on_one_line(name) not in self.settled:
                self._warn(line, f"there is no item {name} to leave out")
        out: list[tuple[str, str]] = []
        for item in self.draft.items:
            if item.handle in served:
                continue
            if item.handle in said:
                out.append((item.label, said[item.handle][0]))
            elif not self.only:
                out.append((item.label, UNSERVED))
                self._warn(1, f"no task serves {item.label}: it will not be done")
        return tuple(out)
