"""The analyzer on large documents: opening one beside markdown-it-py alone, and each edit in it."""

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
from orchestrator_analyzer.text import Span, Text, TextEdit

URI = "file:///benchmark/SPEC.md"
EDITS = 25
SHOWN = 60
"""Items whose lenses an editor shows at a time."""


def main() -> None:
    """Open, edit, memory, and what is meant to do harm."""
    for name, text in DOCUMENTS.items():
        _open(name, text)
        _edit(name, text)
        _memory(name, text)
    _harm()


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


DOCUMENTS = {"a mixture": _mixture(), "one list of 4,000 tasks": _list()}


def _everything(analysis: Analysis) -> None:
    """Ask for what an editor shows: items, findings, recommendation, and lenses of one screen."""
    _shown(analysis)
    assert analysis.findings is not None


def _shown(analysis: Analysis) -> None:
    assert analysis.recommendation.reasons
    for item in analysis.spec.items[:SHOWN]:
        analysis.text.position(item.title_span.start)
        assert item.status


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
    rows = [
        _edits("a letter, to blocks", text, lambda analysis: analysis.source.blocks),
        _edits("a letter, to items and recommendation", text, _shown),
        _edits("a letter, to findings as well", text, _everything),
    ]
    show(f"One edit anywhere in {name}", rows)


def _edits(name: str, text: str, ask: Callable[[Analysis], object]) -> Row:
    dice = random.Random(1)  # noqa: S311  # the same places every time
    workspace = Workspace()
    analysis = workspace.replace(URI, text)
    _everything(analysis)
    taken: list[float] = []
    for _ in range(EDITS):
        at = dice.randrange(len(analysis.text))
        # Nothing but computing goes on: the time of the processor is what counts.
        begun = time.process_time()
        analysis = workspace.change(URI, [TextEdit(Span(at, at), "x")])
        ask(analysis)
        taken.append(time.process_time() - begun)
    return Row(name, tuple(taken))


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


def _harm() -> None:
    """Time each at one size and at four times that: a ratio of four is what is right."""
    for name, write in HARM.items():
        sizes = (25_000, 100_000)
        rows = [_once(f"{name}, {len(write(size)) / 1e6:.2f} MB", write(size)) for size in sizes]
        show(f"Meant to do harm: {name}", rows, rows[0].name)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**20 if sys.platform == "darwin" else 2**10
    )
    print(f"\n  the process has taken {most:.0f} MB at most")


def _once(name: str, text: str) -> Row:
    begun = time.process_time()
    _everything(analyze(text))
    return Row(name, (time.process_time() - begun,))
