"""What a run looks like as a trace: spans made of its events. Pure; `telemetry` sends them.

Nothing that anybody wrote is in them: no prompt, no answer, no output, no path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from orchestrator_engine import events as e
from orchestrator_engine import genai
from orchestrator_engine.attempt import CheckResult, Outcome, Role
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run, Status

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of work: `key` is its own name, `parent` that of the one it belongs to.

    `begun` and `ended` are seconds since 1970. `failed` says why, in a word or two.
    """

    key: str
    parent: str | None
    name: str
    begun: float
    ended: float
    attributes: Mapping[str, Value]
    failed: str = ""


@dataclass(slots=True)
class Tracing:
    """Makes spans of the events of one run, each when it ends; parents may end after children."""

    run: str
    _begun: dict[str, float] = field(default_factory=dict[str, float])

    def hear(self, one: Recorded, run: Run) -> Iterator[Span]:  # noqa: C901, PLR0912  # one case an event
        """The spans that end with an event; `run` is the run with it."""
        whole = f"run {one.epoch}"
        match one.event:
            case e.WorkerTookOver() | e.RunResumed():
                self._begun.setdefault(whole, one.at)
            case e.PhaseStarted(phase=phase):
                self._begun[f"phase {phase} {one.epoch}"] = one.at
            case (
                e.AttemptStarted(task=task, attempt=attempt)
                | e.ReviewStarted(task=task, attempt=attempt)
            ):
                self._begun[f"{one.event.kind} {task} {attempt}"] = one.at
            case e.PlanAsked(number=number):
                self._begun[f"{one.event.kind} {number}"] = one.at
            case e.PlanAnswered(number=number, outcome=outcome):
                told = _call(run, Role.PLANNER, outcome.usd, outcome.tokens)
                told |= _thread(outcome) | {genai.RUN: self.run}
                begun = self._since(f"{e.PlanAsked.kind} {number}", one.at)
                key, name = f"plan {number} {one.seq}", f"{genai.INVOKE_AGENT} {told[genai.AGENT]}"
                yield Span(key, whole, name, begun, one.at, told, _failed(outcome))
            case e.AttemptEnded(task=task, attempt=attempt, outcome=outcome):
                role = run.tasks[task].attempts[-1].role
                told = _call(run, role, outcome.usd, outcome.tokens) | _thread(outcome)
                begun = self._since(f"attempt.started {task} {attempt}", one.at)
                what = (begun, told, _failed(outcome))
                yield self._agent(run, one, (task, attempt, "attempt"), what)
            case e.TaskReviewed(task=task, attempt=attempt, review=review):
                told = _call(run, Role.REVIEWER, review.usd, review.tokens)
                told[genai.VERDICT] = str(review.verdict)
                if review.score is not None:
                    told[genai.SCORE] = review.score
                failed = "" if review.ending == "done" else str(review.ending)
                begun = self._since(f"review.started {task} {attempt}", one.at)
                yield self._agent(run, one, (task, attempt, "review"), (begun, told, failed))
            case e.ChecksEnded(task=task, results=results):
                yield from self._checks(one, _phase(run, task, one.epoch), results)
            case e.PhaseEnded(phase=phase, passed=passed, results=results):
                key = f"phase {phase} {one.epoch}"
                yield from self._checks(one, key, results)
                begun = self._since(key, one.at)
                told = {genai.RUN: self.run, genai.PHASE: phase}
                failed = "" if passed else "phase failed"
                yield Span(key, whole, "phase", begun, one.at, told, failed)
            case e.RunEnded(status=status):
                told = {genai.OPERATION: genai.INVOKE_WORKFLOW, genai.RUN: self.run}
                told[genai.STATUS] = str(status)
                if run.plan is not None:
                    told[genai.MODE] = run.plan.mode
                failed = "" if status in {Status.COMPLETED, Status.STOPPED} else str(status)
                begun = self._since(whole, one.at)
                yield Span(whole, None, genai.INVOKE_WORKFLOW, begun, one.at, told, failed)
            case _:
                pass

    def _since(self, key: str, at: float) -> float:
        return self._begun.pop(key, at)

    def _agent(
        self,
        run: Run,
        one: Recorded,
        which: tuple[str, int, str],
        what: tuple[float, dict[str, Value], str],
    ) -> Span:
        (task, attempt, kind), (begun, told, failed) = which, what
        told |= {genai.RUN: self.run, genai.TASK: task, genai.ATTEMPT: attempt}
        name = f"{genai.INVOKE_AGENT} {told[genai.AGENT]}"
        key = f"{kind} {task} {attempt} {one.seq}"
        return Span(key, _phase(run, task, one.epoch), name, begun, one.at, told, failed)

    def _checks(
        self, one: Recorded, parent: str, results: tuple[CheckResult, ...]
    ) -> Iterator[Span]:
        """They ran one after the other, up to now."""
        at = one.at - sum(result.seconds for result in results)
        for number, result in enumerate(results):
            told: dict[str, Value] = {genai.RUN: self.run, genai.CHECK: result.name}
            failed = "" if result.passed else "check failed"
            key = f"check {one.seq} {number}"
            yield Span(key, parent, f"check {result.name}", at, at + result.seconds, told, failed)
            at += result.seconds


def _phase(run: Run, task: str, epoch: int) -> str:
    return f"phase {run.tasks[task].phase} {epoch}"


def _failed(outcome: Outcome) -> str:
    return "" if outcome.status == "done" else str(outcome.kind)


def _thread(outcome: Outcome) -> dict[str, Value]:
    return {genai.CONVERSATION: outcome.thread} if outcome.thread else {}


def _call(run: Run, role: Role, usd: float | None, tokens: int | None) -> dict[str, Value]:
    """What is known of a call; what nobody stated is left out, never zero."""
    choice = run.created.settings.choice(role)
    told: dict[str, Value] = {
        genai.OPERATION: genai.INVOKE_AGENT,
        genai.AGENT: choice.agent,
        genai.ROLE: str(role),
    }
    if choice.model:
        told[genai.MODEL] = choice.model
    if usd is not None:
        told[genai.COST] = usd
    if tokens is not None:
        told[genai.TOKENS] = tokens
    return told
