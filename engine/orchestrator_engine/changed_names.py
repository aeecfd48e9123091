"""What a change touches by name: functions, classes and their like, as far as can be read.

Python is read by its own parser; of other languages, what git shows above each change and the
definitions that are added are taken, so that a name may be missing there.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 40
"""Names of one file that are told."""

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@ ?(.*)$")
_DEFINITION = re.compile(
    r"^\s*(?:(?:export|default|pub(?:\([\w:]+\))?|public|private|protected|internal|static|final"
    r"|abstract|sealed|async|override|unsafe|open|data|virtual|partial|readonly)\s+)*"
    r"(?:function\*?|class|interface|trait|struct|enum|record|object|module|namespace|fn|func|fun"
    r"|def|type)\s+(?:\([^)]*\)\s*)?(?:self\.)?(?P<name>[A-Za-z_$][\w$]*[?!]?)"
)
_METHOD = re.compile(
    r"^\s*(?:public|private|protected|internal)\s+(?:[\w<>\[\],.?]+\s+)*(?P<name>[A-Za-z_]\w*)\s*\("
)


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place of a change: `count` lines from `first` on (from 1) are new, beneath `heading`."""

    first: int
    count: int
    heading: str
    added: tuple[str, ...]


def hunks(patch: str) -> dict[str, tuple[Hunk, ...]]:
    """The places of a patch without lines around them, by the path of each file that is left."""
    found: dict[str, list[Hunk]] = {}
    path: str | None = None
    begun: tuple[int, int, str] | None = None
    added: list[str] = []

    def end() -> None:
        if path is not None and begun is not None:
            found.setdefault(path, []).append(Hunk(*begun, tuple(added)))

    for line in patch.splitlines():
        head = _HUNK.match(line)
        if line.startswith("diff --git ") or head:
            end()
            begun, added = None, []
        if head:
            first, many, heading = head.groups()
            begun = (int(first), 1 if many is None else int(many), heading.strip())
        elif begun is None and line.startswith("+++ "):
            name = line.removeprefix("+++ ").removesuffix("\t")
            path = None if name == "/dev/null" else _unquoted(name).removeprefix("b/")
        elif begun is not None and line.startswith("+"):
            added.append(line[1:])
    end()
    return {path: tuple(each) for path, each in found.items()}


def _unquoted(name: str) -> str:
    """A path as it is; git puts odd ones into quotes, with their bytes as octal numbers."""
    if not name.startswith('"'):
        return name
    data = name[1:-1].encode("latin-1", "replace").decode("unicode_escape")
    return data.encode("latin-1", "replace").decode("utf-8", "replace")


def names(path: str, text: str, places: tuple[Hunk, ...]) -> tuple[str, ...]:
    """The names of what these places of a file with that text (after the change) belong to."""
    if path.endswith((".py", ".pyi")):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
        else:
            return tuple(dict.fromkeys(_python(tree, places)))[:MOST]
    return tuple(dict.fromkeys(_others(places)))[:MOST]


def _python(tree: ast.Module, places: tuple[Hunk, ...]) -> Iterator[str]:
    spans = [each for each in _defined(tree, ()) if _touched(each[1], each[2], places)]
    for name, first, last in spans:
        others = [(a, b) for _, a, b in spans if (a, b) != (first, last)]
        inner = [(a, b) for a, b in others if first <= a and b <= last]
        # A class is named for what it holds only where something of its own was changed too.
        lines = {line for line in _lines(places) if first <= line <= last}
        if not inner or any(all(not a <= line <= b for a, b in inner) for line in lines):
            yield name


def _defined(node: ast.AST, within: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([child.lineno, *(each.lineno for each in child.decorator_list)])
            yield ".".join((*within, child.name)), first, child.end_lineno or child.lineno
            yield from _defined(child, (*within, child.name))
        elif isinstance(child, ast.stmt):
            yield from _defined(child, within)


def _touched(first: int, last: int, places: tuple[Hunk, ...]) -> bool:
    return any(first <= line <= last for line in _lines(places))


def _lines(places: tuple[Hunk, ...]) -> Iterator[int]:
    for place in places:
        # Where lines only went away, the one before them is where that was.
        yield from range(place.first, place.first + max(place.count, 1))


def _others(places: tuple[Hunk, ...]) -> Iterator[str]:
    for place in places:
        for line in (place.heading, *place.added):
            found = _DEFINITION.match(line) or _METHOD.match(line)
            if found:
                yield found["name"]
