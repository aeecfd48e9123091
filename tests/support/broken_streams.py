"""What agents say, broken in every way that a pipe, a full disk or a new version can break it.

Accidents to whole lines leave each line what it was, or make it unreadable; `bent` also changes
what stands in them.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from orchestrator_engine.json_values import object_of, parse_object

DEEP = b"[" * 3000 + b"]" * 3000
"""More than a parser can follow by calling itself."""

HALF = b'{"subtype":"can_use_tool","input":{"text":"\\ud800"}}'
"""A question about half of a character, which cannot be stored."""

RUBBISH: list[bytes] = [
    b"\n",
    b"null\n",
    b"[]\n",
    b"{}\n",
    b"\xff\xfe\x00\n",
    b"\xe2\x82",  # half of a character, and what follows is its line
    b"\xef\xbb\xbf{}\n",
    b'{"type":\n',
    b'{"type":"item.completed","item":NaN}\n',
    b'{"type":"nobody.knows","usage":{"input_tokens":1}}\n',
    b'{"type":"system","subtype":"tomorrow","session_id":7}\n',
    b'{"type":["result"]}\n',
    DEEP + b"\n",
    b'{"type":"control_request","request_id":"r","request":{"subtype":"can_use_tool","input":{"a":'
    + DEEP
    + b"}}}\n",
    b'{"type":"control_request","request_id":"r","request":' + HALF + b"}\n",
    b'{"type":"user","text":"' + b"x" * 200_000 + b'"}\n',
]
"""Lines that no agent says. None of them tells of an end."""

_NUMBERS = st.sampled_from([-1, -0.5, 0, 2**63, 10**400, 1e308, 1e999, float("nan"), True])
_TEXTS = st.sampled_from(["", "completed", "\ud800", "x" * 5000, "1e9"])
_SHAPES: list[Any] = [None, [0], {}, [{}], [[]]]
OTHERS: st.SearchStrategy[Any] = (
    _NUMBERS | _TEXTS | st.integers() | st.floats() | st.sampled_from(_SHAPES)
)
"""What a field may become. Not False: what says that all is well is not made by accident."""


def _at(draw: st.DrawFn, count: int) -> int:
    return draw(st.integers(0, count))


def _lose(draw: st.DrawFn, lines: list[bytes]) -> None:
    at = _at(draw, len(lines))
    lines[at : at + 1] = []


def _double(draw: st.DrawFn, lines: list[bytes]) -> None:
    at, to = _at(draw, len(lines)), _at(draw, len(lines))
    lines[to:to] = lines[at : at + 1] * draw(st.integers(1, 3))


def _double_all(_: st.DrawFn, lines: list[bytes]) -> None:
    lines[:] = [line for line in lines for _ in range(2)]


def _reorder(draw: st.DrawFn, lines: list[bytes]) -> None:
    at = _at(draw, len(lines))
    part = lines[at : at + 4]
    lines[at : at + 4] = draw(st.permutations(part))


def _tear(draw: st.DrawFn, lines: list[bytes]) -> None:
    at = _at(draw, len(lines))
    lines[at : at + 1] = [line[: draw(st.integers(0, 999))] for line in lines[at : at + 1]]


def _rubbish(draw: st.DrawFn, lines: list[bytes]) -> None:
    at = _at(draw, len(lines))
    lines[at:at] = [draw(st.sampled_from(RUBBISH) | st.binary(max_size=40).map(_ended))]


def _again(_: st.DrawFn, lines: list[bytes]) -> None:
    """All of it once more, behind its end."""
    lines += list(lines)


def _ended(data: bytes) -> bytes:
    return data + b"\n"


ACCIDENTS: list[Callable[[st.DrawFn, list[bytes]], None]] = [
    _lose,
    _double,
    _double_all,
    _reorder,
    _tear,
    _rubbish,
    _again,
]


@st.composite
def broken(draw: st.DrawFn, streams: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The name of a stream, and what is left of it after accidents to its lines."""
    name, data = draw(st.sampled_from(list(streams)))
    lines = data.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        draw(st.sampled_from(ACCIDENTS))(draw, lines)
    whole = b"".join(lines)
    return name, whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole


@st.composite
def bent(draw: st.DrawFn, streams: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """As `broken`, and in some lines a field became something else, or is gone."""
    name, data = draw(broken(streams))
    lines = data.splitlines(keepends=True)
    chosen = draw(st.sets(st.integers(0, max(len(lines) - 1, 0)), max_size=3))
    for at in chosen & set(range(len(lines))):
        lines[at] = _bent(draw, lines[at])
    return name, b"".join(lines)


def _bent(draw: st.DrawFn, line: bytes) -> bytes:
    """The line with one field, at any depth, taken away or made something else."""
    message = parse_object(line)
    place = message
    while place:
        key = draw(st.sampled_from(sorted(place)))
        inner = object_of(place[key])
        if inner and draw(st.booleans()):
            place = inner
            continue
        if draw(st.booleans()):
            del place[key]
        else:
            place[key] = draw(OTHERS)
        break
    return line if message is None else json.dumps(message).encode() + b"\n"


def pieces(data: bytes, size: int) -> list[bytes]:
    """The data as a pipe may hand it over; characters are cut in half."""
    return [data[start : start + size] for start in range(0, len(data), size)]
