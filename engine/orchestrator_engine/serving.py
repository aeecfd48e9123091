"""A program that tries a dev server: starts it, waits until it answers HTTP, and ends it.

`python -m orchestrator_engine.serving PORT SECONDS PROGRAM [ARGUMENT…]` ends with 0 where the
server answered with something else than an error of its own. `{port}` in an argument stands for
the port: where another program has it already, a free one is taken instead.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing, suppress

PORT = "{port}"
HOSTS = ("127.0.0.1", "::1")
BROKEN = 500
_PAUSE = 0.1
_GRACE = 5.0


def argv(command: Sequence[str], port: int, seconds: float) -> tuple[str, ...]:
    """The program that tries a command."""
    # A little less than its own deadline: what it says is better than being ended.
    patience = max(seconds - 2 * _GRACE, seconds / 2)
    # -P: Python must not look for modules in the project.
    program = (sys.executable, "-P", "-m", "orchestrator_engine.serving")
    return (*program, str(port), f"{patience:.1f}", *command)


def main(arguments: Sequence[str]) -> int:
    """Try the server; the exit code says whether it answered."""
    port, seconds, *command = arguments
    wanted = int(port)
    there = _taken(wanted)
    if there and not any(PORT in word for word in command):
        _say(
            f"Port {wanted} is taken by another program, so this one cannot be tried. End that "
            f"one, set dev_port, or write {PORT} into the dev command."
        )
        return 1
    chosen = _free() if there else wanted
    words = [word.replace(PORT, str(chosen)) for word in command]
    try:
        server = subprocess.Popen(
            words, env=os.environ | {"PORT": str(chosen)}, start_new_session=True
        )
    except OSError as error:
        _say(f"{words[0]} cannot be started: {error.strerror}")
        return 1
    try:
        return answers(server, chosen, float(seconds))
    finally:
        _end(server)


def answers(server: subprocess.Popen[bytes], port: int, seconds: float) -> int:
    """Whether a server that was started answers in time, as an exit code."""
    until = time.monotonic() + seconds
    status = None
    while time.monotonic() < until:
        for host in HOSTS:
            status = _asked(host, port) or status
            if status is not None and status < BROKEN:
                _say(f"The dev server answers on port {port} ({status}).")
                return 0
        if server.poll() is not None:
            _say(f"The dev server ended by itself, with {server.returncode}, before it answered.")
            return 1
        time.sleep(_PAUSE)
    said = "nothing" if status is None else f"status {status}"
    _say(f"After {seconds:.0f} s the dev server answered {said} on port {port}.")
    return 1


def _asked(host: str, port: int) -> int | None:
    with closing(http.client.HTTPConnection(host, port, timeout=5.0)) as connection:
        try:
            connection.request("GET", "/", headers={"Accept": "text/html,*/*"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None


def _taken(port: int) -> bool:
    for host in HOSTS:
        with suppress(OSError), closing(socket.create_connection((host, port), timeout=1.0)):
            return True
    return False


def _free() -> int:
    with closing(socket.socket()) as listener:
        listener.bind((HOSTS[0], 0))
        return listener.getsockname()[1]


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server and what it started; whoever started us ends what left its group."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(server.pid, how)
        with suppress(subprocess.TimeoutExpired):
            server.wait(_GRACE)
            return


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
