"""The agent that does again what the agents of an earlier run did: nobody is asked, nothing costs.

What was done is in that run's journal and in the patches beside it. A job that the earlier run did
not have (another round, say) is answered by saying so.
"""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from anyio import to_thread

from orchestrator_engine.agents.protocol import AgentEvent, Ask, Ended, Job, Probe, Said, Subject
from orchestrator_engine.attempt import Ending
from orchestrator_engine.places import RunFolder
from orchestrator_engine.review import Review
from orchestrator_engine.run import Attempt, Run
from orchestrator_engine.system.git_command import GitFailed, git


@dataclass(frozen=True, slots=True)
class Key:
    """A job of an earlier run: a task, its round and, from 1, the review of that round; or 0."""

    task: str
    round: int
    review: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """How a job ended; `patch` is what it changed, or None where it changed nothing."""

    ended: Ended
    patch: Path | None = None


def recorded(run: Run, folder: RunFolder) -> dict[Key, list[Answer]]:
    """What every job of a run answered; those that were cut short answered nothing.

    A task that was tried again has several answers of the same round, in order.
    """
    answers: dict[Key, list[Answer]] = {}
    for state in run.tasks.values():
        for attempt in state.attempts:
            if attempt.abandoned is not None or attempt.outcome is None:
                continue
            task = state.task.id
            work = _work(attempt, folder.patch(task, attempt.number))
            answers.setdefault(Key(task, attempt.round), []).append(work)
            for number, review in enumerate(attempt.reviews, 1):
                key = Key(task, attempt.round, number)
                answers.setdefault(key, []).append(Answer(_verdict(review)))
    return answers


def _work(attempt: Attempt, patch: Path) -> Answer:
    outcome = attempt.outcome
    assert outcome is not None
    ended = Ended(
        outcome.status,
        text=outcome.text,
        thread=outcome.thread,
        usd=outcome.usd,
        tokens=outcome.tokens,
        why=outcome.why,
    )
    changed = bool(attempt.changes or attempt.restored)
    return Answer(ended, patch if changed else None)


def _verdict(review: Review) -> Ended:
    value: dict[str, Any] | None = None
    if review.score is not None:
        remarks = [asdict(remark) for remark in review.remarks]
        value = {"score": review.score, "summary": review.summary, "remarks": remarks}
    return Ended(review.ending, text=review.summary, value=value, usd=review.usd, why=review.why)


class Replay:
    """Gives the answers of an earlier run, each of them once."""

    name = "replay"

    def __init__(self, answers: Mapping[Key, Sequence[Answer]]) -> None:
        self._answers = {key: deque(each) for key, each in answers.items()}

    async def probe(self) -> Probe:
        """It can always be used: it needs nothing but the answers."""
        return Probe(found=True, version=None, missing=None)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,  # noqa: ARG002  # what was answered then holds
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Do what was done for the same task and round, and end as that ended."""
        yield self._events(job)

    async def _events(self, job: Job) -> AsyncIterator[AgentEvent]:
        key = _key(job.subject)
        answers = self._answers.get(key)
        if not answers:
            yield Ended(Ending.UNAVAILABLE, usd=0.0, why=f"nothing was recorded of {_words(key)}")
            return
        answer = answers.popleft()
        if answer.ended.text:
            yield Said(answer.ended.text)
        wrong = (
            None if answer.patch is None else await to_thread.run_sync(_apply, job, answer.patch)
        )
        yield answer.ended if wrong is None else Ended(Ending.UNAVAILABLE, usd=0.0, why=wrong)


def _apply(job: Job, patch: Path) -> str | None:
    """Change the worktree as the patch says; why that cannot be done, or None."""
    if not patch.exists():
        return f"what {_words(_key(job.subject))} changed was not recorded ({patch.name})"
    try:
        git(job.cwd, ("apply", "--binary", "--whitespace=nowarn", patch))
    except GitFailed as failed:
        return f"{patch.name} does not fit: {failed.said.strip()}"
    return None


def _key(subject: Subject) -> Key:
    return Key(subject.task, subject.round, subject.review)


def _words(key: Key) -> str:
    what = f"round {key.round} of {key.task}"
    return f"review {key.review} of {what}" if key.review else what
