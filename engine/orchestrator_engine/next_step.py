"""The next step of one task that was begun, by how far it has come."""

from orchestrator_engine import bad_luck
from orchestrator_engine.actions import (
    Action,
    AskReview,
    CommitAttempt,
    End,
    FailTask,
    Merge,
    PutOff,
    RunChecks,
    StartAttempt,
)
from orchestrator_engine.attempt import Ending, Role, Trouble
from orchestrator_engine.bad_luck import Reaction
from orchestrator_engine.faults import brief, cause, faults, stalled
from orchestrator_engine.reacting import end_of_run, worth_repeating
from orchestrator_engine.review import Review, Verdict
from orchestrator_engine.run import Attempt, Run, Stage, Status, TaskState
from orchestrator_engine.wording import count

REVIEWS_WITHOUT_VERDICT = 2
"""How often a reviewer may fail to give a verdict before the task fails as unreviewed."""


def next_step(run: Run, state: TaskState) -> Action | None:  # noqa: PLR0911  # one answer a stage
    """What to do about a task that was begun and is not busy; None where nothing can be."""
    attempt = state.attempt
    task = state.task.id
    if attempt is None:
        # Its first attempt was cut short, and the run may have moved on since.
        return StartAttempt(task, len(state.attempts) + 1, 1, Role.WORKER, run.head, ())
    settings = run.created.settings
    if attempt.reopened is not None or state.held is not None:
        return _unmerged(run, state, attempt)
    if state.stage is Stage.ENDED:
        if attempt.outcome is not None and attempt.outcome.status is Ending.DONE:
            return CommitAttempt(task)
        return _after_bad_end(run, state, attempt)
    if state.stage is Stage.COMMITTED:
        spoilt = attempt.restored or attempt.beyond
        spoilt = spoilt or not (attempt.changes or _is_left_as_it_was_put(state))
        return _again(run, state, attempt) if spoilt else RunChecks(task)
    if state.stage is Stage.CHECKED:
        if not attempt.checks_passed:
            return _again(run, state, attempt)
        return (
            AskReview(task, settings.lenses_of(state.task)[0]) if settings.review else Merge(task)
        )
    if state.stage is Stage.REVIEWED:
        return _after_review(run, state, attempt)
    # Busy while it is being worked on: if not, the worker that began it is gone, and recovery
    # abandons the attempt before `decide` is asked.
    return None


def _after_bad_end(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """What the table of bad luck says."""
    outcome = attempt.outcome
    assert outcome is not None
    case = bad_luck.met(outcome.status, outcome.trouble)
    why = case.words(outcome.why or outcome.status)
    trouble = worth_repeating(run, case)
    if trouble is not None:
        # Each time of one round counts: the attempts in between were kept from beginning.
        times = sum(
            each.round == attempt.round
            and each.outcome is not None
            and each.outcome.trouble is trouble
            for each in state.attempts[state.earlier :]
        )
        if case.reaction is not Reaction.WAIT and trouble is not Trouble.BUDGET and times > 1:
            return FailTask(state.task.id, f"twice: {why}")
        return PutOff(state.task.id, attempt.number, trouble, outcome.until, why)
    if case.reaction is Reaction.GIVE_UP:
        return FailTask(state.task.id, why)
    return end_of_run(case, why) or _again(run, state, attempt)


def _after_review(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """All who are to look do, so that what they say is mended in one go."""
    last = attempt.reviews[-1]
    if last.verdict is Verdict.UNREVIEWED:
        return _after_no_verdict(run, state, attempt, last)
    told = {review.lens for review in attempt.reviews}
    lenses = run.created.settings.lenses_of(state.task)
    if left := [lens for lens in lenses if lens not in told]:
        return AskReview(state.task.id, left[0])
    review = attempt.review
    assert review is not None
    if review.verdict is Verdict.APPROVED:
        return Merge(state.task.id)
    return _again(run, state, attempt)


def _after_no_verdict(run: Run, state: TaskState, attempt: Attempt, review: Review) -> Action:
    """What the table of bad luck says; whoever had its say and gave no verdict is asked again."""
    case = bad_luck.met(review.ending, review.trouble)
    why = case.words(review.why)
    trouble = worth_repeating(run, case)
    if trouble is Trouble.BUDGET:
        return AskReview(state.task.id, review.lens)
    # Only such an end is forgotten when the wait is over.
    if trouble is not None and case.reaction is Reaction.WAIT and review.ending.blameless:
        return PutOff(state.task.id, None, trouble, review.until, why)
    if (end := end_of_run(case, why)) is not None:
        return end
    same = (one for one in attempt.reviews if one.lens == review.lens)
    if sum(map(_no_verdict, same)) >= REVIEWS_WITHOUT_VERDICT:
        return FailTask(state.task.id, f"nobody could review it: {review.why}")
    return AskReview(state.task.id, review.lens)


def _no_verdict(review: Review) -> bool:
    """Whether a reviewer had its say and gave no verdict, and was not kept from it."""
    return not review.ending.blameless


def _unmerged(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """Wait for a person, or begin anew from the run's head: nobody is to blame for a conflict.

    Who begins anew has all rounds again.
    """
    if attempt.reopened is None:
        return End(Status.PAUSED, state.held or "")
    task = state.task.id
    if state.reopenings > max(run.created.settings.max_review_cycles, 1):
        times = "once" if state.reopenings == 2 else f"{state.reopenings - 1} times"  # noqa: PLR2004
        return FailTask(task, f"reopened {times}, and still: {brief((attempt.reopened,))}")
    number = len(state.attempts) + 1
    # Its own work is not in the folder any more, and can be looked at.
    look = f"what it had changed is shown by: git diff HEAD...{attempt.commit}"
    remarks = (attempt.reopened, look)
    return StartAttempt(task, number, attempt.round + 1, Role.FIXER, run.head, remarks)


def _in_the_end(state: TaskState, wrong: tuple[str, ...], when: str) -> str:
    """What was wrong last, behind what it came from where that is known."""
    before = cause(state).rstrip(".;")
    return f"{before}; {when}: {brief(wrong)}" if before else brief(wrong)


def _again(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """Another round with what was wrong, or the end of the task when the rounds are used up."""
    wrong = faults(attempt)
    task = state.task.id
    rounds = attempt.round - max((each.round for each in state.rounds if each.reopened), default=0)
    if rounds > run.created.settings.max_review_cycles:
        still = _in_the_end(state, wrong, "the last round")
        return FailTask(task, f"{count(rounds, 'round')}, and still: {still}")
    if stalled(state):
        still = _in_the_end(state, wrong, "the last rounds")
        return FailTask(task, f"no progress between two rounds: {still}")
    base = attempt.commit or attempt.base
    number = len(state.attempts) + 1
    return StartAttempt(task, number, attempt.round + 1, Role.FIXER, base, wrong)


def _is_left_as_it_was_put(state: TaskState) -> bool:
    """Whether the round before was sent back for protected paths alone, which were put back.

    Who then changes nothing may be right: nothing else is known to be wrong.
    """
    if len(state.rounds) < 2:  # noqa: PLR2004  # two rounds make a before and an after
        return False
    before = state.rounds[-2]
    return bool(before.restored and before.changes and not before.beyond) and (
        before.reopened is None
    )
