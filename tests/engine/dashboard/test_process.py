"""The dashboard as a process: its sockets, its files, its beginning and its end."""

import asyncio
import json
import os
import re
import socket
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest

from orchestrator_engine.dashboard import process as processes
from orchestrator_engine.opening import NoDashboard, Places, find, mine, opened
from support.dashboard_wire import PATIENCE, alive, hello, shown, until
from support.dashboards import TOKEN, Served, served


def test_s49_it_listens_on_this_machine_alone(dashboard: Served) -> None:
    own = psutil.Process(dashboard.process.pid)
    addresses = {each.laddr.ip for each in own.net_connections("inet") if each.status == "LISTEN"}
    assert addresses == {"127.0.0.1"}


def test_an_answer_waits_for_no_acknowledgement_of_its_beginning() -> None:
    """Its head and its body are written one after the other: 40 ms apart, were it not said."""
    with closing(processes.bind(0)) as bound:
        # What asyncio looks at before it has small packets sent at once.
        assert bound.proto == socket.IPPROTO_TCP


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
            code = await asyncio.to_thread(first.process.wait, PATIENCE)
            took = time.monotonic() - began
        assert code == 0
        assert took < PATIENCE / 2, "it waits for nobody"
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
        there.wait(PATIENCE)


async def test_a_dashboard_that_nobody_needs_goes(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    ports: list[int] = []
    async with asyncio.timeout(PATIENCE):
        await processes.serve(state, [processes.bind(0)], None, ports.append, idle=0.2)
    assert ports
