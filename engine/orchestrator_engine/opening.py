"""The dashboard of this person: where it is reachable, and starting it where there is none yet.

<state>/dashboard/   readable by its owner alone
    lock             held for as long as the dashboard lives
    address.json     on which port it answers
    token            who knows it may look and command
    socket           the same over a socket that only this person's programs reach
    open.html        sends a browser there, so that the token is in nobody's list of processes
"""

import json
import os
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine.errors import Refusal
from orchestrator_engine.launch import detached
from orchestrator_engine.system.locks import held

PROGRAM = (sys.executable, "-P", "-m", "orchestrator_engine.dashboard")
FIRST_PORT = 3111
_PATIENCE = 30.0


class NoDashboard(Refusal):
    """The dashboard could not be started."""

    name = "no-dashboard"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the dashboard of a state folder keeps what it needs."""

    folder: Path

    @classmethod
    def of(cls, state: Path) -> "Places":
        """The places, made where they are not there; `NoDashboard` where others could read them."""
        folder = state / "dashboard"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            mine(folder)
        except OSError as error:
            raise NoDashboard(f"{folder} cannot be used: {error}", _HINT) from error
        return cls(folder)

    @property
    def lock(self) -> Path:
        """Held by the dashboard."""
        return self.folder / "lock"

    @property
    def address(self) -> Path:
        """On which port it answers."""
        return self.folder / "address.json"

    @property
    def token(self) -> Path:
        """What whoever looks has to know."""
        return self.folder / "token"

    @property
    def socket(self) -> Path:
        """Its socket for programs of the same person."""
        return self.folder / "socket"

    @property
    def page(self) -> Path:
        """A file that sends a browser to it."""
        return self.folder / "open.html"

    @property
    def log(self) -> Path:
        """What it says about itself."""
        return self.folder / "dashboard.log"


_HINT = "make it yours alone (chmod 700), or name another folder: ORCHESTRATOR_STATE_DIR=…"


def mine(path: Path) -> None:
    """Refuse a folder that somebody else owns or may write: `NoDashboard`."""
    found = path.stat()
    if hasattr(os, "getuid") and found.st_uid != os.getuid():
        raise NoDashboard(f"{path} belongs to somebody else", _HINT)
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise NoDashboard(f"{path} can be written by others", _HINT)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a dashboard that lives is reached."""

    port: int
    token: str

    @property
    def url(self) -> str:
        """The link for a browser. What follows the # is sent to nobody."""
        return f"http://127.0.0.1:{self.port}/#token={self.token}"

    def to(self, run: str | None) -> str:
        """The link to one run."""
        return self.url if run is None else f"{self.url}&run={run}"


def find(places: Places) -> Address | None:
    """The dashboard that lives, if one does."""
    if not held(places.lock):
        return None
    try:
        told = json.loads(places.address.read_bytes())
        return Address(int(told["port"]), places.token.read_text("utf-8").strip())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def opened(state: Path, port: int | None = None) -> Address:
    """The dashboard that lives, or a new one. Raises `NoDashboard`."""
    mine(state)
    places = Places.of(state)
    deadline = time.monotonic() + _PATIENCE
    while True:
        there = find(places)
        if there is not None:
            return there
        # One that is just being started by somebody else answers soon.
        if not held(places.lock):
            _start(places, state, port, deadline)
        elif time.monotonic() > deadline:
            raise NoDashboard("the dashboard does not answer", f"its log may say why: {places.log}")
        else:
            time.sleep(0.05)


def _start(places: Places, state: Path, port: int | None, deadline: float) -> None:
    argv = (*PROGRAM, str(state), *(() if port is None else (str(port),)))
    answer = detached(argv, places.log, places.folder, deadline)
    word, _, rest = answer.partition(" ")
    if word not in ("ready", "busy"):
        raise NoDashboard(
            f"the dashboard could not be started: {rest or 'it did not answer'}",
            f"its log may say why: {places.log}",
        )


def browse(places: Places, url: str) -> bool:
    """Have a browser show it; whether there is one."""
    import webbrowser  # noqa: PLC0415  # most that ask for the link open no browser

    # A program's arguments can be read by everybody on the machine; this file cannot.
    draft = places.page.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(
            "<!doctype html><meta name=referrer content=no-referrer><title>Dashboard</title>"
            f'<meta http-equiv=refresh content="0;url={url}">'
        )
    draft.replace(places.page)
    try:
        return webbrowser.open(places.page.as_uri())
    except (webbrowser.Error, OSError, subprocess.SubprocessError):
        return False
