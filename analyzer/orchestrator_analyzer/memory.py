"""Remembering what short texts were found to say.

An edit leaves all lines of a document but one as they were, and what a line says by itself need not
be found out again. Long texts are not kept: there are few of them, and they would fill the memory.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from inspect import signature
from typing import Concatenate, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")


def remembered(
    texts: int, longest: int
) -> Callable[[Callable[Concatenate[str, _P], _R]], Callable[Concatenate[str, _P], _R]]:
    """Keep what a pure function gave for the last so many texts that are not too long."""

    def decorate(
        function: Callable[Concatenate[str, _P], _R],
    ) -> Callable[Concatenate[str, _P], _R]:
        known = lru_cache(maxsize=texts)(function)

        if len(signature(function).parameters) == 1:
            # Each line is asked about several times: to hand nothing on takes as long as to look.
            alone = cast("Callable[[str], _R]", known)

            @wraps(function)
            def ask_alone(text: str) -> _R:
                return alone(text) if len(text) <= longest else function(text)  # pyright: ignore[reportCallIssue]

            return cast("Callable[Concatenate[str, _P], _R]", ask_alone)

        @wraps(function)
        def ask(text: str, *more: _P.args, **named: _P.kwargs) -> _R:
            return (
                known(text, *more, **named)
                if len(text) <= longest
                else function(text, *more, **named)
            )

        return ask

    return decorate
