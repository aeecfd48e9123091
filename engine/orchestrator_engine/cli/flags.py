"""Settings that a person gives on the command line: `--set KEY=VALUE`, and flags of their own."""

from argparse import Namespace
from collections.abc import Iterable

from orchestrator_engine.config.environment import nested, value
from orchestrator_engine.config.reading import Layer, Source
from orchestrator_engine.errors import BadConfig

_OWN = ("dev_port", "max_restarts")
"""Keys that have a flag of the same name."""


def source(told: Iterable[str], options: Namespace | None = None) -> Source | None:
    """What was given, or None. Raises `BadConfig` for what is no `KEY=VALUE`."""
    given: dict[tuple[str, ...], object] = {}
    names: dict[tuple[str, ...], str] = {}
    for each in told:
        key, sign, text = each.partition("=")
        if not sign or not key.strip():
            raise BadConfig(
                f"--set {each}: it is no KEY=VALUE", "For example: --set min_task_score=9"
            )
        place = tuple(part.strip() for part in key.split("."))
        given[place], names[place] = value(place, text.strip()), f"--set {key.strip()}"
    for key in _OWN:
        flag = getattr(options, key, None)
        if flag is not None:
            given[(key,)], names[(key,)] = flag, f"--{key.replace('_', '-')}"
    return Source(Layer.FLAG, nested(given, names), names=names) if given else None
