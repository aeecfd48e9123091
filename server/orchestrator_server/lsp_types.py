"""The types of the protocol, each finished when it is first used.

lsprotocol has 554 of them and finishes them all when it is imported, with methods and slots, which
takes 0.2 s and 13 MB; a session uses some eighty. `spare` is called before anything imports
`lsprotocol.types`, and does nothing afterwards. What becomes of a type is what attrs makes of it,
but for slots, which no class can be given that is there already.
"""

import sys
from importlib import import_module
from threading import RLock
from typing import Any, cast, get_type_hints

import attrs

_OPEN = "_is_not_finished"
_BY_ATTRS = frozenset({"__attrs_attrs__", "__attrs_props__", "__match_args__"})
_lock = RLock()  # threads that put answers into JSON ask types as well, and one type asks another


class _Unfinished(type):
    """A class that attrs finishes as soon as somebody asks for what attrs adds."""

    def __getattr__(cls, name: str) -> Any:  # noqa: ANN401  # whatever attrs adds
        if name in _BY_ATTRS and _finish(cls):
            return getattr(cls, name)
        raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")


def spare() -> None:
    """Import the types of the protocol without finishing them."""
    if "lsprotocol.types" in sys.modules:
        return
    define, attrs.define = attrs.define, cast("Any", _unfinished)
    try:
        import_module("lsprotocol.types")
    finally:
        attrs.define = define
    from lsprotocol import _hooks  # noqa: PLC0415  # it imports the types

    # It would finish them all to find out the types of their fields, which each does by itself.
    _hooks._resolved_forward_references = True  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _unfinished(raw: type) -> type:
    """Stand in for `attrs.define`."""
    known = {name: value for name, value in vars(raw).items() if name not in _OF_EACH_CLASS}
    return _Unfinished(raw.__name__, raw.__bases__, {**known, "__init__": _first, _OPEN: True})


_OF_EACH_CLASS = frozenset({"__dict__", "__weakref__"})


def _first(self: Any, *given: object, **named: object) -> None:  # noqa: ANN401  # of any type
    """Make the first instance of a type: the `__init__` of attrs takes this one's place."""
    for cls in cast("type[object]", type(self)).__mro__:
        _finish(cls)
    self.__init__(*given, **named)


def _finish(cls: type) -> bool:
    """Let attrs do its work; says whether it is one of its classes."""
    with _lock:
        if _OPEN in vars(cls):
            known = sys.modules["lsprotocol.types"].ALL_TYPES_MAP
            cls.__annotations__ = get_type_hints(cls, known, {})
            delattr(cls, _OPEN)
            # Another thread that meets it meanwhile comes to `_first`, and waits here.
            attrs.define(cls, slots=False, init=True)
        return "__attrs_attrs__" in vars(cls)
