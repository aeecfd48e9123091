"""Where the keys of a TOML text stand, line by line.

A text that is being typed is read as far as it goes; the standard library knows values, no places.
"""

import re
from dataclasses import dataclass

Path = tuple[str, ...]

_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*({_DOTTED})")
_PAIR = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")
_PART = re.compile(_KEY)
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]|\n',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its whole `path`, or the head of a table; offsets into the text."""

    path: Path
    start: int
    end: int
    value_start: int
    value_end: int
    table: bool


def entries(text: str) -> list[Entry]:
    """Every key and every head of a table, in the text's order. Keys in inline tables are none."""
    found: list[Entry] = []
    table: Path = ()
    at = 0
    while at < len(text):
        end = _line_end(text, at)
        if head := _TABLE.match(text, at, end):
            table = parts(head[1])
            found.append(Entry(table, head.start(1), head.end(1), end, end, table=True))
        elif pair := _PAIR.match(text, at, end):
            value_end = _value_end(text, pair.end())
            path = (*table, *parts(pair[1]))
            found.append(
                Entry(path, pair.start(1), pair.end(1), pair.end(), value_end, table=False)
            )
            end = _line_end(text, value_end)
        at = end + 1
    return found


def table_at(found: list[Entry], offset: int) -> Path:
    """The table whose keys are written at an offset."""
    here: Path = ()
    for entry in found:
        if entry.start > offset:
            break
        if entry.table:
            here = entry.path
    return here


def parts(dotted: str) -> Path:
    """The keys of a dotted one, without their quotes."""
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _value_end(text: str, at: int) -> int:
    """Where a value ends: at the end of a line in which nothing is open any more."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        if token[0] in ("[", "{"):
            depth += 1
        elif token[0] in ("]", "}"):
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            return token.start()
        elif token[0].startswith("#") and depth <= 0:
            return at + len(text[at : token.start()].rstrip())
    return len(text)
