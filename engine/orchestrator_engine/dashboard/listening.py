"""The WebSocket: who looks on is told what happens, and can ask for nothing but where to begin."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from orchestrator_engine.dashboard.desk import Desk
from orchestrator_engine.dashboard.guard import PROTOCOL
from orchestrator_engine.json_values import is_object

CLIENTS = 100
"""Pages and programs that may look on at once."""


class Listening:
    """The end of every WebSocket: no more of them than `most`."""

    def __init__(self, desk: Desk, most: int = CLIENTS) -> None:
        self._desk = desk
        self._most = most

    async def listen(self, socket: WebSocket) -> None:
        """Tell one listener everything for as long as it is there."""
        desk = self._desk
        if desk.clients >= self._most:
            await socket.send_denial_response(
                Response("too many look on already\n", 503, media_type="text/plain")
            )
            return
        desk.clients += 1
        desk.wanted.set()
        try:
            known = PROTOCOL in socket.scope["subprotocols"]
            await socket.accept(PROTOCOL if known else None)
            async with asyncio.TaskGroup() as tasks:
                telling: list[asyncio.Task[None]] = []
                try:
                    await self._hear(socket, tasks, telling)
                finally:
                    for task in telling:
                        task.cancel()
        except* (WebSocketDisconnect, OSError, RuntimeError):
            pass  # it is gone
        finally:
            desk.clients -= 1
            desk.used = time.monotonic()

    async def _hear(
        self, socket: WebSocket, tasks: asyncio.TaskGroup, telling: list[asyncio.Task[None]]
    ) -> None:
        """What a listener says: from where on it wants to be told. Never a command."""
        desk = self._desk
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            code, said = _heard(message)
            if code:
                await socket.close(code)
                return
            desk.used = time.monotonic()
            if said["type"] == "ping":
                await socket.send_text(desk.hub.single("pong", None))
            elif not telling:
                after = said.get("after")
                same = said.get("instance") == desk.hub.instance
                known = same and isinstance(after, int) and desk.hub.knows(after)
                telling.append(tasks.create_task(self._tell(socket, after if known else None)))

    async def _tell(self, socket: WebSocket, after: int | None) -> None:
        desk = self._desk
        if after is None:
            # What happens while it is made is told after it, a second time if need be.
            after = desk.hub.last
            overview = await desk.overview()
            await socket.send_text(desk.hub.single("initial_state", overview | {"message": after}))
        while socket.application_state is WebSocketState.CONNECTED:
            after, frame = await desk.hub.frame(after)
            await socket.send_text(frame)


def _heard(message: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """The code to close with, or 0, and what was said."""
    text = message.get("text")
    if text is None:
        return 1003, {}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return 1007, {}
    if not is_object(said) or said.get("type") not in ("hello", "ping"):
        return 1008, {}
    return 0, said
