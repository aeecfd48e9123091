"""What was read of a workspace's documents, kept so that opening it again costs next to nothing.

One file a folder, in the state folder. What it says of a document is believed for the very text and
the very address that it was read from, by the very code that read it; anything odd about it is
passed by, and whoever removes it loses nothing but time.
"""

import json
import os
import sys
import unicodedata
import zlib
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import orchestrator_analyzer
from orchestrator_analyzer.index import Entry
from orchestrator_analyzer.records import entry_from, record_of
from orchestrator_analyzer.text import Text
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import index_folder, key, state_dir

FOLDERS = 16
"""Workspaces that are kept, those that were opened last."""

LARGEST = 32_000_000
"""Bytes of one of them; what does not fit in is read again."""

_DIGEST = 16


class Kept:
    """What is kept of one folder's documents, by what they were read from."""

    def __init__(self, path: Path | None, records: dict[str, bytes]) -> None:
        self._path = path
        self._before = records
        self._now: dict[str, bytes] = {}

    @classmethod
    def of(cls, folder: Path) -> "Kept":
        """Give what is kept of a folder; nothing where there is none, or it is not to be used."""
        try:
            path = index_folder(state_dir()) / f"{key(folder)}.jsonl"
        except Refusal:
            return cls(None, {})
        try:
            return cls(path, _believed(path))
        except (OSError, ValueError, KeyError, TypeError):
            return cls(path, {})

    def entry(self, uri: str, text: str) -> Entry | None:
        """Give what is kept of a document, and keep it on; None where nothing is."""
        name = name_of(uri, text)
        record = self._before.get(name)
        if record is None:
            return None
        try:
            entry = entry_from(uri, Text(text), json.loads(record))
        except (ValueError, TypeError, IndexError):
            return None
        self._now[name] = record
        return entry

    def take(self, line: bytes) -> None:
        """Keep what `line_of` gave."""
        name, _, record = line.partition(b" ")
        self._now[name.decode()] = record

    def save(self) -> None:
        """Write down what is kept now, and no more; without a disk that can be written, nothing."""
        code = _code()
        if self._path is None or code is None:
            return
        with suppress(OSError):
            if self._now.keys() == self._before.keys():
                os.utime(self._path)
                return
            _write(self._path, code, self._now)
            _tidy(self._path.parent)


def line_of(entry: Entry) -> bytes:
    """Give what is to be kept of a document."""
    record = json.dumps(record_of(entry), separators=(",", ":")).encode()
    return name_of(entry.uri, entry.text.source).encode() + b" " + record


def name_of(uri: str, text: str) -> str:
    """Give what tells a document's address and text from all others."""
    told = blake2b(uri.encode("utf-8", "surrogatepass"), digest_size=_DIGEST)
    told.update(b"\0" + text.encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def _believed(path: Path) -> dict[str, bytes]:
    """Read a file, if this code made it and nothing happened to it."""
    if path.stat().st_size > LARGEST * 2:
        return {}
    head, _, body = path.read_bytes().partition(b"\n")
    told: dict[str, object] = json.loads(head)
    if _code() is None or told["code"] != _code() or told["sum"] != zlib.crc32(body):
        return {}
    lines = (line.partition(b" ") for line in body.split(b"\n") if line)
    return {name.decode(): record for name, _, record in lines}


def _write(path: Path, code: str, records: dict[str, bytes]) -> None:
    lines: list[bytes] = []
    room = LARGEST
    for name, record in records.items():
        room -= len(name) + len(record) + 2
        if room < 0:
            break
        lines.append(name.encode() + b" " + record + b"\n")
    body = b"".join(lines)
    draft = path.with_suffix(f".{os.getpid()}.new")
    try:
        draft.write_bytes(
            json.dumps({"code": code, "sum": zlib.crc32(body)}).encode() + b"\n" + body
        )
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    """Remove what was not used for longest, where there is too much."""
    found = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in found[:-FOLDERS]:
        path.unlink(missing_ok=True)


@cache
def _code() -> str | None:
    """Give what tells this code, and what it leans on, from any other; None if unknown."""
    told = blake2b(digest_size=_DIGEST)
    versions = (sys.version, unicodedata.unidata_version, version("markdown-it-py"))
    told.update("\0".join(versions).encode())
    try:
        for path in sorted(Path(orchestrator_analyzer.__path__[0]).rglob("*.py")):
            told.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
        told.update(Path(__file__).read_bytes())
    except OSError:
        return None
    return told.hexdigest()
