"""Which documents of a workspace have a name: those that define it, or those that mention it."""

from collections.abc import Iterable


class Addresses:
    """The addresses of documents by names. Most names have one, which needs no room of its own."""

    def __init__(self) -> None:
        self._known: dict[str, str | dict[str, None]] = {}

    def of(self, name: str) -> Iterable[str]:
        """Give the addresses of a name, in the order in which they came."""
        known = self._known.get(name, ())
        return (known,) if isinstance(known, str) else known

    def items(self) -> Iterable[tuple[str, str | dict[str, None]]]:
        """Give each name, and the address or addresses that it has."""
        return self._known.items()

    def add(self, name: str, uri: str) -> None:
        """Know that a document has a name."""
        known = self._known.get(name)
        if known is None:
            self._known[name] = uri
        elif isinstance(known, dict):
            known[uri] = None
        elif known != uri:
            self._known[name] = {known: None, uri: None}

    def remove(self, name: str, uri: str) -> None:
        """Know that it has it no longer."""
        known = self._known.get(name)
        if isinstance(known, dict):
            known.pop(uri, None)
            if len(known) == 1:
                self._known[name] = next(iter(known))
        elif known == uri:
            del self._known[name]
