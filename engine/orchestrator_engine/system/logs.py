"""What our own processes say about themselves: a JSON object a line, without secrets.

Each file grows to `CAP` and is put aside then as `….1`; there is never more than one of those.
Several processes may write to one file. A line is one write, and one that a dying process left
unfinished is ended by the next who writes.

A line has `at` (seconds since 1970), `level` (see `LEVELS`), `from` (which of our processes), `pid`
and `text`; where the writer knows them `name` (of the module) and `trace` (of an error).
"""

import json
import logging
import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from orchestrator_engine.redaction import Stream
from orchestrator_engine.system import locks
from orchestrator_engine.system.secrets import redactor

LEVELS = ("detail", "info", "warning", "error")
"""How much something matters, the least first."""

CAP = 1024 * 1024
"""Bytes of a file after which it is put aside."""

LONGEST = 8 * 1024
"""Letters of a text or trace that are kept; of a longer one the beginning and the end."""

VARIABLE = "ORCHESTRATOR_LOG_LEVEL"
"""Names the level from which on something is written down; also the setting `log_level`."""

_NUMBERS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
_WRITE = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)


def older(path: Path) -> Path:
    """Where a log is put aside."""
    return path.with_name(f"{path.name}.1")


class Log:
    """The log file of one of our processes."""

    def __init__(self, path: Path, origin: str, cap: int = CAP) -> None:
        self._path = path
        self._origin = origin
        self._cap = cap
        self._lock = threading.Lock()

    def say(self, text: str, level: str = "info", **more: object) -> None:
        """Write down something of our own."""
        self.write(line(self._origin, level, text, **more))

    def write(self, data: bytes) -> None:
        """Add whole lines. A log that cannot be written stops nobody."""
        with self._lock, suppress(OSError):
            # Written where nobody reads any more if it was put aside twice since it was opened.
            for _ in range(3):
                if self._kept(data):
                    break

    def _kept(self, data: bytes) -> bool:
        # Opened each time: a disk that was full may have room again, another process may have
        # put the file aside.
        descriptor = os.open(self._path, _WRITE, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.lseek(descriptor, -1, os.SEEK_END) >= 0:
                data = data if os.read(descriptor, 1) == b"\n" else b"\n" + data
            os.write(descriptor, data)
            told = os.fstat(descriptor)
            if told.st_size > self._cap:
                self._put_aside(descriptor)
            return told.st_nlink > 0
        finally:
            os.close(descriptor)

    def _put_aside(self, descriptor: int) -> None:
        """Put the file aside, unless another process does so or has done it meanwhile.

        The file itself is locked for that: what is at its path stays there as long as we hold it.
        """
        # Where files cannot be locked it goes on without: better that than a log without end.
        with suppress(OSError):
            if not locks.take(descriptor, shared=False):
                return
        if os.path.samestat(os.fstat(descriptor), self._path.stat()):
            self._path.replace(older(self._path))


def line(origin: str, level: str, text: str, **more: object) -> bytes:
    """A line of a log, with nothing in it that is known as a secret."""
    said: dict[str, object] = {
        "at": round(time.time(), 3),
        "level": level,
        "from": origin,
        "pid": os.getpid(),
        "text": text,
        **more,
    }
    clean = {key: _short(redactor().value(value)) for key, value in said.items()}
    return json.dumps(clean, ensure_ascii=True).encode() + b"\n"


def _short(value: object) -> object:
    """A text that is not too long. Half a secret is not known as one: those have to be out."""
    if not isinstance(value, str) or len(value) <= LONGEST:
        return value
    half = LONGEST // 2
    return f"{value[:half]} … {value[-half:]}"


class Heard:
    """Makes lines of a log of what a child process says on its standard error.

    What is a line of a log already stays one; anything else, such as the last words of an
    interpreter that crashed, becomes the text of an error.
    """

    def __init__(self, log: Log, origin: str) -> None:
        self._log = log
        self._origin = origin
        self._clean = Stream(redactor())
        self._begun = b""

    def feed(self, data: bytes) -> None:
        """Write down the lines that are whole by now."""
        *lines, self._begun = (self._begun + self._clean.feed(data)).split(b"\n")
        if len(self._begun) > 4 * LONGEST:
            lines.append(self._begun)
            self._begun = b""
        self._write(lines)

    def end(self) -> None:
        """Write down what was left without an end."""
        rest = redactor().data(self._begun + self._clean.rest())
        self._write([rest])
        self._begun = b""

    def _write(self, lines: list[bytes]) -> None:
        said = [self._line(each) for each in lines if each.strip()]
        if said:
            self._log.write(b"".join(said))

    def _line(self, data: bytes) -> bytes:
        if read(data) is not None:
            return data + b"\n"
        return line(self._origin, "error", data.decode(errors="backslashreplace"))


def read(data: bytes) -> dict[str, object] | None:
    """A line of a log, read; None where it is something else."""
    if not data.startswith(b'{"at": '):
        return None
    try:
        found = json.loads(data)
    except ValueError:
        return None
    whole = found.get("level") in LEVELS and isinstance(found.get("text"), str)
    return found if whole else None


class Lines(logging.Formatter):
    """Makes a line of what is logged, by whomever: other people's code too."""

    def __init__(self, origin: str) -> None:
        super().__init__()
        self._origin = origin

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        level = LEVELS[sum(record.levelno >= number for number in _NUMBERS[1:])]
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        more = {"trace": trace} if trace else {}
        said = line(self._origin, level, record.getMessage(), name=record.name, **more)
        return said.decode().rstrip("\n")


class Words(logging.Formatter):
    """Makes words of what is logged, and lets no secret out."""

    def format(self, record: logging.LogRecord) -> str:
        """The words, with the trace of an error."""
        return redactor().text(super().format(record))


class ToFile(logging.Handler):
    """Writes what is logged into a log file."""

    def __init__(self, log: Log, origin: str) -> None:
        super().__init__()
        self._log = log
        self.setFormatter(Lines(origin))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record down."""
        try:
            self._log.write(self.format(record).encode() + b"\n")
        except Exception:  # noqa: BLE001  # a log that cannot be written has nobody to tell
            return


def to_stderr(origin: str) -> None:
    """Have what is logged go to standard error as lines: somebody there puts them into a file."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(origin))
    logging.basicConfig(level=number(wanted()), handlers=[handler])


def to_file(path: Path, origin: str, *others: logging.Handler) -> None:
    """Have what is logged go into a log file, and wherever `others` put it."""
    handlers = [ToFile(Log(path, origin), origin), *others]
    logging.basicConfig(level=number(wanted()), handlers=handlers)


def plain() -> logging.Handler:
    """A handler for standard error where a person, or a log of the system, reads it."""
    handler = logging.StreamHandler()
    handler.setFormatter(Words("%(levelname)s %(message)s"))
    return handler


def wanted(default: str = "info") -> str:
    """The level that this process's environment asks for."""
    named = os.environ.get(VARIABLE, "")
    return named if named in LEVELS else default


def number(level: str) -> int:
    """What the logging library calls a level."""
    return _NUMBERS[LEVELS.index(level)]
