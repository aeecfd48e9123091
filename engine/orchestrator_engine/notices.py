"""What a person who went away is told of a run: it ended, failed, asks, or nears its limit.

Pure: two states of a run and what happened between them make notices; `notifying` sends them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestrator_engine import events as e
from orchestrator_engine.decide import PLAN_READY
from orchestrator_engine.listeners import Occasion
from orchestrator_engine.questions import how_to_answer
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run, Status
from orchestrator_engine.then import Sequel
from orchestrator_engine.wording import asks, count

NEAR = 0.8
"""The part of a run's limit from which on it is near."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell: `key` is the same whenever the same thing is told again."""

    key: str
    occasion: Occasion
    title: str
    text: str


def notices(before: Run, recorded: Iterable[Recorded], run: Run, folder: str) -> Iterator[Notice]:
    """What is to be told of what happened between two states of a run."""
    for one in recorded:
        match one.event:
            case e.RunEnded(why=why) if why == PLAN_READY:
                tasks = count(len(run.tasks), "task")
                text = f"{tasks}. Look at it and say yes: code-orch approve {folder}"
                yield Notice(
                    f"ended {one.seq}", Occasion.ASKS, f"{run.title}: a plan waits for you", text
                )
            case e.RunEnded(status=status, why=why):
                bad = status in {Status.FAILED, Status.PAUSED, Status.LIMIT}
                occasion = Occasion.FAILED if bad else Occasion.ENDED
                tail = f": {why}" if why else ""
                yield Notice(
                    f"ended {one.seq}", occasion, f"{run.title}: {status}", f"{_sum(run)}{tail}"
                )
            case e.QuestionAsked(id=name):
                question = next((each for each in run.questions if each.id == name), None)
                if question is not None:
                    text = f"{asks(run, question)}\nAnswer: {how_to_answer(folder, question)}"
                    yield Notice(f"asks {name}", Occasion.ASKS, f"{run.title}: a question", text)
            case _:
                pass
    near = _nearest(run)
    if near is not None and near[0] >= NEAR and not run.over:
        earlier = _nearest(before)
        if earlier is None or earlier[0] < NEAR or earlier[1] != near[1]:
            yield Notice(
                f"limit {near[1]}",
                Occasion.LIMIT,
                f"{run.title}: {'at' if near[0] >= 1 else 'near'} its limit",
                f"{near[0]:.0%} of what it may use of {near[1]} is gone. {_sum(run)}.",
            )


def unfollowed(title: str, sequel: Sequel, folder: str) -> Notice:
    """That the run which was to follow one by itself could not be begun."""
    text = sequel.words(folder)
    return Notice("then", Occasion.FAILED, f"{title}: nothing follows yet", text)


def _nearest(run: Run) -> tuple[float, str] | None:
    """How much of the limit is gone that is nearest, and its name; None without any."""
    limit, gone = run.budget.run, run.spending.gone()
    parts = [
        ((gone.nanos or 0) / limit.nanos, "money") if limit.nanos else None,
        ((gone.tokens or 0) / limit.tokens, "tokens") if limit.tokens else None,
        (run.goes / limit.attempts, "attempts") if limit.attempts else None,
    ]
    return max((part for part in parts if part is not None), default=None)


def _sum(run: Run) -> str:
    done = len(run.agenda.merged) if run.agenda else 0
    return f"{done} of {count(len(run.tasks), 'task')} done"
