"""Following a run: read what is new four times a second, show it, and know when it is over."""

import signal
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from types import FrameType
from typing import Self

from orchestrator_engine import commands, journal, launch, said
from orchestrator_engine.cli import approving, desk, ending, faces, keyboard, output
from orchestrator_engine.events import RunResumed
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command

_LAST_WORDS = 20.0
"""Seconds that a worker has for its report, once its run is over."""

PAUSE = 0.25
"""Seconds between two looks at the journal."""
DOUBT = 8
"""Looks without news before asking whether anybody still drives the run."""


class Interrupts:
    """Counts Ctrl-C while it is entered: the first is a wish to stop, the second will not wait."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Self:
        """Take Ctrl-C over."""
        self._before = signal.signal(signal.SIGINT, self._pressed)
        return self

    def __exit__(self, *_: object) -> None:
        """Give Ctrl-C back."""
        signal.signal(signal.SIGINT, self._before)

    def _pressed(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.count > 1:
            raise KeyboardInterrupt


def follow(  # noqa: PLR0913  # what it needs of the world is given by the caller
    reader: Reader,
    face: faces.Face,
    *,
    history: Sequence[Recorded] = (),
    resumed: bool = False,
    driven: Callable[[], bool],
    wants_stop: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], None] = time.sleep,
) -> Run:
    """Show the run until it is over, or until nobody drives it any more.

    Begins with those events of `history` that the reader has behind it. With `resumed`, the end
    that the run had before does not count: its worker is about to say that it goes on.
    When `wants_stop` says so, the run is sent one stop command, and followed to its clean end.
    """
    face.open()
    try:
        quiet, asked = 0, False
        resumed = resumed and reader.run.over
        face.show([record for record in history if record.seq <= reader.run.seq], reader.run)
        while True:
            news = reader.advance()
            face.show(news, reader.run)
            quiet = 0 if news else quiet + 1
            resumed = resumed and not any(isinstance(one.event, RunResumed) for one in news)
            if reader.run.over and not resumed:
                return reader.run
            if wants_stop() and not asked:
                asked = True
                send_stop(reader)
                face.note("Stopping… (press Ctrl-C again to leave at once)")
            if quiet >= DOUBT:
                quiet = 0
                if not driven():
                    # Its last words may have been written just before it went.
                    face.show(reader.advance(), reader.run)
                    return reader.run
            sleep(PAUSE)
    finally:
        face.close()


def send_stop(reader: Reader, how: str = commands.DROP) -> None:
    """Ask the run to stop. The worker obeys within moments, whatever its agent does."""
    reader.send(Command(id=uuid.uuid4().hex, name="stop", data={"how": how}, at=time.time()))


def watch(
    folder: RunFolder,
    interrupts: Interrupts,
    *,
    as_json: bool,
    resumed: bool = False,
    verbose: bool = False,
) -> int:
    """Follow a run in the foreground, say how it ended, and give the exit code for it.

    Where a person sits before it, they are asked what its agents may not do by themselves.
    """
    reader = Reader(folder)
    asks = not as_json and keyboard.there()
    face = faces.choose(
        as_json=as_json,
        asks=desk.hint if asks else None,
        plain=verbose,
        words=partial(spoken, folder),
    )
    here = desk.at_this_terminal(reader, folder, face) if asks else nullcontext(time.sleep)
    try:
        with here as sleep:
            run = follow(
                reader,
                face,
                history=() if resumed else journal.read(folder),
                resumed=resumed,
                driven=lambda: launch.alive(folder),
                wants_stop=lambda: interrupts.count > 0,
                sleep=sleep,
            )
    except desk.Left:
        output.say(f"The run goes on in the background: code-orch attach {folder.id}")
        return 0
    except KeyboardInterrupt:
        output.note(f"The run is still stopping; see it with: code-orch status ({folder.id})")
        return ending.INTERRUPTED
    finally:
        reader.close()
    _settle(run, folder)
    if as_json:
        output.emit(ending.answer(run, folder))
    else:
        output.say("")
        output.say(ending.closing(run, folder))
    if asks and run.plan_ready and not interrupts.count and approving.offered(folder):
        return watch(folder, interrupts, as_json=False, resumed=True)
    return ending.INTERRUPTED if interrupts.count else ending.exit_code(run)


def spoken(folder: RunFolder, run: Run) -> dict[str, str]:
    """The last words of the agents at work, by their tasks."""
    told: dict[str, str] = {}
    for state in run.begun():
        attempt = state.attempt
        if attempt is not None and attempt.outcome is None:
            spool = folder.log(state.task.id, attempt.number, attempt.role)
            told[state.task.id] = said.last(spool)
    return told


def _settle(run: Run, folder: RunFolder) -> None:
    """Wait until whoever drove the run has gone: its report is written after its last event."""
    until = time.monotonic() + _LAST_WORDS
    while run.over and launch.alive(folder) and time.monotonic() < until:
        time.sleep(PAUSE)
