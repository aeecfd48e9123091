"""A dev server is started, asked, and ended with all that it started."""

import os
import socket
import sys
from contextlib import closing
from pathlib import Path

import anyio
import pytest

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.plan import At, Check, CheckKind
from orchestrator_engine.serving import answers
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.processes import Mark
from support.ports import free_port

SERVER = """\
import http.server, os, sys
class Says(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[1]) if self.path == "/" else 404)
        self.end_headers()
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Says).serve_forever()
"""
FORKS = f"""\
import os, sys
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
{SERVER}"""


def is_free(port: int) -> bool:
    with closing(socket.socket()) as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


async def asked(
    top: Path, code: str, *arguments: str, port: int, path: str = "/", seconds: float = 60
) -> CheckResult:
    (top / "serve.py").write_text(code)
    command = (sys.executable, "serve.py", *arguments)
    kind = CheckKind.SERVER
    check = Check("dev server", kind, command, seconds, "a test", At.PHASE, port=port, path=path)
    mark = Mark(f"test-{os.getpid()}-{port}", "server", 0)
    environment = allowed({"PATH": os.environ["PATH"]})
    return await answers(check, top, environment, mark, top / "server.log")


@pytest.mark.parametrize("code", [SERVER, FORKS], ids=["plain", "forks twice and leaves"])
async def test_a_server_that_answers_has_passed_and_is_gone_afterwards(
    tmp_path: Path, code: str
) -> None:
    port = free_port()
    result = await asked(tmp_path, code, "200", port=port)
    assert (result.passed, result.why) == (True, f"http://localhost:{port}/ answered 200")
    with anyio.fail_after(90):
        while not is_free(port):  # noqa: ASYNC110  # a port of another process has no event
            await anyio.sleep(0.05)


@pytest.mark.parametrize(
    ("status", "path", "passed"),
    [("404", "/", True), ("500", "/", False), ("200", "/none", False)],
)
async def test_an_answer_is_judged_by_its_status(
    tmp_path: Path, status: str, path: str, *, passed: bool
) -> None:
    result = await asked(tmp_path, SERVER, status, port=free_port(), path=path)
    assert result.passed is passed


async def test_a_server_that_falls_over_is_not_waited_for(tmp_path: Path) -> None:
    code = "raise SystemExit('no such module: tea')"
    result = await asked(tmp_path, code, port=free_port(), seconds=600)
    assert not result.passed
    assert "ended before it answered (exit code 1)" in result.why
    assert "no such module: tea" in result.tail


async def test_a_server_that_never_answers_has_a_deadline(tmp_path: Path) -> None:
    code = "import time; time.sleep(600)"
    result = await asked(tmp_path, code, port=free_port(), seconds=0.5)
    assert not result.passed
    assert result.why.endswith("no answer within 0.5 s")


async def test_a_port_that_somebody_else_has_says_nothing_of_the_project(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        result = await asked(tmp_path, SERVER, "200", port=port)
    assert not result.tried
    assert result.why == f"not tried: port {port} of this machine is taken by another program"
