"""The ways to show a run while it goes on: redrawn, as plain lines, or as JSON lines."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from orchestrator_engine.cli import output
from orchestrator_engine.cli.lines import line
from orchestrator_engine.questions import Question
from orchestrator_engine.recorded import Recorded, encode
from orchestrator_engine.run import Run
from orchestrator_engine.sentences import level_of
from orchestrator_engine.system.logs import LEVELS


class Face(Protocol):
    """Shows a run to somebody. `show` is called several times a second, mostly with nothing new."""

    def open(self) -> None:
        """Begin."""
        ...

    def show(self, records: Sequence[Recorded], run: Run) -> None:
        """Show what is new, and the run with it."""
        ...

    def note(self, text: str) -> None:
        """Say something that is no event."""
        ...

    def above(self, text: str) -> None:
        """Say something long that stays, whatever is drawn later."""
        ...

    def close(self) -> None:
        """End; nothing is shown any more."""
        ...


class Lines:
    """Plain lines: one an event, no control codes."""

    def open(self) -> None:
        """Nothing to begin."""

    def show(self, records: Sequence[Recorded], run: Run) -> None:
        """Print a line for each new event."""
        for record in records:
            output.say(line(record, run))

    def note(self, text: str) -> None:
        """Print it beside the lines."""
        output.note(text)

    def above(self, text: str) -> None:
        """Print it."""
        output.say(text)

    def close(self) -> None:
        """Nothing to end."""


class AtLeast:
    """Another face that is shown only what matters at least so much."""

    def __init__(self, face: Face, level: str) -> None:
        self.open, self.note, self.above, self.close = face.open, face.note, face.above, face.close
        self._face = face
        self._least = LEVELS.index(level)

    def show(self, records: Sequence[Recorded], run: Run) -> None:
        """Show what is left of it."""
        matters = [one for one in records if LEVELS.index(level_of(one.event)) >= self._least]
        self._face.show(matters, run)


class JsonLines:
    """One JSON object a line and event."""

    def open(self) -> None:
        """Nothing to begin."""

    def show(self, records: Sequence[Recorded], run: Run) -> None:  # noqa: ARG002  # events say it all
        """Print an object for each new event."""
        for record in records:
            kind, version, data = encode(record.event)
            output.emit(
                {
                    "seq": record.seq,
                    "at": record.at,
                    "level": level_of(record.event),
                    "kind": kind,
                    "version": version,
                    "data": json.loads(data),
                }
            )

    def note(self, text: str) -> None:
        """Print it beside the objects."""
        output.note(text)

    def above(self, text: str) -> None:
        """Print it beside the objects."""
        output.note(text)

    def close(self) -> None:
        """Nothing to end."""


def choose(
    *,
    as_json: bool,
    asks: Callable[[Question], str] | None = None,
    plain: bool = False,
    words: Callable[[Run], Mapping[str, str]] | None = None,
) -> Face:
    """The face that suits what standard output is; `asks` says how a question is answered there.

    `plain` wants lines on a terminal, too; `words` are the last ones of the agents at work.
    """
    if as_json:
        return JsonLines()
    if sys.stdout.isatty() and not plain:
        # rich takes 60 ms to import, and only a terminal needs it.
        from orchestrator_engine.cli import live

        if live.on_this_terminal(terminal=True):
            return live.Screen(asks=asks, words=words)
    return Lines()


class Silent:
    """Shows nothing: for waiting."""

    def open(self) -> None:
        """Nothing to begin."""

    def show(self, records: Sequence[Recorded], run: Run) -> None:
        """Nothing to show."""

    def note(self, text: str) -> None:
        """Nothing to say."""

    def above(self, text: str) -> None:
        """Nothing to say."""

    def close(self) -> None:
        """Nothing to end."""
