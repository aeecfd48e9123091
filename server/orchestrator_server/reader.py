"""A process of its own that finds and reads the documents of a workspace.

Reading is work for the processor: in a thread of the server it would hold up every answer. What
comes of a document is a few names, which cost next to nothing to take over.
"""

import gc
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from orchestrator_analyzer.analysis import known
from orchestrator_analyzer.index import Entry
from orchestrator_engine import documents
from orchestrator_engine.errors import BadDocument

MANY = 5_000
"""Documents that are known of a workspace. One with more is not one that somebody looks through."""

LONGEST = 1_000_000
"""Bytes of a document that is read without being opened; longer ones are no specs."""

_CODE = (
    "import sys; sys.path[:] = sys.argv[1:]; from orchestrator_server.reader import main; main()"
)
_PROGRAM = (sys.executable, "-P", "-c", _CODE, *sys.path)
"""It finds modules where we do: an editor's extension carries them in a folder of its own."""
_NICE = 10
_LENGTH = 4

Read = tuple[Path, Entry | None]


class Reader:
    """The other end of that process. For one thread, but for `kill`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def find(self, folder: Path) -> Iterator[Read]:
        """Give every document of a folder; raises `OSError` where the process cannot do it."""
        yield from self._ask({"find": str(folder)})

    def read(self, paths: list[Path]) -> Iterator[Read]:
        """Give some documents, with None for those that are gone; raises `OSError`."""
        yield from self._ask({"read": [str(path) for path in paths]})

    def end(self) -> None:
        """Let the process go; the next question starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()

    def kill(self) -> None:
        """End the process from another thread; what waits for it hears of that."""
        process = self._process
        if process is not None:
            process.kill()

    def _ask(self, wish: dict[str, object]) -> Iterator[Read]:
        if self._process is None:
            self._process = subprocess.Popen(
                _PROGRAM,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(wish).encode() + b"\n")
        stdin.flush()
        while (answer := _received(stdout)) is not None:
            path, entry = answer
            yield Path(path), entry


def _received(stream: Any) -> tuple[str, Entry | None] | None:  # noqa: ANN401  # any binary stream
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        raise OSError("the process that reads documents has gone")
    # From a process of ours, over a pipe that nobody else has.
    return pickle.loads(stream.read(int.from_bytes(head)))  # noqa: S301


def main() -> None:
    """Answer until nobody asks any more: the process's part."""
    with suppress(OSError):
        os.nice(_NICE)
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    answers = os.fdopen(os.dup(1), "wb")
    for line in sys.stdin.buffer:
        with suppress(OSError):
            for path in _wanted(cast("dict[str, Any]", json.loads(line))):
                _send(answers, (str(path), entry_of(path)))
        _send(answers, None)


def _send(stream: Any, answer: tuple[str, Entry | None] | None) -> None:  # noqa: ANN401  # a stream
    body = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    try:
        stream.write(len(body).to_bytes(_LENGTH) + body)
        stream.flush()
    except OSError:
        os._exit(0)  # the server has gone


def _wanted(wish: dict[str, Any]) -> Iterator[Path]:
    if "find" in wish:
        yield from documents.find(Path(wish["find"]), MANY)
        return
    for name in wish["read"]:
        path = Path(name)
        if not documents.is_ignored(path):
            yield path


def entry_of(path: Path) -> Entry | None:
    """Read a document; None where there is none that anybody wants to know of."""
    try:
        if path.stat().st_size > LONGEST:
            return None
        return known(path.as_uri(), documents.read(path))
    except (BadDocument, OSError, ValueError):
        return None
