"""Files of the worktree, read and written for an agent that asks us to: never one outside of it.

An agent may be in a closed room that we are not in, so that a name which leads out of the worktree
must lead nowhere, even while the agent changes what is there. Each folder on the way is opened
from the one before it, and a symbolic link is never followed. git's own files are not served.
"""

import errno
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from uuid import uuid4

MOST = 10_000_000
"""Bytes of a file that is read, at most."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Outside(Exception):  # noqa: N818  # an answer, not a mishap
    """A file that an agent does not get; its text says why."""


def parts_of(path: str, tree: Path) -> tuple[str, ...]:
    """The way from the worktree to a file; raises `Outside` for one that is not in it."""
    if not path or "\0" in path:
        raise Outside("there is no path")
    roots = (PurePosixPath(tree), PurePosixPath(os.path.realpath(tree)))
    given = PurePosixPath(path) if path.startswith("/") else roots[0] / path
    for root in roots:
        if given.is_relative_to(root):
            parts = given.relative_to(root).parts
            break
    else:
        raise Outside(f"{path} is not in the worktree")
    if not parts or ".." in parts:
        raise Outside(f"{path} is not a file in the worktree")
    # Some file systems take .GIT for .git.
    if any(part.lower() == ".git" for part in parts):
        raise Outside(f"{path} belongs to git, not to the agent")
    return parts


def held(path: str, tree: Path) -> bool:
    """Whether a path stays in the worktree, links followed, and is none of git's."""
    try:
        parts_of(path, tree)
        parts_of(os.path.realpath(tree / path), tree)
    except (OSError, ValueError, Outside):
        return False
    return True


def read_text(path: str, tree: Path, line: int = 1, limit: int | None = None) -> str:
    """The text of a file, from a line on (from 1) and as many lines as wanted.

    Raises `Outside` or `OSError`.
    """
    *folders, name = parts_of(path, tree)
    with _folder(tree, tuple(folders), make=False) as folder:
        # A pipe would let us wait for whoever writes into it.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        with open(os.open(name, flags, dir_fd=folder), "rb") as file:  # noqa: PTH123  # by descriptor
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Outside(f"{path} is not a file")
            data = file.read(MOST + 1)
    if len(data) > MOST:
        raise Outside(f"{path} is larger than {MOST // 1_000_000} MB")
    text = data.decode(errors="replace")
    if line <= 1 and limit is None:
        return text
    lines = text.splitlines(keepends=True)[max(line, 1) - 1 :]
    return "".join(lines if limit is None else lines[:limit])


def write_text(path: str, tree: Path, text: str) -> None:
    """Write a file as a whole, and its folders where they are not there.

    Raises `Outside` or `OSError`.
    """
    *folders, name = parts_of(path, tree)
    with _folder(tree, tuple(folders), make=True) as folder:
        mode = 0o666 & ~_umask()
        with suppress(FileNotFoundError):
            there = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISREG(there.st_mode):
                raise Outside(f"{path} is not a file")
            mode = stat.S_IMODE(there.st_mode)
        # Beside it and then moved: a hard link to a file elsewhere stays as it is.
        draft = f".{uuid4().hex}.new"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with open(os.open(draft, flags, 0o600, dir_fd=folder), "wb") as file:  # noqa: PTH123  # by descriptor
                file.write(text.encode(errors="replace"))
                os.fchmod(file.fileno(), mode)
            os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            with suppress(OSError):
                os.unlink(draft, dir_fd=folder)
            raise


@contextmanager
def _folder(tree: Path, names: tuple[str, ...], *, make: bool) -> Generator[int]:
    """A folder of the worktree as a descriptor, with no link on the way."""
    folder = os.open(os.path.realpath(tree), _FOLDER)
    try:
        for name in names:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(name, dir_fd=folder)
            inner = _inner(name, folder)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def _inner(name: str, folder: int) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except OSError as error:
        if error.errno in {errno.ENOTDIR, errno.ELOOP}:
            raise Outside(f"{name} is a link or a file, and no folder of the worktree") from None
        raise


def _umask() -> int:
    # It can only be read by being set, for a moment that other threads would see.
    with suppress(OSError, ValueError, IndexError):
        told = Path("/proc/self/status").read_text("ascii", errors="replace")
        return int(told.partition("\nUmask:")[2].split()[0], 8)
    return 0o022
