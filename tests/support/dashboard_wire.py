"""What a test says to a dashboard over its sockets, and what comes back."""

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from support.dashboards import TOKEN, Served

PATIENCE = 120.0

NOW = 1_795_000_000.0


def raw(dashboard: Served, data: bytes) -> bytes:
    """What comes back for these bytes, up to the end of the connection or of patience."""
    with socket.create_connection(("127.0.0.1", dashboard.port), timeout=15) as connection:
        connection.sendall(data)
        told = b""
        try:
            while chunk := connection.recv(65536):
                told += chunk
        except (TimeoutError, ConnectionResetError):
            pass
        return told


def head(dashboard: Served, *lines: str, path: str = "/state", method: str = "GET") -> bytes:
    first = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{dashboard.port}"]
    return "\r\n".join([*first, f"Authorization: Bearer {TOKEN}", *lines, "", ""]).encode()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def alive(dashboard: Served) -> bool:
    return httpx.get(f"{dashboard.url}/health", timeout=PATIENCE).json()["ok"]


def shown(dashboard: Served) -> Any:  # noqa: ANN401  # a context manager of websockets
    protocols = [Subprotocol("orch.v1"), Subprotocol(f"orch.token.{dashboard.token}")]
    return connect(
        f"ws://127.0.0.1:{dashboard.port}/ws", subprotocols=protocols, open_timeout=PATIENCE
    )


async def until(listener: ClientConnection, fits: Callable[[Any], bool]) -> list[Any]:
    """What is told up to the frame with the first event that is like that."""
    told: list[Any] = []
    async with asyncio.timeout(PATIENCE):
        while not any(map(fits, told)):
            told += json.loads(await listener.recv())["events"]
    return told


def hello(after: int | None = None, instance: str | None = None) -> str:
    return json.dumps({"type": "hello", "after": after, "instance": instance})
