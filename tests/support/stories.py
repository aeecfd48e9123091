"""Runs told event by event, one second apart: what screens, lines and reports are tested with."""

from dataclasses import replace

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, CheckResult, Ending, Outcome, Role
from orchestrator_engine.fold import fold
from orchestrator_engine.plan import Plan
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.run import Run
from support.plans import begun, plan, task

DONE = Outcome(Ending.DONE, "I greet by name.", "", 0.25, 1200, None, 3.0)
REMARK = Remark("greet.py", 7, Severity.MAJOR, "an empty name is greeted")
APPROVED = Review(Verdict.APPROVED, 9, "Short and right.", (REMARK,), 0.5, 2.0, "")
REJECTED = Review(Verdict.REJECTED, 4, "It greets nobody.", (REMARK,), 0.5, 2.0, "")
UNREVIEWED = Review(Verdict.UNREVIEWED, None, "", (), None, 2.0, "no remark points into the change")
PASSED = CheckResult("test", True, 0, 0.4, "OK", "", "T1.1.test.log")
BROKEN = replace(PASSED, passed=False, code=1, tail="AssertionError: 24:02 != 00:02")


class Story:
    """A run that grows as events are told."""

    def __init__(self, a_plan: Plan | None = None, **settings: object) -> None:
        two = plan((task(1), task(2)))
        self.records = begun(a_plan or two, **({"agent": "claude"} | settings))

    @property
    def run(self) -> Run:
        return fold(self.records)

    def tell(self, *events: e.Event) -> "Story":
        for event in events:
            last = self.records[-1]
            self.records.append(Recorded(last.seq + 1, 1, last.at + 1, event))
        return self

    def attempt(self, name: str, number: int, outcome: Outcome = DONE) -> "Story":
        """An attempt up to its commit, or to its bad end."""
        role = Role.WORKER if number == 1 else Role.FIXER
        self.tell(
            e.AttemptStarted(name, number, number, role, "base"),
            e.AttemptEnded(name, number, outcome),
        )
        if outcome.status is Ending.DONE:
            changes = (Change("greet.py", 7, 1), Change("logo.png", None, None))
            self.tell(e.AttemptCommitted(name, number, f"commit{number}", changes))
        return self

    def judged(self, name: str, number: int, check: CheckResult, *reviews: Review) -> "Story":
        """Checks, and reviews where there are any."""
        self.tell(e.ChecksEnded(name, number, (check,)))
        for review in reviews:
            self.tell(e.ReviewStarted(name, number), e.TaskReviewed(name, number, review))
        return self


def mended() -> Story:
    """One task mended twice, after a check and after a reviewer; the other one given up."""
    story = Story().tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1"))
    story.attempt("T1", 1).judged("T1", 1, BROKEN)
    story.attempt("T1", 2).judged("T1", 2, PASSED, REJECTED)
    story.attempt("T1", 3).judged("T1", 3, PASSED, APPROVED)
    story.tell(e.TaskMerged("T1", 3, "abcdef0123456789"), e.ItemsTicked(("I-1",), "engine"))
    denied = Outcome(Ending.DENIED, "", "it may not write here", None, None, None, 1.0)
    story.attempt("T2", 1, denied)
    return story.tell(
        e.TaskFailed("T2", "the agent denied: it may not write here"),
        e.PhaseEnded("P1", passed=False, why="1 of 2 tasks failed", results=()),
        e.RunEnded("failed", "phase “Phase 1” failed: 1 of 2 tasks failed"),
    )
