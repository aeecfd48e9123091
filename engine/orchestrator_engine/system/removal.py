"""Removing files that somebody else made, who may have laid traps."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def remove(path: Path) -> None:
    """Remove a file, a link or a whole folder; nothing happens when there is none.

    Links are removed, never followed. Folders that may not be written are made writable first.
    """
    if not path.is_dir() or path.is_symlink():
        path.unlink(missing_ok=True)
        return
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return
    except PermissionError:
        _open_up(path)
        shutil.rmtree(path)


def remove_inside(folder: Path, path: str) -> None:
    """Remove what is at a path (POSIX, relative) inside a folder.

    Nothing happens when the way there leads through a link: then it is not inside.
    """
    place = folder
    *way, last = path.split("/")
    for step in way:
        place /= step
        if step in ("", ".", "..") or place.is_symlink():
            return
    if last not in ("", ".", ".."):
        with suppress(NotADirectoryError):
            remove(place / last)


def _open_up(path: Path) -> None:
    """Give ourselves back the right to empty the folders below."""
    path.chmod(0o700)
    for parent, folders, _ in os.walk(path):
        for name in folders:
            folder = Path(parent, name)
            if not folder.is_symlink():
                folder.chmod(0o700)
