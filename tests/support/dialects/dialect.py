"""What the modules beside this one give, each for one API."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from support.dialects.turns import Error, Reply


class Dialect(Protocol):
    """One API: how it is asked, and how it puts a turn."""

    def serves(self, path: str, /) -> bool:
        """Whether requests at a path are its own."""
        ...

    def streams(self, path: str, body: Mapping[str, Any], /) -> bool:
        """Whether a request wants its answer piece by piece."""
        ...

    def error(self, error: Error, /) -> dict[str, Any]:
        """The body of an HTTP error."""
        ...

    def whole(self, reply: Reply, /) -> dict[str, Any]:
        """The body of an answer in one piece."""
        ...

    def stream(self, reply: Reply, /) -> Iterator[bytes]:
        """The pieces of an answer; the first of them says nothing yet."""
        ...


def data(value: object) -> bytes:
    """A server-sent event without a name."""
    return f"data: {json.dumps(value)}\n\n".encode()


def named(value: Mapping[str, Any]) -> bytes:
    """A server-sent event that is named by its type."""
    return f"event: {value['type']}\n".encode() + data(value)
