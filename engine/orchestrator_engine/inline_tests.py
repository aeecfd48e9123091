"""Tests that stand in the file that they test, as Rust has them: `#[cfg(test)] mod tests { … }`."""

import re

_BEGIN = re.compile(
    r"^[ \t]*#\[cfg\(test\)\]\s*(?:#!?\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*\{",
    re.MULTILINE,
)
_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|r(#*)".*?"\1|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'|[{}]', re.DOTALL
)
"""What may hold braces that are none, and braces."""


def split(text: str) -> tuple[str, str]:
    """A file of Rust without its modules of tests, and these modules."""
    rest: list[str] = []
    tests: list[str] = []
    place = 0
    for begin in _BEGIN.finditer(text):
        if begin.start() < place:
            continue
        end = _end(text, begin.end())
        rest.append(text[place : begin.start()])
        tests.append(text[begin.start() : end])
        place = end
    return "".join((*rest, text[place:])), "\n".join(tests)


def _end(text: str, place: int) -> int:
    """Where the block ends whose opening brace is just before `place`."""
    depth = 1
    for token in _TOKEN.finditer(text, place):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return len(text)


def with_tests_of(before: str, after: str) -> str | None:
    """The file as it was `before`, with its tests as they are `after`; None where these are alike.

    None, too, where there are none.
    """
    code, old = split(before)
    _, new = split(after)
    if not new or new == old:
        return None
    return f"{code.rstrip()}\n\n{new}\n"


def only_tests_changed(before: str, after: str) -> bool:
    """Whether nothing but the modules of tests is another one."""
    return "".join(split(before)[0].split()) == "".join(split(after)[0].split())
