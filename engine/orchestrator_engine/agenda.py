"""What there is to do in a run, kept up event by event, so that nobody looks through a long plan.

Tasks, phases and items are meant by their places in the plan. `of` makes it all from nothing: the
same agenda, as the simulation checks after every event.
"""

from dataclasses import dataclass, field, replace

from orchestrator_engine.graph import Graph
from orchestrator_engine.persistent import Numbers, Vector


@dataclass(slots=True)
class Agenda:
    """Only the fold changes it, and only its own copy.

    The first ones say what happened. Tasks are `merged`, `lost` (failed or skipped), `begun` (an
    agent was started in this try, and it is not over), or `unwanted` by a person and not over;
    phases are `started`, and `passed` or `failed`; items are `told` where the document shows them
    as done, or cannot show them.

    The others follow from these. Tasks are `ready` (nothing is in the way of their first attempt)
    or `doomed` (something that they wait for is lost); phases are `open_` to be started, `done`
    with all their tasks, or `barred` by another one that failed, with their tasks over; items are
    `untold` that are done and not told. `unmet` counts the tasks that each task still waits for,
    `spoilt` those of them that are lost, `unfinished` the tasks of each phase that are not over.
    """

    graph: Graph = field(compare=False, repr=False)
    merged: Numbers = field(default_factory=Numbers)
    lost: Numbers = field(default_factory=Numbers)
    begun: Numbers = field(default_factory=Numbers)
    unwanted: Numbers = field(default_factory=Numbers)
    started: Numbers = field(default_factory=Numbers)
    passed: Numbers = field(default_factory=Numbers)
    failed: Numbers = field(default_factory=Numbers)
    told: Numbers = field(default_factory=Numbers)
    ready: Numbers = field(default_factory=Numbers)
    doomed: Numbers = field(default_factory=Numbers)
    open_: Numbers = field(default_factory=Numbers)
    done: Numbers = field(default_factory=Numbers)
    barred: Numbers = field(default_factory=Numbers)
    untold: Numbers = field(default_factory=Numbers)
    unmet: Vector[int] = field(default_factory=Vector[int])
    spoilt: Vector[int] = field(default_factory=Vector[int])
    unfinished: Vector[int] = field(default_factory=Vector[int])

    @classmethod
    def of(cls, before: "Agenda") -> "Agenda":
        """The same agenda, made from nothing but what happened."""
        graph, over = before.graph, before.merged | before.lost
        new = replace(
            before,
            unmet=Vector(sum(one not in before.merged for one in ones) for ones in graph.before),
            spoilt=Vector(sum(one in before.lost for one in ones) for ones in graph.before),
            unfinished=Vector(sum(one not in over for one in ones) for ones in graph.members),
        )
        new.place_all()
        return new

    def copy(self) -> "Agenda":
        """One that may be changed."""
        return replace(self)

    def begin(self, task: int) -> None:
        """An agent was started on the task."""
        self.begun = self.begun.plus(task)
        self._place_task(task)

    def refuse(self, task: int) -> None:
        """A person wants the task skipped."""
        self.unwanted = self.unwanted.plus(task) - self.merged - self.lost

    def merge(self, task: int) -> None:
        """The task is done."""
        if task in self.merged:
            return
        self.merged = self.merged.plus(task)
        self._finish(task)
        for behind in self.graph.behind[task]:
            self.unmet = self.unmet.changed({behind: self.unmet[behind] - 1})
            self._place_task(behind)
        for item in self.graph.serves[task]:
            self._place_item(item)

    def lose(self, task: int) -> None:
        """The task failed or was skipped."""
        if task in self.lost:
            return
        self.lost = self.lost.plus(task)
        self._finish(task)
        for behind in self.graph.behind[task]:
            self.spoilt = self.spoilt.changed({behind: self.spoilt[behind] + 1})
            self._place_task(behind)

    def start(self, phase: int) -> None:
        """The phase began."""
        self.started = self.started.plus(phase)
        self._place_phase(phase)
        for task in self.graph.members[phase]:
            self._place_task(task)

    def end(self, phase: int, *, passed: bool) -> None:
        """The phase is over."""
        self.passed = self.passed.plus(phase) if passed else self.passed.minus(phase)
        self.failed = self.failed.minus(phase) if passed else self.failed.plus(phase)
        self._place_phase(phase)
        for gated in self.graph.gated[phase]:
            self._place_phase(gated)
            for task in self.graph.members[gated]:
                self._place_task(task)

    def tell(self, items: Numbers) -> None:
        """The document shows these items as done, or cannot show them."""
        self.told |= items
        self.untold -= items

    def untell(self, items: Numbers) -> None:
        """The document shows these items as open again."""
        self.told -= items
        for item in items:
            self._place_item(item)

    def take_back(self, task: int) -> "Agenda":
        """Another agenda in which a task that was merged is lost."""
        return Agenda.of(replace(self, merged=self.merged.minus(task), lost=self.lost.plus(task)))

    def reopen(self, tasks: Numbers, phases: Numbers) -> "Agenda":
        """Another agenda in which these tasks are not begun and not over, the phases not ended."""
        return Agenda.of(
            replace(
                self,
                lost=self.lost - tasks,
                begun=self.begun - tasks,
                unwanted=self.unwanted - tasks,
                passed=self.passed - phases,
                failed=self.failed - phases,
            )
        )

    def place_all(self) -> None:
        """Find out of everything what follows for it."""
        for task in range(len(self.graph.tasks)):
            self._place_task(task)
        for phase in range(len(self.graph.phases)):
            self._place_phase(phase)
        for item in range(len(self.graph.items)):
            self._place_item(item)

    def _finish(self, task: int) -> None:
        self.begun = self.begun.minus(task)
        self.unwanted = self.unwanted.minus(task)
        phase = self.graph.phase_of[task]
        left = self.unfinished[phase] - 1
        self.unfinished = self.unfinished.changed({phase: left})
        self._place_task(task)
        if left == 0:
            self._place_phase(phase)

    def _place_task(self, task: int) -> None:
        phase = self.graph.phase_of[task]
        waits = task not in self.merged and task not in self.lost
        # One that is under way is doomed too: what it builds on may have been taken back.
        doomed = waits and (self.spoilt[task] > 0 or self._is_barred(phase))
        ready = (
            waits
            and not doomed
            and task not in self.begun
            and self.unmet[task] == 0
            and phase in self.started
            and phase not in self.passed
            and phase not in self.failed
        )
        self.doomed = self.doomed.plus(task) if doomed else self.doomed.minus(task)
        self.ready = self.ready.plus(task) if ready else self.ready.minus(task)

    def _place_phase(self, phase: int) -> None:
        ended = phase in self.passed or phase in self.failed
        started = phase in self.started
        over = self.unfinished[phase] == 0
        barred = not ended and over and not started and self._is_barred(phase)
        open_ = not (ended or started) and all(
            gate in self.passed for gate in self.graph.gates[phase]
        )
        self.barred = self.barred.plus(phase) if barred else self.barred.minus(phase)
        self.open_ = self.open_.plus(phase) if open_ else self.open_.minus(phase)
        done = started and over and not ended
        self.done = self.done.plus(phase) if done else self.done.minus(phase)

    def _place_item(self, item: int) -> None:
        tasks = self.graph.served_by[item]
        done = bool(tasks) and all(task in self.merged for task in tasks)
        untold = done and item not in self.told
        self.untold = self.untold.plus(item) if untold else self.untold.minus(item)

    def _is_barred(self, phase: int) -> bool:
        return phase not in self.started and any(
            gate in self.failed for gate in self.graph.gates[phase]
        )
