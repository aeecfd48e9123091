"""The agent that does again what the agents of an earlier run did: nobody is asked, nothing costs.

What was done is in that run's journal and in the patches beside it, or in recordings. A job that
the earlier run did not have (another round, say) is answered by saying so.
"""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from anyio import to_thread

from orchestrator_engine.agents import edits
from orchestrator_engine.agents.protocol import (
    Access,
    AgentEvent,
    Ask,
    Ended,
    Feature,
    Job,
    Probe,
    Said,
    Started,
    Subject,
)
from orchestrator_engine.agents.recording import read
from orchestrator_engine.agents.spool_notes import note
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
    """How a job ended; `patch` is what it changed, or None where it changed nothing.

    `told` is what its agent told on the way, and `edits` what it changed, from a recording.
    """

    ended: Ended
    patch: Path | None = None
    told: tuple[AgentEvent, ...] = ()
    edits: tuple[Mapping[str, Any], ...] = ()


_CUT = "the recording ends here: the job was cut short"


def of_recordings(files: Iterable[Path]) -> "Replay":
    """Does what these recordings hold, of one task and round in the order of their moments.

    Raises `BadStore` for a file that is none.
    """
    kept = sorted((read(file) for file in files), key=lambda one: (one.about.at, one.file.name))
    answers: dict[Key, list[Answer]] = {}
    for one in kept:
        ended = one.ended or Ended(Ending.UNAVAILABLE, why=_CUT)
        told = tuple(event for _, event in one.events)
        answer = Answer(ended, told=told, edits=one.edits)
        answers.setdefault(_key(one.about.subject), []).append(answer)
    features = [frozenset(one.about.features) for one in kept]
    common = features[0].intersection(*features) if features else frozenset[Feature]()
    return Replay(answers, common - _NOT_AGAIN)


_NOT_AGAIN = frozenset({Feature.ASK, Feature.RESUME, Feature.FORK})
"""What a replay cannot do, whoever was recorded."""


def recorded(run: Run, folder: RunFolder) -> dict[Key, list[Answer]]:
    """What every job of a run answered; those that were cut short answered nothing.

    A task that was tried again has several answers of the same round, in order.
    """
    answers: dict[Key, list[Answer]] = {}
    for state in run.tasks.values():
        for attempt in state.attempts:
            if attempt.outcome is None or (attempt.abandoned is not None and not _met(attempt)):
                continue
            task = state.task.id
            work = _work(attempt, folder.patch(task, attempt.number))
            answers.setdefault(Key(task, attempt.round), []).append(work)
            for number, review in enumerate(attempt.reviews, 1):
                key = Key(task, attempt.round, number)
                answers.setdefault(key, []).append(Answer(_verdict(review)))
    return answers


def _met(attempt: Attempt) -> bool:
    """Whether an attempt met something for which it counts; what was waited for is passed by."""
    trouble = attempt.outcome.trouble if attempt.outcome is not None else None
    return trouble is not None and not trouble.passes


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
        trouble=outcome.trouble,
    )
    changed = bool(attempt.changes or attempt.restored)
    return Answer(ended, patch if changed else None)


def _verdict(review: Review) -> Ended:
    value: dict[str, Any] | None = None
    if review.score is not None:
        remarks = [asdict(remark) for remark in review.remarks]
        value = {
            "score": review.score,
            "summary": review.summary,
            "remarks": remarks,
            "missing": list(review.missing),
            "would_fail": review.would_fail,
        }
    return Ended(
        review.ending,
        text=review.summary,
        value=value,
        usd=review.usd,
        why=review.why,
        trouble=review.trouble,
    )


class Replay:
    """Gives the answers of an earlier run, each of them once."""

    name = "replay"

    def __init__(
        self,
        answers: Mapping[Key, Sequence[Answer]],
        features: frozenset[Feature] = frozenset(),
    ) -> None:
        self._answers = {key: deque(each) for key, each in answers.items()}
        self._features = features
        self._missing = None if answers else "nothing was recorded that could be done again"

    async def probe(self) -> Probe:
        """It can be used wherever there are answers."""
        found = self._missing is None
        return Probe(found, version=None, missing=self._missing, features=self._features)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,  # noqa: ARG002  # what was answered then holds
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Do what was done for the same task and round, and end as that ended."""
        async with aclosing(self._events(job)) as events:
            yield events

    async def _events(self, job: Job) -> AsyncGenerator[AgentEvent]:
        async with aclosing(self._told(job)) as events:
            async for event in events:
                try:
                    await to_thread.run_sync(note, job.spool, event)
                except OSError as error:
                    why = f"{job.spool.name} cannot be written: {error.strerror or error}"
                    yield Ended(Ending.FAILED, usd=0.0, why=why)
                    return
                yield event

    async def _told(self, job: Job) -> AsyncGenerator[AgentEvent]:
        key = _key(job.subject)
        answers = self._answers.get(key)
        if not answers:
            yield Started(None, self.name)
            yield Ended(Ending.UNAVAILABLE, usd=0.0, why=f"nothing was recorded of {_words(key)}")
            return
        answer = answers.popleft()
        if not any(isinstance(event, Started) for event in answer.told):
            yield Started(answer.ended.thread, self.name)
        for event in answer.told:
            yield event
        if answer.ended.text and not answer.told:
            yield Said(answer.ended.text)
        wrong = await to_thread.run_sync(_do, job, answer)
        yield answer.ended if wrong is None else Ended(Ending.UNAVAILABLE, usd=0.0, why=wrong)


def _do(job: Job, answer: Answer) -> str | None:
    """Change the worktree as the answer says; why that cannot be done, or None."""
    if not job.cwd.is_dir():
        return f"there is no folder {job.cwd}"
    if job.access is Access.READ:
        return None
    try:
        for edit in answer.edits:
            edits.apply(job.cwd, edit)
    except edits.BadEdit as error:
        return f"what was recorded cannot be done again: {error}"
    return None if answer.patch is None else _apply(job, answer.patch)


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
