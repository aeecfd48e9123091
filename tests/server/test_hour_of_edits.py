"""An hour of somebody's work, as fast as it goes: what the server holds has an end."""

import random
import sys
from dataclasses import dataclass, field

import psutil
import pytest

from support.long_documents import edit, line_of_box, long_document, questions
from support.lsp_wire import Process, process

MAIN, OTHER = "file:///nowhere/SPEC.md", "file:///nowhere/OTHER.md"
PARTS = 40
LINES = 23 * PARTS

HOUR = 7_200
"""Edits: two a second, for an hour."""

SHORT = 600
WARM = 0.25
"""The part of the edits in which memory may still grow: caches fill, and code is loaded."""

GROWTH = 16 * 1024 * 1024
"""Bytes by which the rest may make it grow; a version of the document kept for each would need
some hundred times that in an hour."""


@dataclass
class Writer:
    """A person who types, undoes, asks, opens and closes, and what the server held meanwhile."""

    client: Process
    dice: random.Random
    held: list[int] = field(default_factory=list[int])
    versions: dict[str, int] = field(default_factory=dict[str, int])

    def open(self, uri: str, lines: int) -> None:
        self.client.open(uri, long_document(lines))
        self.versions[uri] = 1

    def work(self, edits: int) -> None:
        """Make so many edits, and look at the memory twenty times."""
        self.open(MAIN, LINES)
        for done in range(1, edits + 1):
            uri = self.dice.choice([MAIN, *self.versions])
            line = line_of_box(self.dice.randint(1, 3 if uri == OTHER else PARTS))
            self.type(uri, line)
            if self.dice.random() < 0.2:
                self.client.answer_to(self.client.request(*self.dice.choice(questions(uri, line))))
            if self.dice.random() < 0.02:
                self.open_or_close()
            if done % max(1, edits // 20) == 0:
                self.look()

    def type(self, uri: str, line: int) -> None:
        """Type a letter and take it back, or begin a line and join it again."""
        for text in (self.dice.choice(("x", "é", " BUG-3", "\n- [ ] ")), None):
            self.versions[uri] += 1
            params = edit(uri, self.versions[uri], line, text or "")
            if text is None:
                change = params["contentChanges"][0]
                change["range"]["end"] = self.end
            else:
                broken = text.count("\n")
                column = len(text.rpartition("\n")[2]) + (0 if broken else 14)
                self.end = {"line": line + broken, "character": column}
            self.client.notify("textDocument/didChange", params)

    def open_or_close(self) -> None:
        if OTHER in self.versions:
            del self.versions[OTHER]
            self.client.notify("textDocument/didClose", {"textDocument": {"uri": OTHER}})
        else:
            self.open(OTHER, 100)

    def look(self) -> None:
        """Note what the server holds once it has done all that it was told."""
        self.client.ask("textDocument/codeLens", {"textDocument": {"uri": MAIN}})
        self.client.seen.clear()
        self.held.append(psutil.Process(self.client.process.pid).memory_info().rss)

    def grown(self) -> int:
        """By how much the most that was held rose after the first part of the work."""
        first = int(len(self.held) * WARM)
        return max(self.held[first:]) - max(self.held[:first])


def worked(edits: int) -> Writer:
    with process() as client:
        client.initialize()
        writer = Writer(client, random.Random(edits))
        writer.work(edits)
        client.ask("shutdown")
        client.notify("exit")
        assert client.code(30) == 0
    sys.stdout.write(f"{edits:,} edits and as many taken back; MB resident: {megabytes(writer)}\n")
    return writer


def megabytes(writer: Writer) -> str:
    return " ".join(f"{held / 2**20:.0f}" for held in writer.held)


def test_what_is_held_does_not_grow_with_some_minutes_of_edits() -> None:
    writer = worked(SHORT)
    assert writer.grown() < GROWTH, megabytes(writer)


@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_what_is_held_does_not_grow_with_an_hour_of_edits() -> None:
    writer = worked(HOUR)
    assert writer.grown() < GROWTH, megabytes(writer)
