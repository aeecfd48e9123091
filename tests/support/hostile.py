"""A program that does not want to end, and leaves others behind that do not either.

Usage: hostile.py WAY FOLDER [plain]. Each process leaves a file in FOLDER, named by its number.
All of them ignore the request to end, and end by themselves after half a minute.
"""

import os
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
SECONDS = 120


def stay() -> None:
    """Be there, and say so."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    (FOLDER / str(os.getpid())).touch()
    time.sleep(SECONDS)


def child() -> None:
    """A child in the same group."""
    if os.fork() == 0:
        stay()


def away() -> None:
    """A grandchild in a session of its own, whose parent is gone."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            stay()
        os._exit(0)
    os.wait()


def nameless() -> None:
    """A child that dropped its environment."""
    if os.fork() == 0:
        drop_environment()


def vanished() -> None:
    """A grandchild with nothing of ours: no parent, group, session or environment."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            drop_environment()
        os._exit(0)
    os.wait()


def drop_environment() -> NoReturn:
    """Become a program without any environment, that stays."""
    stayed = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"open({str(FOLDER)!r} + f'/{{os.getpid()}}', 'w').close(); time.sleep({SECONDS})"
    )
    os.execve(sys.executable, [sys.executable, "-c", stayed], {})  # noqa: S606  # as intended


def stopped() -> None:
    """A child that is stopped."""
    if os.fork() == 0:
        (FOLDER / str(os.getpid())).touch()
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(SECONDS)


def zombies() -> None:
    """A child that leaves many of its own unheard."""
    if os.fork() == 0:
        for _ in range(200):
            if os.fork() == 0:
                os._exit(0)
        stay()


WAYS = (child, away, nameless, stopped, away, child)
"""Ways that everything is ended of, wherever the engine runs."""

LINUX_WAYS = (*WAYS, vanished, zombies, vanished)
"""Ways that need a keeper."""


def main() -> None:
    """Leave the others behind, wait until they are there, and stay, end or die.

    A third argument `plain` leaves out what needs a keeper.
    """
    ways = WAYS if sys.argv[3:] == ["plain"] else LINUX_WAYS
    for way in ways:
        way()
    while len(list(FOLDER.iterdir())) < len(ways):
        time.sleep(0.005)
    sys.stdout.write("all there\n")
    sys.stdout.flush()
    if sys.argv[1] == "stay":
        stay()
    if sys.argv[1] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(3)


if __name__ == "__main__":
    main()
