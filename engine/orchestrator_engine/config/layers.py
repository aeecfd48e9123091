"""Settings in layers: each may say what those below it did not, and every value knows its origin.

built-in < system < user < project < local < environment < editor < flags. What a folder brings
along (project, local, editor) may tighten the keys of `security`, and never loosen them.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestrator_engine.config import security
from orchestrator_engine.config.chosen import Config, Origin
from orchestrator_engine.config.environment import of_editor, of_environment
from orchestrator_engine.config.faults import checked
from orchestrator_engine.config.keys import Keys
from orchestrator_engine.config.reading import (
    FOLDERS,
    LOCAL_FILE,
    Layer,
    Source,
    of_file,
    of_project,
)
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.json_values import is_object
from orchestrator_engine.places import system_settings, user_settings

_WHOLE = frozenset({"agents", "checks"})
"""Tables whose entries are taken whole: half a program is none."""

_OF_ONE_AGENT = ("model", "effort", "arguments")
"""Words of one agent, which mean nothing to another."""


def load(
    top: Path,
    *,
    flags: Source | None = None,
    environment: Mapping[str, str] | None = None,
) -> Config:
    """The settings that hold in the project whose top folder is `top`.

    Raises `BadConfig`, with the place, for a broken file and for an unknown or bad key in any
    layer.
    """
    return combine(sources(top, os.environ if environment is None else environment, flags))


def sources(
    top: Path, environment: Mapping[str, str], flags: Source | None = None
) -> tuple[Source, ...]:
    """All that is set, the weakest first."""
    found = (
        of_file(system_settings(environment), Layer.SYSTEM),
        of_file(user_settings(environment), Layer.USER),
        of_project(top),
        of_file(top / LOCAL_FILE, Layer.LOCAL),
        of_environment(environment),
        of_editor(environment),
        flags,
    )
    return tuple(one for one in found if one is not None)


def personal(environment: Mapping[str, str]) -> Config:
    """What holds for a person in every project that says nothing else; raises `BadConfig`."""
    found = (
        of_file(system_settings(environment), Layer.SYSTEM),
        of_file(user_settings(environment), Layer.USER),
        of_environment(environment),
    )
    return combine(one for one in found if one is not None)


def combine(given: Iterable[Source]) -> Config:
    """What these sources come to, the weakest first."""
    mixed = _Mixed()
    brought: list[Source] = []
    for source in given:
        checked(source)
        if source.layer in FOLDERS:
            brought.append(source)
        mixed.add(source)
    keys = Keys.model_validate(mixed.table)
    _delays_in_order(keys, mixed.origins)
    own = next((one.file for one in brought if one.layer is Layer.PROJECT), None)
    return Config(own, keys, mixed.origins, tuple(mixed.refused), _of_folders(brought), mixed.table)


def _of_folders(brought: Iterable[Source]) -> Keys:
    """What the folder's files say by themselves: what trust has to look at."""
    alone = _Mixed()
    for source in brought:
        if source.layer is not Layer.EDITOR:
            alone.add(source)
    return Keys.model_validate(alone.table)


@dataclass(slots=True)
class _Mixed:
    """Layers put on top of each other, with the origin of every value."""

    table: dict[str, Any] = field(default_factory=dict[str, Any])
    origins: dict[tuple[str, ...], Origin] = field(default_factory=dict[tuple[str, ...], Origin])
    refused: list[Origin] = field(default_factory=list[Origin])

    def add(self, source: Source) -> None:
        if "agent" in source.table:
            self._other_agent(("roles", "worker"), source.table["agent"])
        for place, value in _leaves(source.table):
            if place[-1] == "agent" and len(place) > 1:
                self._other_agent(place[:-1], value)
            origin = Origin(source.layer, place, source.where(place), source.file, value)
            if self._loosens(source.layer, place, value):
                self.refused.append(origin)
                continue
            _put(self.table, place, value)
            self.origins[place] = origin

    def _loosens(self, layer: Layer, place: tuple[str, ...], value: object) -> bool:
        # What a mode says of its own is bound in the same way as what is said for all of them.
        key = place[-1] if place[0] == "modes" and len(place) == 3 else place[0]  # noqa: PLR2004
        if layer not in FOLDERS or key not in security.ONE_WAY:
            return False
        if place in self.origins:
            within = _at(self.table, place[:-1]) or {}
            return security.looser(key, value, within.get(key))
        return key in security.STRICT and security.looser(key, value, _default(key))

    def _other_agent(self, role: tuple[str, ...], agent: object) -> None:
        """Forget what lower layers said of another agent in that role."""
        before = _at(self.table, role)
        if not before or before.get("agent", agent) == agent:
            return
        for name in (*_OF_ONE_AGENT, "agent"):
            before.pop(name, None)
            self.origins.pop((*role, name), None)


def _default(key: str) -> object:
    default = Keys.model_fields[key].default
    return default if isinstance(default, bool | int | float) else str(default)


def _leaves(
    table: Mapping[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        place = (*above, key)
        if is_object(value) and not (above and above[0] in _WHOLE):
            yield from _leaves(value, place)
        else:
            yield place, value


def _put(table: dict[str, Any], place: tuple[str, ...], value: object) -> None:
    for part in place[:-1]:
        table = table.setdefault(part, {})
    table[place[-1]] = value


def _at(table: dict[str, Any], place: tuple[str, ...]) -> dict[str, Any] | None:
    for part in place:
        inner = table.get(part)
        if not is_object(inner):
            return None
        table = inner
    return table


def _delays_in_order(keys: Keys, origins: Mapping[tuple[str, ...], Origin]) -> None:
    """Refuse a first pause that is longer than the longest one, wherever the two were said."""
    for key, cap in (("restart_delay", "restart_delay_cap"), ("retry_delay", "retry_delay_cap")):
        if getattr(keys, key) > getattr(keys, cap):
            said = [origins[(name,)].where for name in (key, cap) if (name,) in origins]
            raise BadConfig(f"{said[0]}: {key} is longer than {cap}", "Change one of the two.")
