"""Telling a person who went away: on the desktop, by a command of theirs, by a web hook.

Nothing here can stop a run or wait for long. What was told is kept in the run's folder, so that a
worker that takes over does not tell it again.
"""

import hashlib
import hmac
import json
import logging
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

import anyio
from anyio import to_thread

from orchestrator_engine.journal import Journal
from orchestrator_engine.listeners import DESKTOP, Notify
from orchestrator_engine.notices import Notice, notices
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.processes import run_program
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.system.sweeping import Mark

log = logging.getLogger(__name__)

SECONDS = 10.0
"""How long one way of telling may take."""

PAUSES = (1.0, 4.0)
"""Seconds before a web hook that did not work is tried again, and once more."""

LAST = 20.0
"""Seconds that are left for telling once the run has ended."""

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_DESKTOP_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")


class Notifier:
    """Tells of one run, in one worker."""

    def __init__(self, folder: RunFolder, journal: Journal, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._journal = journal
        self._environment = environment
        self._notify = journal.run.created.settings.notify
        self._inbox: list[Notice] = []
        self._news = anyio.Event()
        self._closed = False
        self._done = anyio.Event()

    def listen(self) -> None:
        """Hear what happens from here on."""
        if self._notify.wanted:
            self._journal.watch(self._hear)

    async def serve(self) -> None:
        """Tell until `finish`."""
        told = await to_thread.run_sync(self._told)
        while True:
            while self._inbox:
                notice = self._inbox.pop(0)
                if notice.key not in told:
                    told.add(notice.key)
                    await to_thread.run_sync(self._keep, told)
                    await tell(notice, self._notify, self._folder, self._environment)
            if self._closed:
                break
            self._news = anyio.Event()
            await self._news.wait()
        self._done.set()

    async def finish(self) -> None:
        """Let what is left be told, for a bounded time."""
        self._closed = True
        self._news.set()
        with anyio.move_on_after(LAST):
            await self._done.wait()

    def _hear(self, before: Run, recorded: Sequence[Recorded], run: Run) -> None:
        found = notices(before, recorded, run, self._folder.id)
        self._inbox += [notice for notice in found if notice.occasion in self._notify.on]
        self._news.set()

    @property
    def _file(self) -> Path:
        return self._folder.path / "told.json"

    def _told(self) -> set[str]:
        with suppress(OSError, ValueError):
            return set(map(str, json.loads(self._file.read_bytes())))
        return set()

    def _keep(self, told: set[str]) -> None:
        with suppress(OSError):
            self._file.write_text(json.dumps(sorted(told)), "utf-8")


async def tell(
    notice: Notice, notify: Notify, folder: RunFolder, environment: Mapping[str, str]
) -> None:
    """Tell one thing in every way that is wished for; what does not work is in the log."""
    title, text = redactor().text(notice.title), redactor().text(notice.text)
    said = {
        "version": 1,
        "event": str(notice.occasion),
        "run": folder.id,
        "title": title,
        "text": text,
        "at": int(time.time()),
    }
    ways = {
        "desktop": desktop(title, text) if notify.desktop else (),
        "command": notify.command,
    }
    if notify.desktop and not ways["desktop"]:
        log.warning("nobody could be told by desktop: %s is not there", DESKTOP)
    for way, command in ways.items():
        if command:
            finished = await run_program(
                command,
                cwd=folder.path,
                env=allowed(environment, _DESKTOP_VARIABLES),
                mark=Mark(folder.id, f"notify.{way}", 0),
                spool=folder.spool / f"notify.{way}.log",
                seconds=SECONDS,
                stdin=f"{json.dumps(said)}\n".encode(),
            )
            if finished.code != 0:
                why = finished.why or f"exit code {finished.code}"
                log.warning("nobody could be told by %s: %s", way, why)
    if notify.unsigned(environment):
        # Who asked for a signature believes no message without one.
        log.warning("the web hook was not told: %s is not set, which signs it", notify.secret)
    elif notify.webhook:
        secret = environment.get(notify.secret, "")
        await post(notify.webhook, json.dumps(said).encode(), secret)


def desktop(title: str, text: str) -> tuple[str, ...]:
    """The command that shows a message on this desktop; nothing where there is none."""
    if sys.platform == "darwin":
        # Handed over as arguments: nothing in them is obeyed.
        script = "on run a\ndisplay notification (item 2 of a) with title (item 1 of a)\nend run"
        return ("osascript", "-e", script, title, text)
    program = shutil.which(DESKTOP)
    return (program, "--app-name=Code Orchestrator", "--", title, text) if program else ()


async def post(url: str, body: bytes, secret: str) -> bool:
    """Send a body to a web hook, signed where there is a secret; whether it was taken.

    Tried again where that makes sense, never sent on to another address.
    """
    why = ""
    for pause in (*PAUSES, None):
        why, again = await to_thread.run_sync(_post, url, body, secret, abandon_on_cancel=True)
        if not why:
            return True
        if not again or pause is None:
            break
        await anyio.sleep(pause)
    log.warning("the web hook at %s did not take the message: %s", urlsplit(url).hostname, why)
    return False


def signature(secret: str, at: str, body: bytes) -> str:
    """What a receiver computes too: HMAC-SHA256 of the time, a dot and the body."""
    return (
        "sha256=" + hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    )


def _post(url: str, body: bytes, secret: str) -> tuple[str, bool]:
    """What went wrong, empty if nothing, and whether it makes sense to try again."""
    at = str(int(time.time()))
    headers = {"Content-Type": "application/json", "User-Agent": "code-orchestrator"}
    if secret:
        headers["X-Code-Orchestrator-Time"] = at
        headers["X-Code-Orchestrator-Signature"] = signature(secret, at, body)
    request = Request(url, body, headers, method="POST")  # noqa: S310  # http or https, by the settings
    try:
        with _opener().open(request, timeout=SECONDS):
            return "", False
    except HTTPError as error:
        with error:
            return f"HTTP status {error.code}", error.code in _AGAIN
    except (OSError, HTTPException, ValueError) as error:
        return str(error), True


def _opener() -> OpenerDirector:
    """Follows nowhere: what was meant for one address is for no other."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
