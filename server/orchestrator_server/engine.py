"""The engine's door, behind a thread of its own: disks and locks may wait, the loop may not.

One thread, because a journal's reader and a lock belong to the thread that opened them.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status as ItemStatus
from orchestrator_engine import api
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import RunFolder, find_runs, state_dir
from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.run import Run
from orchestrator_server.glimpse import Glimpse, looked
from orchestrator_server.survey import Survey, reading
from orchestrator_server.watched import Watched

OPENING_SECONDS = 60.0
"""An editor may take so long from reading a file to opening it here, on a machine under load."""

CLOSE_SECONDS = 1.0
"""How long the end of a session waits for what has to be given back or written."""

T = TypeVar("T")

log = logging.getLogger(__name__)


def state_folder() -> Path | None:
    """Where everything about runs is kept; None where it cannot be used, which a look will tell."""
    try:
        return state_dir()
    except Refusal:
        return None


class Engine:
    """What a session asks of the engine. Every method may be called from the loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "engine")
        self._watched: dict[object, Watched] = {}
        self._survey = Survey()

    async def glimpse(
        self, document: Path, *, anew: bool = False, key: object = None
    ) -> Glimpse | None:
        """The document's latest run as it is now, or None; cheap when nothing has changed.

        Looks `anew` for the run's supervisor where it may just have been started. With a `key`
        somebody looks on beside the one who has the document open.
        Raises `errors.Refusal` when the state folder or the journal cannot be read.
        """
        return await self._do(lambda: self._at(document, key).glimpse(anew=anew))

    async def look(self, run: str) -> Glimpse:
        """A run as it is now, by its id. Raises `errors.Refusal` where it cannot be read."""
        return await self._do(lambda: looked(RunFolder(state_dir() / "runs" / run)))

    async def claim(self, document: Path) -> bool:
        """Get hold of the right to write the document; False while another editor has it."""
        return await self._do(lambda: self._at(document).claim())

    async def survey(self, roots: tuple[Path, ...], wanted: frozenset[str]) -> list[Glimpse]:
        """What has happened in the runs of a workspace that go on, and in those that are `wanted`.

        Raises `errors.Refusal` and `OSError` when the state folder cannot be read.
        """
        return await self._do(lambda: self._survey.look(roots, wanted))

    async def runs(self, roots: tuple[Path, ...]) -> list[RunFolder]:
        """Every run in these folders, or all without any, the newest first. Raises as `survey`."""
        return await self._do(lambda: self._survey.runs(roots))

    @staticmethod
    def known() -> list[RunFolder]:
        """Every run that there is, the newest first; for the engine's thread."""
        return find_runs(state_dir())

    async def ask(self, work: Callable[[], T]) -> T:
        """What `work` gives, which reads runs, in the engine's thread."""
        return await self._do(work)

    def release(self, document: Path, key: object = None) -> None:
        """Give up the right to write the document, and forget its run.

        Ticks that the editor showed and did not save are written to the file: the run believes
        them, and what it did must not be done again.
        """
        self._thread.submit(self._release, key or document)

    async def stop(self, folder: RunFolder, how: str | None = None) -> None:
        """Ask a run to stop; `how`: "finish" what is under way, or "drop" it."""
        await self._do(lambda: reading(folder, lambda reader: api.send_stop(reader, how)))

    async def answer(self, folder: RunFolder, data: dict[str, object]) -> None:
        """Answer a question of a run; whoever is first counts, which the run says then."""
        await self._do(lambda: reading(folder, lambda reader: api.send_answer(reader, data)))

    def anew(self) -> None:
        """Look at all runs again: a document may have become that of one that was not its run."""
        self._thread.submit(self._anew)

    def stay(self, document: Path) -> None:
        """Be there for the questions of a run that may go on again in a moment."""
        self._thread.submit(self._stay, document)

    def sign(self, document: Path) -> None:
        """Note that the person is there, for the run of that document."""
        self._thread.submit(self._sign, document)

    async def ticked(
        self, document: Path, folder: RunFolder | None, items: list[PlannedItem]
    ) -> None:
        """Note that the editor shows these items as done, though it may not have saved.

        The run is told if it goes on; None for one that does not.
        """
        await self._do(lambda: self._ticked(document, folder, items))

    async def lost(self, document: Path, run: Run, items: list[PlannedItem]) -> list[PlannedItem]:
        """Which of these ticks the editor ought to show.

        It has read the file too early for them, or they went with an editor that had not saved.
        """
        return await self._do(lambda: _lost(document, run, items))

    def saved(self, document: Path) -> None:
        """The file is now what the editor shows."""
        self._thread.submit(self._saved, document)

    async def report(self, folder: RunFolder) -> Path:
        """Write the run's report as it stands now, and say where it is."""
        return await self._do(lambda: api.write_report(folder))

    def close(self) -> None:
        """Release every document, and wait for that a moment; nothing may be asked afterwards."""
        released = [
            self._thread.submit(self._release, document) for document in tuple(self._watched)
        ]
        released.append(self._thread.submit(self._survey.close))
        wait(released, CLOSE_SECONDS)
        self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _at(self, document: Path, key: object = None) -> Watched:
        return self._watched.setdefault(key or document, Watched(document))

    def _ticked(self, document: Path, folder: RunFolder | None, items: list[PlannedItem]) -> None:
        handles = tuple(item.handle for item in items)
        if folder is not None:
            reading(folder, lambda reader: api.send_ticked(reader, handles))
        self._at(document).unsaved += items

    def _saved(self, document: Path) -> None:
        self._at(document).unsaved.clear()

    def _anew(self) -> None:
        for watched in self._watched.values():
            watched.anew()

    def _stay(self, document: Path) -> None:
        if (watched := self._watched.get(document)) is not None:
            watched.stay()

    def _sign(self, document: Path) -> None:
        watched = self._watched.get(document)
        if watched is not None and watched.attendance is not None:
            watched.attendance.sign()

    def _release(self, key: object) -> None:
        watched = self._watched.pop(key, None)
        if watched is not None:
            watched.close()


def _lost(document: Path, run: Run, items: list[PlannedItem]) -> list[PlannedItem]:
    try:
        saved = document.stat().st_mtime
        text = document.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    analysis = analyze(text, str(document))
    # A file that was written long ago is what the editor read; what differs, the person changed.
    fresh = time.time() - saved < OPENING_SECONDS
    found: list[PlannedItem] = []
    for planned in items:
        item = analysis.find(planned.handle, planned.title)
        in_file = item is not None and item.status is ItemStatus.DONE
        # A document that was saved after a tick is as the person wants it.
        unsaved = run.vouched.get(planned.handle, 0.0) > saved
        if (in_file and fresh) or (not in_file and unsaved):
            found.append(planned)
    return found
