"""Markdown documents on disk: which there are in a folder, what stands in them, what they name."""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from orchestrator_analyzer.spec import Exists
from orchestrator_engine.errors import BadDocument, BadProject
from orchestrator_engine.system.git_command import GitFailed, git, text

# A folder of sources has few documents: so many folders are looked into for each of them.
_FOLDERS = 10
_ENDINGS = (".md", ".markdown")
_SKIPPED = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", "site-packages"}
)


def find(folder: Path, most: int | None = None) -> list[Path]:
    """Give the markdown files of a folder, those left out that git ignores or others brought.

    Gives at most so many; without a repository, a folder is not looked through for ever either.
    """
    found = _listed_by_git(folder)
    if found is None:
        found = list(islice(_walked(folder, None if most is None else most * _FOLDERS), most))
    return sorted(path for path in found[:most] if path.is_file())


def belongs(document: Path, folder: Path) -> bool:
    """Say whether `find` could give a path for a folder, as far as its name tells."""
    if not document.name.lower().endswith(_ENDINGS) or not document.is_relative_to(folder):
        return False
    return not _SKIPPED.intersection(document.relative_to(folder).parts)


def is_ignored(document: Path) -> bool:
    """Say whether git leaves a file out of its folder's repository."""
    try:
        git(document.parent, ("check-ignore", "--quiet", document.name))
    except (GitFailed, BadProject):
        return False
    return True


def _listed_by_git(folder: Path) -> list[Path] | None:
    """Ask git, which knows what is ignored; None where there is no repository or no git."""
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
    try:
        names = git(folder, listing).split(b"\0")
    except (GitFailed, BadProject):
        return None
    paths = (Path(text(name)) for name in names if name.lower().endswith((b".md", b".markdown")))
    return [folder / path for path in paths if not _SKIPPED.intersection(path.parts)]


def _walked(folder: Path, most: int | None) -> Iterator[Path]:
    for place, inner, names in islice(os.walk(folder), most):
        inner[:] = [name for name in inner if name not in _SKIPPED]
        yield from (Path(place, name) for name in names if name.lower().endswith(_ENDINGS))


STANDARD_INPUT = Path("-")


def read(document: Path) -> str:
    """Give the text of a document; raises `BadDocument` where there is none to be had.

    `-` is what comes in on standard input.
    """
    try:
        if document != STANDARD_INPUT and _may_never_end(document):
            message = f"{document} is not a file: it may never end"
            raise BadDocument(message, "Name a file, or pipe the text in and name it `-`.")
        content = sys.stdin.buffer.read() if document == STANDARD_INPUT else document.read_bytes()
    except FileNotFoundError:
        raise BadDocument(f"there is no file {document}", "Check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        is_loop = getattr(error, "errno", None) == errno.ELOOP
        advice = "Its links lead in a circle: point one at a file." if is_loop else ""
        message = f"{document} cannot be read: {reason}"
        raise BadDocument(message, advice or "Check its permissions.") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        name = "standard input" if document == STANDARD_INPUT else document
        message = f"{name} is not UTF-8 (byte {error.start + 1} is the first that is not)"
        raise BadDocument(message, "Save it as UTF-8, then try again.") from error


def _may_never_end(document: Path) -> bool:
    """Say whether a path is that of a pipe or a device, but for what a shell hands over."""
    mode = document.stat().st_mode
    handed_over = document.is_relative_to("/dev/fd") or document.is_relative_to("/proc")
    is_other = not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
    return is_other and not handed_over and document != Path("/dev/stdin")


def hint(document: Path) -> str:
    """Give the part of a path that may say what a document is: from its project's top on.

    Where a project lies on a disk says nothing of its documents, whatever the folders are called.
    """
    if document == STANDARD_INPUT:
        return ""
    whole = Path(os.path.abspath(document))  # noqa: PTH100  # a link keeps its own name
    top = project(whole)
    return whole.name if top is None else whole.relative_to(top).as_posix()


def project(document: Path) -> Path | None:
    """Give the folder of the repository that a document is in, or None; starts no process."""
    whole = Path(os.path.abspath(document))  # noqa: PTH100  # a link keeps its own place
    with suppress(OSError):
        return next((folder for folder in whole.parents if (folder / ".git").exists()), None)
    return None


def exists_beside(document: Path) -> Exists:
    """Give what says whether a file that a document names is there.

    A path counts from the document's own folder or from the top of its repository, and never
    leads out of the outer one of the two. What lies outside cannot be told, and neither can what
    a document without a repository misses: the files may be where it came from.
    """
    here = document.parent
    repository = project(document)
    top = repository or here
    inside = Path(os.path.abspath(top))  # noqa: PTH100  # a link keeps its own place

    def exists(name: str) -> bool | None:
        with suppress(OSError, ValueError):
            places = [Path(os.path.abspath(folder / name)) for folder in (here, top)]  # noqa: PTH100  # as above
            if any(place.is_relative_to(inside) and place.exists() for place in places):
                return True
            return False if repository is not None and places[0].is_relative_to(inside) else None
        return None

    return exists
