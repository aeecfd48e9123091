"""Work that goes on beside the handling of messages, and ends with the session."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Background:
    """Holds every task that nobody awaits. One that fails is in the log and harms no other."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._timers: dict[object, asyncio.TimerHandle] = {}

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Let `work` go on until it ends or the session does."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def later(self, key: object, seconds: float, work: Callable[[], object]) -> None:
        """Do `work` after a while, in place of what was put off under the same key."""
        self.drop(key)

        def run() -> None:
            del self._timers[key]
            work()

        self._timers[key] = asyncio.get_running_loop().call_later(seconds, run)

    def put_off(self, key: object) -> bool:
        """Whether something under that key is still to come."""
        return key in self._timers

    def drop(self, key: object) -> None:
        """Do not do what was put off under that key."""
        timer = self._timers.pop(key, None)
        if timer is not None:
            timer.cancel()

    async def close(self) -> None:
        """Cancel what still goes on, and wait until it has heard of it."""
        for key in tuple(self._timers):
            self.drop(key)
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("work in the background failed", exc_info=error)
