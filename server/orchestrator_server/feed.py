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
from orchestrator_server.engine import Glimpse
from orchestrator_server.progress import Progress
from orchestrator_server.ticks import Ticks

if TYPE_CHECKING:
    from orchestrator_server.session import Session

LIVE_SECONDS = 0.25
IDLE_SECONDS = 2.0
"""How often a document's run is looked at while it is live, and while it is not."""

OFFER_SECONDS = 600.0
"""How long the offer to show a report stays open."""

SHOW = "Show the report"


class Feed:
    """Everything that a session shows of runs, one follower a document."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._followers: dict[str, _Follower] = {}

    def follow(self, uri: str) -> None:
        """Begin to follow the runs of a document that was opened."""
        path = path_of(uri)
        if path is None or uri in self._followers:
            return
        follower = _Follower(self._session, uri, path)
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

    def cancel(self, token: object) -> Glimpse | None:
        """The run whose progress has that token, for the person wants to stop it."""
        for follower in self._followers.values():
            if follower.shows(token):
                return self._session.glimpses.get(follower.uri)
        return None


class _Follower:
    """One open document."""

    def __init__(self, session: "Session", uri: str, path: Path) -> None:
        self.uri = uri
        self._session = session
        self._path = path
        self._progress = Progress(session.editor, session.background)
        self._ticks = Ticks(session, uri, path)
        self._now = asyncio.Event()
        self._open = True
        self._expected: tuple[str, float | None] | None = None
        self._anew = False
        self._looked = False

    def leave(self) -> None:
        self._open = False
        self._progress.drop()
        # At once and in order: the same document may be opened again before this task ends.
        self._session.engine.release(self._path)
        self._now.set()

    def expect(self, run: str, ended_at: float | None = None) -> None:
        self._expected = run, ended_at
        self._anew = True
        self._now.set()

    def shows(self, token: object) -> bool:
        return self._progress.token is not None and self._progress.token == token

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
            await self._ticks.claim()
            if not self._open:
                return
            anew, self._anew = self._anew, False
            now = await self._session.engine.glimpse(self._path, anew=anew)
        except Refusal as error:
            self._session.editor.trouble("engine", f"{error.message}. {error.hint}")
            return
        except OSError as error:
            self._session.editor.trouble("engine", f"The state folder cannot be used: {error}")
            return
        first, self._looked = not self._looked, True
        if now is None or not self._open:
            return
        if first and now.crashed:
            self._session.begin(self._revive(now))
        before = self._session.glimpses.get(self.uri)
        self._session.glimpses[self.uri] = now
        if before is None or before.moment != now.moment:
            self._session.editor.refresh_lenses()
        self._session.answering.look(self.uri, now)
        self._show(before, now)
        await self._ticks.look(now)
        self._ticks.write(now)

    def _show(self, before: Glimpse | None, now: Glimpse) -> None:
        if now.live:
            self._progress.show(now)
            return
        was_live = before is not None and before.live and before.folder == now.folder
        expected = now.run.over and self._is_expected(now)
        if self._progress.shown == now.folder.id:
            self._progress.end(states.ending(now))
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


async def offer_report(session: "Session", glimpse: Glimpse) -> None:
    """Say how a run ended, and show its report to who wants to see it."""
    words = states.ending(glimpse)
    if not session.client.asks:
        report = await session.engine.report(glimpse.folder)
        session.editor.inform(f"{words} The report: {report}")
        return
    if await session.editor.ask(words, (SHOW,), OFFER_SECONDS) == SHOW:
        await session.editor.show(await session.engine.report(glimpse.folder))
