"""What was told, by number: each listener reads on from where it is, as fast as it can.

Nobody has a queue of their own, so a listener that stops reading costs nothing but its place. One
that falls behind further than is kept is told to begin anew.
"""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable
from typing import Any

from orchestrator_engine.dashboard.messages import VERSION

KEPT = 4_096
"""Messages that are kept."""

_FRAME = 64
"""Messages that go out together: a burst costs a fraction of what it would one by one."""


class Hub:
    """The messages of one dashboard process, which `instance` tells from any other's."""

    def __init__(self, say: Callable[[dict[str, Any]], str], kept: int = KEPT) -> None:
        """`say` makes JSON of a message that is fit to be shown."""
        self.instance = secrets.token_hex(8)
        self.last = 0
        self._say = say
        self._kept: deque[str] = deque(maxlen=kept)
        self._news = asyncio.Event()
        self._frames: dict[tuple[int, int], str] = {}

    def publish(self, kind: str, run: str, at: float, data: dict[str, Any]) -> None:
        """Tell everybody. In the event loop's own thread."""
        self.last += 1
        message = {"seq": self.last, "type": kind, "run": run, "at": at, "data": data}
        self._kept.append(self._say(message))
        self._frames.clear()
        news, self._news = self._news, asyncio.Event()
        news.set()

    def knows(self, after: int) -> bool:
        """Whether everything since that number is still kept."""
        return self.last - len(self._kept) <= after <= self.last

    async def frame(self, after: int) -> tuple[int, str]:
        """What came after that number, once there is any, and the number to ask with next."""
        while after == self.last:
            await self._news.wait()
        if not self.knows(after):
            return self.last, self.single("resync", None)
        until = min(self.last, after + _FRAME)
        made = self._frames.get((after, until))
        if made is None:
            first = after - (self.last - len(self._kept))
            told = (self._kept[first + place] for place in range(until - after))
            made = f'{{"v":{VERSION},"instance":"{self.instance}","events":[{",".join(told)}]}}'
            self._frames[after, until] = made
        return until, made

    def single(self, kind: str, data: dict[str, Any] | None) -> str:
        """A message for one listener alone, which has the number of the last one for all."""
        message = {"seq": self.last, "type": kind, "run": None, "at": None, "data": data}
        head = {"v": VERSION, "instance": self.instance}
        return json.dumps(head)[:-1] + f', "events": [{self._say(message)}]}}'
