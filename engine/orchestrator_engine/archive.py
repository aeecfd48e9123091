"""A run as one file, to look at elsewhere: its journal, document, report, patches and output.

The file is a zip with a folder named after the run. What is in it is listed with its SHA-256, and
nothing else is taken out of it again.
"""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import orchestrator_engine
from orchestrator_engine import journal
from orchestrator_engine.errors import BadProject, BadStore
from orchestrator_engine.events import RunCreated
from orchestrator_engine.journal import Reader
from orchestrator_engine.json_values import is_object
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded, encode
from orchestrator_engine.report import report
from orchestrator_engine.run import Run
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.system.secrets import redactor

FORMAT = 1
"""The version of the file's shape."""

BEGINNING = "beginning"
"""The branch of the bundle that is the project as it was when the run began."""

MANIFEST = "manifest.json"
LARGEST = 4 * 1024**3
"""Bytes that a file may hold when it is unpacked: more is taken for a trap."""


def export(folder: RunFolder, file: Path, *, with_project: bool = False) -> int:
    """Write the run in `folder` to `file`, whole or not at all; the number of files in it.

    `with_project` adds all files of the project as they were when the run began, so that the run
    can be carried out again elsewhere. Raises `BadStore`, `BadProject` and `OSError`.
    """
    with closing(Reader(folder)) as reader:
        run = reader.run
    draft = file.with_name(f"{file.name}.new")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            digests: dict[str, str] = {}
            for name, found in _contents(folder, run, with_project=with_project):
                data = found if name in _WHOLE else redactor().data(found)
                archive.writestr(f"{folder.id}/{name}", data)
                digests[name] = sha256(data).hexdigest()
            archive.writestr(f"{folder.id}/{MANIFEST}", _manifest(folder, run, digests))
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return len(digests)


_WHOLE = frozenset({"run.db", "project.bundle"})
"""What is of no use with a part taken out: the first has no secrets, the second is the project."""


def _manifest(folder: RunFolder, run: Run, digests: dict[str, str]) -> str:
    about = {
        "format": FORMAT,
        "run": folder.id,
        "title": run.title,
        "state": str(run.status),
        "written_by": orchestrator_engine.__version__,
        "files": digests,
    }
    return json.dumps(about, indent=2, ensure_ascii=False) + "\n"


def _contents(folder: RunFolder, run: Run, *, with_project: bool) -> Iterator[tuple[str, bytes]]:
    yield folder.store.name, _database(folder)
    yield "events.jsonl", "".join(map(_line, journal.read(folder))).encode()
    yield folder.report.name, report(run, folder.id).encode()
    for file in sorted(folder.path.rglob("*")):
        inside = file.relative_to(folder.path)
        if inside.parts[0] in _CARRIED and file.is_file() and not file.is_symlink():
            yield inside.as_posix(), file.read_bytes()
    if with_project:
        yield folder.bundle.name, _project(run)


_CARRIED = frozenset({"document.md", "patches", "plugins", "recordings", "spool", "supervisor.log"})


def _database(folder: RunFolder) -> bytes:
    """The database as it is at one moment, though somebody may be writing to it."""
    copy = folder.path / "export.db"
    try:
        with (
            closing(
                sqlite3.connect(f"{folder.store.absolute().as_uri()}?mode=ro", uri=True)
            ) as old,
            closing(sqlite3.connect(copy)) as new,
        ):
            old.backup(new)
            rows = new.execute("SELECT seq, data FROM event WHERE kind = ?", (RunCreated.kind,))
            for seq, data in rows.fetchall():
                told = json.dumps(_for_others(json.loads(data)))
                new.execute("UPDATE event SET data = ? WHERE seq = ?", (told, seq))
            new.commit()
            new.execute("VACUUM")
        return copy.read_bytes()
    finally:
        copy.unlink(missing_ok=True)


def _line(record: Recorded) -> str:
    kind, version, data = encode(record.event)
    event = {"seq": record.seq, "at": record.at, "kind": kind, "version": version}
    return json.dumps(event | {"data": _for_others(json.loads(data))}) + "\n"


def _for_others(data: dict[str, Any]) -> dict[str, Any]:
    """What an event says, without how its owner is told: the address of a web hook is a secret.

    It stands in the settings, and among the flags of what follows the run by itself.
    """
    kept = dict(data)
    for name, told in (("settings", "notify"), ("then", "flags")):
        held = data.get(name)
        if is_object(held):
            kept[name] = {key: value for key, value in held.items() if key != told}
    return kept


def _project(run: Run) -> bytes:
    origin = run.created.origin
    try:
        return Repository(Path(origin.repository)).bundle(origin.base, BEGINNING)
    except GitFailed as failed:
        raise BadProject(
            f"the project as it was cannot be packed: {failed}", "export without --with-project"
        ) from failed


def unpack(file: Path, place: Path) -> RunFolder:
    """Unpack an exported run into the folder `place`; raises `BadStore` where it is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _unpacked(archive, place)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadStore(
            f"{file} is no exported run, or is damaged: {error}", "export the run once more"
        ) from error


def _unpacked(archive: zipfile.ZipFile, place: Path) -> RunFolder:
    name = next(name for name in archive.namelist() if name.count("/") == 1 and MANIFEST in name)
    about: dict[str, Any] = json.loads(archive.read(name))
    if about["format"] > FORMAT:
        raise ValueError("a newer version of this program wrote it; update this one")
    top = name.partition("/")[0]
    folder = RunFolder(place / "runs" / str(about["run"]))
    if PurePosixPath(str(about["run"])).name != about["run"] or about["run"] in {".", ".."}:
        raise ValueError("its run has no proper name")
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
        raise ValueError(f"it would take more than {LARGEST // 1024**3} GB")
    for inside, digest in about["files"].items():
        path = PurePosixPath(inside)
        if path.is_absolute() or ".." in path.parts or "\\" in inside or ":" in inside:
            raise ValueError(f"it wants to write outside of its folder: {inside!r}")
        data = archive.read(f"{top}/{inside}")
        if sha256(data).hexdigest() != digest:
            raise ValueError(f"{inside} is not what was written")
        target = folder.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder
