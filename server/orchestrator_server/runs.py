"""The runs of the workspace, whether their documents are open or not: shown while they go on.

A run whose document is open is shown by the follower of that document; here are all others, and
here is told to an editor's widgets which runs have changed.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator_engine.errors import Refusal
from orchestrator_server import states
from orchestrator_server.capabilities import Client
from orchestrator_server.documents import path_of
from orchestrator_server.glimpse import Glimpse
from orchestrator_server.offers import Again
from orchestrator_server.whose import whose

if TYPE_CHECKING:
    from orchestrator_server.session import Session

LIVE_SECONDS = 0.5
IDLE_SECONDS = 2.0
"""How often the runs are looked at while some go on, and while none does."""


class Runs:
    """The live runs of one workspace, by id; the loop's thread owns it."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._folders: dict[str, Path] = {}
        self._wanted: set[str] = set()
        self._now = asyncio.Event()
        self._looking = False
        self.live: dict[str, Glimpse] = {}

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders of the workspace, without links."""
        return tuple(self._folders.values())

    def title(self, glimpse: Glimpse) -> str:
        """A run's title, with where it belongs if the title alone could mean another run."""
        title = glimpse.run.title
        alike = [
            Path(other.document)
            for other in self.live.values()
            if other.run.title == title and other.folder.id != glimpse.folder.id
        ]
        place = whose(Path(glimpse.document), self.roots, alike)
        return f"{title} ({place})" if place else title

    def follow(self, uris: Iterable[str]) -> None:
        """Look after the runs of some more folders."""
        for uri in uris:
            path = path_of(uri)
            if path is not None:
                self._folders[uri] = path.resolve()
        if self._folders:
            self._begin()

    def leave(self, uris: Iterable[str]) -> None:
        """Look after the runs of some folders no longer; what goes on there goes on."""
        for uri in uris:
            self._folders.pop(uri, None)

    def want(self, run: str) -> None:
        """Look after a run wherever it is: the person has just had to do with it."""
        self._wanted.add(run)
        self._now.set()
        self._begin()

    def _begin(self) -> None:
        if not self._looking:
            self._looking = True
            self._session.background.spawn(self._look())

    async def _look(self) -> None:
        while True:
            found: list[Glimpse] = []
            try:
                wanted = frozenset(self._wanted)
                found = await self._session.engine.survey(self.roots, wanted)
            except (Refusal, OSError) as error:
                # It may pass: a process can have too many files open for a moment.
                self._session.editor.trouble("engine", f"The runs cannot be looked at: {error}")
            for glimpse in found:
                self._show(glimpse)
            try:
                async with asyncio.timeout(LIVE_SECONDS if self.live else IDLE_SECONDS):
                    await self._now.wait()
                self._now.clear()
            except TimeoutError:
                pass

    def _show(self, now: Glimpse) -> None:
        name, session = now.folder.id, self._session
        session.editor.redraw.changed(name)
        session.remarks.look(now)
        before = self.live.pop(name, None)
        was_live = before is not None
        if before is not None and before.document != now.document:
            session.engine.anew()
            session.feed.look()
        if now.live:
            self.live[name] = now
        else:
            # It may have put right what another one has a remark on.
            session.remarks.refresh()
        if session.feed.follows(name):
            return
        if now.live:
            session.board.show(now, self.title(now))
        elif was_live:
            session.board.end(name, states.ending(now, self.title(now)))
            session.begin(offer_report(session, now))


OFFER_SECONDS = 600.0
"""How long the offer to show a report stays open."""

SHOW, GO_ON = "Show the report", "Resume"


async def offer_report(session: "Session", glimpse: Glimpse) -> None:
    """Say how a run ended, and show its report to who wants to see it."""
    client, title = session.client, session.runs.title(glimpse)
    if client.lists_answers:
        # Nothing has to be answered, so the keyboard stays with whatever the person is typing.
        session.editor.inform(
            f"{states.ending(glimpse, title, buttons=True)} {_ways(glimpse, client)}"
        )
    elif not client.asks:
        report = await session.engine.report(glimpse.folder)
        session.editor.inform(f"{states.ending(glimpse, title)} The report: {report}")
    else:
        words = states.ending(glimpse, title, buttons=True)
        answers = (SHOW, GO_ON) if glimpse.crashed else (SHOW,)
        chosen = await session.editor.ask(words, answers, OFFER_SECONDS)
        if chosen == SHOW:
            await session.editor.show(await session.engine.report(glimpse.folder))
        elif chosen == GO_ON:
            await _go_on(session, glimpse)


def _ways(glimpse: Glimpse, client: Client) -> str:
    """What a person types or chooses after a run, by its name."""
    # Who hears of changes has our plugin, and its command.
    plugin = client.hears_of_changes
    report = ":Orchestrate report" if plugin else f"the code action “{SHOW}”"
    if not glimpse.crashed:
        return f"The report: {report}"
    resume = ":Orchestrate resume" if plugin else "the code action “Resume the run”"
    return f"To let it go on: {resume}. The report: {report}"


async def _go_on(session: "Session", dead: Glimpse) -> None:
    """Let a run go on that had crashed, as the person has just said."""
    now = await session.engine.look(dead.folder.id)
    if not now.crashed:
        session.editor.inform(f"{now.run.title} is not crashed any more.")
        return
    uri = session.feed.following(now.folder.id) or now.folder.id
    name = await session.starting.go_on(Again(uri, now.folder, now.run.ended_at))
    if name is not None:
        session.expect(uri, name, now.run.ended_at)
