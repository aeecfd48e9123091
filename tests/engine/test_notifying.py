"""A person who went away is told: once, signed, nowhere else, and never at the run's cost."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import anyio
import pytest

from orchestrator_engine import notifying, reign
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending
from orchestrator_engine.listeners import Notify, Occasion
from orchestrator_engine.notes import untold
from orchestrator_engine.notifying import desktop, post, signature
from orchestrator_engine.run import Run, Status
from orchestrator_engine.spending import Budget, Limit
from support.rooms import FakeAgent, Stage

HERE = Path(__file__).parents[2]


class Hook:
    """A receiver on loopback that answers as told, the last answer again and again."""

    def __init__(self, *statuses: int, location: str = "") -> None:
        self.statuses = list(statuses)
        self.location = location
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.url = ""


@contextmanager
def receiver(hook: Hook) -> Generator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append((dict(self.headers), body))
            status = hook.statuses.pop(0) if len(hook.statuses) > 1 else hook.statuses[0]
            self.send_response(status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as above
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    hook.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifying, "PAUSES", (0.01, 0.01))


async def drive(stage: Stage, notify: Notify, agent: FakeAgent | None = None, **more: Any) -> Run:  # noqa: ANN401
    environment = more.pop("environment", {})
    context = stage.context(agent or FakeAgent(), notify=notify, **more)
    try:
        with anyio.fail_after(60):
            await reign.heard(context, 0, {"PATH": "/usr/bin:/bin", **environment})
        return context.run
    finally:
        context.journal.close()


def by_command(stage: Stage, **more: Any) -> Notify:  # noqa: ANN401  # fields of Notify
    return Notify(
        command=("/bin/sh", "-c", f"cat >> {stage.where}/told; echo >> {stage.where}/told"), **more
    )


def told(stage: Stage) -> list[dict[str, Any]]:
    file = stage.where / "told"
    lines = file.read_text().splitlines() if file.exists() else []
    return [json.loads(line) for line in lines if line]


async def test_a_command_is_told_that_the_run_ended(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    run = await drive(stage, by_command(stage))
    assert run.status is Status.COMPLETED
    (said,) = told(stage)
    assert said["event"] == "ended"
    assert said["run"] == stage.folder.id
    assert said["title"] == "App: completed"
    assert "2 of 2 tasks done" in said["text"]


async def test_what_was_told_is_not_told_again_by_the_next_worker(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await drive(stage, by_command(stage))
    (stage.where / "told").unlink()
    await drive(stage, by_command(stage))
    assert told(stage) == []


async def test_only_what_is_wished_for_is_told(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await drive(stage, by_command(stage, on=(Occasion.FAILED,)))
    assert told(stage) == []


async def test_a_failed_run_is_told_as_failed(tmp_path: Path) -> None:
    async def fail(_: Job) -> Ended:
        return Ended(Ending.FAILED, why="no")

    stage = Stage(tmp_path)
    run = await drive(stage, by_command(stage), FakeAgent(fail))
    assert run.status is Status.FAILED
    assert [said["event"] for said in told(stage)] == ["failed"]


async def test_nearing_the_limit_is_told_once(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    budget = Budget(run=Limit(attempts=2))
    await drive(stage, by_command(stage, on=(Occasion.LIMIT,)), budget=budget)
    (said,) = told(stage)
    assert said["title"] == "App: at its limit"
    assert "100%" in said["text"]


async def test_a_command_that_fails_costs_the_run_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    run = await drive(stage, Notify(command=("/no/such/program",)))
    assert run.status is Status.COMPLETED


async def test_a_web_hook_is_signed_and_tried_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    with receiver(Hook(503, 200)) as hook:
        notify = Notify(webhook=hook.url, secret="HOOK_SECRET")  # noqa: S106  # a name
        await drive(stage, notify, environment={"HOOK_SECRET": "s3cret-of-hooks"})
    assert len(hook.got) == 2
    headers, body = hook.got[1]
    at = headers["X-Code-Orchestrator-Time"]
    assert headers["X-Code-Orchestrator-Signature"] == signature("s3cret-of-hooks", at, body)
    guide = (HERE / "docs/guides/notifications.md").read_text("utf-8")
    told: dict[str, Any] = {"hmac": hmac, "hashlib": hashlib, "time": time}
    exec(guide.partition("```python\n")[2].partition("```")[0], told)  # noqa: S102  # our own words
    assert told["is_ours"](headers, body, b"s3cret-of-hooks")
    assert not told["is_ours"](headers, body + b" ", b"s3cret-of-hooks")
    assert json.loads(body)["event"] == "ended"
    assert b"s3cret" not in body


async def test_a_web_hook_that_cannot_be_signed_is_told_nothing_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(tmp_path)
    with receiver(Hook(200)) as hook:
        notify = Notify(webhook=hook.url, secret="HOOK_SECRET")  # noqa: S106  # a name
        run = await drive(stage, notify)
    assert (run.status, hook.got) == (Status.COMPLETED, [])
    assert "the web hook was not told: HOOK_SECRET is not set" in caplog.text
    assert [*untold(notify, {"HOOK_SECRET": "x"})] == []
    assert "HOOK_SECRET is not set" in next(untold(notify, {}))


def nowhere(_: str) -> None:
    """No program is there."""


async def test_a_desktop_that_can_show_nothing_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying.sys, "platform", "linux")
    monkeypatch.setattr(notifying.shutil, "which", nowhere)
    assert (await drive(Stage(tmp_path), Notify(desktop=True))).status is Status.COMPLETED
    assert "nobody could be told by desktop: notify-send is not there" in caplog.text
    assert "libnotify-bin" in next(untold(Notify(desktop=True), {}))


async def test_a_web_hook_goes_to_no_other_address() -> None:
    with receiver(Hook(200)) as other, receiver(Hook(307, location=other.url)) as hook:
        assert not await post(hook.url, b"{}", "")
    assert len(hook.got) == 1
    assert other.got == []


@pytest.mark.parametrize(("status", "tries"), [(400, 1), (401, 1), (500, 3), (429, 3)])
async def test_a_web_hook_is_tried_again_only_where_that_makes_sense(
    status: int, tries: int
) -> None:
    with receiver(Hook(status)) as hook:
        assert not await post(hook.url, b"{}", "")
    assert len(hook.got) == tries


async def test_nobody_at_the_address_is_no_error() -> None:
    with receiver(Hook(200)) as hook:
        url = hook.url
    assert not await post(url, b"{}", "")


def test_words_of_a_desktop_message_are_never_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "notify-send"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(notifying.sys, "platform", "linux")
    assert desktop("--help", "$(id)")[-3:] == ("--", "--help", "$(id)")
