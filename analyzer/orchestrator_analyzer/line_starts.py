"""Where the lines of a long text begin, so that an edit moves blocks of lines and not each line."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

_SIZE = 128
_MOST = 4 * _SIZE


class LineStarts(Sequence[int]):
    """The offsets at which lines begin, as equal as a list of them.

    They stand in blocks. Those of a block count from its `base`, which is the offset of its first
    line; `firsts` are the numbers of the first lines of blocks.
    """

    __slots__ = ("_bases", "_blocks", "_count", "_firsts")

    def __init__(
        self, bases: list[int], firsts: list[int], blocks: list[list[int]], count: int
    ) -> None:
        self._bases = bases
        self._firsts = firsts
        self._blocks = blocks
        self._count = count

    @classmethod
    def of(cls, starts: Sequence[int]) -> "LineStarts":
        """Make blocks of a list."""
        return starts if isinstance(starts, cls) else cls([], [], [], 0).replaced(0, 0, starts, 0)

    def replaced(self, first: int, last: int, new: Iterable[int], grown: int) -> "LineStarts":
        """Give other offsets for the lines from `first` to before `last`.

        The offsets of all lines behind grow by as much as is said.
        """
        above, below = self._block_of(first), self._block_of(last)
        head = self._blocks[above][: first - self._firsts[above]] if self._blocks else []
        tail = self._blocks[below][last - self._firsts[below] :] if self._blocks else []
        starts = [self._bases[above] + at for at in head]
        starts += new
        starts += [self._bases[below] + at + grown for at in tail]
        top = first - len(head)
        size = len(starts) if 0 < len(starts) <= _MOST else _SIZE
        places = range(0, len(starts), size)
        more = top + len(starts) - (last + len(tail))
        return LineStarts(
            [
                *self._bases[:above],
                *(starts[at] for at in places),
                *[base + grown for base in self._bases[below + 1 :]],
            ],
            [
                *self._firsts[:above],
                *(top + at for at in places),
                *[line + more for line in self._firsts[below + 1 :]],
            ],
            [
                *self._blocks[:above],
                *([start - starts[at] for start in starts[at : at + size]] for at in places),
                *self._blocks[below + 1 :],
            ],
            self._count + more,
        )

    def line_at(self, offset: int) -> tuple[int, int]:
        """Give the last line that begins at an offset or before it, and where that is."""
        block = bisect_right(self._bases, offset) - 1
        base, starts = self._bases[block], self._blocks[block]
        place = bisect_right(starts, offset - base) - 1
        return self._firsts[block] + place, base + starts[place]

    def _block_of(self, line: int) -> int:
        return max(bisect_right(self._firsts, line) - 1, 0)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, line: int) -> int: ...

    @overload
    def __getitem__(self, line: slice) -> list[int]: ...

    def __getitem__(self, line: int | slice) -> int | list[int]:
        if isinstance(line, slice):
            return self._between(*line.indices(self._count)[:2])
        if not 0 <= line < self._count:
            raise IndexError(line)
        block = bisect_right(self._firsts, line) - 1
        return self._bases[block] + self._blocks[block][line - self._firsts[block]]

    def _between(self, first: int, last: int) -> list[int]:
        found: list[int] = []
        block = self._block_of(first)
        while first < last:
            top, base = self._firsts[block], self._bases[block]
            found += [base + at for at in self._blocks[block][first - top : last - top]]
            first = top + len(self._blocks[block])
            block += 1
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(self._between(0, self._count))
