"""Which files a task will probably touch: those that its item names in backticks.

A link is something to read, and most that are named outside of backticks are only talked about.
A file counts that is there, or that looks as though it is to be made: in a folder that is there, or
with an ending that files of a project have.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.spec import Item, ReferenceKind

_LINE_NUMBER = re.compile(r":\d+$")

_ENDING = re.compile(
    r"\.(?:bash|bat|c|cc|cfg|clj|cmake|conf|cjs|cpp|cs|css|csv|dart|ex|exs|fs|go|gradle|graphql|h"
    r"|hpp|hs|html|ini|ipynb|java|jl|js|json|jsx|kt|less|lua|m|md|mjs|ml|mm|php|pl|proto|ps1|py"
    r"|pyi|r|rb|rs|rst|sass|scala|scss|sh|sql|svelte|swift|tf|toml|ts|tsx|txt|vue|xml|ya?ml|zig)$",
    re.IGNORECASE,
)
"""Endings by which a name without a folder is taken for a file, and not for code such as `a.b`."""


@dataclass(frozen=True, slots=True)
class Project:
    """The repository as far as planning has to know it; paths are POSIX, from its top.

    `document` is None when it lies elsewhere. `exists` says whether a file or folder is there.
    """

    document: str | None
    exists: Callable[[str], bool]


NOWHERE = Project(None, lambda _: False)
"""A repository of which nothing is known."""


def touched(analysis: Analysis, item: Item, alone: frozenset[str], project: Project) -> list[str]:
    """The files that an item and its steps name, in the order of the text, each once.

    Steps with a handle in `alone` are tasks of their own.
    """
    found = (
        path
        for one in _with_steps(analysis, item, alone)
        for name in _named(one)
        if (path := _path(name, project)) is not None
    )
    return list(dict.fromkeys(found))


def _with_steps(analysis: Analysis, item: Item, alone: frozenset[str]) -> Iterator[Item]:
    stack = [item]
    while stack:
        one = stack.pop()
        yield one
        steps = analysis.spec.children.get(one.handle, ())
        stack += [step for step in reversed(steps) if step.handle not in alone]


def _named(item: Item) -> Iterator[str]:
    text = "\n".join((item.words, *(criterion.text for criterion in item.criteria)))
    for reference in item.references:
        if reference.kind is ReferenceKind.FILE and f"`{reference.target}`" in text:
            yield _LINE_NUMBER.sub("", reference.target)


def _path(name: str, project: Project) -> str | None:
    """The path from the top that a name means; None for no file, or one that is not ours."""
    name = name.replace("\\", "/")
    beside = posixpath.dirname(project.document) if project.document is not None else ""
    # As it is written it may count from the top or from the document.
    places = [_inside(name), _inside(posixpath.join(beside, name))]
    for path in places:
        if path is not None and project.exists(path):
            return None if path == project.document else path
    for path in places:
        if path is not None and (_ENDING.search(path) or _in_a_folder(name, path, project)):
            return path
    return None


def _inside(path: str) -> str | None:
    path = posixpath.normpath(path)
    outside = path.startswith(("/", "../")) or path in {".", ".."}
    return None if outside else path


def _in_a_folder(name: str, path: str, project: Project) -> bool:
    return "/" in name and project.exists(posixpath.dirname(path) or ".")
