"""What a run has to say about its sources: remarks of reviewers and failed checks, place by place.

A fold of the run and nothing else, for editors, pages and reports. Each has an id of its own among
all runs, so that a person can dismiss it with a reason.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.pointing import pointed_at
from orchestrator_engine.review import Severity, Verdict
from orchestrator_engine.run import Attempt, Run, TaskState
from orchestrator_engine.wording import check_ending, run_id, shorten

REVIEWER = "reviewer"
"""The `source` of what a reviewer said; that of a failed check is the name of the check."""

_ON_TOP = "rebased-"


class Standing(StrEnum):
    """What has become of a remark.

    `mended` says that a later attempt was looked at by the same eyes, which found it gone.
    """

    OPEN = "open"
    DISMISSED = "dismissed"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to see to in a source file; `line` counts from 1 in `file` of `commit`.

    `file` and `line` are None where a check named no place. `text` is one line, `evidence` all that
    was said, `item` the labels of the items that the task serves and `items` their handles, `why`
    the reason of the person who dismissed it. A phase's check has no task and attempt 0.
    """

    id: str
    file: str | None
    line: int | None
    severity: Severity
    text: str
    evidence: str
    source: str
    item: str
    items: tuple[str, ...]
    task: str
    attempt: int
    commit: str | None
    state: Standing
    why: str = ""


def remarks(run: Run) -> tuple[Remark, ...]:
    """The remarks on a run in the order of its plan; of work that was taken back there are none."""
    found = [
        remark
        for state in run.tasks.values()
        if state.reverted is None
        for remark in _of_task(run, state)
    ]
    return (*found, *_of_phases(run))


def of_task(run: Run, state: TaskState) -> dict[int, tuple[Remark, ...]]:
    """The remarks on a task by the number of their attempt; none on one that was thrown away."""
    found: dict[int, tuple[Remark, ...]] = {}
    for remark in _of_task(run, state):
        found[remark.attempt] = (*found.get(remark.attempt, ()), remark)
    return found


def open_remarks(run: Run) -> tuple[Remark, ...]:
    """Those that nobody dismissed or mended."""
    return tuple(remark for remark in remarks(run) if remark.state is Standing.OPEN)


@dataclass(frozen=True, slots=True)
class _About:
    """What the remarks on an attempt, or on a phase, have in common."""

    run: Run
    prefix: str
    commit: str | None
    state: TaskState | None = None
    attempt: int = 0

    def remark(  # noqa: PLR0913  # what one remark has for itself
        self,
        name: str,
        place: tuple[str, int] | None,
        severity: Severity,
        evidence: str,
        *,
        source: str,
        mended: bool,
    ) -> Remark:
        run, state = self.run, self.state
        name = f"{run_id(run)}/{self.prefix}.{name}"
        why = run.dismissed.get(name)
        standing = Standing.MENDED if mended else Standing.OPEN
        return Remark(
            id=name,
            file=None if place is None else place[0],
            line=None if place is None else place[1],
            severity=severity,
            text=shorten(evidence.strip().partition("\n")[0]),
            evidence=evidence,
            source=source,
            item=run.plan.label(state.task) if run.plan is not None and state is not None else "",
            items=state.task.items if state is not None else (),
            task=state.task.id if state is not None else "",
            attempt=self.attempt,
            commit=self.commit,
            state=standing if why is None else Standing.DISMISSED,
            why=why or "",
        )

    def failure(
        self, result: CheckResult, changed: Collection[str], *, how: str = "", mended: bool = False
    ) -> Remark:
        said = f"\n{result.tail}" if result.tail.strip() else ""
        words = f"check {result.name} {check_ending(result)}{said}"
        place = pointed_at(result.tail, changed, run_id(self.run))
        name = f"{how}{result.name}"
        return self.remark(name, place, Severity.BLOCKER, words, source=result.name, mended=mended)


def _of_task(run: Run, state: TaskState) -> Iterator[Remark]:
    rounds = state.rounds
    for place, attempt in enumerate(rounds):
        later = rounds[place + 1 :]
        commit = (None if later else state.merged) or attempt.commit
        about = _About(run, f"{state.task.id}.{attempt.number}", commit, state, attempt.number)
        reviewed = any(_verdict(each) for each in later)
        said = [remark for review in attempt.reviews for remark in review.remarks]
        for number, each in enumerate(said, 1):
            at = (each.file, each.line)
            yield about.remark(
                str(number), at, each.severity, each.evidence, source=REVIEWER, mended=reviewed
            )
        changed = {change.path for change in attempt.changes}
        tried = [(result, "") for result in attempt.results or ()]
        tried += [(result, _ON_TOP) for result in attempt.rebased or ()]
        for result, how in tried:
            again = _again(result.name, later)
            # Where it failed again, that says it better.
            if not result.passed and again is not False:
                yield about.failure(result, changed, how=how, mended=again is True)


def _of_phases(run: Run) -> Iterator[Remark]:
    for phase in run.phases.values():
        attempts = [each for task in phase.phase.tasks for each in run.tasks[task.id].attempts]
        changed = {change.path for attempt in attempts for change in attempt.changes}
        about = _About(run, phase.phase.id, run.head)
        for result in phase.results:
            if not result.passed:
                yield about.failure(result, changed)


def _verdict(attempt: Attempt) -> bool:
    review = attempt.review
    return review is not None and review.verdict is not Verdict.UNREVIEWED


def _again(check: str, later: tuple[Attempt, ...]) -> bool | None:
    """How a check ended in the last later attempt that it looked at; None where there is none."""
    for attempt in reversed(later):
        results = {result.name: result.passed for result in attempt.results or ()}
        if check in results:
            return results[check]
    return None
