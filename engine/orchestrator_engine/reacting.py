"""What the table of bad luck comes to for a run: whether to try again, or to end for now."""

from orchestrator_engine.actions import End
from orchestrator_engine.attempt import Trouble
from orchestrator_engine.bad_luck import Case, Reaction
from orchestrator_engine.run import Run, Status


def worth_repeating(run: Run, case: Case) -> Trouble | None:
    """What an agent met after which the same is tried again, unless it has been often enough.

    The budget is no such thing where it was the agent's own limit.
    """
    if case.trouble is Trouble.BUDGET:
        return Trouble.BUDGET if run.budget.shared else None
    again = case.reaction in (Reaction.WAIT, Reaction.RETRY, Reaction.SHRINK)
    return case.trouble if again else None


def end_of_run(case: Case, why: str) -> End | None:
    """The end of the run that a kind of bad luck is."""
    match case.reaction:
        case Reaction.PAUSE:
            return End(Status.PAUSED, why)
        case Reaction.LIMIT:
            return End(Status.LIMIT, why)
        case _:
            return None
