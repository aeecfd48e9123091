"""How a run is put into words that several faces share: money, scores, stages, names."""

import shlex
from collections.abc import Iterable, Sequence

from orchestrator_engine.attempt import CheckResult, Counts
from orchestrator_engine.modes import Demand
from orchestrator_engine.plan import Check, CheckKind, Plan
from orchestrator_engine.questions import Question
from orchestrator_engine.review import Review, Verdict
from orchestrator_engine.run import Attempt, Run, Stage, TaskState
from orchestrator_engine.spending import Spending

_TO_COME = {
    Stage.WAITING: "waiting",
    Stage.WORKING: "the agent works",
    Stage.ENDED: "putting the change into git",
    Stage.COMMITTED: "running the checks",
    Stage.CHECKED: "checked",
    Stage.REVIEWED: "reviewed",
    Stage.MERGED: "done",
    Stage.FAILED: "failed",
    Stage.SKIPPED: "skipped",
}


def run_id(run: Run) -> str:
    """The run's id, which ends the name of its branch."""
    return run.created.branch.rpartition("/")[2]


def spending_of(state: TaskState) -> Spending:
    """What a task's attempts and reviews cost, as far as anybody said."""
    return state.spending


def score(review: Review | None) -> str:
    """`8/10` for a score that counts, `unreviewed` where nobody gave one, or a dash."""
    if review is None:
        return "-"
    if review.verdict is Verdict.UNREVIEWED or review.score is None:
        return "unreviewed"
    return f"{review.score}/10"


def seconds_of(state: TaskState, now: float | None) -> float | None:
    """How long a task has taken from its first attempt, waiting included; None before it.

    What lies between its end and another try, pauses of the run, and the time in which a person
    thinks about an answer are left out.
    """
    if not state.attempts:
        return None
    until = state.over_at if state.over_at is not None else now
    asking = state.attempt.asking if state.attempt is not None else None
    until = until if until is None or asking is None else min(until, asking)
    return None if until is None else max(until - state.attempts[0].at - state.stood, 0.0)


def activity(state: TaskState) -> str:  # noqa: PLR0911  # one answer a line
    """What goes on with a task at this moment, in a few words."""
    attempt = state.attempt
    if attempt is None:
        # Its only attempts were cut short: it waits to begin again.
        again = bool(state.attempts) and not state.stage.over
        return "to be begun again" if again else _idle(state)
    if attempt.reopened is not None:
        return "reopened: it does not go together with what was merged meanwhile"
    if attempt.asking is not None:
        return "waits for an answer"
    if attempt.reviewing:
        return "being reviewed"
    if state.stage is Stage.CHECKED:
        return "checks passed" if attempt.checks_passed else "sent back by a check"
    if state.stage is Stage.REVIEWED:
        return {
            Verdict.APPROVED: "approved",
            Verdict.REJECTED: "sent back by the reviewer",
            Verdict.UNREVIEWED: "the reviewer gave no verdict",
        }[attempt.reviews[-1].verdict]
    if state.stage is Stage.WORKING and attempt.round > 1:
        return "the agent mends it"
    return _idle(state)


def _idle(state: TaskState) -> str:
    return _TO_COME[state.stage]


def check_ending(result: CheckResult) -> str:
    """How a check ended: `passed (12 tests)`, or `failed (exit code 1)`, or why it did not end."""
    if not result.tried:
        return result.why if result.why.startswith("not tried") else f"not tried ({result.why})"
    if result.passed:
        told = [tests(result.counts)] if result.counts is not None else []
        told += [result.why] if result.why else []
        return f"passed ({'; '.join(told)})" if told else "passed"
    return f"failed ({result.why or f'exit code {result.code}'})"


def tests(counts: Counts) -> str:
    """How many tests ran: `12 tests`, `12 tests, 2 skipped`."""
    skipped = f", {counts.skipped} skipped" if counts.skipped else ""
    return f"{count(counts.executed, 'test')}{skipped}"


def command(argv: Sequence[str]) -> str:
    """A command as a person would type it."""
    if argv[:2] == ("/bin/sh", "-c") and len(argv) == len(("sh", "-c", "line")):
        return argv[2]
    return shlex.join(argv)


def looks_at(check: Check) -> str:
    """What a check does, as a person would type it or say it."""
    if check.kind is CheckKind.FILES:
        return f"{', '.join(check.files)} {'is' if len(check.files) == 1 else 'are'} there"
    if check.kind is CheckKind.SERVER:
        return f"{command(check.command)} answers at http://localhost:{check.port}{check.path}"
    return command(check.command)


def reasons(plan: Plan) -> str:
    """Why the plan has its mode, as one line that stands behind the mode's name."""
    told = (reason.strip().rstrip(".") for reason in plan.reasons)
    return "; ".join(reason.removeprefix(f"Mode {plan.mode}: ") for reason in told)


def size(attempt: Attempt) -> str:
    """How much an attempt changed: `2 files, +31 -4`."""
    added = sum(change.added or 0 for change in attempt.changes)
    removed = sum(change.removed or 0 for change in attempt.changes)
    return f"{count(len(attempt.changes), 'file')}, +{added} -{removed}"


def unproven(plan: Plan) -> str:
    """Why nothing of what the plan's mode asks of tests can be found out, or nothing."""
    demands = plan.manner.demands
    if any(check.kind is CheckKind.TEST for check in plan.checks):
        return ""
    if Demand.REPRODUCED in demands:
        return "no test command is known, so nobody tries whether a test shows the bug"
    if Demand.MORE_TESTS in demands:
        return "no test command is known, so nobody counts whether there are more tests"
    return ""


def count(number: int, word: str, words: str = "") -> str:
    """`1 file`, `2 files`; `words` is the plural where an s does not make it."""
    return f"{number} {word}" if number == 1 else f"{number} {words or f'{word}s'}"


def listed(names: Sequence[str], most: int = 3, separator: str = ", ") -> str:
    """The first names with commas, and how many more there are."""
    rest = len(names) - most
    return separator.join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def some_of(names: Sequence[str], most: int = 3) -> str:
    """The first names with commas, and a sign where there are more."""
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def shorten(text: str, most: int = 200) -> str:
    """One line of at most that many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def undone(plan: Plan, states: Iterable[TaskState]) -> str:
    """What of these tasks is not done, and why; nothing where all is, or a person left it out.

    The tasks that failed are named; those that were skipped follow from them, or from a phase.
    """
    states = [state for state in states if state.merged is None and not state.left_out]
    failed = [state for state in states if state.failed is not None]
    named = failed or states[:1]
    reasons = [f"{plan.label(state.task)} {state.stage}: {shorten(state.why)}" for state in named]
    rest = count(len(states) - len(named), "task")
    others = f"{rest} skipped for that" if failed else f"{rest} more"
    words = listed(reasons, separator="; ")
    return f"{words} ({others})" if len(states) > len(named) else words


def task_name(run: Run, task: str) -> str:
    """What a person calls a task: the labels of its items, and its title."""
    state = run.tasks[task]
    assert run.plan is not None
    label = run.plan.label(state.task)
    title = state.task.title
    return title if label == title else f"{label} {title}"


def asks(run: Run, question: Question) -> str:
    """What is asked, on one line, named by its task."""
    return f"{task_name(run, question.task)} asks ({question.id}): {question.title}"


def tasks_called(run: Run, name: str) -> list[str]:
    """The ids of the tasks that a person may mean: by id, or by the label of one of their items."""
    assert run.plan is not None
    labels = {item.handle: item.label.casefold() for item in run.plan.items}
    word = name.casefold()
    return [
        task.id
        for task in run.plan.tasks()
        if word == task.id.casefold() or word in map(labels.get, task.items)
    ]


def not_ticked(run: Run) -> list[str]:
    """What is done and could not be ticked, a sentence a reason; without a capital at its start."""
    by_reason: dict[str, list[str]] = {}
    for handle, why in run.left.items():
        by_reason.setdefault(why, []).append(handle)
    return [f"{item_names(run, handles)}: {why}" for why, handles in by_reason.items()]


def item_names(run: Run, handles: Iterable[str]) -> str:
    """The labels of items, with commas."""
    assert run.plan is not None
    labels = {item.handle: item.label for item in run.plan.items}
    return ", ".join(labels.get(handle, handle) for handle in handles)
