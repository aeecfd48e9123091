"""A worker as `driver.Driver` is one, whose rooms are played by the world; all else is real."""

from collections.abc import Generator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from orchestrator_engine import actions as a
from orchestrator_engine import bookkeeping, budget, commands, driver, takeover, waiting
from orchestrator_engine import decide as d
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, Ending
from orchestrator_engine.context import Context
from orchestrator_engine.journal import Journal
from orchestrator_engine.run import Run
from orchestrator_engine.wording import undone
from support.dice import replanned
from support.invariants import Watch
from support.memory_store import Memory
from support.world import FaultyStore, World

QUESTIONS = ("pip install tea", "rm -rf ~", "curl example.org")


class Driver:
    """A worker as `driver.Driver` is one, with its rooms played by the world."""

    def __init__(self, world: World, memory: Memory, watch: Watch) -> None:
        self.world = world
        self._watch = watch
        folder = cast("Any", SimpleNamespace(id="run", store="run.db", report=_NoFile()))
        self.journal = Journal(FaultyStore(memory, world), "worker", folder, watch.clock)
        self._write = self.journal.append
        self.journal.append = self.append
        self._context = Context(folder, self.journal, cast("Any", world), cast("Any", None), {}, {})
        self._busy: dict[str, tuple[a.Action, Generator[None]]] = {}
        self._restarting = False

    @property
    def run(self) -> Run:
        return self.journal.run

    def append(self, *events: e.Event) -> None:
        self._write(*events)
        self._watch.look(self.run)

    def recover(self) -> None:
        self._watch.look(self.run)
        takeover.recover(self._context, 0)

    def turn(self) -> None:
        """One look at the inbox, one decision, and one step of what is under way."""
        for command in self.journal.commands():
            answers = commands.answer(command, self.run)
            self.append(*answers)
            self._restarting |= any(
                isinstance(one, e.CommandApplied) and one.name == "restart" and not one.why
                for one in answers
            )
        under_way = [action for action, _ in self._busy.values()]
        for cut in bookkeeping.cut_short(self.run, under_way, restarting=self._restarting):
            self._busy.pop(cut.subject)[1].close()
            self._withdraw(cut.subject)
        if self._restarting and not self._busy:
            self._restarting = False
            self.append(*bookkeeping.begun_again(self.run))
        elif not self._restarting:
            self._decide()
        self._watch.turned(self.run, frozenset(self._busy))
        if self._busy:
            subject = self.world.dice.choice(sorted(self._busy))
            if next(self._busy[subject][1], _OVER) is _OVER:
                del self._busy[subject]

    def _decide(self) -> None:
        if self.run.over:
            return
        waits = self.run.waits
        if waits is not None and self._watch.clock() >= waits.until:
            self.append(e.WaitEnded())
        actions = d.decide(self.run, frozenset(self._busy))
        if not actions and not self._busy:
            assert self.run.waits is not None, "nothing is under way, and nothing is to be done"
            self._watch.slept += max(self.run.waits.until - self._watch.clock(), 0.0)
        for action in actions:
            if isinstance(action, a.PutOff):
                self.append(*self._put_off(action))
                continue
            assert action.subject not in self._busy, f"{action.subject} is busy"
            events = bookkeeping.outright(action, self.run)
            if events:
                self.append(*events)
            else:
                assert type(action) in driver.ROOMS, action
                self._busy[action.subject] = (action, self._room(action))

    def _put_off(self, action: a.PutOff) -> tuple[e.Event, ...]:
        """As the worker does: what could not be done is done again, after a wait."""
        again = (
            ()
            if action.attempt is None
            else (e.AttemptAbandoned(action.task, action.attempt, action.why),)
        )
        if not action.trouble.passes:
            return again
        until = waiting.until(self.run, action.until, self._watch.clock(), self.world.dice.random())
        return (*again, e.RunWaits(until, action.why))

    def _room(self, action: a.Action) -> Generator[None]:
        """What a room does; each `yield` is a moment at which others go on, or it is cut short."""
        match action:
            case a.TakeBaseline(commit=commit):
                yield
                why = "" if self.world.lucky() else "test fails before anything is done"
                self.append(e.BaselineTaken(commit, (self.world.result(),), why))
            case a.AskPlan():
                yield from self._ask_plan(action)
            case a.StartAttempt():
                yield from self._attempt(action)
            case a.CommitAttempt(task=task):
                yield
                self._commit(task)
            case a.RunChecks(task=task):
                yield
                self.append(e.ChecksEnded(task, self._number(task), (self.world.result(),)))
            case a.AskReview(task=task):
                yield from self._ask_review(task)
            case a.Merge(task=task):
                yield
                self._merge(task)
            case a.TickItems(items=items):
                yield
                left = () if self.world.lucky() else ((items[-1], "its line is gone"),)
                self.append(e.ItemsTicked(items[:-1] if left else items, "engine", left))
            case a.ValidatePhase(phase=phase):
                yield
                self._validate(phase)
            case _:
                raise AssertionError(action)

    def _ask_plan(self, action: a.AskPlan) -> Generator[None]:
        """As `planner.ask_plan` does; one plan of three cannot be carried out."""
        reserve = budget.grant(self.run, action.subject, d.NOBODY_ELSE)
        if reserve is None:
            return
        self.append(e.PlanAsked(action.number, reserve))
        yield
        outcome = self.world.outcome(budget.told(self.run, reserve))
        answered = e.PlanAnswered(action.number, outcome)
        draft = self.run.planning.draft
        assert draft is not None
        if outcome.status.blameless:
            self.append(answered)
        elif outcome.status is Ending.DONE and self.world.dice.random() < 0.7:
            self.append(answered, e.RunPlanned(replanned(self.world.dice, draft)))
        else:
            self.append(replace(answered, wrong=("T1 serves nothing",)))

    def _attempt(self, action: a.StartAttempt) -> Generator[None]:
        if any(bookkeeping.cut_short(self.run, (action,), restarting=self._restarting)):
            return
        task, number = action.task, action.attempt
        reserve = budget.grant(self.run, task, d.NOBODY_ELSE, go=True)
        if reserve is None:
            return
        go = (task, number, action.round, action.role, action.base, reserve)
        self.append(e.AttemptStarted(*go))
        yield
        while self.world.dice.random() < self.world.weather.questions:
            yield from self._ask_person(task, number)
        told = budget.told(self.run, reserve)
        self.append(e.AttemptEnded(task, number, self.world.outcome(told)))

    def _ask_person(self, task: str, number: int) -> Generator[None]:
        """As `questioning.Asker` does, with an agent that may take its question back."""
        dice = self.world.dice
        command = dice.choice(QUESTIONS)
        if command in self.run.allowed:
            return
        name = f"q{self.run.asked + 1}"
        asked = e.QuestionAsked(name, task, number, "Bash", command, command, key=command)
        self.append(asked)
        yield
        while name not in self.run.settled:
            if command in self.run.allowed:
                self.append(e.QuestionAnswered(name, allow=True, by="an earlier answer"))
            elif self.run.questions[0].id == name and dice.random() < 0.3:
                self.append(e.QuestionAnswered(name, allow=False, message="nobody answered"))
            elif dice.random() < 0.05:
                self.append(e.QuestionWithdrawn(name, "the agent took it back"))
            yield

    def _withdraw(self, task: str) -> None:
        """What was asked for something that is cut short needs no answer any more."""
        for question in self.run.questions:
            if question.task == task:
                self.append(e.QuestionWithdrawn(question.id, "the agent was stopped"))

    def _ask_review(self, task: str) -> Generator[None]:
        reserve = budget.grant(self.run, task, d.NOBODY_ELSE)
        if reserve is None:
            return
        self.append(e.ReviewStarted(task, self._number(task), reserve))
        yield
        told = budget.told(self.run, reserve)
        self.append(e.TaskReviewed(task, self._number(task), self.world.review(told)))

    def _number(self, task: str) -> int:
        attempt = self.run.tasks[task].attempt
        assert attempt is not None
        return attempt.number

    def _commit(self, task: str) -> None:
        world, number = self.world, self._number(task)
        ref = self._context.kept(task, number)
        commit = world.kept.setdefault(ref, world.commit())
        world.cut()
        changes = (Change("a.py", 1, 0),) if world.lucky() else ()
        restored = () if world.lucky() else ("tests/test_a.py",)
        self.append(e.AttemptCommitted(task, number, commit, changes, restored))

    def _merge(self, task: str) -> None:
        world, number = self.world, self._number(task)
        if world.dice.random() < world.weather.conflicts:
            self.append(e.TaskReopened(task, number, "it conflicts in a.py"))
            return
        if world.dice.random() < world.weather.conflicts / 4:
            self.append(e.MergeHeld(task, number, "you are on the branch"))
            return
        if self.run.tasks[task].base != self.run.head:
            self.append(e.RebaseChecked(task, number, world.commit(), ()))
        assert world.branch[-1] == self.run.head, "the branch is not where the journal says"
        commit = world.commit()
        world.branch.append(commit)
        world.tasks[commit] = task
        world.cut()
        self.append(e.TaskMerged(task, number, commit))

    def _validate(self, phase: str) -> None:
        plan = self.run.plan
        assert plan is not None
        states = [self.run.tasks[each.id] for each in self.run.phases[phase].phase.tasks]
        why = undone(plan, states)
        if not why and not self.world.lucky() and self.world.dice.random() < 0.3:
            why = "check test fails on the run's branch"
        self.append(e.PhaseEnded(phase, not why, why, ()))


class _NoFile:
    """Where the report of a run goes that nobody reads."""

    def with_suffix(self, _suffix: str) -> "_NoFile":
        return self

    def write_text(self, *_: object) -> None:
        pass

    def replace(self, _other: "_NoFile") -> None:
        pass


_OVER = object()
