"""What a job changed in its folder, file by file: looked for, kept as JSON, and done again.

In a git worktree what git ignores is left out: it is nobody's work, and may be large.
"""

import base64
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestrator_engine.agents.script import confined
from orchestrator_engine.json_values import text_of
from orchestrator_engine.system.git_command import GitFailed, git

MOST_FILE = 4 * 1024 * 1024
"""Bytes of a file that are kept; of a larger one only that it changed."""

MOST = 32 * 1024 * 1024
"""Bytes of all files of a job together."""

Stamp = tuple[int, int, int, int]
"""What tells a file that was touched: mode, size, inode, and the time of the last change."""


class BadEdit(Exception):  # noqa: N818  # what it is, not a kind of error
    """A kept edit that cannot be done again; the text says why."""


def stamps(folder: Path) -> dict[str, Stamp]:
    """Every file and link in a folder, by its path in it (POSIX); nothing behind a link."""
    found: dict[str, Stamp] = {}
    top = os.path.realpath(folder)
    real: dict[str, bool] = {}
    for name in _names(folder):
        parent = name.rpartition("/")[0]
        if parent not in real:
            place = os.path.join(top, parent) if parent else top  # noqa: PTH118  # one for a folder
            real[parent] = os.path.realpath(place) == place
        if not real[parent]:
            continue  # git still has it in its list, and an agent made its folder a link
        try:
            status = os.lstat(folder / name)
        except OSError:
            continue  # in git's list, and deleted
        found[name] = (status.st_mode, status.st_size, status.st_ino, status.st_ctime_ns)
    return found


def _names(folder: Path) -> Iterator[str]:
    if (folder / ".git").exists():
        listed = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        try:
            names = git(folder, listed).split(b"\0")
        except (GitFailed, OSError):
            return
        yield from dict.fromkeys(os.fsdecode(name) for name in names if name)
        return
    for top, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(top) / name).is_symlink()]
        for name in (*names, *links):
            yield (Path(top) / name).relative_to(folder).as_posix()


def edits(folder: Path, before: Mapping[str, Stamp]) -> Iterator[dict[str, Any]]:
    """What changed since `before`, as `applied` takes it."""
    after = stamps(folder)
    room = MOST
    # What went comes first: a link may stand now where its folder was.
    for name in sorted({*before, *after}, key=lambda name: (name in after, name)):
        if before.get(name) == after.get(name):
            continue
        if name not in after:
            yield {"file": _plain(name), "does": "delete"}
            continue
        told = _content(folder / name, min(room, MOST_FILE))
        room -= after[name][1] if "left_out" not in told else 0
        yield {"file": _plain(name), **told}


def _plain(name: str) -> str:
    # A name that is no text cannot stand in JSON: what is told of it is only for people.
    return text_of(os.fsencode(name).decode(errors="replace"))


def _content(path: Path, room: int) -> dict[str, Any]:
    try:
        if path.is_symlink():
            return {"does": "link", "to": _plain(os.readlink(path))}  # noqa: PTH115  # as it is
        if not path.is_file():
            return {"does": "write", "left_out": "it is no file"}
        if path.stat().st_size > room:
            return {"does": "write", "left_out": "it is too large to be kept"}
        data = path.read_bytes()
        executable = bool(path.stat().st_mode & 0o100)
    except OSError as error:
        return {"does": "write", "left_out": f"it cannot be read: {error.strerror or error}"}
    told: dict[str, Any] = {"does": "write"}
    try:
        told["text"] = data.decode()
    except UnicodeDecodeError:
        told["base64"] = base64.b64encode(data).decode()
    return told | ({"executable": True} if executable else {})


def apply(folder: Path, edit: Mapping[str, Any]) -> None:
    """Do an edit again in a folder, and never outside of it. Raises `BadEdit`."""
    name = text_of(edit.get("file"))
    why = confined(name)
    if why is not None:
        raise BadEdit(why)
    left_out = text_of(edit.get("left_out"))
    if left_out:
        raise BadEdit(f"{name} was not kept: {left_out}")
    root = folder.resolve()
    target = root / name
    parent = target.parent.resolve()
    inside = parent.is_relative_to(root)
    if not inside or ".git" in {part.lower() for part in parent.relative_to(root).parts}:
        raise BadEdit(f"{name} leads out of the folder")
    try:
        _apply(target, edit)
    except (OSError, ValueError) as error:
        raise BadEdit(f"{name} cannot be changed: {error}") from error


def _apply(target: Path, edit: Mapping[str, Any]) -> None:
    # What is there is replaced and never followed: it may be a link.
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    match edit.get("does"):
        case "delete":
            pass
        case "link":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(text_of(edit.get("to")))
        case "write":
            target.parent.mkdir(parents=True, exist_ok=True)
            kept = edit.get("base64")
            text = text_of(edit.get("text")).encode()
            target.write_bytes(
                base64.b64decode(kept, validate=True) if isinstance(kept, str) else text
            )
            target.chmod(0o755 if edit.get("executable") is True else 0o644)
        case other:
            raise ValueError(f"“{other}” is nothing that this version can do")
