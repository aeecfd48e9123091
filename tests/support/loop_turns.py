"""How long the turns of an event loop take, in time of the processor."""

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from orchestrator_server.messages import Message
from orchestrator_server.protocol import Protocol


@dataclass(frozen=True, order=True)
class Turn:
    """One callback of the loop: the seconds that it took of its thread, and what it was about."""

    seconds: float
    about: str


@contextmanager
def turns() -> Generator[list[Turn]]:
    """Keep the turns of all loops, in the order in which they ended."""
    found: list[Turn] = []
    about = [""]
    handle_run: Any = asyncio.Handle._run  # what a loop calls each turn
    receive = Protocol.receive

    def run(handle: asyncio.Handle) -> None:
        about[0] = repr(handle)[:200]
        begun = time.thread_time()
        handle_run(handle)
        found.append(Turn(time.thread_time() - begun, about[0]))

    def received(protocol: Protocol, message: Message) -> None:
        about[0] = str(getattr(message, "method", type(message).__name__))
        receive(protocol, message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.Handle, "_run", run)
        patch.setattr(Protocol, "receive", received)
        yield found
