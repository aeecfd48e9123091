"""The analyzer on large documents: opening one beside markdown-it-py alone, and each edit in it."""

import gc
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable

from markdown_it import MarkdownIt

from benchmarks.measure import Row, in_turns, show
from orchestrator_analyzer.analysis import Analysis, Workspace, analyze
from orchestrator_analyzer.blocks import read
from orchestrator_analyzer.lens import item_lens
from orchestrator_analyzer.text import Span, Text, TextEdit

URI = "file:///benchmark/SPEC.md"
EDITS = 200
SHOWN = 60
"""Items whose lenses an editor shows at a time."""


def main() -> None:
    """Open, edit, memory, a workspace, what is meant to do harm, and what grows."""
    for part in PARTS:
        part()


def opening() -> None:
    """Open long documents, beside markdown-it-py."""
    _settle()
    for name, text in DOCUMENTS.items():
        _open(name, text)


def editing() -> None:
    """Edit them, a character or a line at a time."""
    _settle()
    for name, text in DOCUMENTS.items():
        _edit(name, text)


def memory() -> None:
    """Count what they take."""
    for name, text in DOCUMENTS.items():
        _memory(name, text)


def _settle() -> None:
    """Collect garbage as the language server does: what was loaded is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _mixture() -> str:
    """Write 10,000 lines of what specs are made of."""
    parts = ["# A realistic document\n\nIt opens with some words.\n"]
    parts += [PART.replace("@", str(number)) for number in range(1, 312)]
    return "\n".join(parts)


PART = """
## Part @ of the whole

This part is about the @th thing. It goes on with `code` in it,
and for a second line that has **bold** words and a [link](docs/a.md).

### BUG-@: The lid sticks

**Severity**: High
**Status**: Open

It sticks when it is cold.

- [ ] T@ Fix the lid in `src/lid.py`
  - [x] measure it
  - [ ] cut it, after T1

```python
def lid():
    return @
```

| Name | Value |
|------|-------|
| a | @ |

#### Acceptance criteria

- It opens at @ degrees
- It closes
"""


def _list() -> str:
    """Write one list of 4,000 tasks."""
    tasks = (f"- [ ] B-{n}: Do thing {n} in `src/{n}.py`\n  and say so" for n in range(4_000))
    return "# Tasks\n\n" + "\n".join(tasks) + "\n"


def _table() -> str:
    """Write one table of 10,000 rows."""
    rows = (f"| B-{n} | Do thing {n} | open |" for n in range(10_000))
    return "# Bugs\n\n| ID | Title | Status |\n|---|---|---|\n" + "\n".join(rows) + "\n"


DOCUMENTS = {
    "a mixture": _mixture(),
    "one list of 4,000 tasks": _list(),
    "one table of 10,000 rows": _table(),
}


def _everything(analysis: Analysis) -> None:
    """Ask for what an editor shows: items, findings, recommendation, and lenses of one screen."""
    _shown(analysis)
    assert analysis.findings is not None


def _shown(analysis: Analysis) -> None:
    spec = analysis.spec
    assert analysis.recommendation.reasons
    for item in spec.items[:SHOWN]:
        analysis.text.position(item.title_span.start)
        assert item_lens(spec, item)


def _open(name: str, text: str) -> None:
    library = MarkdownIt("commonmark").enable("table")
    peer = "markdown-it-py, all of it"
    rows = in_turns(
        5,
        {
            peer: lambda: library.parse(text),
            "blocks": lambda: read(Text(text)),
            "items and recommendation": lambda: _shown(analyze(text)),
            "items, recommendation and findings": lambda: _everything(analyze(text)),
        },
    )
    lines = text.count("\n")
    show(f"Opening {name} of {lines} lines, {len(analyze(text).spec.items)} items", rows, peer)


def _edit(name: str, text: str) -> None:
    count = EDITS if text.count("\n#") > 1 else EDITS // 10
    rows = [
        _edits(f"{kind}, to {what}", text, kind, ask, count)
        for kind in KINDS
        for what, ask in (("items", _shown), ("findings and all", _everything))
        if what != "items" or kind == "a letter"
    ]
    rows.insert(0, _edits("a letter, to parts", text, "a letter", _read, count))
    show(f"One edit anywhere in {name}", rows)


def _read(analysis: Analysis) -> None:
    assert analysis.source.parts


def _letter(text: str, dice: random.Random) -> TextEdit:
    at = dice.randrange(len(text))
    return TextEdit(Span(at, at), "x")


def _newline(text: str, dice: random.Random) -> TextEdit:
    at = dice.randrange(len(text))
    return TextEdit(Span(at, at), "\n")


def _deletion(text: str, dice: random.Random) -> TextEdit:
    at = dice.randrange(len(text))
    return TextEdit(Span(at, at + 1), "")


def _box(text: str, dice: random.Random) -> TextEdit:
    return _replaced(text, dice, "- [ ]", 3, "x")


def _id(text: str, dice: random.Random) -> TextEdit:
    return _replaced(text, dice, "B-" if "B-" in text else "] T", 3, "7")


def _heading(text: str, dice: random.Random) -> TextEdit:
    """Write a character behind a heading."""
    at = max(text.find("\n#", dice.randrange(len(text))), 0)
    end = text.find("\n", at + 1)
    return TextEdit(Span(end, end), "x")


def _fence(text: str, dice: random.Random) -> TextEdit:
    """Open a fence that the next one closes."""
    at = max(text.find("\n", dice.randrange(len(text))), 0)
    return TextEdit(Span(at, at), "\n```")


def _replaced(text: str, dice: random.Random, found: str, behind: int, new: str) -> TextEdit:
    """Replace the character so far behind some place where a text has some words."""
    at = text.find(found, dice.randrange(len(text)))
    at = at if at >= 0 else text.find(found)
    return _letter(text, dice) if at < 0 else TextEdit(Span(at + behind, at + behind + 1), new)


KINDS: dict[str, Callable[[str, random.Random], TextEdit]] = {
    "a letter": _letter,
    "a new line": _newline,
    "a character deleted": _deletion,
    "a box ticked": _box,
    "an id changed": _id,
    "a heading changed": _heading,
    "a fence opened": _fence,
}


def edits(name: str, text: str, kind: str, count: int) -> Row:
    """Time so many edits of a kind, to all that an editor shows."""
    return _edits(name, text, kind, _everything, count)


def _edits(name: str, text: str, kind: str, ask: Callable[[Analysis], object], count: int) -> Row:
    dice = random.Random(1)  # noqa: S311  # the same places every time
    workspace = Workspace()
    analysis = workspace.replace(URI, text)
    _everything(analysis)
    taken: list[float] = []
    for _ in range(count):
        edit = KINDS[kind](text, dice)
        # Nothing but computing goes on: the time of the processor is what counts.
        begun = time.process_time()
        analysis = workspace.change(URI, [edit])
        ask(analysis)
        taken.append(time.process_time() - begun)
        # Each is an edit of the document, and not of what the ones before have made of it.
        _everything(workspace.replace(URI, text))
    return Row(name, tuple(taken))


def indexing() -> None:
    """Know 100 documents that are not open."""
    texts = [_mixture()[place * 1_000 : place * 1_000 + 12_000] for place in range(100)]
    workspace = Workspace()
    begun = time.process_time()
    for place, text in enumerate(texts):
        workspace.add(f"file:///benchmark/{place}.md", text)
    taken = time.process_time() - begun
    size = sum(map(len, texts)) / 1e6
    print(f"\n  a workspace is indexed at {size / taken:.2f} MB/s")


def _memory(name: str, text: str) -> None:
    tracemalloc.start()
    analysis = analyze(text)
    _everything(analysis)
    held, most = (size / 2**20 for size in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    print(f"\n  {name} takes {held:.1f} MB, {most:.1f} MB while it is read")


HARM: dict[str, Callable[[int], str]] = {
    "one line": lambda size: "- [ ] T001 " + "word " * (size * 10),
    "a table": lambda size: "| ID | Title |\n|---|---|\n" + "| B-1 | x |\n" * size,
    "lists in lists": lambda size: "".join("  " * (n % 300) + "- x\n" for n in range(size // 10)),
    "quotes in quotes": lambda size: ">" * size,
    "a fence never closed": lambda size: "```\n" + "- [ ] T001 x\n" * size,
}


def harm() -> None:
    """Time each at one size and at four times that: a ratio of four is what is right."""
    for name, write in HARM.items():
        sizes = (25_000, 100_000)
        rows = [_once(f"{name}, {len(write(size)) / 1e6:.2f} MB", write(size)) for size in sizes]
        show(f"Meant to do harm: {name}", rows, rows[0].name)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**20 if sys.platform == "darwin" else 2**10
    )
    print(f"\n  the process has taken {most:.0f} MB at most")


GROWING: dict[str, str] = {
    "lines that end with a CR": "- [ ] T@ a thing, after T1\r",
    "demands": "- FR-@: The system MUST do @ and should do it quickly\n",
    "sections of demands": "## Requirements @\n\nThe system must do @.\n\n",
    "signs of other planes": "- [ ] 😀 T@ do it ✅ 😀\n",
    "all sorts of blocks": (
        "## BUG-@: x\n\n| ID | T |\n|---|---|\n| A-@ | b |\n\n- [ ] T@ x, after T1\n"
        "  - [x] y\n\n> quote\n\n```\ncode\n```\n\nWords must be.\n\n"
    ),
    "numbered requirements with criteria": (
        "### Requirement @: login\n\n**User Story:** As a user, I want x@, so that y\n\n"
        "#### Acceptance Criteria\n\n1. WHEN a THEN the system SHALL b\n\n"
    ),
}


def growth() -> None:
    """Time each at one size and at four times that; nothing is known of it from before."""
    _settle()
    for name, pattern in GROWING.items():
        rows = [
            _once(
                f"{name}, {count}",
                "".join(pattern.replace("@", f"{count}{n}") for n in range(count)),
            )
            for count in (1_000, 4_000)
        ]
        show(f"Growing: {name}", rows, rows[0].name)


def _once(name: str, text: str) -> Row:
    begun = time.process_time()
    _everything(analyze(text))
    return Row(name, (time.process_time() - begun,))


PARTS: tuple[Callable[[], None], ...] = (opening, editing, memory, indexing, harm, growth)
"""Each is a benchmark of its own, too: `python -m benchmarks analyzer-growth`."""
