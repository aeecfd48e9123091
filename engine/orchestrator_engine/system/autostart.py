"""Telling the operating system to start the watchdog: systemd, launchd, Task Scheduler, or cron.

Installing twice is installing once; uninstalling takes away what we wrote and nothing else. What
could not be done is said in words.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine import autostart
from orchestrator_engine.autostart import LABEL, NAME, Watchdog

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class State:
    """How it stands: `way` is the mechanism, `notes` what a person should know about it."""

    way: str
    installed: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """A mechanism of an operating system.

    `install` and `uninstall` return what a person should know; they raise `Refused` where the
    system would not have it.
    """

    name: str
    install: Callable[[Watchdog], tuple[str, ...]]
    uninstall: Callable[[Watchdog], tuple[str, ...]]
    state: Callable[[Watchdog], State]


class Refused(Exception):  # noqa: N818  # the system's answer, in its words
    """The system would not have it."""


def choose() -> Way | None:
    """The mechanism of this machine, or None where there is none that we know."""
    if sys.platform == "darwin":
        return LAUNCHD
    if sys.platform == "win32":
        return SCHEDULER
    if shutil.which("systemctl") and _says(("systemctl", "--user", "show-environment")):
        return SYSTEMD
    return CRON if shutil.which("crontab") else None


def _run(command: Sequence[str], stdin: str | None = None) -> str:
    """What a program says; raises `Refused` with its words when it fails.

    To the byte, whatever it is written in: it may be other people's, and goes back to where it was.
    """
    try:
        done = subprocess.run(
            command,
            input=None if stdin is None else stdin.encode("utf-8", "surrogateescape"),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(f"{command[0]}: {error}") from error
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip()).decode(errors="replace")
        raise Refused(f"{' '.join(command)}: {words or f'exit code {done.returncode}'}")
    return done.stdout.decode("utf-8", "surrogateescape")


def _says(command: Sequence[str]) -> str | None:
    """What a program says, or None when it fails."""
    try:
        return _run(command)
    except Refused:
        return None


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.new")
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}") from error


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(f"{path} cannot be removed: {error.strerror or error}") from error
    return True


_LINE = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*")


def environment_in(file: Path) -> dict[str, str]:
    """What a person wants their runs to see after a reboot: `NAME=value` a line, as systemd reads.

    Only systemd hands it over by itself. Raises `Refused` where others could have written it.
    """
    try:
        with file.open(encoding="utf-8", errors="surrogateescape") as opened:
            about = os.fstat(opened.fileno())
            lines = opened.read().splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror or error}") from error
    mine = not hasattr(os, "getuid") or about.st_uid == os.getuid()
    if not mine or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Refused(f"{file} can be written by others, and is not read: chmod 600 it")
    found = [_LINE.fullmatch(line) for line in lines if not line.lstrip().startswith(("#", ";"))]
    return {one[1]: _unquoted(one[2]) for one in found if one is not None}


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


_STALE = (
    "It was installed by another version, or from a shell with another PATH or other folders: "
    "code-orch watchdog install renews it."
)

# systemd

_UNIT = f"{NAME}.service"


def _unit(watchdog: Watchdog) -> Path:
    base = os.environ.get("XDG_CONFIG_HOME")
    config = Path(base) if base else Path(watchdog.home) / ".config"
    return config / "systemd" / "user" / _UNIT


def _systemd_install(watchdog: Watchdog) -> tuple[str, ...]:
    _write(_unit(watchdog), autostart.systemd_unit(watchdog).encode())
    _run(("systemctl", "--user", "daemon-reload"))
    _run(("systemctl", "--user", "enable", "--now", _UNIT))
    _run(("systemctl", "--user", "restart", _UNIT))
    if _says(("loginctl", "enable-linger")) is None:
        return (_NO_LINGER,)
    return ()


_NO_LINGER = (
    "It begins at log-in only, not at boot: the system did not allow lingering. "
    "An administrator can: loginctl enable-linger YOUR-NAME"
)


def _systemd_uninstall(watchdog: Watchdog) -> tuple[str, ...]:
    _says(("systemctl", "--user", "disable", "--now", _UNIT))
    if not _remove(_unit(watchdog)):
        return ("It was not installed.",)
    _says(("systemctl", "--user", "daemon-reload"))
    return ("Lingering was left as it is: other programs of yours may need it.",)


def _systemd_state(watchdog: Watchdog) -> State:
    if not _unit(watchdog).exists():
        return State("systemd", installed=False)
    active = (_says(("systemctl", "--user", "is-active", _UNIT)) or "inactive").strip()
    notes = [f"It is {active}."]
    if _unit(watchdog).read_text("utf-8") != autostart.systemd_unit(watchdog):
        notes.append(_STALE)
    if "yes" not in (_says(("loginctl", "show-user", "--property=Linger")) or ""):
        notes.append(_NO_LINGER)
    return State("systemd", installed=True, notes=tuple(notes))


SYSTEMD = Way("systemd", _systemd_install, _systemd_uninstall, _systemd_state)


# launchd


def _plist(watchdog: Watchdog) -> Path:
    return Path(watchdog.home) / "Library" / "LaunchAgents" / f"{LABEL}.plist"


def _domain() -> str:
    return f"gui/{os.getuid()}"


def _launchd_install(watchdog: Watchdog) -> tuple[str, ...]:
    _write(_plist(watchdog), autostart.launchd_plist(watchdog))
    _says(("launchctl", "bootout", f"{_domain()}/{LABEL}"))
    _run(("launchctl", "bootstrap", _domain(), str(_plist(watchdog))))
    return ("It begins at log-in, not at boot.",)


def _launchd_uninstall(watchdog: Watchdog) -> tuple[str, ...]:
    _says(("launchctl", "bootout", f"{_domain()}/{LABEL}"))
    return () if _remove(_plist(watchdog)) else ("It was not installed.",)


def _launchd_state(watchdog: Watchdog) -> State:
    if not _plist(watchdog).exists():
        return State("launchd", installed=False)
    loaded = _says(("launchctl", "print", f"{_domain()}/{LABEL}")) is not None
    return State("launchd", installed=True, notes=() if loaded else ("It is not loaded.",))


LAUNCHD = Way("launchd", _launchd_install, _launchd_uninstall, _launchd_state)


# Task Scheduler


def _scheduler_install(watchdog: Watchdog) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "task.xml"
        _write(file, autostart.task_xml(watchdog))
        _run(("schtasks", "/create", "/tn", NAME, "/xml", str(file), "/f"))
    return ("It begins at log-on, not at boot.",)


def _scheduler_uninstall(_: Watchdog) -> tuple[str, ...]:
    if _says(("schtasks", "/query", "/tn", NAME)) is None:
        return ("It was not installed.",)
    _run(("schtasks", "/delete", "/tn", NAME, "/f"))
    return ()


def _scheduler_state(_: Watchdog) -> State:
    return State("Task Scheduler", installed=_says(("schtasks", "/query", "/tn", NAME)) is not None)


SCHEDULER = Way("Task Scheduler", _scheduler_install, _scheduler_uninstall, _scheduler_state)


# cron


_NO_TABLE = ("no crontab", "no fcrontab", "no such file")
"""How the crons there are say that a person has none yet; it is no failure, and their exit is 1."""


def _table() -> str:
    """The person's crontab. Whatever else keeps it from being read, nothing is put in its place."""
    try:
        return _run(("crontab", "-l"))
    except Refused as refused:
        if any(words in str(refused).casefold() for words in _NO_TABLE):
            return ""
        raise


def _cron_install(watchdog: Watchdog) -> tuple[str, ...]:
    before = _table()
    lines = autostart.cron_lines(watchdog)
    if any("\n" in line or "\r" in line for line in lines):
        raise Refused("a line of a crontab cannot hold the line end in your PATH or in a folder")
    after = autostart.with_cron(before, lines)
    if after != before:
        _run(("crontab", "-"), stdin=after)
    return ("It looks every ten minutes, and at boot where the cron of this machine does that.",)


def _cron_uninstall(_: Watchdog) -> tuple[str, ...]:
    before = _table()
    after = autostart.without_cron(before)
    if after == before:
        return ("It was not installed.",)
    if after.strip():
        _run(("crontab", "-"), stdin=after)
    else:
        _run(("crontab", "-r"))
    return ()


def _cron_state(watchdog: Watchdog) -> State:
    table = _table()
    if autostart.without_cron(table) == table:
        return State("cron", installed=False)
    current = all(line in table for line in autostart.cron_lines(watchdog))
    return State("cron", installed=True, notes=() if current else (_STALE,))


CRON = Way("cron", _cron_install, _cron_uninstall, _cron_state)
