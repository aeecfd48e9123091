"""Everything outside the worker's process, made of dice: git, agents, people, and the power."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from orchestrator_engine.attempt import CheckResult, Ending, Outcome, Trouble
from orchestrator_engine.money import nanos_of, usd_of
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.spending import Reserve
from support.invariants import ANSWER
from support.memory_store import Memory, MemoryStore

BAD_ENDS = tuple(each for each in Ending if each is not Ending.DONE)


PASSING = tuple(each for each in Trouble if each.passes)

MET = {
    Ending.LIMIT: (*PASSING, *PASSING, Trouble.LOGIN),
    Ending.UNAVAILABLE: (*PASSING, *PASSING, Trouble.LOGIN),
    Ending.TIMEOUT: (Trouble.SILENT,),
    Ending.FAILED: (Trouble.KILLED, Trouble.FORM, Trouble.TOO_LONG),
}


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
