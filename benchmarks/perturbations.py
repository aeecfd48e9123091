"""Ways to write the same document differently, which should change little of how it is read.

Each takes a text and its path and gives both, or the same two where it does not apply. Code
fences and front matter stay as they are.
"""

import re
from collections.abc import Callable, Iterator

Document = tuple[str, str]

_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>.+?)[ \t]*#*(?P<end>\r?\n?)$")
_FRONT = re.compile(r"\A\ufeff?---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
_TOP, _SECOND, _DEEPEST = 1, 2, 6
_PROSE = (
    "The team met twice about this and wrote down what it heard. Nobody disagreed, and what was"
    " said before still holds for the parts that are named above. More of it is on the wall.\n\n"
)
_CODE = "```python\n" + "def wait(seconds):\n    return seconds * 2\n\n\n" * 30 + "```\n"


def _parts(text: str) -> tuple[str, str]:
    """Split off the front matter."""
    front = _FRONT.match(text)
    end = front.end() if front else 0
    return text[:end], text[end:]


def _lines(body: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Give each line, with its heading where it is one."""
    inside = False
    for line in body.splitlines(keepends=True):
        fence = _FENCE.match(line) is not None
        yield line, None if inside or fence else _HEADING.match(line)
        inside ^= fence


def _headings(text: str, change: Callable[[int, re.Match[str]], str]) -> str:
    """Write each heading anew; `change` gets its number from 0."""
    front, body = _parts(text)
    told: list[str] = []
    count = 0
    for line, heading in _lines(body):
        told.append(line if heading is None else change(count, heading))
        count += heading is not None
    return front + "".join(told)


def _ends(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def untitled(text: str, path: str) -> Document:
    """Take the first heading away."""
    return _headings(text, lambda at, found: found["end"] if at == 0 else found[0]), path


def unnamed(text: str, path: str) -> Document:
    """Call the file `notes.md`, in no folder."""
    del path
    return text, "notes.md"


def nameless(text: str, path: str) -> Document:
    """Give no path at all."""
    del path
    return text, ""


def setext(text: str, path: str) -> Document:
    """Underline the headings of the two highest levels."""

    def change(_: int, found: re.Match[str]) -> str:
        if len(found["marks"]) > _SECOND:
            return found[0]
        return f"{found['title']}\n{('=' if found['marks'] == '#' else '-') * 4}\n"

    return _headings(text, change), path


def crlf(text: str, path: str) -> Document:
    """End lines as Windows does, and begin with a mark of order."""
    return "\ufeff" + text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\n", "\r\n"), path


def numbered(text: str, path: str) -> Document:
    """Number the chapters, where a chapter has no number yet."""
    chapters = iter(range(1, 10_000))

    def change(at: int, found: re.Match[str]) -> str:
        is_chapter = at > 0 and len(found["marks"]) == _SECOND
        if not is_chapter or re.search(r"\d", found["title"]):
            return found[0]
        return f"{found['marks']} {next(chapters)}. {found['title']}{found['end']}"

    return _headings(text, change), path


def deeper(text: str, path: str) -> Document:
    """Move every heading one level down."""
    return _headings(
        text, lambda _, found: found[0] if len(found["marks"]) == _DEEPEST else "#" + found[0]
    ), path


def fronted(text: str, path: str) -> Document:
    """Add front matter that says nothing."""
    if _FRONT.match(text):
        return text, path
    return f"---\nauthor: Ann\ndate: 2025-03-04\ntags: [team]\n---\n\n{text}", path


def commented(text: str, path: str) -> Document:
    """Put a comment on top."""
    front, body = _parts(text)
    return f"{front}<!-- written by hand; keep lines short -->\n\n{body}", path


def smiling(text: str, path: str) -> Document:
    """Begin each heading with a picture that means nothing."""
    return _headings(
        text,
        lambda at, found: f"{found['marks']} {'📌📦🎯'[at % 3]} {found['title']}{found['end']}",
    ), path


def bold(text: str, path: str) -> Document:
    """Set each heading in bold."""
    return _headings(
        text,
        lambda _, found: (
            found[0]
            if "*" in found["title"]
            else f"{found['marks']} **{found['title']}**{found['end']}"
        ),
    ), path


def halved(text: str, path: str) -> Document:
    """Leave out every second chapter."""
    front, body = _parts(text)
    levels = [len(found["marks"]) for _, found in _lines(body) if found]
    level = next((one for one in (1, 2, 3) if levels.count(one) > 1), _SECOND)
    kept: list[str] = []
    chapter = 0
    for line, heading in _lines(body):
        chapter += heading is not None and len(heading["marks"]) == level
        if chapter % 2 == 0 or chapter == 1:
            kept.append(line)
    return front + "".join(kept), path


def prosy(text: str, path: str) -> Document:
    """Add an appendix of prose as long as the document."""
    return f"{_ends(text)}\n## Appendix\n\n" + _PROSE * (len(text) // len(_PROSE) + 1), path


def coded(text: str, path: str) -> Document:
    """Add an appendix with a long fence of code."""
    return f"{_ends(text)}\n## Appendix\n\n{_CODE}", path


Way = Callable[[str, str], Document]

ALL: tuple[Way, ...] = (
    *(untitled, unnamed, nameless, setext, crlf, numbered, deeper, fronted),
    *(commented, smiling, bold, halved, prosy, coded),
)
