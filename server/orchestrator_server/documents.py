"""The documents that an editor has open, kept as its edits say.

A line ends at CR LF, LF or CR and nowhere else; a column counts units of the encoding that was
agreed on; a place behind the end of a line is the line's end, one inside of a character is the
character's start.
"""

import asyncio
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pygls.uris import to_fs_path

from orchestrator_analyzer.text import Encoding
from orchestrator_server.roles import Role, said

_LINE_END = re.compile(r"\r\n|\n|\r")

_LAST_WITH = {Encoding.UTF8: (0x7F, 0x7FF, 0xFFFF), Encoding.UTF16: (0xFFFF,), Encoding.UTF32: ()}
"""The last characters that take one unit, two units, three units."""

Place = tuple[int, int]
"""Line and column, from 0, as an editor counts them."""


class Document:
    """One open text; `version` is the editor's number for it.

    `ours` is a file that the program itself wrote (a report, a log): there is nothing to run in it,
    but where it says that it is a plan or a prompt.
    """

    def __init__(  # noqa: PLR0913  # all that is told of it
        self,
        uri: str,
        version: int,
        text: str,
        encoding: Encoding,
        *,
        ours: bool = False,
        markdown: bool = True,
    ) -> None:
        self.uri = uri
        self.ours = ours
        self.markdown = markdown
        self.version = version
        self.text = text
        self._encoding = encoding
        self._moved_on = asyncio.Event()
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    @property
    def role(self) -> Role:
        """What it is to us, as it is now."""
        if not self.markdown:
            return Role.SOURCE
        return said(self.text) or (Role.PAGE if self.ours else Role.DOCUMENT)

    def becomes(self, version: int) -> None:
        """Note that all of the editor's changes up to that version were taken in."""
        self.version = version
        self.moves_on()
        self._moved_on = asyncio.Event()

    def moves_on(self) -> None:
        """Tell who waits that it is another version by now, or open no more."""
        self._moved_on.set()

    async def moved_on(self) -> None:
        """Wait until it is another version than now, or is closed."""
        await self._moved_on.wait()

    def replace(self, text: str) -> None:
        """Take a whole new text."""
        self.text = text
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    def edit(self, start: Place, end: Place, new: str) -> tuple[int, int]:
        """Put `new` where the range was; gives the range as code-point offsets into the old text.

        Costs what the edited lines cost, and one pass over the numbers of those behind them.
        """
        first, last = self.offset(start), self.offset(end)
        last = max(first, last)
        before = self.text
        self.text = before[:first] + new + before[last:]
        self._shift(first, last, len(new) - (last - first))
        return first, last

    def offset(self, place: Place) -> int:
        """The code-point offset of a place; any numbers are allowed."""
        line, column = place
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self.text)
        start = self._starts[line]
        return start + code_points(self.text[start : self._end(line)], column, self._encoding)

    def line_of(self, offset: int) -> int:
        """The line, from 0, that an offset stands in."""
        return bisect_right(self._starts, offset) - 1

    def _end(self, line: int) -> int:
        """The offset behind a line's last character, before its line end."""
        if line + 1 == len(self._starts):
            return len(self.text)
        end = self._starts[line + 1] - 1
        crlf = self.text[end] == "\n" and end > self._starts[line] and self.text[end - 1] == "\r"
        return end - 1 if crlf else end

    def _shift(self, first: int, last: int, grown: int) -> None:
        """Bring the line index from the old text, edited from `first` to `last`, to the new one."""
        # One line more on either side: an edit can join a CR with an LF, or part them.
        top = max(bisect_right(self._starts, first) - 2, 0)
        bottom = bisect_right(self._starts, last)
        begin = self._starts[top]
        behind = self._starts[bottom] + grown if bottom < len(self._starts) else len(self.text)
        ends = [end.end() for end in _LINE_END.finditer(self.text, begin, behind)]
        self._starts[top + 1 :] = ends + [start + grown for start in self._starts[bottom + 1 :]]


class Documents:
    """All open documents, by URI, and which of the person's own they looked at last.

    What lies under `state` was written by the program.
    """

    def __init__(self, encoding: Encoding, state: Path | None = None) -> None:
        self._encoding = encoding
        self._state = state
        self._open: dict[str, Document] = {}
        self._named: dict[str, str] = {}
        self.focused: str | None = None

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._open.values()))

    def open(self, uri: str, version: int, text: str, *, markdown: bool = True) -> Document:
        """Take a document into the open ones."""
        ours = self._is_ours(uri)
        document = Document(uri, version, text, self._encoding, ours=ours, markdown=markdown)
        if (before := self._open.get(uri)) is not None:
            before.moves_on()
        self._open[uri] = document
        self._named[escaped(uri)] = uri
        self.focus(document)
        return document

    def focus(self, document: Document) -> None:
        """Note that the person looks at this document."""
        if document.role not in (Role.PAGE, Role.SOURCE):
            self.focused = document.uri

    def close(self, uri: str) -> None:
        """Forget a document; one that is not open is no trouble."""
        if (gone := self._open.pop(uri, None)) is not None:
            gone.moves_on()
        name = escaped(uri)
        # The same file may be open by another spelling.
        others = (one for one in self._open if escaped(one) == name)
        if (other := next(others, None)) is not None:
            self._named[name] = other
        else:
            self._named.pop(name, None)
        if self.focused == uri:
            aside = (Role.PAGE, Role.SOURCE)
            theirs = (one.uri for one in reversed(self._open.values()) if one.role not in aside)
            self.focused = next(theirs, None)

    def get(self, uri: str) -> Document | None:
        """The open document of that URI, however its editor and we escape it."""
        found = self._open.get(uri)
        return found if found is not None else self._open.get(self._named.get(escaped(uri), ""))

    def _is_ours(self, uri: str) -> bool:
        path = path_of(uri)
        return self._state is not None and path is not None and path.is_relative_to(self._state)


def path_of(uri: str) -> Path | None:
    """The file of a URI; None for a document that was never saved, or lies elsewhere."""
    try:
        path = to_fs_path(uri)
    except ValueError:  # `file://[a`
        return None
    return Path(path) if path else None


@lru_cache(maxsize=4096)
def escaped(uri: str) -> str:
    """The URI of a file as we escape it, so that two of one file are the same; others as they are.

    Neovim leaves signs such as `+` and `(` as they are, VS Code writes the colon of a drive as %3A.
    """
    path = path_of(uri)
    if path is None or not path.is_absolute():
        return uri
    try:
        return path.as_uri()
    except UnicodeEncodeError:  # half of a character
        return uri


def code_points(line: str, column: int, encoding: Encoding) -> int:
    """How many characters of `line` lie before a column that counts units of `encoding`."""
    if encoding is Encoding.UTF32 or line.isascii():
        return min(max(column, 0), len(line))
    passed = 0
    for index, character in enumerate(line):
        passed += _units(character, encoding)
        if passed > column:
            return index
    return len(line)


def _units(character: str, encoding: Encoding) -> int:
    """How many units a character takes; also right for lone surrogates, which have no encoding."""
    return 1 + bisect_left(_LAST_WITH[encoding], ord(character))
