"""What plugins are told of a run: ten hooks, and what each of them is given.

Pure: what the worker is about to do, or what happened, makes calls; `plugins` carries them out.
Each call is one JSON object. `HOOKS` says what stands in it, and the guide is held to it by a test.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from json import loads
from typing import Any

from orchestrator_engine import actions as a
from orchestrator_engine import events as e
from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.money import usd_of
from orchestrator_engine.recorded import Recorded, encode
from orchestrator_engine.run import PhaseState, Run, Stage, TaskState
from orchestrator_engine.spending import Spending


class Hook(StrEnum):
    """The moments at which plugins are called."""

    BEFORE_RUN = "beforeRun"
    AFTER_RUN = "afterRun"
    BEFORE_PHASE = "beforePhase"
    AFTER_PHASE = "afterPhase"
    BEFORE_TASK = "beforeTask"
    AFTER_TASK = "afterTask"
    BEFORE_PHASE_VALIDATION = "beforePhaseValidation"
    ON_VALIDATION_FAIL = "onValidationFail"
    ON_REVIEW_COMPLETE = "onReviewComplete"
    ON_EVENT = "onEvent"


HOOKS: Mapping[Hook, tuple[str, tuple[str, ...]]] = {
    Hook.BEFORE_RUN: ("before anything is done; the run waits for it", ("run", "plan")),
    Hook.AFTER_RUN: ("the run ended, for now or for good", ("run", "ending")),
    Hook.BEFORE_PHASE: ("a phase is about to begin; it waits", ("run", "phase")),
    Hook.AFTER_PHASE: ("a phase ended", ("run", "phase", "passed", "why", "checks")),
    Hook.BEFORE_TASK: ("a task is about to begin; it waits", ("run", "phase", "task")),
    Hook.AFTER_TASK: ("a task is merged, failed or skipped", ("run", "phase", "task", "result")),
    Hook.BEFORE_PHASE_VALIDATION: (
        "the tasks of a phase are over, and its checks are about to run; they wait",
        ("run", "phase"),
    ),
    Hook.ON_VALIDATION_FAIL: (
        "a check failed, of an attempt (then with its task) or of a phase",
        ("run", "phase", "task", "checks"),
    ),
    Hook.ON_REVIEW_COMPLETE: (
        "a reviewer gave a verdict, or failed to",
        ("run", "phase", "task", "review"),
    ),
    Hook.ON_EVENT: ("anything was written into the journal", ("run", "event")),
}
"""When each hook is called, and the names of what it is given."""


@dataclass(frozen=True, slots=True)
class Call:
    """One hook to be called with these values, of JSON alone."""

    hook: Hook
    values: Mapping[str, Any]


def before_run(run: Run, folder: str) -> tuple[Call, ...]:
    """The calls before a run does anything; none where it has done something already."""
    assert run.plan is not None
    begun = run.goes or run.baseline is not None or run.planning.asked or run.takeovers > 1
    if begun:
        return ()
    phases = [
        {"id": phase.id, "title": phase.title, "tasks": [task.id for task in phase.tasks]}
        for phase in run.plan.phases
    ]
    return (_call(Hook.BEFORE_RUN, run, folder, plan={"phases": phases}),)


def before(action: a.Action, run: Run, folder: str) -> tuple[Call, ...]:
    """The calls that an action waits for."""
    match action:
        case a.StartPhase(phase=phase):
            return (_call(Hook.BEFORE_PHASE, run, folder, phase=_phase(run.phases[phase])),)
        case a.StartAttempt(task=task, round=1):
            state = run.tasks[task]
            if state.rounds:
                return ()
            return (_call(Hook.BEFORE_TASK, run, folder, **_task(run, state)),)
        case a.ValidatePhase(phase=phase):
            told = _phase(run.phases[phase])
            return (_call(Hook.BEFORE_PHASE_VALIDATION, run, folder, phase=told),)
        case _:
            return ()


def after(recorded: Iterable[Recorded], run: Run, folder: str) -> Iterator[Call]:
    """The calls that follow from what happened; `run` is the run with it."""
    for one in recorded:
        kind, _, data = encode(one.event)
        told = {"seq": one.seq, "at": one.at, "kind": kind, "data": loads(data)}
        yield _call(Hook.ON_EVENT, run, folder, event=told)
        yield from _after(one.event, run, folder)


def _after(event: e.Event, run: Run, folder: str) -> Iterator[Call]:
    match event:
        case e.RunEnded():
            yield _call(Hook.AFTER_RUN, run, folder, ending=_ending(run, event))
        case e.PhaseEnded(phase=phase, results=results):
            told = _phase(run.phases[phase])
            checks = _checks(results)
            if any(not result.passed for result in results):
                yield _call(
                    Hook.ON_VALIDATION_FAIL, run, folder, phase=told, task=None, checks=checks
                )
            yield _call(
                Hook.AFTER_PHASE,
                run,
                folder,
                phase=told,
                passed=event.passed,
                why=event.why,
                checks=checks,
            )
        case e.ChecksEnded(task=task, results=results):
            if any(not result.passed for result in results):
                told = _task(run, run.tasks[task])
                yield _call(Hook.ON_VALIDATION_FAIL, run, folder, **told, checks=_checks(results))
        case e.TaskReviewed(task=task, review=review):
            remarks = [
                {
                    "file": each.file,
                    "line": each.line,
                    "severity": each.severity,
                    "text": each.evidence,
                }
                for each in review.remarks
            ]
            said = {
                "verdict": str(review.verdict),
                "score": review.score,
                "summary": review.summary,
                "remarks": remarks,
            }
            yield _call(
                Hook.ON_REVIEW_COMPLETE, run, folder, **_task(run, run.tasks[task]), review=said
            )
        case e.TaskMerged(task=task) | e.TaskFailed(task=task) | e.TaskSkipped(task=task):
            state = run.tasks[task]
            yield _call(Hook.AFTER_TASK, run, folder, **_task(run, state), result=_result(state))
        case _:
            pass


def _call(hook: Hook, run: Run, folder: str, **values: object) -> Call:
    return Call(hook, {"run": _run(run, folder), **values})


def _run(run: Run, folder: str) -> dict[str, Any]:
    origin = run.created.origin
    return {
        "id": folder,
        "title": run.title,
        "mode": run.plan.mode if run.plan else "",
        "document": origin.document,
        "repository": origin.repository,
        "branch": run.created.branch,
        "rehearsal": run.rehearsal,
    }


def _phase(state: PhaseState) -> dict[str, Any]:
    return {"id": state.phase.id, "title": state.phase.title}


def _task(run: Run, state: TaskState) -> dict[str, Any]:
    assert run.plan is not None
    items = [item.label for item in run.plan.items_of(state.task)]
    task = {"id": state.task.id, "title": state.task.title, "items": items}
    return {"phase": _phase(run.phases[state.phase]), "task": task}


def _result(state: TaskState) -> dict[str, Any]:
    attempt = state.attempt
    review = attempt.review if attempt is not None else None
    return {
        "state": str(state.stage),
        "why": state.why,
        "commit": state.merged,
        "score": review.score if review is not None else None,
        "attempts": len(state.attempts),
        "files": [change.path for change in attempt.changes] if attempt is not None else [],
        "usd": usd(state.spending),
    }


def _ending(run: Run, event: e.RunEnded) -> dict[str, Any]:
    stages = [state.stage for state in run.tasks.values()]
    return {
        "status": str(event.status),
        "why": event.why,
        "merged": stages.count(Stage.MERGED),
        "failed": stages.count(Stage.FAILED),
        "skipped": stages.count(Stage.SKIPPED),
        "tasks": len(stages),
        "usd": usd(run.spending),
    }


def _checks(results: Iterable[CheckResult]) -> list[dict[str, Any]]:
    return [
        {"name": each.name, "passed": each.passed, "why": each.why, "tail": each.tail}
        for each in results
    ]


def usd(spending: Spending) -> float | None:
    """What was spent in US dollars, None where a call did not say what it cost."""
    return None if spending.unknown else usd_of(spending.nanos)
