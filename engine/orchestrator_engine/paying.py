"""What calls of agents cost, as a fold counts it: set aside before, paid after.

A call that was cut short is paid, too: with what nobody knows.
"""

from dataclasses import replace

from orchestrator_engine.run import Run
from orchestrator_engine.run_draft import RunDraft
from orchestrator_engine.spending import NOTHING_RESERVED, Amount, Reserve


def untold(run: Run) -> Amount:
    """What something cost that had begun, and of which nobody will ever say so."""
    return Amount(0.0, 0) if run.rehearsal else Amount(None, None)


def call(draft: RunDraft, task: str, number: int, reserve: Reserve) -> None:
    """A call of an agent begins."""
    draft.attempt(task, number, reserve=reserve)
    set_aside(draft.run, reserve)


def set_aside(run: Run, reserve: Reserve) -> None:
    """Hold back what a call may take at most."""
    if reserve != NOTHING_RESERVED:
        run.reserved = run.reserved.plus(reserve)


def pay(draft: RunDraft, task: str, number: int, amount: Amount) -> None:
    """A call of an agent is over, and what was set aside for it is free again."""
    run, of_task = draft.run, draft.of(task)
    reserve: Reserve = of_task.seen(number, "reserve")
    if reserve != NOTHING_RESERVED:
        of_task.change(number, {"reserve": NOTHING_RESERVED})
        run.reserved = run.reserved.less(reserve)
    run.spending = run.spending.plus(amount, reserve)
    of_task.fields["spending"] = of_task.spending.plus(amount, reserve)


def pay_planner(run: Run, amount: Amount) -> None:
    """The planner's call is over, if there is one."""
    reserve = run.planning.reserve
    if reserve is None:
        return
    run.planning = replace(run.planning, reserve=None)
    run.reserved = run.reserved.less(reserve) if reserve != NOTHING_RESERVED else run.reserved
    run.spending = run.spending.plus(amount, reserve)


def cut_review(draft: RunDraft, task: str) -> None:
    """A task's review is over without a verdict, if there is one."""
    attempt = draft.state(task).attempt
    if attempt is not None and attempt.reviewing:
        pay(draft, task, attempt.number, untold(draft.run))
        draft.attempt(task, attempt.number, reviewing=False)
