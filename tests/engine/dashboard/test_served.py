"""The dashboard as a process: what the sockets, the store and the system see of it."""

import asyncio
import json
import os
import re
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from orchestrator_engine.dashboard import process as processes
from orchestrator_engine.dashboard.app import CLIENTS, PAGE
from orchestrator_engine.dashboard.guard import CSP
from orchestrator_engine.opening import NoDashboard, Places, find, mine, opened
from orchestrator_engine.system.locks import Lock
from support.dashboards import TOKEN, Served, Teller, asking, driven, failed, running, served

pytestmark = pytest.mark.timeout(180)
PATIENCE = 60.0
NOW = 1_795_000_000.0
SECRET = "sk-ant-api03-" + "q7" * 24


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Generator[list[Teller]]:
    state = tmp_path_factory.mktemp("state") / "s"
    state.mkdir(mode=0o700)
    told = [running(state, NOW), asking(state, NOW + 60)]
    failed(state, NOW - 9_000).close()
    with driven(*told):
        yield told
    for one in told:
        one.close()


@pytest.fixture(scope="module")
def dashboard(stories: list[Teller]) -> Generator[Served]:
    with served(stories[0].folder.state) as there:
        yield there


@pytest.fixture(scope="module")
def client(dashboard: Served) -> Generator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=dashboard.url, headers=headers, timeout=PATIENCE) as made:
        yield made


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


def test_s2_s7_s8_s9_nothing_is_told_without_the_token(dashboard: Served) -> None:
    paths = [
        "/state",
        "/view",
        "/logs",
        "/diff",
        "/history",
        "/metrics",
        "/nonesuch",
        "/..%2f",
        "/stop",
    ]
    for path in paths:
        answer = httpx.get(dashboard.url + path, timeout=PATIENCE)
        assert answer.status_code == 401, path
    page = httpx.get(dashboard.url + "/", timeout=PATIENCE)
    assert page.status_code == 401
    assert "<!doctype html>" in page.text
    for secret in (TOKEN, "honey", "20261122", str(dashboard.state)):
        assert secret not in page.text
    assert set(httpx.get(dashboard.url + "/health", timeout=PATIENCE).json()) == {
        "ok",
        "uptime",
        "version",
    }


def test_metrics_are_told_to_who_has_the_token(client: httpx.Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "\ncode_orchestrator_runs{group=" in answer.text


def test_s3_s9_the_page_is_the_same_for_who_may_look(client: httpx.Client) -> None:
    for path in PAGE:
        answer = client.get(path)
        assert answer.status_code == 200
        assert TOKEN not in answer.text
    assert client.get("/", headers={"Authorization": ""}, params={"token": TOKEN}).is_success


@pytest.mark.parametrize("path", ["/health", "/state", "/nonesuch", "/app.js", "/"])
def test_s19_s20_s37_every_answer_has_the_headers(client: httpx.Client, path: str) -> None:
    for answer in (client.get(path), httpx.get(f"{client.base_url}{path}", timeout=PATIENCE)):
        headers = answer.headers
        assert headers["content-security-policy"] == CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        for name in headers:
            assert not name.startswith("access-control")
            assert name not in ("set-cookie", "server", "date")


def test_the_overview_and_the_view_say_what_the_store_says(
    client: httpx.Client, stories: list[Teller]
) -> None:
    told = client.get("/state").json()
    assert told["kind"] == "overview"
    assert told["groups"]["asks"] == [stories[1].folder.id]
    assert told["groups"]["running"] == [stories[0].folder.id]
    assert len(told["groups"]["failed"]) == 1
    run = client.get("/view", params={"run": stories[0].folder.id}).json()
    assert run["progress"]["merged"] == 3
    assert client.get("/state", params={"run": stories[0].folder.id}).json()["seq"] == run["seq"]
    task = client.get("/task", params={"run": stories[0].folder.id, "task": "T2"}).json()
    assert "SHOP-2" in task["words"][0]["words"]
    params = {"run": stories[0].folder.id, "task": "T2", "attempt": "1"}
    assert client.get("/diff", params=params).json()["patch"].startswith("diff --git")


def test_runs_are_compared_and_found_again(client: httpx.Client, stories: list[Teller]) -> None:
    bad = client.get("/history", params={"text": "reminders"}).json()
    assert [run["title"] for run in bad["runs"]] == ["Reminders by mail"]
    params = {"run": bad["runs"][0]["run"], "other": stories[0].folder.id}
    told = client.get("/compare", params=params).json()
    assert [run["run"] for run in told["runs"]] == [*params.values()]
    assert {item["item"]: item["alike"] for item in told["items"]}["SHOP-2"] is False


def test_s46_a_log_is_at_most_200_rows_and_can_be_searched(
    client: httpx.Client, stories: list[Teller]
) -> None:
    run = stories[0].folder.id
    rows = client.get("/logs", params={"run": run}).json()["rows"]
    assert 0 < len(rows) <= 200
    assert [row["seq"] for row in rows] == sorted(row["seq"] for row in rows)
    assert all(len(row["words"]) <= 4_000 for row in rows)
    warned = client.get("/logs", params={"run": run, "level": "warning"}).json()["rows"]
    assert warned
    assert {row["level"] for row in warned} <= {"warning", "error"}
    found = client.get("/logs", params={"run": run, "text": "SENT IT BACK"}).json()["rows"]
    assert len(found) == 1
    before = client.get("/logs", params={"run": run, "before": rows[3]["seq"]}).json()["rows"]
    assert before == rows[:3]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/view?run=nonesuch", 404),
        ("/view?run=../../etc", 404),
        ("/view?run=%00", 404),
        ("/task?run={run}", 400),
        ("/task?run={run}&task=../T1", 404),
        ("/diff?run={run}&task=T1&attempt=9", 404),
        ("/diff?run={run}&task=T1&attempt=-1", 400),
        ("/diff?run={run}&task=T1&attempt=1e9", 400),
        ("/logs?run={run}&level=loud", 400),
        ("/logs?run={run}&before=%D9%A1", 400),
        ("/compare?run={run}", 400),
        ("/history?offset=99999999999", 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    client: httpx.Client, stories: list[Teller], path: str, wanted: int
) -> None:
    answer = client.get(path.format(run=stories[0].folder.id))
    assert answer.status_code == wanted
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/....//etc/passwd",
        "/page/../token",
        "//etc/passwd",
        "/app.js/../../token",
        "/%252e%252e/token",
        "/..\\..\\token",
        "/app.js%00.html",
        "/./token",
        "/token",
        "http://evil.test/state",
    ],
)
def test_s30_no_path_leads_to_a_file(dashboard: Served, path: str) -> None:
    answer = raw(dashboard, head(dashboard, "Connection: close", path=path))
    assert status(answer) in (400, 404), path
    assert TOKEN.encode() not in answer
    assert b"root:" not in answer


def test_s4_s21_malformed_requests_are_refused_and_the_server_lives(dashboard: Served) -> None:
    host = f"127.0.0.1:{dashboard.port}"
    for data in (
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
        f"GET /state HTTP/1.1\r\nHost: {host}\r\nOrigin: http://[\r\n\r\n".encode(),
        f"GET /state HTTP/1.1\r\nHost: {host}\r\nOrigin: \x80\xff\r\n\r\n".encode("latin-1"),
        f"GET /state HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer \xff\r\n\r\n".encode(
            "latin-1"
        ),
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        f"GET /state?token=%ff HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(),
    ):
        assert 400 <= status(raw(dashboard, data)) < 500, data
    assert alive(dashboard)


def test_s31_s32_what_is_too_large_is_refused(dashboard: Served, client: httpx.Client) -> None:
    many = [f"X-{at}: 1" for at in range(70)]
    assert status(raw(dashboard, head(dashboard, *many))) == 431
    assert status(raw(dashboard, head(dashboard, "X: " + "a" * 20_000))) in (400, 431)
    json_ = {"Content-Type": "application/json"}
    assert client.post("/stop", content=b"a" * 70_000, headers=json_).status_code == 413

    def pieces() -> Generator[bytes]:
        for _ in range(20):
            yield b"a" * 4_096

    assert client.post("/stop", content=pieces(), headers=json_).status_code == 413
    assert alive(dashboard)


def test_s33_a_body_has_one_length(dashboard: Served) -> None:
    smuggled = f"GET /state HTTP/1.1\r\nHost: 127.0.0.1:{dashboard.port}\r\n\r\n"
    both = head(
        dashboard,
        "Content-Type: application/json",
        "Content-Length: 4",
        "Transfer-Encoding: chunked",
        path="/stop",
        method="POST",
    )
    answer = raw(dashboard, both + f"0\r\n\r\n{smuggled}".encode())
    assert status(answer) == 400
    assert answer.count(b"HTTP/1.1 ") == 1, "what follows is not answered"


def test_s34_many_who_are_slow_keep_nobody_else_waiting(dashboard: Served) -> None:
    slow = [socket.create_connection(("127.0.0.1", dashboard.port)) for _ in range(60)]
    try:
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        assert alive(dashboard)
        slow[0].settimeout(PATIENCE)
        assert slow[0].recv(1) == b"", "who asks nothing for ten seconds is let go"
    except ConnectionResetError:
        pass  # let go, too
    finally:
        for connection in slow:
            connection.close()
    assert alive(dashboard)


def test_s17_s18_s28_only_a_post_of_json_commands(
    client: httpx.Client, stories: list[Teller]
) -> None:
    before = [one.journal.run.seq for one in stories]
    for name in ("stop", "restart", "pause", "resume", "retry", "skip", "answer"):
        assert client.get(f"/{name}", params={"run": stories[0].folder.id}).status_code == 405
    answer = client.post("/stop", content=b"run=x", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert [not one.journal.commands() for one in stories] == [True, True]
    assert before == [one.journal.run.seq for one in stories]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("stop", {"run": "r", "how": "hard"}),
        ("stop", {"run": 5}),
        ("stop", {"runn": "r"}),
        ("stop", []),
        ("retry", {"run": "r"}),
        ("skip", {"run": "r", "task": ""}),
        ("answer", {"run": "r", "question": "q1", "answer": "yes"}),
        ("answer", {"run": "r", "question": "q1", "answer": "allow", "message": "x" * 3_000}),
    ],
)
def test_a_body_says_what_is_asked_for_and_nothing_else(
    client: httpx.Client, name: str, body: object
) -> None:
    answer = client.post(f"/{name}", json=body)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_broken_json_is_refused(client: httpx.Client) -> None:
    json_ = {"Content-Type": "application/json"}
    for data in (b"{", b"\xff", b"[" * 5_000, b'{"run": "\\ud800"}'):
        assert client.post("/stop", content=data, headers=json_).status_code in (404, 422)


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


def test_s49_it_listens_on_this_machine_alone(dashboard: Served) -> None:
    own = psutil.Process(dashboard.process.pid)
    addresses = {each.laddr.ip for each in own.net_connections("inet") if each.status == "LISTEN"}
    assert addresses == {"127.0.0.1"}


def test_s10_the_token_is_nowhere_to_be_seen(dashboard: Served) -> None:
    own = psutil.Process(dashboard.process.pid)
    assert TOKEN not in " ".join(own.cmdline())
    assert TOKEN not in (dashboard.state / "stderr").read_text()
    places = Places.of(dashboard.state)
    for path in (places.token, places.address, places.socket, places.lock):
        assert path.stat().st_mode & 0o077 == 0, path
    assert places.folder.stat().st_mode & 0o777 == 0o700
    for child in own.children(recursive=True):
        assert TOKEN not in child.environ().values()


def test_s51_the_socket_file_answers_its_owner(dashboard: Served) -> None:
    places = Places.of(dashboard.state)
    found = places.socket.stat()
    assert stat.S_ISSOCK(found.st_mode)
    assert found.st_mode & 0o777 == 0o600
    way = httpx.HTTPTransport(uds=str(places.socket))
    with httpx.Client(transport=way, base_url=dashboard.url, timeout=PATIENCE) as client:
        assert client.get("/health").json()["ok"]
        assert client.get("/state").status_code == 401, "the token is asked for there, too"


def test_s52_another_persons_program_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = socket.socketpair()
    with closing(one), closing(other):
        assert processes.ours(one)
        monkeypatch.setattr(os, "getuid", lambda: 4_242)
        assert not processes.ours(one)


@pytest.mark.parametrize(
    "spelling",
    ["0.0.0.0", "::", "0x0", "::0", "[::]", "::ffff:0.0.0.0", "*", " ", "0.0", "0000.0.0.0"],  # noqa: S104
)
def test_s50_no_other_address_can_be_named(tmp_path: Path, spelling: str) -> None:
    # There is no option for one: all that the command line takes is the number of a port.
    done = subprocess.run(
        [sys.executable, "-P", "-m", "orchestrator_engine", "open", "--port", spelling],
        env={**os.environ, "ORCHESTRATOR_STATE_DIR": str(tmp_path / "state")},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert not (tmp_path / "state" / "dashboard" / "address.json").exists()


def test_s47_s48_no_secret_is_shown_wherever_it_came_from(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    story = running(state, NOW)
    story.folder.patch("T1", 1).write_text(f"+key = '{SECRET}'\n+x = 'https://a:{'p4' * 9}@b/'\n")
    run = {"run": story.folder.id}
    with served(state) as there, httpx.Client(base_url=there.url, timeout=PATIENCE) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        for path, params in (
            ("/state", {}),
            ("/view", run),
            ("/logs", run),
            ("/diff", run | {"task": "T1", "attempt": "1"}),
        ):
            text = client.get(path, params=params).text
            assert SECRET not in text
            assert "p4" * 9 not in text
            assert TOKEN not in text
        assert "[redacted]" in text
    story.close()


async def test_s53_s29_it_goes_at_once_and_comes_back_with_the_same_token(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with served(state, token=None) as first:
        token = first.token
        assert len(token) >= 43
        async with asyncio.timeout(PATIENCE):
            there = [await shown(first) for _ in range(20)]
            for each in there:
                await each.send(hello())
                await each.recv()
            began = time.monotonic()
            first.process.terminate()
            code = await asyncio.to_thread(first.process.wait, 30)
            took = time.monotonic() - began
        assert code == 0
        assert took < 15, "it waits for nobody"
        assert "Traceback" not in (state / "stderr").read_text()
    with served(state, first.port, token=None) as second:
        assert second.token == token
        async with shown(second) as listener:
            await listener.send(hello(12, "the one before"))
            assert await until(listener, lambda event: event["type"] == "initial_state")


def test_s54_a_port_in_use_is_left_to_who_has_it(tmp_path: Path) -> None:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    port: int = taken.getsockname()[1]
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    try:
        with pytest.raises(NoDashboard, match=f"port {port} is in use"):
            opened(state, port)
        log = Places.of(state).log
        assert "Traceback" not in (log.read_text() if log.exists() else "")
    finally:
        taken.close()


def test_ports_are_tried_from_3111_on(monkeypatch: pytest.MonkeyPatch) -> None:
    first = socket.socket()
    first.bind(("127.0.0.1", 0))
    first.listen()
    port: int = first.getsockname()[1]
    monkeypatch.setattr(processes, "FIRST_PORT", port)
    with closing(first), closing(processes.bind(None)) as bound:
        assert port < bound.getsockname()[1] < port + 100
    assert _first_port() == 3111


def _first_port() -> int:
    from orchestrator_engine import opening  # noqa: PLC0415  # as it is, not as patched

    return opening.FIRST_PORT


def test_s55_a_socket_that_was_left_over_is_replaced_by_who_holds_the_lock(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    places = Places.of(state)
    old = socket.socket(socket.AF_UNIX)
    old.bind(str(places.socket))
    old.close()
    with served(state) as there:
        way = httpx.HTTPTransport(uds=str(places.socket))
        with httpx.Client(transport=way, base_url=there.url, timeout=PATIENCE) as client:
            assert client.get("/health").json()["ok"]
        second = subprocess.run(
            [sys.executable, "-P", "-m", "orchestrator_engine.dashboard", str(state), "0"],
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            text=True,
        )
        assert second.stdout.strip() == "busy"
        assert alive(there), "the socket of one that lives is not touched"
        assert find(places) is not None
    assert find(places) is None
    assert not places.socket.exists()


def test_s56_a_folder_that_others_can_write_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    mine(state)
    for mode in (0o770, 0o707, 0o777):
        state.chmod(mode)
        with pytest.raises(NoDashboard, match="can be written by others"):
            mine(state)
        with pytest.raises(NoDashboard):
            opened(state)
    state.chmod(0o700)
    Places.of(state).folder.chmod(0o775)
    with pytest.raises(NoDashboard):
        Places.of(state)


def test_s56_a_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_242)
    with pytest.raises(NoDashboard, match="belongs to somebody else"):
        mine(tmp_path)


def test_open_starts_one_dashboard_and_finds_it_again(tmp_path: Path) -> None:
    state = tmp_path / "state"
    environment = {**os.environ, "ORCHESTRATOR_STATE_DIR": str(state)}
    environment.pop("ORCHESTRATOR_TOKEN", None)

    def ask(*options: str) -> str:
        argv = [sys.executable, "-P", "-m", "orchestrator_engine", "open", *options]
        done = subprocess.run(
            argv, env=environment, capture_output=True, timeout=PATIENCE, check=True, text=True
        )
        return done.stdout.strip()

    try:
        first = json.loads(ask("--json", "--port", "0"))["url"]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/#token=[\w-]{43,}", first)
        assert ask() == first
        assert ask("--no-browser") == first
    finally:
        told = json.loads((state / "dashboard" / "address.json").read_bytes())
        there = psutil.Process(told["pid"])
        assert TOKEN not in " ".join(there.cmdline())
        there.terminate()
        there.wait(30)


async def test_a_dashboard_that_nobody_needs_goes(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    ports: list[int] = []
    async with asyncio.timeout(PATIENCE):
        await processes.serve(state, [processes.bind(0)], None, ports.append, idle=0.2)
    assert ports


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


def test_an_answer_goes_into_the_inbox_of_the_run(
    client: httpx.Client, stories: list[Teller]
) -> None:
    """As a worker would, the test obeys what it finds there."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from orchestrator_engine import commands  # noqa: PLC0415

    story = stories[1]
    body = {"run": story.folder.id, "question": "q1", "answer": "refuse", "message": "use httpx"}
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, "/answer", json=body)
        deadline = time.monotonic() + PATIENCE
        while not (found := story.journal.commands()) and time.monotonic() < deadline:
            time.sleep(0.02)
        story.tell(*commands.answer(found[0], story.journal.run))
        assert asked.result(PATIENCE).json()["message"]
    settled = story.journal.run.settled["q1"]
    assert (settled.allow, settled.by, settled.message) == (False, "the dashboard", "use httpx")


def test_a_remark_is_dismissed_for_a_reason(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    story = failed(state, NOW)
    run = story.folder.id
    story.close()
    with served(state) as there, httpx.Client(base_url=there.url, timeout=PATIENCE) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        left = client.get("/view", params={"run": run}).json()["remarks"]
        body = {"run": run, "remark": left["list"][0]["id"], "reason": " "}
        assert client.post("/dismiss", json=body).status_code == 422
        told = client.post("/dismiss", json=body | {"reason": "it is meant so"})
        assert told.status_code == 200, told.text
        after = client.get("/view", params={"run": run}).json()["remarks"]
        assert (after["open"], after["dismissed"]) == (left["open"] - 1, 1)
        again = client.post("/dismiss", json=body | {"remark": "nonesuch", "reason": "x"})
        assert again.status_code == 409


def test_a_lock_of_the_supervisor_is_what_makes_a_run_live(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    story = running(state, NOW)
    with served(state) as there, httpx.Client(base_url=there.url, timeout=PATIENCE) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        assert client.get("/state").json()["runs"][0]["state"] == "crashed"
        lock = Lock(story.folder.supervisor_lock)
        deadline = time.monotonic() + PATIENCE
        while client.get("/state").json()["runs"][0]["state"] != "running":
            assert time.monotonic() < deadline
        lock.release()
        while client.get("/state").json()["runs"][0]["state"] != "crashed":
            assert time.monotonic() < deadline
    story.close()
