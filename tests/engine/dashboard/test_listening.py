"""The WebSocket: who may listen, what is told, and that nothing can be said."""

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from orchestrator_engine.dashboard.app import CLIENTS
from support.dashboard_stories import Teller
from support.dashboard_wire import PATIENCE, alive, hello, raw, shown, status, until
from support.dashboards import TOKEN, Served


async def test_a_listener_hears_what_happens_and_goes_on_where_it_was(
    dashboard: Served, stories: list[Teller]
) -> None:
    story = stories[0]
    async with shown(dashboard) as listener:
        await listener.send(hello())
        first = await until(listener, lambda event: event["type"] == "initial_state")
        assert first[0]["data"]["kind"] == "overview"
        story.work("T4").merge("T4")

        def merged(event: Any) -> bool:  # noqa: ANN401  # JSON
            mine = event["type"] == "state_update" and event["run"] == story.folder.id
            return mine and event["data"]["row"]["merged"] == 4

        events = await until(listener, merged)
        row = next(filter(merged, events))
        told = next(event for event in events if event["type"] == "task_done")
        assert told["run"] == story.folder.id
        assert told["data"]["name"].startswith("SHOP-4")
        frame = json.loads(await _pong(listener))
    async with shown(dashboard) as again:
        await again.send(hello(told["seq"], frame["instance"]))
        got = json.loads(await asyncio.wait_for(again.recv(), PATIENCE))["events"]
        assert got[0]["seq"] == told["seq"] + 1
        assert row["seq"] in [event["seq"] for event in got], "nothing is missing"
    async with shown(dashboard) as stranger:
        await stranger.send(hello(3, "another-instance"))
        got = json.loads(await asyncio.wait_for(stranger.recv(), PATIENCE))["events"]
        assert got[0]["type"] == "initial_state"


async def _pong(listener: ClientConnection) -> str | bytes:
    await listener.send(json.dumps({"type": "ping"}))
    async with asyncio.timeout(PATIENCE):
        while '"pong"' not in (frame := str(await listener.recv())):
            pass
    return frame


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("x" * 70_000, 1009),
        ("{", 1007),
        ("[" * 5_000, 1007),
        ("[]", 1008),
        ('{"type": "stop"}', 1008),
        ('{"type": "restart", "run": "x"}', 1008),
        ('{"type": "answer", "question": "q1", "answer": "allow"}', 1008),
        ("{}", 1008),
        (b"\x00\x01", 1003),
    ],
)
async def test_s25_s28_a_listener_can_only_listen(
    dashboard: Served, stories: list[Teller], said: str | bytes, code: int
) -> None:
    async with shown(dashboard) as listener:
        with pytest.raises(ConnectionClosed) as closed:  # noqa: PT012  # whenever it notices
            await listener.send(said)
            async with asyncio.timeout(PATIENCE):
                while True:
                    await listener.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code
    assert not any(one.journal.commands() for one in stories)
    assert alive(dashboard)


@pytest.mark.parametrize(
    ("protocols", "headers", "wanted"),
    [
        (["orch.v1"], {}, 401),
        (["orch.v1", "orch.token.wrong"], {}, 401),
        (["orch.v1", f"orch.token.{TOKEN}"], {"Origin": "http://evil.test"}, 403),
        (["orch.v1", f"orch.token.{TOKEN}"], {"Origin": "http://localhost:5173"}, 403),
        (["orch.v1", f"orch.token.{TOKEN}"], {"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
async def test_s22_s23_who_may_not_listen_is_told_so(
    dashboard: Served, protocols: list[str], headers: dict[str, str], wanted: int
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(
            f"ws://127.0.0.1:{dashboard.port}/ws",
            subprotocols=[Subprotocol(each) for each in protocols],
            additional_headers=headers,
            open_timeout=PATIENCE,
        )
    assert refused.value.response.status_code == wanted


def test_s24_a_rebound_name_opens_no_websocket(dashboard: Served) -> None:
    request = (
        "GET /ws HTTP/1.1\r\nHost: evil.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: orch.v1, orch.token.{TOKEN}\r\n\r\n"
    )
    assert status(raw(dashboard, request.encode())) == 421


async def test_s26_one_more_than_a_hundred_is_refused(dashboard: Served) -> None:
    there: list[ClientConnection] = []
    try:
        while len(there) < CLIENTS:
            there.append(await shown(dashboard))
        with pytest.raises(InvalidStatus) as refused:
            await shown(dashboard)
        assert refused.value.response.status_code == 503
        assert alive(dashboard)
    finally:
        await asyncio.gather(*(each.close() for each in there))


def test_somebody_is_there_for_questions_while_a_page_is_open(
    dashboard: Served, stories: list[Teller]
) -> None:
    from orchestrator_engine.attendance import attended  # noqa: PLC0415

    async def look() -> None:
        async with shown(dashboard) as listener, asyncio.timeout(PATIENCE):
            await listener.send(hello())
            while not attended(stories[1].folder):  # noqa: ASYNC110  # a file says it
                await asyncio.sleep(0.05)
        async with asyncio.timeout(PATIENCE):
            while attended(stories[1].folder):  # noqa: ASYNC110  # the same
                await asyncio.sleep(0.05)

    asyncio.run(look())
