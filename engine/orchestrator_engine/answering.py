"""Questions of agents, as a fold keeps them: open until they are answered or withdrawn.

The time that a person thinks is neither the run's nor the task's.
"""

from collections.abc import Iterable

from orchestrator_engine import events as e
from orchestrator_engine.questions import Question, Settled
from orchestrator_engine.run import Run
from orchestrator_engine.run_draft import RunDraft


def ask(draft: RunDraft, asked: e.QuestionAsked, at: float) -> None:
    """One more question is open."""
    run = draft.run
    run.asked += 1
    run.thinking = at if run.thinking is None else run.thinking
    run.questions = (*run.questions, _question(asked, at))
    draft.attempt(asked.task, asked.attempt, asking=_asking(run, asked.task))


def answer(draft: RunDraft, answered: e.QuestionAnswered, at: float) -> None:
    """An answer to a question that is open; there is none to any other (`ValueError`)."""
    run = draft.run
    question = next((one for one in run.questions if one.id == answered.id), None)
    if question is None:
        raise ValueError(f"there is no open question {answered.id}")
    remember = answered.allow and answered.remember
    how = Settled(answered.allow, remember, answered.by, answered.message)
    run.unheard = None if answered.by else at
    if answered.allow:
        of_task = draft.of(question.task)
        allowed = (*of_task.seen(question.attempt, "allowed"), question.title)
        of_task.change(question.attempt, {"allowed": allowed})
    if remember:
        run.allowed = {**run.allowed, question.key: question.title}
    _close(draft, question, how, at)


def withdraw(draft: RunDraft, questions: Iterable[Question], at: float, why: str) -> None:
    """These questions need no answer any more."""
    for question in questions:
        _close(draft, question, Settled(allow=False, message=why, withdrawn=True), at)


def questions_of(run: Run, task: str) -> list[Question]:
    """What is open for a task."""
    return [one for one in run.questions if one.task == task]


def _asking(run: Run, task: str) -> float | None:
    """Since when a task waits for an answer, if it does."""
    return min((one.at for one in questions_of(run, task)), default=None)


def _close(draft: RunDraft, question: Question, how: Settled, at: float) -> None:
    """Let a question be open no more, and the time since it was asked not count."""
    run = draft.run
    begun = draft.of(question.task).seen(question.attempt, "asking")
    run.settled = {**run.settled, question.id: how}
    run.questions = tuple(one for one in run.questions if one.id != question.id)
    since = _asking(run, question.task)
    draft.attempt(question.task, question.attempt, asking=since)
    if since is None:
        stood = draft.state(question.task).stood + max(at - begun, 0.0)
        draft.task(question.task, stood=stood)
    if not run.questions and run.thinking is not None:
        run.paused += max(at - run.thinking, 0.0)
        run.thinking = None


def _question(asked: e.QuestionAsked, at: float) -> Question:
    return Question(
        asked.id,
        asked.task,
        asked.attempt,
        asked.tool,
        asked.title,
        asked.input,
        asked.diff,
        asked.paths,
        asked.key,
        at,
    )
