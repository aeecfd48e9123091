"""What people ask of a run, and what it answers: a pure function.

A command is applied once, by its id, and its application is an event. One that makes no sense is
refused with a reason, which is an event too.
"""

import re
from collections.abc import Callable, Mapping

from orchestrator_engine import events as e
from orchestrator_engine.decide import SKIPPED
from orchestrator_engine.json_values import is_object, list_of
from orchestrator_engine.plan_document.fitting import fit as held_against
from orchestrator_engine.plan_document.reading import read as read_plan
from orchestrator_engine.questions import MESSAGE, fit, fit_line
from orchestrator_engine.remarks import Standing, remarks
from orchestrator_engine.run import Run, Stage, Status, TaskState
from orchestrator_engine.spending import Budget, changed
from orchestrator_engine.store import Command

FINISH = "finish"
DROP = "drop"

_NAME = 60
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LONGEST_PATH = 4096


def answer(command: Command, run: Run) -> tuple[e.Event, ...]:
    """The events that come of a command."""
    known = _ANSWERS.get(command.name)
    if known is None:
        return (_refused(command, f"there is no command {command.name}"),)
    return known(command, run)


def _applied(command: Command, task: str | None = None, how: str = "") -> e.CommandApplied:
    return e.CommandApplied(command.id, command.name, task=task, how=how)


def _refused(command: Command, why: str) -> e.CommandApplied:
    return e.CommandApplied(command.id, command.name, why)


def _wind_down(command: Command, run: Run) -> tuple[e.Event, ...]:
    how = command.data.get("how", DROP)
    if run.over:
        return (_refused(command, "the run had ended already"),)
    if command.name == "pause":
        if run.stopping is not None:
            return (_refused(command, "the run is stopping already"),)
        return (_applied(command),)
    if how not in (FINISH, DROP):
        return (_refused(command, f"a stop can {FINISH} or {DROP} what is under way"),)
    return (_applied(command, how=str(how)),)


def _go_on(  # noqa: PLR0911  # one answer a case
    command: Command, run: Run
) -> tuple[e.Event, ...]:
    restart = command.name == "restart"
    if run.status is Status.COMPLETED:
        return (_refused(command, "the run is completed"),)
    if run.status is Status.FAILED and not restart:
        why = (
            "the run has failed: retry a task of it, or restart it to have all of them tried again"
        )
        return (_refused(command, why),)
    if run.over:
        return (_applied(command), e.RunResumed(_budget(command, run)))
    if run.stopping is not None and run.stopping.drop:
        return (_refused(command, "the run is stopping: let it end first"),)
    if run.stopping is None and run.waits is not None:
        return (_applied(command), e.WaitEnded("a person said so"))
    if run.stopping is None and not restart:
        return (_refused(command, "the run is going on already"),)
    return (_applied(command),)


def _budget(command: Command, run: Run) -> Budget | None:
    """What a person allows a run from now on, or None where they say nothing of it."""
    told = command.data.get("budget")
    return changed(run.budget, told) if is_object(told) else None


def _about_task(command: Command, run: Run) -> tuple[e.Event, ...]:
    name = command.data.get("task")
    state = run.tasks.get(name) if isinstance(name, str) else None
    if state is None:
        return (_refused(command, f"the run has no task {name}"),)
    if run.created.settings.planner and not run.planning.done:
        return (_refused(command, "its plan is still being made, and may have other tasks"),)
    if run.plan_ready:
        return (_refused(command, "its plan waits for your yes: take the task out of it instead"),)
    task = state.task.id
    why = _not_again(state) if command.name == "retry" else _not_skipped(state)
    if why:
        return (_refused(command, f"{task} {why}"),)
    # An ended run goes on for it.
    resumed = (e.RunResumed(),) if run.over else ()
    if command.name == "retry":
        return (_applied(command, task), *resumed, e.TaskRetried(task))
    # What is under way has to be cut short first, and `decide` says when.
    skipped = (e.TaskSkipped(task, SKIPPED, wished=True),) if state.stage.over else ()
    return (_applied(command, task), *resumed, *skipped)


def _not_again(state: TaskState) -> str:
    match state.stage:
        case Stage.FAILED | Stage.SKIPPED:
            return ""
        case Stage.MERGED:
            return "is done already"
        case Stage.WAITING:
            return "waits for its turn anyway"
        case _:
            return "is being worked on: restart the run to have that begun again"


def _not_skipped(state: TaskState) -> str:
    if state.stage is Stage.MERGED:
        return "is done already"
    return "is to be skipped already" if state.unwanted else ""


def _ticked(command: Command, run: Run) -> tuple[e.Event, ...]:
    known = {item.handle for item in run.plan.items} if run.plan else set[str]()
    told = list_of(command.data.get("items"))
    ticked = e.ItemsTicked(tuple(sorted(known & {str(each) for each in told})), "editor")
    return (ticked, _applied(command))


def _answered(command: Command, run: Run) -> tuple[e.Event, ...]:
    """The first answer counts; whoever comes later is told what it was."""
    name, allow = command.data.get("question"), command.data.get("allow")
    if not isinstance(name, str) or not isinstance(allow, bool):
        return (_refused(command, "an answer names its question, and allows or refuses"),)
    if all(question.id != name for question in run.questions):
        before = run.settled.get(name)
        if before is None:
            return (_refused(command, f"the run has asked no question {fit_line(name)}"),)
        return (_refused(command, f"{name} needs no answer any more: it was {before.words}"),)
    answered = e.QuestionAnswered(
        name,
        allow,
        remember=allow and command.data.get("remember") is True,
        # Whoever answers has a name: without one, nobody did.
        by=fit_line(_text(command, "by"), _NAME) or "a person",
        message=fit(_text(command, "message"), MESSAGE),
    )
    return (answered, _applied(command))


def _moved(command: Command, run: Run) -> tuple[e.Event, ...]:
    """Holds in any run, as a remark's dismissal does: from now on it is ticked there."""
    document = _text(command, "document")
    if not document or "\0" in document or len(document) > _LONGEST_PATH:
        return (_refused(command, "a document is moved to a path"),)
    if document == run.created.origin.document:
        return (_applied(command),)
    return (e.DocumentMoved(document), _applied(command))


def _dismissed(command: Command, run: Run) -> tuple[e.Event, ...]:
    """Holds in any run, ended or not: it is said of what the run found, and changes no work."""
    name, why = _text(command, "remark"), fit_line(_text(command, "reason"), MESSAGE)
    found = next((remark for remark in remarks(run) if remark.id == name), None)
    if found is None:
        return (_refused(command, f"the run has no remark {fit_line(name)}"),)
    if not why:
        return (_refused(command, "a remark is dismissed with a reason"),)
    if found.state is Standing.MENDED:
        return (_refused(command, "the remark is mended already"),)
    by = fit_line(_text(command, "by"), _NAME) or "a person"
    return (e.RemarkDismissed(name, why, by), _applied(command))


def _reopened(command: Command, run: Run) -> tuple[e.Event, ...]:
    """Holds in any run, as the dismissal did that it takes back, whoever made it: person or run."""
    name = _text(command, "remark")
    if not any(remark.id == name for remark in remarks(run)):
        return (_refused(command, f"the run has no remark {fit_line(name)}"),)
    if name not in run.dismissed and name not in run.taken:
        return (_refused(command, "the remark is not dismissed"),)
    by = fit_line(_text(command, "by"), _NAME) or "a person"
    return (e.RemarkReopened(name, by), _applied(command))


def _taken(command: Command, run: Run) -> tuple[e.Event, ...]:
    """Holds in any run, as a dismissal does."""
    name, by = _text(command, "remark"), _text(command, "run")
    if not any(remark.id == name for remark in remarks(run)):
        return (_refused(command, f"the run has no remark {fit_line(name)}"),)
    if _RUN.fullmatch(by) is None:  # it becomes part of a path
        return (_refused(command, "a remark is put right by a run"),)
    return (e.RemarkTaken(name, by), _applied(command))


def _approved(command: Command, run: Run) -> tuple[e.Event, ...]:
    """A person's yes to the plan that waits for one, or to what they made of it."""
    planning = run.planning
    if not run.plan_ready or planning.draft is None:
        return (_refused(command, "there is no plan that waits for a yes"),)
    shown = command.data.get("number")
    if shown is not None and shown != planning.asked:
        return (_refused(command, "the plan is another one by now: look at it first"),)
    made: tuple[e.Event, ...] = ()
    if text := _text(command, "plan"):
        fitted = held_against(read_plan(text), planning.draft)
        if fitted.plan is None:
            wrong = (f"line {fault.line}: {fault.message}" for fault in fitted.errors)
            return (_refused(command, f"the plan cannot be carried out: {'; '.join(wrong)}"),)
        if fitted.plan.mode != planning.draft.mode:
            why = f"the mode of a run stays as it is, and this is one of {planning.draft.mode}"
            return (_refused(command, why),)
        made = (e.RunPlanned(fitted.plan),)
    by = fit_line(_text(command, "by"), _NAME) or "a person"
    resumed = (e.RunResumed(),) if run.over else ()
    return (_applied(command), *made, e.PlanApproved(by, bool(made)), *resumed)


def _text(command: Command, name: str) -> str:
    value = command.data.get(name)
    return value if isinstance(value, str) else ""


_ANSWERS: Mapping[str, Callable[[Command, Run], tuple[e.Event, ...]]] = {
    "stop": _wind_down,
    "pause": _wind_down,
    "resume": _go_on,
    "restart": _go_on,
    "retry": _about_task,
    "skip": _about_task,
    "approve": _approved,
    "ticked": _ticked,
    "answer": _answered,
    "dismiss": _dismissed,
    "reopen": _reopened,
    "take": _taken,
    "move": _moved,
}
"""What answers each command that there is."""
