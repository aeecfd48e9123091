"""Ports of the loopback for programs that have to be told which one they serve at."""

import random
import socket

# Below those that Linux, macOS and Windows hand out by themselves.
_OURS = range(20_000, 32_000)


def free_port() -> int:
    """A port that nobody has, of those that the system gives to nobody by itself.

    One that the system chose would be free again before the program is there to take it, and the
    system could give it to another test meanwhile.
    """
    while True:
        port = random.SystemRandom().choice(_OURS)
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
