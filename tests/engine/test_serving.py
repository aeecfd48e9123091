"""A dev server is tried by what it answers, and nothing of it is left."""

import socket
import subprocess
import sys
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import anyio
import pytest

from orchestrator_engine import serving
from orchestrator_engine.checks import run_check
from orchestrator_engine.config import FILE
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Check, CheckKind

SERVER = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[2]))
        self.end_headers()
    def log_message(self, *_): pass
port = int(sys.argv[1] if sys.argv[1] != "-" else os.environ["PORT"])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def free() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def tried(port: int, *words: str, seconds: float = 60.0) -> tuple[int, str]:
    ended = subprocess.run(
        serving.argv((sys.executable, *words), port, seconds),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return ended.returncode, ended.stdout


def test_a_server_that_answers_passes_and_is_ended() -> None:
    port = free()
    code, said = tried(port, "-c", SERVER, "-", "404")
    assert (code, said) == (0, f"The dev server answers on port {port} (404).\n")
    with closing(socket.socket()) as again:
        assert again.connect_ex(("127.0.0.1", port)) != 0


def test_a_server_whose_pages_are_broken_does_not_pass(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(500)

    with HTTPServer(("127.0.0.1", 0), Broken) as broken:
        Thread(target=broken.serve_forever, daemon=True).start()
        lives = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        assert serving.answers(lives, broken.server_port, 0.5) == 1
        lives.kill()
        lives.communicate()
        broken.shutdown()
    assert "status 500" in capsys.readouterr().out


def test_a_server_that_ends_does_not_pass() -> None:
    code, said = tried(free(), "-c", "raise SystemExit(3)")
    assert code == 1
    assert "ended by itself, with 3" in said


def test_the_server_of_somebody_else_is_not_taken_for_it() -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = tried(port, "-c", SERVER, "-", "200")
        assert code == 1
        assert f"Port {port} is taken by another program" in said
        code, said = tried(port, "-c", SERVER, "{port}", "200")
        assert code == 0
        assert f"port {port} " not in said


def test_it_is_a_check_like_any_other(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.spool.mkdir(parents=True)
    command = (sys.executable, "-c", SERVER, "-", "200")
    check = Check("dev server", CheckKind.SERVE, command, 60.0, FILE, free())
    result = anyio.run(run_check, folder, check, tmp_path, {"PATH": "/usr/bin:/bin"}, "P1")
    assert result.passed
    assert result.counts is None
