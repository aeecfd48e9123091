"""What the heads of its tables say of the kind of a document."""

from collections.abc import Callable, Iterator
from itertools import islice

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.columns import COLUMNS
from orchestrator_analyzer.words import fold

_FIRST = 12
_CELL = 60


def signs(source: Source) -> Iterator[Sign]:
    """Read the heads of the first tables; each kind counts once."""
    seen = set[DocumentKind]()
    tables = (table for tables in source.answers(_tables) for table in tables)
    for part, (line, cells) in islice(tables, _FIRST):
        for words in cells:
            for weight, kind in _said_by(words):
                if kind not in seen:
                    seen.add(kind)
                    yield Sign(kind, weight, f"a column {words!r}", part.place.line + line)


@remembered(texts=512, longest=_CELL)
def _said_by(words: str) -> tuple[tuple[float, DocumentKind], ...]:
    return tuple((weight, kind) for pattern, weight, kind in COLUMNS if pattern.fullmatch(words))


def _tables(group: Group) -> list[tuple[Part, tuple[int, list[str]]]]:
    return [(part, head) for part in group.parts for head in part.answer(_heads)]


def _heads(part: Part) -> list[tuple[int, list[str]]]:
    """Give the line of each table's head, and its folded cells."""
    tables = (
        index
        for index, block in enumerate(part.blocks)
        if block.kind is BlockKind.TABLE and part.begun(index)[0] is part
    )
    heads = (part.blocks[part.children[table][0]] for table in tables if table in part.children)
    return [
        (head.first, [fold(part.text.slice(cell)[:_CELL]) for cell in head.cells]) for head in heads
    ]


JUDGED = frozenset[Callable[..., object]]({_heads})
"""What is asked of a part only to tell the kind of its document."""
