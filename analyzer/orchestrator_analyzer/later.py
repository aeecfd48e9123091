"""Sequences and mappings whose elements are made when they are first asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

_T = TypeVar("_T")


class Later(Sequence[_T]):
    """So many things, each of which `make` makes once; as equal as a tuple of them.

    `made` are those that there are already, and None for each that is still to be made.
    """

    __slots__ = ("_made", "_make")

    def __init__(
        self, count: int, make: Callable[[int], _T], made: list[_T | None] | None = None
    ) -> None:
        self._made: list[_T | None] = [None] * count if made is None else made
        self._make = make

    def kept(self, last: int, count: int, left_out: Iterable[int]) -> list[_T | None]:
        """Give, of so many, what has been made before a place, but for some places."""
        made = self._made[:last] + [None] * (count - last)
        for place in left_out:
            made[place] = None
        return made

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, place: int) -> _T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[_T, ...]: ...

    def __getitem__(self, place: int | slice) -> _T | tuple[_T, ...]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self._made))))
        made = self._made[place]
        if made is None:
            made = self._made[place] = self._make(place % len(self._made))
        return made

    def __iter__(self) -> Iterator[_T]:
        for place, made in enumerate(self._made):
            yield self[place] if made is None else made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)  # pyright: ignore[reportUnknownArgumentType]

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def __repr__(self) -> str:
        return f"Later{tuple(self)!r}"


class LaterMapping(Mapping[str, _T]):
    """What `make` gives for the number that each key stands for."""

    __slots__ = ("_make", "_numbers")

    def __init__(self, numbers: Mapping[str, int], make: Callable[[int], _T]) -> None:
        self._numbers = numbers
        self._make = make

    def __getitem__(self, key: str) -> _T:
        return self._make(self._numbers[key])

    def __contains__(self, key: object) -> bool:
        return key in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
