"""What is told to those who look on: the twelve events, made of what journals say. Pure."""

from collections.abc import Iterator
from typing import Any

from orchestrator_engine import events as e
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.review import Verdict
from orchestrator_engine.run import Run, Status
from orchestrator_engine.wording import score, task_name

VERSION = 1
"""The version of the shape of messages."""

TYPES = (
    "initial_state",
    "plan_ready",
    "phase_start",
    "phase_done",
    "task_start",
    "task_done",
    "task_reviewed",
    "state_update",
    "orchestrator_restarting",
    "orchestrator_completed",
    "run_complete",
    "error",
)
"""Every event that there is."""


def messages(  # noqa: C901, PLR0912  # one case an event
    record: Recorded, run: Run
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The type and the data of what an event says to those who look on; for most, nothing.

    `run` is the run once the event has happened, or later. That anything happened at all is told
    by `state_update`, which whoever follows a run sends.
    """
    match record.event:
        case e.RunPlanned(plan=plan):
            tasks = sum(1 for _ in plan.tasks())
            yield (
                "plan_ready",
                {
                    "title": plan.title,
                    "mode": plan.mode,
                    "tasks": tasks,
                    "phases": len(plan.phases),
                },
            )
        case e.PhaseStarted(phase=phase):
            yield "phase_start", {"phase": phase, "title": run.phases[phase].phase.title}
        case e.PhaseEnded(phase=phase, passed=passed, why=why):
            title = run.phases[phase].phase.title
            yield "phase_done", {"phase": phase, "title": title, "passed": passed, "why": why}
        case e.AttemptStarted(task=task, attempt=number, round=turn, role=role):
            told = {"attempt": number, "round": turn, "role": str(role)}
            yield "task_start", _task(run, task) | told
        case e.TaskReviewed(task=task, attempt=number, review=review):
            yield (
                "task_reviewed",
                _task(run, task)
                | {
                    "attempt": number,
                    "score": review.score if review.verdict is not Verdict.UNREVIEWED else None,
                    "approved": review.verdict is Verdict.APPROVED,
                    "verdict": str(review.verdict),
                    "words": score(review),
                    "issues": len(review.remarks),
                },
            )
        case e.TaskMerged(task=task, commit=commit):
            yield "task_done", _task(run, task) | {"status": "done", "commit": commit}
        case e.TaskFailed(task=task, why=why):
            yield "task_done", _task(run, task) | {"status": "failed", "why": why}
        case e.TaskSkipped(task=task, why=why):
            yield "task_done", _task(run, task) | {"status": "skipped", "why": why}
        case e.RunResumed():
            yield "orchestrator_restarting", {"why": "a person let it go on"}
        case e.WorkerTookOver() if run.takeovers > 1:
            yield "orchestrator_restarting", {"why": "a worker took it over"}
        case e.RunOverdue(why=why):
            yield "error", {"message": why}
        case e.RunEnded(status=status, why=why):
            yield "run_complete", {"status": status, "why": why}
            if status == Status.FAILED:
                yield "error", {"message": why}
        case _:
            return


def _task(run: Run, task: str) -> dict[str, Any]:
    return {"task": task, "name": task_name(run, task)}
