"""Settings of the earlier tool in this one's words: `.orchestrator.config.mjs` to TOML."""

import json
import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from orchestrator_engine import durations
from orchestrator_engine.config.faults import checked
from orchestrator_engine.config.literals import Aside, Code, Entry, entries
from orchestrator_engine.config.reading import Layer, Source
from orchestrator_engine.config.writing import toml
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.wording import shorten

NAMES = (
    ".orchestrator.config.mjs",
    ".orchestrator.config.js",
    ".orchestrator.config.cjs",
    "orchestrator.config.mjs",
    "orchestrator.config.js",
)
"""The files that the earlier tool read, the first that is there."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A settings file in TOML, and what could not be carried over: lines of the old file."""

    text: str
    notes: tuple[tuple[int, str], ...]


def _same(value: object) -> object:
    return value


def _milliseconds(value: object) -> object:
    if isinstance(value, int | float) and math.isfinite(value):
        return durations.write(value / 1000)
    return value


_KEYS: dict[str, tuple[str, Callable[[object], object]]] = {
    "buildCommand": ("build", _same),
    "testCommand": ("test", _same),
    "devCommand": ("dev", _same),
    "devServerPort": ("dev_port", _same),
    "turnTimeout": ("task_timeout", _milliseconds),
    "phaseTimeout": ("phase_timeout", _milliseconds),
    "totalTimeout": ("run_timeout", _milliseconds),
    "minTaskScore": ("min_task_score", _same),
    "maxReviewCycles": ("max_review_cycles", _same),
    "maxConcurrentClaude": ("max_concurrent_agents", _same),
    "claudeMinDelayMs": ("agent_start_delay", _milliseconds),
    "maxRestarts": ("max_restarts", _same),
}

_ELSEWHERE = {
    "allowUnsafePermissions": "agents ask for what they may not do by themselves; to have one do "
    "anything, inside the sandbox, put permission_mode = “free” into your own settings",
    "plugins": "a plugin of the earlier tool is JavaScript; write it anew for this one",
    "validators": "the build and test commands are checks by themselves here",
}


def translate(text: str, name: str) -> Translated:
    """What the earlier tool's settings say. Raises `IsCode` where running them would tell."""
    lines = [f"# Translated from {name} by code-orch config migrate."]
    notes: list[tuple[int, str]] = []
    for entry in entries(text):
        lines += _aside(entry, notes) if isinstance(entry, Aside) else _line(entry, notes)
    return Translated("\n".join((*lines, "")), tuple(notes))


def _aside(aside: Aside, notes: list[tuple[int, str]]) -> list[str]:
    """A statement that has no meaning here, carried over as a comment."""
    text, why = _on_one_line(aside.text), _on_one_line(aside.what)
    notes.append((aside.line, f"{shorten(text)}: {why}"))
    return [f"# {text}", f"#   {why}"]


def _line(entry: Entry, notes: list[tuple[int, str]]) -> list[str]:
    if entry.value is None:
        return []
    if entry.key == "allowUnsafePermissions" and entry.value is False:
        return ['permission_mode = "ask"']
    key, change = _KEYS.get(entry.key, (entry.key, _same))
    if isinstance(entry.value, Code):
        told = "…"
        why = f"{entry.value.what}, and it is not executed to find out: put the plain value here"
    elif entry.key in _KEYS:
        told, why = _written(change(entry.value)), ""
        if told and not (why := _fault(entry.key, key, told)):
            return [f"{key} = {told}"]
        why = why or "a value within is null, which no setting here can be"
    else:
        told, why = _written(entry.value), _ELSEWHERE.get(entry.key, "nothing here is like it")
    notes.append((entry.line, _on_one_line(f"{entry.key}: {why}")))
    shown = _on_one_line(f"{key} = {told or '…'}")
    return [f"# {shown}", f"#   {_on_one_line(why)}"]


def _written(value: object) -> str:
    """A value as TOML; empty where that has no word for it."""
    try:
        return toml(value)
    except ValueError:
        return ""


def _fault(old: str, key: str, told: str) -> str:
    """Why a setting would be refused when it is read, in words; empty where it is not."""
    table = tomllib.loads(f"{key} = {told}")
    try:
        checked(Source(Layer.PROJECT, table, names={(key,): old}))
    except BadConfig as bad:
        return bad.message.removeprefix(f"{old}: ")
    return ""


def _on_one_line(words: str) -> str:
    """Words as a comment holds them: what would end it, or is no sign, is written as JSON does."""
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in words)
