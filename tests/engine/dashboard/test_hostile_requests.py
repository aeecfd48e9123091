"""Requests without a token, malformed, too large, too slow: refused, and the server lives."""

import socket
from collections.abc import Generator

import httpx
import pytest

from support.dashboard_wire import PATIENCE, alive, head, raw, status
from support.dashboards import TOKEN, Served


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
