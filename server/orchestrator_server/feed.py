"""Follows the runs of the open documents and shows what happens: progress, lenses, messages, ticks.

It asks the engine a few times a second while a run is live, and seldom otherwise. It holds nothing
that could not be read again: it may die at any moment, and the next session goes on.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator_engine.errors import Refusal
from orchestrator_server import states
from orchestrator_server.documents import path_of
from orchestrator_server.glimpse import Glimpse
from orchestrator_server.runs import offer_report
from orchestrator_server.ticks import Ticks

if TYPE_CHECKING:
    from orchestrator_server.session import Session

LIVE_SECONDS = 0.25
IDLE_SECONDS = 2.0
"""How often a document's run is looked at while it is live, and while it is not."""


class Feed:
    """Everything that a session shows of runs, one follower a document."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._followers: dict[str, _Follower] = {}

    def follow(self, uri: str, subject: Path | None = None) -> None:
        """Begin to follow the runs of a document that was opened.

        With a `subject` the runs of that document are meant, of which this is a plan: nothing is
        ticked then.
        """
        path = subject or path_of(uri)
        if path is None or uri in self._followers:
            return
        follower = _Follower(self._session, uri, path, ticks=subject is None)
        self._followers[uri] = follower
        self._session.background.spawn(follower.follow())

    def unfollow(self, uri: str) -> None:
        """Stop following a document that was closed. Its run goes on."""
        follower = self._followers.pop(uri, None)
        if follower is not None:
            follower.leave()

    def expect(self, uri: str, run: str, ended_at: float | None = None) -> None:
        """A run that the person started: look now, and tell its end however soon it comes.

        One that is resumed has an end already, at `ended_at`, which is not the one that is told.
        """
        follower = self._followers.get(uri)
        if follower is not None:
            follower.expect(run, ended_at)

    async def known(self, uri: str, seconds: float) -> bool:
        """Whether the runs of a document are known, after waiting for that at most so long."""
        follower = self._followers.get(uri)
        return follower is None or await follower.known(seconds)

    def look(self) -> None:
        """Look at the runs of all open documents now."""
        for follower in self._followers.values():
            follower.look()

    def follows(self, run: str) -> bool:
        """Whether a document is open whose run that is."""
        glimpses = (self._session.glimpses.get(uri) for uri in self._followers)
        return any(glimpse is not None and glimpse.folder.id == run for glimpse in glimpses)

    def following(self, run: str) -> str | None:
        """The open document whose run that is."""
        for uri in self._followers:
            glimpse = self._session.glimpses.get(uri)
            if glimpse is not None and glimpse.folder.id == run:
                return uri
        return None


class _Follower:
    """One open document."""

    def __init__(self, session: "Session", uri: str, path: Path, *, ticks: bool) -> None:
        self.uri = uri
        self._session = session
        self._path = path
        self._key = None if ticks else uri
        self._ticks = Ticks(session, uri, path) if ticks else None
        self._now = asyncio.Event()
        self._open = True
        self._expected: tuple[str, float | None] | None = None
        self._anew = False
        self._looked = asyncio.Event()

    async def known(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._looked.wait()
        except TimeoutError:
            return False
        return True

    def leave(self) -> None:
        self._open = False
        glimpse = self._session.glimpses.get(self.uri)
        if glimpse is not None and glimpse.folder.id not in self._session.runs.live:
            self._session.board.end(glimpse.folder.id, "The run goes on.")
        # At once and in order: the same document may be opened again before this task ends.
        self._session.engine.release(self._path, self._key)
        self._now.set()

    def look(self) -> None:
        self._now.set()

    def expect(self, run: str, ended_at: float | None = None) -> None:
        self._expected = run, ended_at
        self._anew = True
        self._now.set()

    async def follow(self) -> None:
        """Look, show, wait, until the document is closed or the session ends."""
        while self._open:
            await self._turn()
            glimpse = self._session.glimpses.get(self.uri)
            # One that was resumed is over until its worker has read so.
            live = glimpse is not None and (glimpse.live or glimpse.driven)
            await self._wait(LIVE_SECONDS if live else IDLE_SECONDS)

    async def _turn(self) -> None:
        try:
            if self._ticks is not None:
                await self._ticks.claim()
            if not self._open:
                return
            anew, self._anew = self._anew, False
            now = await self._session.engine.glimpse(self._path, anew=anew, key=self._key)
        except Refusal as error:
            self._session.editor.trouble("engine", error.sentences)
            return
        except OSError as error:
            self._session.editor.trouble("engine", f"The state folder cannot be used: {error}")
            return
        if now is None or not self._open:
            self._looked.set()
            return
        if not self._looked.is_set() and now.crashed and self._session.client.trusted:
            self._session.begin(self._revive(now))
        before = self._session.glimpses.get(self.uri)
        self._session.glimpses[self.uri] = now
        self._looked.set()
        if before is None or before.moment != now.moment:
            self._session.editor.redraw.lenses()
            self._session.editor.redraw.hints()
            self._session.editor.redraw.changed(now.folder.id)
        self._session.answering.look(self.uri, now)
        self._session.remarks.look(now)
        self._show(before, now)
        if self._ticks is not None:
            await self._ticks.look(now)
            self._ticks.write(now)

    def _show(self, before: Glimpse | None, now: Glimpse) -> None:
        board, title = self._session.board, self._session.runs.title(now)
        if before is not None and before.live and before.folder != now.folder:
            board.end(before.folder.id, "Another run has begun.")
        if now.live:
            board.show(now, title)
            return
        was_live = before is not None and before.live and before.folder == now.folder
        expected = now.run.over and self._is_expected(now)
        if board.shows(now.folder.id):
            board.end(now.folder.id, states.ending(now, title))
        if was_live or expected:
            self._expected = None
            self._session.begin(offer_report(self._session, now))

    def _is_expected(self, now: Glimpse) -> bool:
        if self._expected is None:
            return False
        run, ended_at = self._expected
        return run == now.folder.id and now.run.ended_at != ended_at

    async def _revive(self, dead: Glimpse) -> None:
        """Let a run go on that nobody drove when the document was opened."""
        if await self._session.starting.revive(dead.folder):
            self._session.editor.inform(
                f"The run of {self._path.name} had died (with the machine, for example) "
                "and goes on now."
            )
            self.expect(dead.folder.id)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._now.wait()
        except TimeoutError:
            return
        self._now.clear()
