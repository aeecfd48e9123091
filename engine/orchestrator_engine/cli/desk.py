"""Answering what agents ask, at the terminal that a run is shown on.

A key counts only for a question that has been on the screen for a moment: nobody allows by typing
ahead what they have not seen.
"""

import time
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager

from orchestrator_engine.attendance import Attendance
from orchestrator_engine.cli import faces, output
from orchestrator_engine.cli.keyboard import Keyboard
from orchestrator_engine.commands import DROP
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.questions import Choice, Question
from orchestrator_engine.store import Command
from orchestrator_engine.wording import asks

BY = "code-orch attach"
MOMENT = 0.5
"""Seconds that a question is shown before a key counts."""

_ANSWERS = {
    "y": Choice.ALLOW,
    "w": Choice.ALWAYS,
    "n": Choice.REFUSE,
    "allow": Choice.ALLOW,
    "always": Choice.ALWAYS,
    "refuse": Choice.REFUSE,
}


class Left(Exception):  # noqa: N818  # what happened, not a kind of error
    """The person has seen enough; the run goes on."""


KEYS = "s stop · p pause · d leave it running · ? keys"
STOPS = "stops at once"
LEAVES = "leaves it running, too"
"""What Ctrl-C does where a run was begun, and where somebody came to look."""

SURE = 5.0
"""Seconds within which the key that stops has to be pressed again."""


def hint(question: Question) -> str:
    """The keys, on one line."""
    return f"y allow · w allow in the whole run ({question.scope}) · n refuse · d all of it"


class Desk:
    """Where one person answers, on `face`; `listen` is called when the face has drawn the run."""

    def __init__(
        self,
        reader: Reader,
        face: faces.Face,
        keyboard: Keyboard,
        attendance: Attendance,
        interrupt: str = STOPS,
    ) -> None:
        self._interrupt = interrupt
        self._reader = reader
        self._face = face
        self._keyboard = keyboard
        self._attendance = attendance
        self._shown: Question | None = None
        self._since = 0.0
        self._sent = ""
        self._unsure = float("-inf")

    def listen(self, seconds: float) -> None:
        """Wait so long, and do what the person types meanwhile. Raises `Left`."""
        question = self._reader.run.question
        if question != self._shown:
            self._turn_to(question)
        try:
            typed = self._keyboard.read(seconds)
        except EOFError:
            raise Left from None
        if typed:
            self._attendance.sign()
        for word in typed:
            self._obey(word.lower(), question)

    def _turn_to(self, question: Question | None) -> None:
        """Show a question that was not there before, and say how the one before it ended."""
        before, self._shown = self._shown, question
        how = self._reader.run.settled.get(before.id) if before is not None else None
        if how is not None and before is not None:
            mine = self._sent == before.id and how.by == BY
            self._face.note("" if mine else f"{before.id} was {how.words}.")
        if question is None:
            return
        self._keyboard.forget()
        self._since = time.monotonic()
        if not self._keyboard.keys:
            output.say(f"{asks(self._reader.run, question)}\n{_indented(question)}")
            output.say(f"{hint(question)} · q leave, then Enter:")

    def _obey(self, word: str, question: Question | None) -> None:
        if word == "q":
            raise Left
        if self._keyboard.keys and self._steer(word, question):
            return
        if question is None or time.monotonic() - self._since < MOMENT:
            return
        if word == "d":
            words = f"{asks(self._reader.run, question)}\n{_indented(question)}"
            self._face.above(words)
        elif word in _ANSWERS and self._sent != question.id:
            self._sent = question.id
            data = _ANSWERS[word].as_data(question.id, by=BY)
            self._reader.send(Command(uuid.uuid4().hex, "answer", data, time.time()))

    def _steer(self, word: str, question: Question | None) -> bool:
        """Do what a key says that is about the whole run; whether it was such a key."""
        now = time.monotonic()
        if word == "d" and question is None:
            raise Left
        if word == "?":
            self._face.note(f"{KEYS} · q is d, too · Ctrl-C {self._interrupt}")
        elif word == "s" and now - self._unsure > SURE:
            # A slip of the finger throws no attempt away.
            self._unsure = now
            self._face.note("Press s again to stop the run; what is done is kept.")
        elif word == "s":
            self._unsure = float("-inf")
            self._send("stop", {"how": DROP})
            self._face.note("Stopping…")
        elif word == "p":
            pausing = self._reader.run.stopping is not None
            self._send("resume" if pausing else "pause", {})
            finished = "Pausing: what is under way is finished first (p goes on)."
            self._face.note("Going on." if pausing else finished)
        else:
            return False
        return True

    def _send(self, name: str, data: dict[str, object]) -> None:
        self._reader.send(Command(uuid.uuid4().hex, name, data, time.time()))


@contextmanager
def at_this_terminal(
    reader: Reader, folder: RunFolder, face: faces.Face, interrupt: str = STOPS
) -> Generator[Callable[[float], None]]:
    """What waits for as long as it is told, and meanwhile does what the person types."""
    with Attendance(folder) as attendance, Keyboard(keys=not isinstance(face, faces.Lines)) as keys:
        yield Desk(reader, face, keys, attendance, interrupt).listen


def _indented(question: Question) -> str:
    return "\n".join(f"  {line}" for line in question.details.splitlines())
