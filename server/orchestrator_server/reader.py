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
from orchestrator_server.kept import Kept, line_of

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

GARBAGE = 400_000
"""Characters of documents that may be read before what they left behind is looked for."""

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
    gc.disable()  # what one document leaves behind is looked for between documents
    gc.freeze()
    answers = os.fdopen(os.dup(1), "wb")
    for line in sys.stdin.buffer:
        with suppress(OSError):
            answer(json.loads(line), answers)
        _send(answers, pickle.dumps(None))


def answer(wish: dict[str, Any], answers: BinaryIO) -> None:
    """Find or read documents, and say what is in them."""
    if "find" not in wish:
        paths = (Path(name) for name in wish["read"])
        _read_all([path for path in paths if not documents.is_ignored(path)], answers)
        return
    folder = Path(wish["find"])
    kept = Kept.of(folder)
    unknown: list[Path] = []
    for path in documents.find(folder, MANY):
        text = _text_of(path)
        entry = None if text is None else kept.entry(path.as_uri(), text)
        if entry is None:
            unknown.append(path)
        else:
            _send(answers, _told(path, entry))
    for line in _read_all(unknown, answers):
        kept.take(line)
    kept.save()


def _read_all(paths: list[Path], answers: BinaryIO) -> list[bytes]:
    """Read documents, each once, by as many processes as that is worth; gives what to keep."""
    count = max(1, min(COPIES, os.cpu_count() or 1, len(paths) // SHARE))
    if not hasattr(os, "fork"):
        count = 1
    lines: list[bytes] = []
    if count > 1:
        # What is made ready for the first document, each copy would have to make ready as well.
        for line, told in _read_one_by_one(paths[:1]):
            lines.append(line)
            _send(answers, told)
        paths = paths[1:]
        gc.freeze()
    copies = [_copied(paths[share::count]) for share in range(1, count)]
    with selectors.DefaultSelector() as ready:
        for _, source in copies:
            ready.register(source, selectors.EVENT_READ)
        for line, told in _read_one_by_one(paths[::count]):
            lines.append(line)
            _send(answers, told)
            _pass_on(ready, answers, lines, 0)
        while ready.get_map():
            _pass_on(ready, answers, lines, None)
    for process, _ in copies:
        os.waitpid(process, 0)
    return [line for line in lines if line]


def _read_one_by_one(paths: list[Path]) -> Iterator[tuple[bytes, bytes]]:
    """Read documents: give of each what is to be kept, if anything is, and what is to be said."""
    read = 0
    for path in paths:
        entry = entry_of(path)
        yield b"" if entry is None else line_of(entry), _told(path, entry)
        read += 0 if entry is None else len(entry.text)
        if read > GARBAGE:
            gc.collect()
            read = 0


def _told(path: Path, entry: Entry | None) -> bytes:
    return pickle.dumps((str(path), entry), pickle.HIGHEST_PROTOCOL)


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
        for line, told in _read_one_by_one(paths):
            _send(answers, line)
            _send(answers, told)
    os._exit(0)


def _pass_on(
    ready: selectors.BaseSelector, answers: BinaryIO, lines: list[bytes], seconds: float | None
) -> None:
    """Say what copies have said, and keep their lines; those that have said all are let go."""
    for key, _ in ready.select(seconds):
        source = cast("BinaryIO", key.fileobj)
        head = _whole(source, _LENGTH)
        if len(head) < _LENGTH:
            ready.unregister(source)
            source.close()
        else:
            lines.append(_whole(source, int.from_bytes(head)))
            _send(answers, _whole(source, int.from_bytes(_whole(source, _LENGTH))))


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


def entry_of(path: Path) -> Entry | None:
    """Read a document; None where there is none that anybody wants to know of."""
    text = _text_of(path)
    if text is None:
        return None
    # Reading never fails. If it did, one document would be unknown, and not those behind it too.
    with suppress(Exception):
        return known(path.as_uri(), text)
    return None


def _text_of(path: Path) -> str | None:
    try:
        return None if path.stat().st_size > LONGEST else documents.read(path)
    except (BadDocument, OSError, ValueError):
        return None
