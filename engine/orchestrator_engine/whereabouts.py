"""Where the document of a run went that is not where it was, when nobody told the run.

An editor tells the runs of a file that it renames; a shell does not. What is found is followed only
where there is one file that it can be: a tick in a stranger's document would be a false word.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine import documents
from orchestrator_engine.errors import BadProject
from orchestrator_engine.events import Origin
from orchestrator_engine.plan import Plan
from orchestrator_engine.plan_document.front import is_plan
from orchestrator_engine.system.git_command import GitFailed, git

_FILES = 5_000
_READ = 200
_LARGEST = 2_000_000
"""So many files are listed, so many of them read, and none that has more bytes."""


def is_gone(origin: Origin) -> bool:
    """Whether the document is not where the run knows it to be."""
    return not Path(origin.document).exists()


def went_to(origin: Origin, plan: Plan) -> tuple[Path, ...]:
    """The files that the document may be now: one is the answer, several are a question.

    They lie in the run's repository, where there was no file when the run began. One with the very
    bytes that were planned comes before those that have all items of the plan.
    """
    found = list(_newcomers(origin))
    same = tuple(path for path, content in found if sha256(content).hexdigest() == origin.digest)
    return same or tuple(path for path, content in found if _has_items(path, content, plan))


def _newcomers(origin: Origin) -> Iterator[tuple[Path, bytes]]:
    if origin.inside is None:
        return
    top = Path(origin.repository)
    try:
        known = set(git(top, ("ls-tree", "-r", "-z", "--name-only", origin.base)).split(b"\0"))
    except (GitFailed, BadProject):
        return
    paths = (
        path
        for path in documents.find(top, _FILES)
        if not path.is_symlink() and bytes(path.relative_to(top)) not in known
    )
    for path in islice(paths, _READ):
        try:
            if path.stat().st_size <= _LARGEST:
                yield path, path.read_bytes()
        except OSError:
            continue


def _has_items(path: Path, content: bytes, plan: Plan) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # A plan of the document speaks of the same items, and is not the document.
    if not plan.items or is_plan(text):
        return False
    analysis = analyze(text, str(path))
    return all(analysis.find(item.handle, item.title) is not None for item in plan.items)
