"""One setting changed in the text of a TOML file; comments, order and all else stay as they are."""

import tomllib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from copy import deepcopy
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError

UNSET = object()
"""In place of a value: the key is taken out."""


class CannotChange(Exception):  # noqa: N818  # it is an answer
    """The file is written in a way that only a person can change, and why."""


def changed(text: str, place: Sequence[str], value: object) -> str:
    """The text with that value at a place, such as `("roles", "reviewer", "agent")`.

    Raises `CannotChange`, also where anything else would come out otherwise than before, and
    `tomllib.TOMLDecodeError` where the text is no TOML.
    """
    if "\r\n" in text and "\n" not in text.replace("\r\n", ""):
        # New lines end like the others.
        return changed(text.replace("\r\n", "\n"), place, value).replace("\n", "\r\n")
    wanted = deepcopy(tomllib.loads(text))
    _put(wanted, place, value, dict)
    document = tomlkit.parse(text)
    try:
        # tomlkit's types do not say what its tables hold.
        _put(cast("MutableMapping[str, Any]", document), place, value, tomlkit.table)
        made = tomlkit.dumps(cast("Mapping[str, Any]", document))
        read = tomllib.loads(made)
    except (TOMLKitError, tomllib.TOMLDecodeError) as error:
        raise CannotChange(str(error)) from error
    if read != wanted:
        raise CannotChange("something else would change with it")
    return made


def _put(
    table: MutableMapping[str, Any], place: Sequence[str], value: object, new: Callable[[], object]
) -> None:
    for part in place[:-1]:
        inner = table.get(part)
        if inner is None:
            if value is UNSET:
                return
            table[part] = new()
            inner = table[part]
        if not isinstance(inner, MutableMapping):
            raise CannotChange(f"{part} has a value already, and is no table")
        table = cast("MutableMapping[str, Any]", inner)
    if value is UNSET:
        table.pop(place[-1], None)
    else:
        table[place[-1]] = value
