"""A program that does not want to end, and leaves others behind that do not either.

Usage: hostile.py WAY FOLDER. Each process writes its number into a file in FOLDER, named by it.
All of them ignore the request to end, and end by themselves after half a minute.
"""

import os
import signal
import sys
import time
from pathlib import Path

FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
SECONDS = 30


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
        stayed = f"import os, sys, time; open({str(FOLDER)!r} + f'/{{os.getpid()}}', 'w').close()"
        os.execve(  # noqa: S606  # that is what it is here for
            sys.executable, [sys.executable, "-c", f"{stayed}; time.sleep({SECONDS})"], {}
        )


def stopped() -> None:
    """A child that is stopped."""
    if os.fork() == 0:
        (FOLDER / str(os.getpid())).touch()
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(SECONDS)


def main() -> None:
    """Leave the others behind, wait until they are there, and stay, end or die."""
    ways = (child, away, nameless, stopped, away, child)
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
