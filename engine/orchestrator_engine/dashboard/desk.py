"""Where the stores are read: by one thread beside the event loop, which tells what it meets.

So `/health` answers whatever the runs do, and nothing is read by two at once.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from orchestrator_engine.dashboard.answers import Bad
from orchestrator_engine.dashboard.following import Runs
from orchestrator_engine.dashboard.hub import Hub
from orchestrator_engine.viewing import as_json

_POLL = 0.25
_QUIET = 2.0

Value = TypeVar("Value")


class Desk:
    """The runs of a state folder, who looks on, and what is told to them."""

    def __init__(self, state: Path) -> None:
        self.used = time.monotonic()
        self.clients = 0
        self.wanted = asyncio.Event()
        self.hub = Hub(lambda message: as_json(message).decode())
        self.runs = Runs(state, self._heard)
        self._news: list[tuple[str, str, float, dict[str, Any]]] = []
        self._reading = ThreadPoolExecutor(1, "stores")

    @property
    def idle(self) -> float:
        """Seconds since somebody was there."""
        return 0.0 if self.clients else time.monotonic() - self.used

    async def follow(self) -> None:
        """Look what runs do for as long as somebody is there; until cancelled."""
        while True:
            await self.read(partial(self.runs.look, attend=self.clients > 0, further=True))
            if self.runs.unread:
                continue  # who asks in between is answered in between
            if not self.clients:
                # Nobody looks on: a request wakes us, and what it asks for is read then.
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.wanted.wait(), _QUIET if self.runs.live else 60.0)
                self.wanted.clear()
            await asyncio.sleep(_POLL)

    async def read(self, read: Callable[[], Value]) -> Value:
        """Have the thread that reads stores do it, and tell what it met on the way."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reading, read)
        finally:
            news, self._news[:] = [*self._news], []
            for told in news:
                self.hub.publish(*told)

    async def whole(self) -> None:
        """Have every run looked at, those of long ago too; others are answered in between."""
        while await self.read(self._more):
            pass

    async def overview(self) -> dict[str, Any]:
        """All runs at a glance."""

        def read() -> dict[str, Any]:
            self.runs.look()
            return self.runs.overview()

        made = await self.read(read)
        return made | {"instance": self.hub.instance, "message": self.hub.last}

    async def only(self, *, otherwise_latest: bool = False) -> str:
        """The run that is meant where none is named: the one that goes on. Raises `Bad`."""

        def read() -> tuple[list[str], list[str]]:
            self.runs.look()
            return self.runs.live, [one.run for one in self.runs.known[:1]]

        live, latest = await self.read(read)
        if len(live) == 1 or (live and otherwise_latest):
            return live[0]
        if otherwise_latest and latest:
            return latest[0]
        if not live:
            raise Bad(404, "no run goes on", "Name one: run")
        raise Bad(400, f"{len(live)} runs go on", "Name the one that you mean: run")

    async def close(self) -> None:
        """Let go of everything."""
        await self.read(self.runs.close)
        self._reading.shutdown()

    def _heard(self, kind: str, run: str, at: float, data: dict[str, Any]) -> None:
        """Note what is to be told, in the thread that reads."""
        self._news.append((kind, run, at, data))

    def _more(self) -> bool:
        self.runs.look(further=True)
        return self.runs.unread > 0
