"""Whole runs without machine, clock or agents, from one seed: `decide`, `fold`, the journal, its
store and recovery are real, and the rest of the world is made of dice.

The dice plan the work, or have an agent plan it and a person say yes to that, end agents badly or
have them wait, have them spend what a person allows and ask what they may not do, fail checks,
reject, let merges conflict, cut the power at any append and in the middle of any effect, let
workers be taken over that are only asleep, and have a person stop, pause, resume (with other
limits, too), restart, retry and skip at any moment, and answer or not. After every step
`support.invariants` looks whether all is as it should be.

`python3 dev.py simulate SEED` shows one again. With a number behind the seed that many are played,
and the first that fails is shown.
"""

import sys
import traceback
from dataclasses import replace
from random import Random
from typing import Any

from orchestrator_engine import commands
from orchestrator_engine import events as e
from orchestrator_engine.plan_document.writing import write
from orchestrator_engine.recorded import encode
from orchestrator_engine.run import Run, Status
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import KINDS, as_data
from orchestrator_engine.store import Command, Entry, Fenced
from support.dice import some_budget, some_plan
from support.invariants import Watch
from support.memory_store import MemoryStore
from support.plans import ORIGIN
from support.simulated_worker import Driver
from support.world import PowerCut, Weather, World

TURNS = 4000
"""No plan of the size that the dice make takes more: a run that does has lost its way."""

ASKED = ("approve", "stop", "stop", "pause", "resume", "restart", "retry", "skip", "skip", "dance")


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
        # Dice of their own: the seeds of runs without a planner stay the runs that they are.
        planning = Random(f"planning {seed}")
        planner = planning.random() < 0.25
        settings = Settings(
            "claude",
            review=dice.random() < 0.8,
            max_review_cycles=dice.randint(0, 2),
            max_concurrent_agents=dice.choice((1, 1, 2, 3, 8)),
            write_statuses=dice.random() < 0.9,
            baseline=dice.random() < 0.3,
            budget=some_budget(dice),
            planner=planner,
            approval=planner and planning.random() < 0.6,
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
        if name == "approve":
            self._approve()
            return
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

    def _approve(self) -> None:
        """Say yes to the plan as it stands, to what a person made of it, or to another one."""
        number, plan = self.run.planning.asked, self.run.plan
        assert plan is not None
        data: dict[str, Any] = {"by": "a person", "number": number - (self.dice.random() < 0.1)}
        if self.dice.random() < 0.3:
            few = replace(plan, phases=plan.phases[: self.dice.randint(1, len(plan.phases))])
            data["plan"] = write(few, "SPEC.md", "0")
        self.world.sent += 1
        MemoryStore(self.memory).send(Command(f"x{self.world.sent}", "approve", data))

    def _person_goes_on(self) -> bool:
        """Whether a person wants more of a run that has ended; in the end they do not."""
        goes = self.watch.ends
        run = self.run
        if run.status is Status.COMPLETED or goes > 6:
            return False
        if goes > 3:
            self.world.calm = True
            self.world.weather = Weather(1.0, 0.0, 0.0, 0.0)
        if run.plan_ready and self.dice.random() < 0.8:
            self._approve()
        elif run.status is Status.FAILED:
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
