"""Whole runs without machine, clock or agents, from one seed: `decide`, `fold`, the journal, its
store and recovery are real, and the rest of the world is made of dice.

The dice plan the work, end agents badly or have them wait, have them spend what a person allows
and ask what they may not do, fail checks, reject, let merges conflict, cut the power at any append
and in the middle of any effect, let workers be taken over that are only asleep, and have a person
stop, pause, resume (with other limits, too), restart, retry and skip at any moment, and answer or
not. After every step `support.invariants` looks whether all is as it should be.

`python3 dev.py simulate SEED` shows one again. With a number behind the seed that many are played,
and the first that fails is shown.
"""

import sys
import traceback
from collections.abc import Generator
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from orchestrator_engine import actions as a
from orchestrator_engine import bookkeeping, budget, commands, driver, takeover, waiting
from orchestrator_engine import decide as d
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, CheckResult, Ending, Outcome, Trouble
from orchestrator_engine.context import Context
from orchestrator_engine.journal import Journal
from orchestrator_engine.money import NANOS, nanos_of, usd_of
from orchestrator_engine.plan import Phase, Plan, PlannedItem, Task
from orchestrator_engine.recorded import encode
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.run import Run, Status
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import KINDS, UNLIMITED, Budget, Limit, Reserve, as_data
from orchestrator_engine.store import Command, Entry, Fenced
from orchestrator_engine.wording import undone
from support.invariants import ANSWER, Watch
from support.memory_store import Memory, MemoryStore
from support.plans import ORIGIN, TESTS

TURNS = 4000
"""No plan of the size that the dice make takes more: a run that does has lost its way."""

FILES = ("a.py", "b.py", "lib", "lib/c.py", "lib/d.py")
BAD_ENDS = tuple(each for each in Ending if each is not Ending.DONE)
PASSING = tuple(each for each in Trouble if each.passes)
MET = {
    Ending.LIMIT: (*PASSING, *PASSING, Trouble.LOGIN),
    Ending.UNAVAILABLE: (*PASSING, *PASSING, Trouble.LOGIN),
    Ending.TIMEOUT: (Trouble.SILENT,),
    Ending.FAILED: (Trouble.KILLED, Trouble.FORM, Trouble.TOO_LONG),
}
ASKED = ("stop", "stop", "pause", "resume", "restart", "retry", "skip", "skip", "dance")
QUESTIONS = ("pip install tea", "rm -rf ~", "curl example.org")


class PowerCut(Exception):  # noqa: N818  # what happens, not a kind of error
    """The worker is gone, in the middle of whatever it did."""


@dataclass
class Weather:
    """How likely what is, in this seed: from 0 to 1."""

    kindness: float
    cuts: float
    commands: float
    conflicts: float
    questions: float = 0.0


@dataclass
class World:
    """Everything outside the worker's process: git, agents, people. It outlives every worker."""

    dice: Random
    weather: Weather
    kept: dict[str, str] = field(default_factory=dict[str, str])
    branch: list[str] = field(default_factory=lambda: ["base"])
    tasks: dict[str, str] = field(default_factory=dict[str, str])
    commits: int = 0
    sent: int = 0
    calm: bool = False

    def lucky(self) -> bool:
        return self.dice.random() < self.weather.kindness

    def cut(self) -> None:
        """A place where the power may fail."""
        if not self.calm and self.dice.random() < self.weather.cuts:
            raise PowerCut

    def commit(self) -> str:
        self.commits += 1
        return f"c{self.commits}"

    def spend(self, told: Reserve) -> tuple[float | None, int | None, bool]:
        """What a call says that it took, and whether it was stopped at what it was told."""
        usd = self.dice.choice((None, 0.1, 0.5, 1.0))
        tokens = self.dice.choice((None, 200, 1000))
        over = False
        if usd is not None and told.nanos is not None and nanos_of(usd) >= told.nanos:
            usd, over = usd_of(told.nanos + self.dice.randint(0, ANSWER.nanos)), True
        if tokens is not None and told.tokens is not None and tokens >= told.tokens:
            tokens, over = told.tokens + self.dice.randint(0, ANSWER.tokens), True
        return usd, tokens, over

    def outcome(self, told: Reserve) -> Outcome:
        usd, tokens, over = self.spend(told)
        if over:
            why = "it used up its share"
            return Outcome(Ending.LIMIT, "", why, usd, tokens, None, 1.0, Trouble.BUDGET)
        status = Ending.DONE if self.lucky() else self.dice.choice(BAD_ENDS)
        return Outcome(status, "", status, usd, tokens, None, 1.0, self.trouble(status))

    def trouble(self, status: Ending) -> Trouble | None:
        """What an agent says that it met, if it says so; most of it passes."""
        if status not in MET or self.dice.random() < 0.3:
            return None
        return self.dice.choice(MET[status])

    def result(self) -> CheckResult:
        passed = self.lucky()
        return CheckResult("test", passed, 0 if passed else 1, 1.0, "said\nthis", "", "log")

    def review(self, told: Reserve) -> Review:
        usd, tokens, over = self.spend(told)
        verdict = Verdict.APPROVED if self.lucky() else self.dice.choice(list(Verdict))
        verdict = Verdict.UNREVIEWED if over else verdict
        ending = Ending.DONE
        if verdict is Verdict.UNREVIEWED:
            ends = (Ending.DONE, Ending.FAILED, Ending.UNAVAILABLE, Ending.LIMIT)
            ending = Ending.LIMIT if over else self.dice.choice(ends)
        remark = Remark("a.py", self.dice.randint(1, 9), Severity.MAJOR, "seen")
        trouble = Trouble.BUDGET if over else self.trouble(ending)
        return Review(verdict, 8, "", (remark,), usd, 1.0, "why", ending, tokens, trouble)

    # What recovery asks of git.

    def resolve(self, ref: str) -> str | None:
        return self.branch[-1] if ref.startswith("refs/heads/") else self.kept.get(ref)

    def since(self, commit: str, tip: str) -> list[str]:
        return self.branch[self.branch.index(commit) + 1 : self.branch.index(tip) + 1]

    def trailers(self, commit: str) -> dict[str, tuple[str, ...]]:
        return {"Task": (self.tasks[commit],), "Run": ("run",)} if commit in self.tasks else {}

    def drop_stale_locks(self, *_refs: str) -> None:
        pass


class FaultyStore(MemoryStore):
    """Loses its power before or after a write."""

    def __init__(self, memory: Memory, world: World) -> None:
        super().__init__(memory)
        self._world = world

    def append(self, epoch: int, after: int, entries: Any, at: float) -> None:  # noqa: ANN401
        self._world.cut()
        super().append(epoch, after, entries, at)
        self._world.cut()


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


class Simulation:
    """One run of one seed, from its plan to its last end."""

    def __init__(self, seed: int) -> None:
        dice = Random(seed)
        self.dice = dice
        weather = Weather(
            kindness=dice.choice((0.6, 0.8, 0.95, 1.0)),
            cuts=dice.choice((0.0, 0.0, 0.01, 0.05)),
            commands=dice.choice((0.0, 0.0, 0.02, 0.1)),
            conflicts=dice.choice((0.0, 0.0, 0.1, 0.4, 1.0)),
        )
        weather.questions = dice.choice((0.0, 0.0, 0.1, 0.4))
        self.world = World(dice, weather)
        settings = Settings(
            "claude",
            review=dice.random() < 0.8,
            max_review_cycles=dice.randint(0, 2),
            max_concurrent_agents=dice.choice((1, 1, 2, 3, 8)),
            write_statuses=dice.random() < 0.9,
            baseline=dice.random() < 0.3,
            budget=some_budget(dice),
        )
        created = e.RunCreated("Simulated", ORIGIN, "code-orch/run", settings, "0.1.0")
        first = [_entry(created), _entry(e.RunPlanned(some_plan(dice)))]
        self.memory = MemoryStore.create(first, 1.0)
        self.watch = Watch(self.memory, self.world.branch, self.world.tasks)
        self.driver: Driver | None = None

    @property
    def run(self) -> Run:
        assert self.driver is not None
        return self.driver.run

    def play(self) -> Run:
        """Until the run has ended and nobody wants anything of it any more."""
        self.world.calm = self.dice.random() < 0.3
        for _ in range(TURNS):
            self._live()
            if not self.run.over:
                continue
            self.watch.ended(self.run)
            if not self._person_goes_on():
                self.watch.closed(self.run)
                return self.run
        raise AssertionError(f"the run does not end within {TURNS} turns")

    def _live(self) -> None:
        """A moment of a worker's life, and perhaps its last."""
        try:
            if self.driver is None:
                self._take_over()
                return
            if self.dice.random() < self.world.weather.commands:
                self._ask(self.dice.choice(ASKED))
            if self.run.asked and self.dice.random() < self.world.weather.questions:
                self._ask("answer")
            if self.dice.random() < self.world.weather.cuts / 4:
                self._wake_late(self.driver)
                return
            self.driver.turn()
        except PowerCut:
            self.driver = None
            while self.driver is None:
                self._try_take_over()

    def _try_take_over(self) -> None:
        try:
            self._take_over()
        except PowerCut:
            self.driver = None

    def _take_over(self) -> None:
        driver = Driver(self.world, self.memory, self.watch)
        driver.recover()
        self.driver = driver

    def _wake_late(self, asleep: Driver) -> None:
        """Somebody takes over from a worker that only slept; what it then says does not count."""
        self.driver = None
        while self.driver is None:
            self._try_take_over()
        written = len(self.memory.rows)
        try:
            asleep.journal.append(e.TaskFailed(next(iter(asleep.run.tasks)), "a dream"))
        except Fenced:
            pass
        except PowerCut:
            pass
        else:
            raise AssertionError("a worker wrote whose time was over")
        assert len(self.memory.rows) == written

    def _ask(self, name: str) -> None:
        data: dict[str, Any] = {}
        if name == "stop":
            data = {"how": self.dice.choice((commands.DROP, commands.FINISH, "gently"))}
        if name == "answer":
            number = self.dice.randint(1, self.run.asked + 1)
            yes, always = self.dice.choice((True, False, "yes")), self.dice.random() < 0.3
            data = {"question": f"q{number}", "allow": yes, "remember": always, "by": "a person"}
        if name in ("retry", "skip"):
            data = {"task": self.dice.choice((*self.run.tasks, "T99"))}
        self.world.sent += 1
        MemoryStore(self.memory).send(Command(f"x{self.world.sent}", name, data))

    def _resume(self, times: int) -> None:
        """Let the run go on with so many times its limits; with none where that would be as many.

        (Once in a while a person says so and nothing else: then it ends as it did.)
        """
        data: dict[str, Any] = {}
        if times == 1 and self.watch.ends > 3:
            data = {"budget": {scope: dict.fromkeys(KINDS) for scope in ("task", "run")}}
        elif times > 1:
            scopes = as_data(self.run.budget).items()
            more = {name: {kind: times * most for kind, most in of.items()} for name, of in scopes}
            data = {"budget": more}
        self.world.sent += 1
        MemoryStore(self.memory).send(Command(f"x{self.world.sent}", "resume", data))

    def _person_goes_on(self) -> bool:
        """Whether a person wants more of a run that has ended; in the end they do not."""
        goes = self.watch.ends
        run = self.run
        if run.status is Status.COMPLETED or goes > 6:
            return False
        if goes > 3:
            self.world.calm = True
            self.world.weather = Weather(1.0, 0.0, 0.0, 0.0)
        if run.status is Status.FAILED:
            if self.dice.random() < 0.6:
                return False
            lost = [state.task.id for state in run.tasks.values() if state.why]
            name = self.dice.choice(("restart", "retry", "skip")) if lost else "restart"
            self.world.sent += 1
            data = {"task": self.dice.choice(lost)} if name != "restart" else {}
            MemoryStore(self.memory).send(Command(f"x{self.world.sent}", name, data))
        elif run.status is Status.LIMIT:
            self._resume(1 if goes > 3 else self.dice.choice((1, 2, 10)))
        else:
            self._ask(self.dice.choice(("resume", "resume", "restart")))
        # Whoever lets a run go on starts a worker for it.
        self.driver = None
        while self.driver is None:
            self._try_take_over()
        return True


def _entry(event: e.Event) -> Entry:
    return Entry(*encode(event))


def some_budget(dice: Random) -> Budget:
    """In most runs no limit; else some of money, tokens or attempts, from tight to generous."""

    def limit(scale: int) -> Limit:
        return Limit(
            nanos=dice.choice((None, scale * NANOS // 5, scale * NANOS)),
            tokens=dice.choice((None, scale * 300, scale * 3000)),
            attempts=dice.choice((None, None, scale)),
        )

    if dice.random() < 0.6:
        return UNLIMITED
    return Budget(dice.choice((Limit(), limit(1), limit(2))), dice.choice((Limit(), limit(4))))


def some_plan(dice: Random) -> Plan:
    """Up to nine tasks in up to three phases; tasks wait for others, also across phases."""
    groups: list[Phase] = []
    number = 0
    for at in range(1, dice.randint(1, 3) + 1):
        tasks: list[Task] = []
        for _ in range(dice.randint(1, 3)):
            number += 1
            earlier = range(1, number)
            after = dice.sample(earlier, min(dice.choice((0, 0, 1, 2)), len(earlier)))
            files = tuple(dice.sample(FILES, dice.choice((0, 0, 1, 2))))
            item = f"I-{dice.randint(1, number)}" if dice.random() < 0.1 else f"I-{number}"
            ids = tuple(f"T{n}" for n in sorted(after))
            tasks.append(Task(f"T{number}", f"Do {number}", (item,), ids, files))
        gate = (f"P{dice.randint(1, at - 1)}",) if at > 1 and dice.random() < 0.7 else ()
        groups.append(Phase(f"P{at}", f"Phase {at}", tuple(tasks), gate))
    handles = sorted({handle for group in groups for task in group.tasks for handle in task.items})
    items = tuple(PlannedItem(each, each, "Do", "Do", (), n) for n, each in enumerate(handles))
    return Plan("Simulated", "build", (), items, tuple(groups), (TESTS,))


def check(first: int, count: int = 1) -> None:
    """Play `count` seeds; raises `AssertionError` that names the first that fails."""
    for seed in range(first, first + count):
        try:
            Simulation(seed).play()
        except Exception as error:
            raise AssertionError(
                f"seed {seed} fails: {error!r}\nsee it with: python3 dev.py simulate {seed}"
            ) from error


def main(arguments: list[str]) -> int:
    """Play one seed and show its journal, or look for one that fails."""
    seed, count = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 1
    for each in range(seed, seed + count):
        simulation = Simulation(each)
        try:
            run = simulation.play()
        except Exception:  # noqa: BLE001  # whatever it is, it is shown
            simulation.watch.show()
            traceback.print_exc()
            sys.stdout.write(f"seed {each} fails\n")
            return 1
        if count == 1:
            simulation.watch.show()
            sys.stdout.write(f"seed {each}: {run.status}, {run.why}\n")
    sys.stdout.write(f"{count} played\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
