"""What the heads of its tables say of the kind of a document."""

from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.columns import COLUMNS
from orchestrator_analyzer.words import fold

_TABLES = 12
_CELL = 60


def signs(source: Source) -> Iterator[Sign]:
    """Read the heads of the first tables; each kind counts once."""
    seen = set[DocumentKind]()
    tables = (index for index, block in enumerate(source.blocks) if block.kind is BlockKind.TABLE)
    for table, _ in zip(tables, range(_TABLES), strict=False):
        inside = source.children.get(table, [])
        if not inside:
            continue
        head = source.blocks[inside[0]]
        for cell in head.cells:
            words = fold(source.text.slice(cell)[:_CELL])
            for pattern, weight, kind in COLUMNS:
                if kind not in seen and pattern.fullmatch(words):
                    seen.add(kind)
                    yield Sign(kind, weight, f"a column {words!r}", head.first)
