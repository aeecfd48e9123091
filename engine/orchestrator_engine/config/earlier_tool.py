"""Settings of the earlier tool in this one's words: `.orchestrator.config.mjs` to TOML."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from orchestrator_engine import durations
from orchestrator_engine.config.literals import Code, Entry, entries
from orchestrator_engine.config.writing import toml

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
        lines += _line(entry, notes)
    return Translated("\n".join((*lines, "")), tuple(notes))


def _line(entry: Entry, notes: list[tuple[int, str]]) -> list[str]:
    if entry.value is None:
        return []
    if isinstance(entry.value, Code):
        why = f"{entry.value.what}, and it is not executed to find out: put the plain value here"
        notes.append((entry.line, f"{entry.key}: {why}"))
        known = entry.key in _KEYS
        return [f"# {_KEYS[entry.key][0] if known else entry.key} = …", f"#   {why}"]
    if entry.key == "allowUnsafePermissions" and entry.value is False:
        return ['permission_mode = "ask"']
    if entry.key in _KEYS:
        key, change = _KEYS[entry.key]
        return [f"{key} = {toml(change(entry.value))}"]
    why = _ELSEWHERE.get(entry.key, "nothing here is like it")
    notes.append((entry.line, f"{entry.key}: {why}"))
    told = toml(entry.value) if not isinstance(entry.value, dict) else "{ … }"
    return [f"# {entry.key} = {told}".replace("\n", " "), f"#   {why}"]
