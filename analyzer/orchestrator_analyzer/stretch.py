"""A stretch of text with its blocks, and questions about what stands in what."""

from bisect import bisect_left
from functools import cached_property

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.text import Text

_CODE = frozenset({BlockKind.CODE, BlockKind.HTML})
_NONE: frozenset[int] = frozenset()


class Stretch:
    """A document, or a part of one; lines, offsets and indices count from its own beginning."""

    text: Text
    blocks: tuple[Block, ...]

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """Give the indices of the blocks directly within a block; -1 stands for all of it."""
        inside: dict[int, list[int]] = {}
        for index, block in enumerate(self.blocks):
            inside.setdefault(block.parent, []).append(index)
        return inside

    def before(self, index: int) -> int | None:
        """Give the index of the block before a block, within the same one, or None."""
        siblings = self.children.get(self.blocks[index].parent, [])
        place = bisect_left(siblings, index)
        return siblings[place - 1] if place else None

    def within(self, index: int, kind: BlockKind) -> int:
        """Give the index of the nearest block of a kind around a block, or -1."""
        index = self.blocks[index].parent
        while index >= 0 and self.blocks[index].kind is not kind:
            index = self.blocks[index].parent
        return index

    @cached_property
    def entry_index(self) -> tuple[list[int], list[int]]:
        """Give the lines of all list entries, in order, and the indices of their blocks."""
        found = [
            (block.first, index)
            for index, block in enumerate(self.blocks)
            if block.kind is BlockKind.ENTRY
        ]
        return [line for line, _ in found], [index for _, index in found]

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """Give the lines of code, comments and other HTML, where an id means nothing."""
        code = [block for block in self.blocks if block.kind in _CODE]
        if not code:
            return _NONE
        return frozenset([line for block in code for line in range(block.first, block.last)])
