"""Collections that never change: a copy with one thing changed shares nearly all of the old one.

A run is folded anew with every event. With these, that costs the same in a plan of ten tasks and
in one of ten thousand, and whoever holds the run of a moment ago still has it as it was.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Generic, TypeVar, cast

Value = TypeVar("Value")

_CHUNK = 64
"""How many values are copied together when one of them is replaced."""


class Vector(Generic[Value]):
    """Values by their place, counted from 0."""

    __slots__ = ("_chunks", "_length")

    def __init__(self, values: Iterable[Value] = ()) -> None:
        every = tuple(values)
        self._length = len(every)
        self._chunks = tuple(every[at : at + _CHUNK] for at in range(0, len(every), _CHUNK))

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: int) -> Value:
        return self._chunks[place // _CHUNK][place % _CHUNK]

    def __iter__(self) -> Iterator[Value]:
        for chunk in self._chunks:
            yield from chunk

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vector):
            return NotImplemented
        return self._chunks == cast("Vector[Any]", other)._chunks

    __hash__ = None  # pyright: ignore[reportAssignmentType]  # its values need not have one

    def changed(self, values: Mapping[int, Value]) -> "Vector[Value]":
        """With other values at some places."""
        opened: dict[int, list[Value]] = {}
        for place, value in values.items():
            at, within = divmod(place, _CHUNK)
            if at not in opened:
                opened[at] = list(self._chunks[at])
            opened[at][within] = value
        chunks = list(self._chunks)
        for at, chunk in opened.items():
            chunks[at] = tuple(chunk)
        new: Vector[Value] = Vector()
        new._length = self._length
        new._chunks = tuple(chunks)
        return new


class Table(Mapping[str, Value]):
    """Values by their name, in the order of the names, which are the same in every copy."""

    __slots__ = ("_places", "_values")

    def __init__(self, pairs: Iterable[tuple[str, Value]] = ()) -> None:
        every = dict(pairs)
        self._places = {name: place for place, name in enumerate(every)}
        self._values = Vector(every.values())

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __getitem__(self, name: str) -> Value:
        return self._values[self._places[name]]

    def place(self, name: str) -> int:
        """Where a name stands among the names, counted from 0; `KeyError` when it is none."""
        return self._places[name]

    def at(self, place: int) -> Value:
        """The value at a place."""
        return self._values[place]

    def changed(self, values: Mapping[str, Value]) -> "Table[Value]":
        """With other values for some of the names."""
        if not values:
            return self
        new: Table[Value] = Table()
        new._places = self._places
        new._values = self._values.changed(
            {self._places[name]: value for name, value in values.items()}
        )
        return new


class Numbers:
    """A set of places, in their order; a few hundred bytes and a microsecond for thousands."""

    __slots__ = ("_bits",)

    def __init__(self, members: Iterable[int] = (), bits: int = 0) -> None:
        """The `members`, and those whose bit is set in `bits`."""
        for member in members:
            bits |= 1 << member
        self._bits = bits

    def __len__(self) -> int:
        return self._bits.bit_count()

    def __bool__(self) -> bool:
        return self._bits != 0

    def __contains__(self, number: int) -> bool:
        return bool(self._bits >> number & 1)

    def __iter__(self) -> Iterator[int]:
        bits = self._bits
        while bits:
            lowest = bits & -bits
            yield lowest.bit_length() - 1
            bits ^= lowest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbers) and self._bits == other._bits

    def __hash__(self) -> int:
        return hash(self._bits)

    def __or__(self, other: "Numbers") -> "Numbers":
        return Numbers(bits=self._bits | other._bits)

    def __and__(self, other: "Numbers") -> "Numbers":
        return Numbers(bits=self._bits & other._bits)

    def __sub__(self, other: "Numbers") -> "Numbers":
        return Numbers(bits=self._bits & ~other._bits)

    def __repr__(self) -> str:
        return f"Numbers({list(self)})"

    @classmethod
    def of_hex(cls, text: str) -> "Numbers":
        """What `as_hex` wrote."""
        return cls(bits=int(text, 16))

    def as_hex(self) -> str:
        """All of it as a short text."""
        return f"{self._bits:x}"

    def first(self) -> int:
        """The lowest; there must be one."""
        return (self._bits & -self._bits).bit_length() - 1

    def plus(self, number: int) -> "Numbers":
        """With one more."""
        return Numbers(bits=self._bits | 1 << number)

    def minus(self, number: int) -> "Numbers":
        """Without it, whether it was there or not."""
        return Numbers(bits=self._bits ^ 1 << number) if number in self else self


class Names(AbstractSet[str]):
    """Some of a run's names: those whose places are `chosen`."""

    __slots__ = ("_chosen", "_places")

    def __init__(self, places: Mapping[str, int], chosen: Numbers) -> None:
        self._places = places
        self._chosen = chosen

    @classmethod
    def _from_iterable(cls, it: Iterable[str]) -> frozenset[str]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return frozenset(it)

    def __len__(self) -> int:
        return len(self._chosen)

    def __iter__(self) -> Iterator[str]:
        return (name for name, place in self._places.items() if place in self._chosen)

    def __contains__(self, name: object) -> bool:
        place = self._places.get(name) if isinstance(name, str) else None
        return place is not None and place in self._chosen

    def __repr__(self) -> str:
        return f"Names({list(self)})"

    @property
    def chosen(self) -> Numbers:
        """Their places."""
        return self._chosen

    def plus(self, names: Iterable[str]) -> "Names":
        """With more of the names; others are passed by."""
        return Names(self._places, self._chosen | self._numbers(names))

    def less(self, names: Iterable[str]) -> "Names":
        """Without these."""
        return Names(self._places, self._chosen - self._numbers(names))

    def _numbers(self, names: Iterable[str]) -> Numbers:
        return Numbers(self._places[name] for name in names if name in self._places)
