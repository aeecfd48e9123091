"""Putting what an agent asks to whoever has the run before them, and waiting for the answer.

The questions of a run are put one after another, whichever of its tasks they come from. What
nobody answers is refused: at once where nobody is there, else when `answer_timeout` is over.
"""

import anyio

from orchestrator_engine.agents.protocol import Answer, Request
from orchestrator_engine.attendance import attended
from orchestrator_engine.durations import in_words
from orchestrator_engine.events import QuestionAnswered, QuestionAsked, QuestionWithdrawn
from orchestrator_engine.journal import Journal
from orchestrator_engine.places import RunFolder
from orchestrator_engine.questions import DIFF, INPUT, Settled, Whom, fit, fit_line, key
from orchestrator_engine.system.secrets import redactor

LOOK = 0.1
"""Seconds between two looks at whether a person has answered."""

AWAY = "nobody is there who could be asked"
TAKEN_BACK = "the agent took it back, or was stopped"
EARLIER = "an earlier answer"
"""Who is said to have answered what an answer for the whole run holds for."""

_WITHOUT = "Go on without it."


class Asker:
    """Asks for the agent of one attempt; `stood` is how long it waited for that, in seconds.

    `refused` is what was not allowed, and why.
    """

    def __init__(self, folder: RunFolder, journal: Journal, task: str, attempt: int) -> None:
        self._folder = folder
        self._journal = journal
        self._task = task
        self._attempt = attempt
        self._waiting = 0
        self._since = 0.0
        self._stood = 0.0
        self.refused: list[tuple[str, str]] = []

    @property
    def there(self) -> bool:
        """Whether somebody is there to be asked: who left a question unanswered is not."""
        run = self._journal.run
        if run.created.settings.ask is Whom.NOBODY:
            return False
        return attended(self._folder, run.unheard)

    @property
    def stood(self) -> float:
        """For how long the agent has waited for answers, in seconds."""
        waits = anyio.current_time() - self._since if self._waiting else 0.0
        return self._stood + waits

    async def __call__(self, request: Request) -> Answer:
        """What a person says to a request. Who is cancelled meanwhile has taken it back."""
        about = key(request.tool, request.input, request.paths, request.diff)
        safe = redactor().text
        title = fit_line(safe(request.title))
        if about in self._journal.run.allowed:
            return Answer(allow=True)
        if not self.there:
            self.refused.append((title, AWAY))
            return Answer(allow=False, message=f"{AWAY.capitalize()}. {_WITHOUT}")
        asked = QuestionAsked(
            f"q{self._journal.run.asked + 1}",
            self._task,
            self._attempt,
            fit_line(request.tool),
            title,
            # Secrets are taken out of the whole: a part of one would not be known for one.
            fit(safe(request.input), INPUT),
            fit(safe(request.diff), DIFF),
            tuple(fit_line(safe(path)) for path in request.paths),
            about,
        )
        self._journal.append(asked)
        how = await self._answered(asked)
        if not how.allow:
            self.refused.append((title, how.words.removeprefix("refused").lstrip(": ") or "no"))
        return Answer(how.allow, message=how.message)

    async def _answered(self, asked: QuestionAsked) -> Settled:
        self._begin_to_wait()
        try:
            return await self._settled(asked)
        except anyio.get_cancelled_exc_class():
            if any(one.id == asked.id for one in self._journal.run.questions):
                self._journal.append(QuestionWithdrawn(asked.id, TAKEN_BACK))
            raise
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._stood += anyio.current_time() - self._since

    def _begin_to_wait(self) -> None:
        if not self._waiting:
            self._since = anyio.current_time()
        self._waiting += 1

    async def _settled(self, asked: QuestionAsked) -> Settled:
        """How it ended. Its time begins when it is the one that a person is asked."""
        most = self._journal.run.created.settings.answer_timeout
        until: float | None = None
        while (how := self._journal.run.settled.get(asked.id)) is None:
            run = self._journal.run
            if run.question is not None and run.question.id == asked.id and until is None:
                until = anyio.current_time() + most
            if asked.key in run.allowed:
                self._journal.append(QuestionAnswered(asked.id, allow=True, by=EARLIER))
            elif until is not None and anyio.current_time() >= until:
                message = f"nobody answered within {in_words(most)}"
                self._journal.append(QuestionAnswered(asked.id, allow=False, message=message))
            else:
                await anyio.sleep(LOOK)
        return how
