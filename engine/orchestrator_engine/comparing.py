"""What two runs have in common, and where they part: made of their events alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator_engine import events as e
from orchestrator_engine.attempt import CheckResult, Ending
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run, Stage, TaskState
from orchestrator_engine.spending import Spending
from orchestrator_engine.wording import score, seconds_of, spending_of


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where the story of a task, a phase or the run goes on otherwise."""

    subject: str
    number: int
    was: str
    now: str


def differences(before: Iterable[Recorded], after: Iterable[Recorded]) -> tuple[Difference, ...]:
    """Where a run that was carried out again parts from what it was, subject by subject.

    Tasks that work side by side may take turns otherwise, so each has a story of its own. Times,
    process ids, commit ids and what was cut short differ in every two runs, and do not count.
    """
    old, new = stories(before), stories(after)
    found: list[Difference] = []
    for subject in dict.fromkeys((*old, *new)):
        was, now = old.get(subject, ()), new.get(subject, ())
        if was == now:
            continue
        number = next(
            (n for n, (one, other) in enumerate(zip(was, now, strict=False)) if one != other),
            min(len(was), len(now)),
        )
        found.append(Difference(subject, number + 1, _at(was, number), _at(now, number)))
    return tuple(found)


def _at(story: tuple[str, ...], number: int) -> str:
    return story[number] if number < len(story) else "nothing more"


def stories(recorded: Iterable[Recorded]) -> dict[str, tuple[str, ...]]:
    """What happened to each task, phase and the run itself, in words that two runs can share."""
    records = tuple(recorded)
    abandoned = {
        (record.event.task, record.event.attempt)
        for record in records
        if isinstance(record.event, e.AttemptAbandoned)
    }
    found: dict[str, list[str]] = {}
    passing = _for_a_while(records)
    for record in records:
        if record.seq in passing:
            continue
        told = _told(record.event, abandoned)
        if told is not None:
            subject, words = told
            found.setdefault(subject, []).append(words)
    return {subject: tuple(story) for subject, story in found.items()}


def _for_a_while(records: Iterable[Recorded]) -> frozenset[int]:
    """The ends of the run and of phases after which a person had them go on: all but the last.

    Whether there was such an end depends on when the person did so, and nobody waits in a replay.
    """
    of_phases: dict[str, int] = {}
    of_the_run: list[int] = []
    found: list[int] = []
    for record in records:
        event = record.event
        if isinstance(event, e.PhaseEnded):
            if event.phase in of_phases:
                found.append(of_phases[event.phase])
            of_phases[event.phase] = record.seq
        elif isinstance(event, e.RunEnded):
            of_the_run.append(record.seq)
        elif isinstance(event, e.RunResumed):
            found += of_the_run
    return frozenset(found)


def _told(  # noqa: C901, PLR0911, PLR0912  # one case an event
    event: e.Event, abandoned: set[tuple[str, int]]
) -> tuple[str, str] | None:
    task, attempt = getattr(event, "task", None), getattr(event, "attempt", None)
    if (task, attempt) in abandoned:
        return None
    match event:
        case e.AttemptStarted():
            return event.task, f"round {event.round} begins ({event.role})"
        case e.AttemptEnded(outcome=outcome):
            why = f": {outcome.why}" if outcome.status is not Ending.DONE else ""
            return event.task, f"the agent ends {outcome.status}{why}"
        case e.AttemptCommitted(changes=changes, restored=restored):
            changed = ", ".join(f"{one.path} +{one.added} -{one.removed}" for one in changes)
            undone = f"; put back: {', '.join(restored)}" if restored else ""
            return event.task, f"changed {changed or 'nothing'}{undone}"
        case e.ChecksEnded(results=results):
            return event.task, _checks(results)
        case e.TaskReviewed(review=review) if not review.ending.blameless:
            return event.task, f"review: {review.verdict}, {score(review)}"
        case e.TaskMerged():
            return event.task, "merged"
        case e.TaskFailed(why=why):
            return event.task, f"given up: {why}"
        case e.TaskSkipped(why=why):
            return event.task, f"not begun: {why}"
        case e.TaskReverted():
            return event.task, "taken back"
        case e.BaselineTaken(results=results):
            return "the run", f"before anything: {_checks(results)}"
        case e.PhaseStarted(phase=phase):
            return f"phase {phase}", "begins"
        case e.PhaseEnded(phase=phase, passed=passed, results=results):
            return f"phase {phase}", f"{'passed' if passed else 'failed'}; {_checks(results)}"
        case e.RunEnded(status=status):
            return "the run", f"ended {status}"
        case _:
            return None


def _checks(results: tuple[CheckResult, ...]) -> str:
    told = (f"{result.name} {'passed' if result.passed else 'failed'}" for result in results)
    return "checks: " + (", ".join(told) or "none")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an item came in a run; `stage` is None where the run did not have it."""

    stage: Stage | None
    rounds: int
    score: str
    seconds: float | None
    spending: Spending


@dataclass(frozen=True, slots=True)
class Pair:
    """One item in two runs, by what a person calls it."""

    label: str
    one: Standing
    other: Standing

    @property
    def alike(self) -> bool:
        """Whether it came as far in both."""
        return self.one.stage is self.other.stage


_ABSENT = Standing(None, 0, "-", None, Spending())


def pairs(one: Run, other: Run) -> tuple[Pair, ...]:
    """The items of two runs side by side, in the order of the first, then those of the other."""
    first, second = _standings(one), _standings(other)
    return tuple(
        Pair(label, first.get(label, _ABSENT), second.get(label, _ABSENT))
        for label in dict.fromkeys((*first, *second))
    )


def _standings(run: Run) -> dict[str, Standing]:
    if run.plan is None:
        return {}
    serving = {handle: state for state in run.tasks.values() for handle in state.task.items}
    return {
        item.label: _standing(serving[item.handle])
        for item in run.plan.items
        if item.handle in serving
    }


def _standing(state: TaskState) -> Standing:
    attempt = state.attempt
    return Standing(
        stage=state.stage,
        rounds=attempt.round if attempt is not None else 0,
        score=score(attempt.review if attempt is not None else None),
        seconds=seconds_of(state, None),
        spending=spending_of(state),
    )
