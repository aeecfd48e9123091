"""What a person types while something else is shown: single keys, or lines where keys cannot be."""

import os
import select
import sys
import time
from typing import Self


def there() -> bool:
    """Whether there is a person with a keyboard in front of what we print."""
    return sys.platform != "win32" and sys.stdin.isatty() and sys.stdout.isatty()


class Keyboard:
    """Standard input, which is a terminal; `keys` tells one key at a time, without Enter.

    A program in the background leaves the terminal alone: to touch it would stop the program.
    """

    def __init__(self, *, keys: bool) -> None:
        self.keys = keys
        self._descriptor = sys.stdin.fileno()
        self._begun = ""

    def __enter__(self) -> Self:
        """Begin to listen; Ctrl-C stays what it is."""
        # There only on systems that have such terminals.
        import termios

        self._before = termios.tcgetattr(self._descriptor)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it was."""
        import termios

        if self.keys and self._ours():
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)

    def read(self, seconds: float) -> list[str]:
        """What was typed within so many seconds: keys, or whole lines. Raises `EOFError`."""
        if not self._ours():
            time.sleep(seconds)
            return []
        self._want_keys()
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready or not self._ours():
            return []
        typed = os.read(self._descriptor, 4096).decode(errors="replace")
        if not typed or (self.keys and "\x04" in typed):
            raise EOFError
        if self.keys:
            return list(typed)
        *lines, self._begun = (self._begun + typed).split("\n")
        return [line.strip() for line in lines]

    def forget(self) -> None:
        """Let what was typed up to now count for nothing."""
        self._begun = ""
        if self._ours():
            import termios

            termios.tcflush(self._descriptor, termios.TCIFLUSH)

    def _ours(self) -> bool:
        """Whether what is typed is for this program, and not for another one of the terminal."""
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            return True  # a terminal that nobody else shares

    def _want_keys(self) -> None:
        """Have keys told one by one; a shell that was in front meanwhile had it otherwise."""
        if not self.keys:
            return
        import termios
        import tty

        if termios.tcgetattr(self._descriptor)[3] & termios.ICANON:
            tty.setcbreak(self._descriptor, termios.TCSADRAIN)
