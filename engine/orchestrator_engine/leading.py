"""Where a trace leads in the files as they lie on the disk: to lines of sources, and to items."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestrator_analyzer.analysis import Analysis, analyze
from orchestrator_engine import trace
from orchestrator_engine.changed_names import Hunk, hunks
from orchestrator_engine.errors import BadProject, NoSuchPlace
from orchestrator_engine.places import find_runs, state_dir
from orchestrator_engine.system.git import Repository
from orchestrator_engine.traced import Item, Trace

MANY = 50
"""Places of one item that are worth leading to."""


@dataclass(frozen=True, slots=True)
class Led:
    """A line, counted from 1, of a file; of an item with its `name`, the document's."""

    file: Path
    line: int
    name: str = ""


def to_code(document: Path, name: str) -> tuple[Led, ...]:
    """The places in the working tree that came of an item, tests last.

    Raises `NoSuchPlace` where nothing knows the item, and `BadProject` outside of a repository.
    """
    repository = _repository(document.parent)
    found = trace.of_item(repository, find_runs(state_dir()), name)
    places: dict[tuple[Path, int], Led] = {}
    for each in found.traces:
        for led in _of_trace(repository, each):
            places.setdefault((led.file, led.line), led)
    return tuple(places.values())[:MANY]


def to_items(file: Path, line: int) -> tuple[Led, ...]:
    """The items in documents for whose sake a line is as it is.

    Raises `NoSuchPlace` where git does not know the line, `BadProject` outside of a repository.
    """
    repository = _repository(file.parent)
    top = repository.top.resolve()
    if not file.resolve().is_relative_to(top):
        raise NoSuchPlace(f"{file.name} is not in the repository {top}", "Name one that is.")
    inside = file.resolve().relative_to(top).as_posix()
    found = trace.of_line(repository, find_runs(state_dir()), inside, line)
    traces = [(each.document, each.items) for each in found.traces if each.document is not None]
    read = {document: _analysis(Path(document)) for document in {one for one, _ in traces}}
    return tuple(
        Led(Path(document), _line_now(read[document], item), item.id)
        for document, items in traces
        for item in items
    )


def _analysis(document: Path) -> Analysis | None:
    try:
        return analyze(document.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _line_now(analysis: Analysis | None, item: Item) -> int:
    """Where an item stands in its document now; where it is not there any more, where it stood."""
    found = None if analysis is None else analysis.find(item.id, item.title or "")
    return found.line + 1 if found is not None else item.line or 1


def _repository(folder: Path) -> Repository:
    repository = Repository.find(folder)
    if repository is None:
        raise BadProject(f"{folder} is in no git repository", "Only what is in git can be traced.")
    return repository.harmless()


def _of_trace(repository: Repository, each: Trace) -> Iterator[Led]:
    if each.commit is None or repository.resolve(each.commit.id) is None:
        return
    parents = repository.parents(each.commit.id)
    if not parents:
        return
    patch = repository.lines(parents[0], each.commit.id).decode(errors="replace")
    changed = hunks(patch)
    for file in sorted(each.files, key=lambda one: one.test):
        path = repository.top / file.path
        try:
            now = path.read_text("utf-8", "replace").splitlines()
        except OSError:
            continue  # it is not in what the person has checked out
        lines = list(_lines(changed.get(file.path, ()), now))
        for line in lines or [1]:
            yield Led(path, line)


def _lines(changed: Iterable[Hunk], now: list[str]) -> Iterator[int]:
    """Where the places of a change stand now: by the first line of each that says something."""
    for hunk in changed:
        said = [line for line in hunk.added if any(sign.isalnum() for sign in line)]
        if not said:
            continue
        alike = [at for at, line in enumerate(now, 1) if line == said[0]]
        if alike:
            yield min(alike, key=lambda at: abs(at - hunk.first))
