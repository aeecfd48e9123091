"""One document in the engine's thread: its latest run's reader, and the claim on it."""

import logging
import time
from pathlib import Path

from orchestrator_engine import api
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.questions import Whom
from orchestrator_server.glimpse import Glimpse, glimpsed, run_names

ALIVE_SECONDS = 1.0
"""A run's supervisor is looked for at most this often; nothing tells of its death."""

STAY_SECONDS = 180.0
"""How long who may resume a run is there for its questions before it goes on: to say yes has an
end, and its worker would begin its agent before anybody had seen that it goes on again."""

log = logging.getLogger(__name__)


class Watched:
    """A document that somebody looks at, for as long as they do; of one thread alone."""

    unsaved: list[PlannedItem]
    """Items that the editor shows as done and may not have saved."""
    attendance: api.Attendance | None
    """That the person is there for the questions of the run; None while nobody need be."""

    def __init__(self, document: Path) -> None:
        self._document = document
        self.unsaved = []
        self.attendance = None
        self._claim: api.Claim | None = None
        self._stays_until = 0.0
        self._passed: set[str] = set()
        self._folder: RunFolder | None = None
        self._reader: api.Reader | None = None
        self._driven = False
        self._earlier: bool | None = None
        self._seen = False
        self._asked_at = 0.0

    def claim(self) -> bool:
        """Get hold of the right to write the document; False while another editor has it."""
        if self._claim is None:
            self._claim = api.claim(self._document)
        return self._claim is not None

    def glimpse(self, *, anew: bool) -> Glimpse | None:
        """The latest run as it is now, or None; `anew` looks for its supervisor in any case.

        Raises `errors.Refusal` when the state folder or the journal cannot be read.
        """
        self._find()
        if self._folder is None or self._reader is None:
            return None
        try:
            self._reader.advance()
            now = time.monotonic()
            if anew or now - self._asked_at >= ALIVE_SECONDS:
                self._driven, self._asked_at = api.alive(self._folder), now
                # What it wrote last may have come after the look above.
                self._reader.advance()
        except Refusal:
            # Told once; a journal that is gone or damaged does not get better by looking again.
            self._let_go()
            raise
        earlier = self._earlier or False
        run = self._reader.run
        found = glimpsed(self._folder, run, driven=self._driven, earlier=earlier)
        self._attend(found)
        if self._earlier is None and self._seen:
            self._earlier = self._was_run_before(self._folder)
        self._seen = True
        return found

    def _was_run_before(self, latest: RunFolder) -> bool:
        """Whether there is an older run of the document: looked for once the latest is shown."""
        older = sorted((name for name in run_names() if name < latest.id), reverse=True)
        folders = (RunFolder(state_dir() / "runs" / name) for name in older)
        return any(one.store.exists() and _is_of(one, self._document) for one in folders)

    def anew(self) -> None:
        """Look at runs again that were not of this document: one may have become so."""
        self._passed.clear()

    def stay(self) -> None:
        """Be there for the questions of a run that may go on again in a moment."""
        self._stays_until = time.monotonic() + STAY_SECONDS
        if self._folder is not None and self._reader is not None:
            self._attend(Glimpse(self._folder, self._reader.run, self._driven))

    def _attend(self, glimpse: Glimpse) -> None:
        """Be there for the questions of a run for as long as it goes on."""
        if glimpse.live:
            self._stays_until = 0.0
        there = glimpse.live or time.monotonic() < self._stays_until
        asks = there and glimpse.run.created.settings.ask is not Whom.NOBODY
        if asks and self.attendance is None:
            try:
                self.attendance = api.Attendance(glimpse.folder)
            except OSError as error:
                log.warning("nobody can be asked here: %s", error)
        elif not asks:
            self._go_away()

    def _go_away(self) -> None:
        if self.attendance is not None:
            self.attendance.leave()
            self.attendance = None

    def close(self) -> None:
        """Write the ticks that were not saved, and give everything back."""
        if self.unsaved:
            api.tick_file(self._document, self.unsaved)
        if self._claim is not None:
            self._claim.release()
            self._claim = None
        self._let_go()

    def _find(self) -> None:
        """Look for a newer run of the document among the runs that were not looked at yet."""
        names = run_names() - self._passed
        for name in sorted(names, reverse=True):
            folder = RunFolder(state_dir() / "runs" / name)
            if not folder.store.exists():  # it is being made, or never was
                names.discard(name)
            elif _is_of(folder, self._document):
                self._follow(folder)
                break
        self._passed |= names

    def _follow(self, folder: RunFolder) -> None:
        self._let_go()
        self._folder, self._reader = folder, api.Reader(folder)
        self._asked_at = 0.0
        self._earlier, self._seen = None, False

    def _let_go(self) -> None:
        self._go_away()
        if self._reader is not None:
            self._reader.close()
        self._folder, self._reader = None, None


def _is_of(folder: RunFolder, document: Path) -> bool:
    """Whether the run carries out that document. Nobody here asked for what cannot be read."""
    try:
        return api.created_by(folder).origin.document == str(document.resolve())
    except Refusal as error:
        log.warning("run %s cannot be read: %s", folder.id, error)
        return False
