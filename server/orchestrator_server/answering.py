"""What the agent of a document's run asks: put to the person, shown until it is settled.

An editor that can ask shows a message, with the safe answer first. Every editor shows a warning at
the item, with actions beside it. No action grants anything by merely being applied: where the
editor cannot ask, to allow takes a second action, and to refuse does not.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from orchestrator_analyzer.spec import Item
from orchestrator_analyzer.text import Span
from orchestrator_engine.places import RunFolder
from orchestrator_engine.questions import Choice, Question, how_to_answer
from orchestrator_engine.run import Run
from orchestrator_engine.wording import asks, task_name
from orchestrator_server import names
from orchestrator_server.documents import Document
from orchestrator_server.glimpse import Glimpse
from orchestrator_server.offers import Offer
from orchestrator_server.starting import LATER

if TYPE_CHECKING:
    from orchestrator_server.session import Session

PATIENCE = 10.0
"""Seconds until the runs of a document are known, for who asks what they ask."""

CONFIRM_SECONDS = 120.0
"""How long an answer that allows can be confirmed, where the editor cannot ask."""

LINES = 12
"""Lines of a command or a change that a message shows; a warning shows all that is known."""

CODE = "question"
"""The code of the warning."""


@dataclass(frozen=True, slots=True)
class Open:
    """A question that the person sees; `task` is what its task is called."""

    folder: RunFolder
    question: Question
    task: str


@dataclass(frozen=True, slots=True)
class Armed:
    """An answer that waits for a second, explicit action until `until` (of the monotonic clock)."""

    question: str
    choice: Choice
    until: float


class Answering:
    """The questions of one session, one a document at a time."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._open: dict[str, Open] = {}
        self._armed: dict[str, Armed] = {}
        self._asked: set[tuple[str, str]] = set()
        self._sent: dict[tuple[str, str], Choice] = {}

    def question(self, uri: str) -> Open | None:
        """What the run of that document asks now."""
        return self._open.get(uri)

    def look(self, uri: str, now: Glimpse) -> None:
        """Show a question that is new, and say how one that is settled ended."""
        question = now.run.question if now.live else None
        before = self._open.get(uri)
        if question is not None and before is not None and before.question == question:
            return
        if question is None and before is None:
            return
        self._open.pop(uri, None)
        if before is not None and before.folder == now.folder:
            self._tell(before, now.run)
        if question is not None:
            name = task_name(now.run, question.task)
            self._open[uri] = Open(now.folder, question, name)
            self._put_to_person(uri, now, question)
        self._session.reread(uri)

    def forget(self, uri: str) -> None:
        """Let go of a document that was closed; its question stays open."""
        self._open.pop(uri, None)
        self._armed.pop(uri, None)

    async def show(self, uri: str) -> None:
        """Put the open question again, for the person asked for it."""
        await self._session.feed.known(uri, PATIENCE)
        glimpse = self._session.glimpses.get(uri)
        shown = self._open.get(uri)
        if glimpse is None or shown is None:
            self._session.editor.inform("No run of this document asks anything now.")
        else:
            self._put_to_person(uri, glimpse, shown.question, wanted=True)

    def answer(self, uri: str, question: str, choice: Choice, *, arm: bool) -> None:
        """Answer the open question; with `arm`, what allows has to be confirmed first."""
        shown = self._open.get(uri)
        if shown is None or shown.question.id != question:
            self._session.editor.inform(f"{question} needs no answer any more.")
        elif arm and choice is not Choice.REFUSE:
            until = time.monotonic() + CONFIRM_SECONDS
            self._armed[uri] = Armed(question, choice, until)
            self._session.editor.inform(
                f"To allow it, choose the code action “{_confirmation(shown, choice)}” "
                "within 2 minutes."
            )
        else:
            self._send(uri, shown, choice)

    def offers(self, uri: str) -> list[Offer]:
        """What can be done about the open question, the safe answer first."""
        shown = self._open.get(uri)
        if shown is None:
            return []
        argument = {"uri": uri, "question": shown.question.id}
        title = f"{shown.task} · {shown.question.title}"
        if self._session.client.asks:
            return [Offer(f"Answer: {title}", names.ANSWER, argument)]
        found = [
            Offer(
                f"{choice.words}: {title}",
                names.ANSWER,
                {**argument, "answer": choice.value, "arm": True},
            )
            for choice in Choice
        ]
        armed = self._armed.get(uri)
        if armed and armed.question == shown.question.id and time.monotonic() < armed.until:
            confirmed = {**argument, "answer": armed.choice.value}
            found.insert(1, Offer(_confirmation(shown, armed.choice), names.ANSWER, confirmed))
        return found

    def item(self, document: Document) -> Item | None:
        """The item in the document that the open question is about, where it is there."""
        shown, glimpse = self._open.get(document.uri), self._session.glimpses.get(document.uri)
        if shown is None or glimpse is None or glimpse.run.plan is None:
            return None
        plan = glimpse.run.plan
        analysis = self._session.analysis(document)
        task = glimpse.run.tasks[shown.question.task].task
        found = (analysis.find(item.handle, item.title) for item in plan.items_of(task))
        return next((item for item in found if item is not None), None)

    def diagnostic(self, document: Document) -> lsp.Diagnostic | None:
        """The warning that stands at the item for as long as the question is open."""
        shown, glimpse = self._open.get(document.uri), self._session.glimpses.get(document.uri)
        if shown is None or glimpse is None:
            return None
        item = self.item(document)
        how = how_to_answer(shown.folder.id, shown.question)
        return lsp.Diagnostic(
            range=self._session.places(document).range(item.title_span if item else Span(0, 0)),
            message="\n".join(
                (
                    asks(glimpse.run, shown.question),
                    *_details(shown.question),
                    f"Answer with a code action here, or in a terminal: {how}",
                )
            ),
            severity=lsp.DiagnosticSeverity.Warning,
            code=CODE,
            source=names.SERVER,
        )

    def _put_to_person(
        self, uri: str, now: Glimpse, question: Question, *, wanted: bool = False
    ) -> None:
        """Ask them, in a way that takes no keys from what they are typing unless it is `wanted`."""
        session, key = self._session, (now.folder.id, question.id)
        client = session.client
        # A message may lie where nobody sees it by now, so a dialog comes in addition.
        dialog = wanted and client.shows_dialogs
        if client.asks and (wanted or not client.lists_answers or client.hears_of_changes):
            if dialog or key not in self._asked:
                self._asked.add(key)
                session.begin(self._ask(uri, now, question, dialog=dialog))
            return
        session.editor.warn(
            f"{asks(now.run, question)}. The run waits: choose one of the code actions at its item."
        )

    async def _ask(self, uri: str, now: Glimpse, question: Question, *, dialog: bool) -> None:
        session, key = self._session, (now.folder.id, question.id)
        words = "\n".join((asks(now.run, question), *_shortened(question)))
        titles = {choice.words: choice for choice in Choice}
        answers, seconds = tuple(titles), now.run.created.settings.answer_timeout
        try:
            if dialog:
                # To close a dialog refuses nothing.
                chosen = await session.editor.confirm(
                    words, (LATER, *answers), seconds, allows=True
                )
            else:
                chosen = await session.editor.ask(words, answers, seconds, lsp.MessageType.Warning)
        finally:
            # Whoever closed the message can have it shown again.
            self._asked.discard(key)
        if chosen in (None, LATER):
            return
        shown = self._open.get(uri)
        if shown is not None and shown.question == question:
            self._send(uri, shown, titles[chosen])
        else:
            session.editor.inform(f"{question.id} needs no answer any more.")

    def _send(self, uri: str, shown: Open, choice: Choice) -> None:
        self._armed.pop(uri, None)
        self._sent.setdefault((shown.folder.id, shown.question.id), choice)
        data = choice.as_data(shown.question.id, by=self.by)
        self._session.begin(self._session.engine.answer(shown.folder, data))

    @property
    def by(self) -> str:
        """What a run is told of who answered."""
        name = self._session.client.name
        return f"the editor ({name})" if name else "the editor"

    def _tell(self, before: Open, run: Run) -> None:
        """Say how a question ended that somebody else answered, or nobody."""
        how = run.settled.get(before.question.id)
        sent = self._sent.pop((before.folder.id, before.question.id), None)
        if how is None:
            return
        mine = sent is not None and how.by == self.by and how.allow == (sent is not Choice.REFUSE)
        if not mine:
            self._session.editor.inform(f"{before.task}, {before.question.id}: {how.words}.")


def _confirmation(shown: Open, choice: Choice) -> str:
    return f"Confirm: {choice.words.lower()} · {shown.task} · {shown.question.title}"


def _details(question: Question) -> list[str]:
    """The lines of what is asked, where its title does not say all of it already."""
    return [] if question.details in question.title else question.details.splitlines()


def _shortened(question: Question) -> list[str]:
    lines = _details(question)
    more = len(lines) - LINES
    return lines[:LINES] + (
        [f"… and {more} more lines, in the warning at its item"] if more > 0 else []
    )
