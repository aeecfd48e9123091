"""A run without machine, clock or agents: `decide` and `fold` against a world made of dice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from orchestrator_engine import decide as d
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, CheckResult, Ending, Outcome
from orchestrator_engine.recover import abandon
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.run import Run, Stage, Status, fold


@dataclass
class World:
    """Answers what an agent, a check or a reviewer does next; `crash` also ends workers."""

    dice: Random
    crash: bool = True
    kindness: float = 0.7
    commits: int = 0
    refs: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    def lucky(self) -> bool:
        return self.dice.random() < self.kindness

    def outcome(self) -> Outcome:
        unlucky = [each for each in Ending if each is not Ending.DONE]
        status = Ending.DONE if self.lucky() else self.dice.choice(unlucky)
        return Outcome(status, "", str(status), self.dice.choice([None, 0.5]), None, None, 1.0)

    def commit(self) -> str:
        self.commits += 1
        return f"c{self.commits}"

    def result(self) -> CheckResult:
        passed = self.lucky()
        return CheckResult("test", passed, 0 if passed else 1, 1.0, "tail", "", "log")

    def review(self) -> Review:
        verdict = Verdict.APPROVED if self.lucky() else self.dice.choice(list(Verdict))
        ending = Ending.DONE
        if verdict is Verdict.UNREVIEWED:
            ending = self.dice.choice([Ending.DONE, Ending.FAILED, Ending.UNAVAILABLE])
        remark = Remark("a.py", self.dice.randint(1, 9), Severity.MAJOR, "seen")
        return Review(verdict, 8, "", (remark,), 0.1, 1.0, "why", ending)


class Simulation:
    """Drives a run as the worker would, one action at a time, in any order that is allowed."""

    def __init__(self, recorded: list[e.Recorded], world: World) -> None:
        self.recorded = recorded
        self.run = fold(recorded)
        self.world = world
        self.busy: dict[str, d.Action] = {}
        self.epoch = 1

    def append(self, *events: e.Event) -> None:
        for event in events:
            record = e.Recorded(
                len(self.recorded) + 1, self.epoch, float(len(self.recorded)), event
            )
            self.recorded.append(record)
            self.run = fold([record], self.run)

    def play(self, watch: Callable[[Run], None] = lambda _: None) -> Run:
        """Until the run has ended; a person resumes it when it paused, up to ten times."""
        for resumed in range(10):
            self._reign(watch)
            if self.run.status not in (Status.PAUSED, Status.LIMIT) or resumed == 9:
                break
            self.append(e.RunResumed())
            self.append(*abandon(self.run, frozenset(self.world.refs), "resumed"))
        return self.run

    def _reign(self, watch: Callable[[Run], None]) -> None:
        for _ in range(5000):
            if self.run.over:
                return
            for action in d.decide(self.run, frozenset(self.busy)):
                self._begin(action)
            watch(self.run)
            if self.busy and self.world.crash and self.world.dice.random() < 0.02:
                self._die()
            elif self.busy:
                self._finish(self.world.dice.choice(sorted(self.busy)))
        raise AssertionError("the run does not end")

    def _die(self) -> None:
        self.epoch += 1
        self.busy.clear()
        self.append(e.WorkerTookOver(1, "0.1.0"))
        self.append(*abandon(self.run, frozenset(self.world.refs), "the worker died"))

    def _begin(self, action: d.Action) -> None:
        assert action.subject not in self.busy
        match action:
            case d.StartPhase(phase=phase):
                self.append(e.PhaseStarted(phase))
            case d.FailTask(task=task, why=why):
                self.append(e.TaskFailed(task, why))
            case d.SkipTask(task=task, why=why):
                self.append(e.TaskSkipped(task, why))
            case d.FailPhase(phase=phase, why=why):
                self.append(e.PhaseEnded(phase, passed=False, why=why, results=()))
            case d.End(status=status, why=why):
                assert not self.busy, "a run ended while something was under way"
                self.append(*abandon(self.run, frozenset(self.world.refs), "ended"))
                self.append(e.RunEnded(status, why))
            case _:
                self.busy[action.subject] = action
                if isinstance(action, d.StartAttempt):
                    self._start(action)
                if isinstance(action, d.AskReview):
                    self.append(e.ReviewStarted(action.task, self._number(action.task)))

    def _start(self, action: d.StartAttempt) -> None:
        self.append(
            e.AttemptStarted(action.task, action.attempt, action.round, action.role, action.base)
        )

    def _number(self, task: str) -> int:
        attempt = self.run.tasks[task].attempt
        assert attempt is not None
        return attempt.number

    def _finish(self, subject: str) -> None:
        action = self.busy.pop(subject)
        world = self.world
        match action:
            case d.StartAttempt(task=task, attempt=attempt):
                self.append(e.AttemptEnded(task, attempt, world.outcome()))
            case d.CommitAttempt(task=task):
                number = self._number(task)
                changes = (Change("a.py", 1, 0),) if world.lucky() else ()
                restored = () if world.lucky() else ("tests/test_a.py",)
                self.append(e.AttemptCommitted(task, number, world.commit(), changes, restored))
            case d.RunChecks(task=task):
                self.append(e.ChecksEnded(task, self._number(task), (world.result(),)))
            case d.AskReview(task=task):
                self.append(e.TaskReviewed(task, self._number(task), world.review()))
            case d.Merge(task=task):
                assert self.run.tasks[task].stage in (Stage.REVIEWED, Stage.CHECKED)
                number = self._number(task)
                if world.dice.random() < 0.1:
                    self.append(e.TaskReopened(task, number, "it conflicts"))
                else:
                    self.append(e.TaskMerged(task, number, world.commit()))
            case d.TickItems(items=items):
                self.append(e.ItemsTicked(items, "engine"))
            case d.ValidatePhase(phase=phase):
                self._validate(phase)
            case _:
                raise AssertionError(action)

    def _validate(self, phase: str) -> None:
        tasks = self.run.phases[phase].phase.tasks
        merged = all(self.run.tasks[task.id].merged for task in tasks)
        passed = merged and self.world.dice.random() < 0.9
        self.append(e.PhaseEnded(phase, passed, "" if passed else "a check failed", ()))
