"""What was wrong with the rounds of a task, in words for the next agent and for a person."""

from orchestrator_engine.attempt import Ending
from orchestrator_engine.review import Severity
from orchestrator_engine.run import Attempt, TaskState
from orchestrator_engine.wording import shorten


def faults(attempt: Attempt) -> tuple[str, ...]:
    """What was wrong with an attempt, in words for the next agent and for a person."""
    if attempt.outcome is not None and attempt.outcome.status is not Ending.DONE:
        return (f"the agent ended {attempt.outcome.status}: {attempt.outcome.why}",)
    if attempt.restored or attempt.beyond:
        return (
            *(
                f"{path} is protected: the change was not asked for and has been undone"
                for path in attempt.restored
            ),
            *(
                f"{path} is a submodule: what was done inside of it belongs to another repository "
                "and cannot be kept"
                for path in attempt.beyond
            ),
        )
    if attempt.results is not None and not attempt.checks_passed:
        return tuple(result.failure for result in attempt.results if not result.passed)
    if attempt.review is not None:
        return _remarks(attempt)
    return () if attempt.changes else ("the agent says it is done, and changed nothing",)


def _remarks(attempt: Attempt) -> tuple[str, ...]:
    review = attempt.review
    assert review is not None
    score = "no score" if review.score is None else f"score {review.score}"
    return (
        f"the reviewer rejected it ({score}): {review.summary}",
        *(f"the item asks for it, and it is missing: {each}" for each in review.missing),
        *(
            f"{remark.file}:{remark.line} ({remark.severity}): {remark.evidence}"
            for remark in review.remarks
            if remark.severity is not Severity.NOTE
        ),
    )


def stalled(state: TaskState) -> bool:
    """Whether the last two rounds failed in the very same way."""
    rounds = state.rounds
    if len(rounds) < 2:  # noqa: PLR2004  # two rounds make a comparison
        return False
    before, last = rounds[-2:]
    return faults(before) == faults(last) and (not last.changes or before.commit == last.commit)


def cause(state: TaskState) -> str:
    """What was wrong with the last round that came to something, where the very last did not.

    That is the cause; how the last round fell short is only how it ended.
    """
    *earlier, last = state.rounds
    if last.changes:
        return ""
    ended = last.outcome is None or last.outcome.status is Ending.DONE
    # An agent that came to nothing says less than one that came to an end before it.
    candidates = [each for each in reversed(earlier) if each.changes or not ended]
    made = next((each for each in candidates if each.changes or _is_done(each)), None)
    made = made or next(iter(candidates), None)
    if made is None or not faults(made) or faults(made) == faults(last):
        return ""
    return brief(faults(made))


def _is_done(attempt: Attempt) -> bool:
    return attempt.outcome is not None and attempt.outcome.status is Ending.DONE


def brief(wrong: tuple[str, ...]) -> str:
    """The first thing that was wrong, in one line: what it is, and the last thing it said."""
    first, _, rest = wrong[0].strip().partition("\n")
    said = rest.strip().rpartition("\n")[2]
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return f"{shorten(first)} {shorten(said)}".strip().removesuffix(":") + more
