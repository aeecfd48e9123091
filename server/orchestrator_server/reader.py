"""A process of its own that finds and reads the documents of a workspace.

Reading is work for the processor: in a thread of the server it would hold up every answer. What
comes of a document is a few names, which cost next to nothing to take over. Many documents are
shared out among copies of the process, which end with the last of them.
"""

import gc
import json
import os
import pickle
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

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

SHARE = 20
"""Documents that are worth a copy of the process."""

COPIES = 4
"""Processes that read at once, at most; never more than there are processors."""

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
            _read_all(list(_wanted(cast("dict[str, Any]", json.loads(line)))), answers)
        _send(answers, pickle.dumps(None))


def _read_all(paths: list[Path], answers: BinaryIO) -> None:
    """Read documents, each once, by as many processes as that is worth."""
    count = max(1, min(COPIES, os.cpu_count() or 1, len(paths) // SHARE))
    if not hasattr(os, "fork"):
        count = 1
    copies = [_copied(paths[share::count]) for share in range(1, count)]
    with selectors.DefaultSelector() as ready:
        for _, source in copies:
            ready.register(source, selectors.EVENT_READ)
        for path in paths[::count]:
            _send(answers, pickle.dumps((str(path), entry_of(path)), pickle.HIGHEST_PROTOCOL))
            _pass_on(ready, answers, 0)
        while ready.get_map():
            _pass_on(ready, answers, None)
    for process, _ in copies:
        os.waitpid(process, 0)


def _copied(paths: list[Path]) -> tuple[int, BinaryIO]:
    """Have a copy of this process read some documents: its id, and what it says of them."""
    read, write = os.pipe()
    # There is one thread here, and nothing is held that a copy could not let go of.
    process = os.fork()
    if process:
        os.close(write)
        return process, os.fdopen(read, "rb", buffering=0)
    os.close(read)
    with suppress(BaseException), os.fdopen(write, "wb") as answers:
        for path in paths:
            _send(answers, pickle.dumps((str(path), entry_of(path)), pickle.HIGHEST_PROTOCOL))
    os._exit(0)


def _pass_on(ready: selectors.BaseSelector, answers: BinaryIO, seconds: float | None) -> None:
    """Say what copies have said; those that have said all are let go."""
    for key, _ in ready.select(seconds):
        source = cast("BinaryIO", key.fileobj)
        head = _whole(source, _LENGTH)
        if len(head) < _LENGTH:
            ready.unregister(source)
            source.close()
        else:
            _send(answers, _whole(source, int.from_bytes(head)))


def _whole(source: BinaryIO, length: int) -> bytes:
    """Give so many bytes, or fewer at the end of a stream that has no buffer of its own."""
    pieces: list[bytes] = []
    while length and (piece := source.read(length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _send(stream: BinaryIO, body: bytes) -> None:
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
