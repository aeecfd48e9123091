"""What can be folded away: sections, items of several lines, code, tables, comments."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.source import Source


class FoldKind(StrEnum):
    """What sort of thing is folded."""

    REGION = "region"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, order=True)
class Fold:
    """The lines after `first` up to `last`, from 0, go away when it is folded."""

    first: int
    last: int
    kind: FoldKind = FoldKind.REGION


_FOLDED = frozenset(
    {
        BlockKind.FRONT_MATTER,
        BlockKind.ENTRY,
        BlockKind.QUOTE,
        BlockKind.CODE,
        BlockKind.HTML,
        BlockKind.TABLE,
    }
)


def folds(source: Source) -> tuple[Fold, ...]:
    """Give what can be folded, at most one thing a line: the longest that begins there."""
    longest: dict[int, Fold] = {}
    blank = _Blank(source)
    for first, last, kind in _ranges(source):
        fold = Fold(first, blank.before(last), kind)
        known = longest.get(first)
        if fold.last > first and (known is None or known.last < fold.last):
            longest[first] = fold
    return tuple(sorted(longest.values()))


def _ranges(source: Source) -> Iterator[tuple[int, int, FoldKind]]:
    for section in source.sections:
        yield section.line, source.section_last(section), FoldKind.REGION
    for block in source.blocks:
        if block.kind in _FOLDED:
            kind = FoldKind.COMMENT if _is_comment(source, block) else FoldKind.REGION
            yield block.first, block.last, kind


def _is_comment(source: Source, block: Block) -> bool:
    return block.kind is BlockKind.HTML and source.text.line(block.first).lstrip().startswith(
        "<!--"
    )


class _Blank:
    """For each line the last one, at or before it, that is not blank."""

    def __init__(self, source: Source) -> None:
        self._last: list[int] = []
        last = 0
        for line in range(source.text.line_count):
            if source.text.line(line).strip(" \t>"):
                last = line
            self._last.append(last)

    def before(self, line: int) -> int:
        """Give the last line before a line that is not blank."""
        return self._last[min(line, len(self._last)) - 1] if line > 0 else 0
