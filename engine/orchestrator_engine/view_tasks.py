"""One task as faces that draw show it: how it stands, its attempts, and what was said of each.

Plain JSON values, in the shape of `docs/reference/dashboard.md`; what is unknown is null.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.plan import Check
from orchestrator_engine.remarks import REVIEWER, Remark, of_task
from orchestrator_engine.review import Review, Verdict
from orchestrator_engine.run import Attempt, Run, Stage, TaskState
from orchestrator_engine.spending import money
from orchestrator_engine.wording import (
    activity,
    check_ending,
    command,
    score,
    seconds_of,
    shorten,
    task_name,
)

_TAIL = 2_000
_TEXT = 1_200


def task_of(
    run: Run, state: TaskState, *, now: float, driven: bool, brief: bool = False
) -> dict[str, Any]:
    """A task at `now`; with `brief`, of its attempts only when and how they ended."""
    assert run.plan is not None
    attempt, stage = state.attempt, state.stage
    review = attempt.review if attempt is not None else None
    live = driven and not run.over
    said = {} if brief else of_task(run, state)
    return {
        "id": state.task.id,
        "name": task_name(run, state.task.id),
        "label": run.plan.label(state.task),
        "title": state.task.title,
        "phase": state.phase,
        "items": list(state.task.items),
        "after": list(state.task.after),
        "files": list(state.task.files),
        "stage": str(stage),
        "state": state_of(state),
        "activity": "taken back" if state.reverted else activity(state),
        "why": state.why or state.held or "",
        "commit": state.merged,
        "score": review.score if review is not None and _counts(review) else None,
        "verdict": str(review.verdict) if review is not None else None,
        "review": score(review),
        "usd": state.spending.usd,
        "unknown": state.spending.unknown,
        "cost": money(state.spending, rehearsal=run.rehearsal) if _called(state) else "",
        "seconds": seconds_of(state, now if live else None),
        "started_at": state.attempts[0].at if state.attempts else None,
        "ended_at": state.over_at,
        "attempts": [_begun(one) for one in state.attempts]
        if brief
        else [_attempt(one, said.get(one.number, ())) for one in state.attempts],
        "actions": [*_task_actions(state)],
    }


def state_of(state: TaskState) -> str:
    """How a task stands, as one of six words that have a colour and a sign everywhere."""
    attempt = state.attempt
    if state.merged is not None:
        return "done"
    if state.failed is not None:
        return "failed"
    if state.skipped is not None:
        return "skipped"
    if attempt is None:
        return "waiting"
    return "asks" if attempt.asking is not None else "working"


def check_of(check: Check) -> dict[str, Any]:
    """A check as the plan names it."""
    return {
        "name": check.name,
        "kind": str(check.kind),
        "command": command(check.command),
        "source": check.source,
    }


def result_of(result: CheckResult) -> dict[str, Any]:
    """How a check ended, with the end of what it said where it failed."""
    counts = result.counts
    return {
        "name": result.name,
        "passed": result.passed,
        "words": check_ending(result),
        "seconds": result.seconds,
        # What a check that passed printed is nobody's worry, and there are thousands of them.
        "tail": "" if result.passed else result.tail[-_TAIL:],
        "tests": None
        if counts is None
        else {"executed": counts.executed, "failed": counts.failed, "skipped": counts.skipped},
    }


def remark_of(remark: Remark) -> dict[str, Any]:
    """A remark with its place and what has become of it."""
    return {
        "id": remark.id,
        "file": remark.file,
        "line": remark.line,
        "severity": str(remark.severity),
        "text": remark.text,
        "source": remark.source,
        "item": remark.item,
        "task": remark.task,
        "attempt": remark.attempt,
        "state": str(remark.state),
        "why": remark.why,
    }


def _begun(attempt: Attempt) -> dict[str, Any]:
    outcome = attempt.outcome
    return {
        "number": attempt.number,
        "round": attempt.round,
        "role": str(attempt.role),
        "at": attempt.at,
        "ending": str(outcome.status) if outcome is not None else None,
        "abandoned": attempt.abandoned,
    }


def _attempt(attempt: Attempt, said: Iterable[Remark]) -> dict[str, Any]:
    outcome = attempt.outcome
    reviewers = iter([one for one in said if one.source == REVIEWER])
    return _begun(attempt) | {
        "why": outcome.why if outcome is not None else "",
        "text": shorten(outcome.text, _TEXT) if outcome is not None else "",
        "usd": outcome.usd if outcome is not None else None,
        "tokens": outcome.tokens if outcome is not None else None,
        "seconds": outcome.seconds if outcome is not None else None,
        "commit": attempt.commit,
        "changes": [
            {"path": change.path, "added": change.added, "removed": change.removed}
            for change in attempt.changes
        ],
        "restored": list(attempt.restored),
        "allowed": list(attempt.allowed),
        "refused": list(outcome.refusals) if outcome is not None else [],
        "checks": None if attempt.results is None else [result_of(one) for one in attempt.results],
        "rebased": None if attempt.rebased is None else [result_of(one) for one in attempt.rebased],
        "reviews": [_review(one, reviewers) for one in attempt.reviews],
        "reviewing": attempt.reviewing,
        "reopened": attempt.reopened,
    }


def _review(review: Review, known: Iterator[Remark]) -> dict[str, Any]:
    """A review; what became of its remarks is null where its attempt was thrown away."""
    became = [(said, next(known, None)) for said in review.remarks]
    return {
        "verdict": str(review.verdict),
        "score": review.score if _counts(review) else None,
        "words": score(review),
        "summary": review.summary,
        "lens": review.lens,
        "would_fail": review.would_fail,
        "missing": list(review.missing),
        "why": review.why,
        "usd": review.usd,
        "seconds": review.seconds,
        "remarks": [
            {
                "id": remark.id if remark is not None else None,
                "file": said.file,
                "line": said.line,
                "severity": str(said.severity),
                "evidence": said.evidence,
                "state": str(remark.state) if remark is not None else None,
                "why": remark.why if remark is not None else "",
            }
            for said, remark in became
        ],
    }


_ITEM_STATES = ("failed", "asks", "working", "skipped", "waiting", "done")
"""Of several tasks that serve an item, the one that says most comes first."""


def _counts(review: Review) -> bool:
    return review.verdict is not Verdict.UNREVIEWED


def _called(state: TaskState) -> bool:
    """Whether a call of an agent has ended, so that there is a cost to tell."""
    return state.spending.nanos > 0 or state.spending.unknown > 0 or state.stage.over


def _task_actions(state: TaskState) -> Iterator[str]:
    if state.stage in (Stage.FAILED, Stage.SKIPPED):
        yield "retry"
    if state.stage is not Stage.MERGED and not state.unwanted:
        yield "skip"
