"""Agents of the Agent Client Protocol for tests: one that does what a test wrote down."""

import json
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestrator_engine.agents.acp import Acp
from orchestrator_engine.agents.acp_table import Counted, Kind
from orchestrator_engine.agents.protocol import Access, Feature
from support import fake_acp_words as words
from support.fake_acp_words import Step, said

VERSION = "1.2.3"

KIND = Kind(
    "fake",
    ("fake",),
    install="npm install -g fake",
    login="run “fake login” once",
    modes=dict.fromkeys(Access, "default"),
    tokens=Counted.USAGE,
    features=frozenset(Feature) - {Feature.SCHEMA},
)
"""An agent that can do all that one can over the protocol."""


@dataclass(frozen=True)
class FakeAcp:
    """An agent that carries `steps` out; `told` is what it was told, from its start on."""

    kind: Kind
    _told: Path

    @property
    def agent(self) -> Acp:
        return Acp(self.kind)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._told.read_text("utf-8").splitlines()]

    @property
    def began(self) -> bool:
        """Whether it was started at all."""
        return self._told.exists()

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all that it was told by that method."""
        return [each["params"] for each in self.told if each.get("method") == method]

    def answered(self) -> list[dict[str, Any]]:
        """What it got for all that it wanted."""
        return [each for each in self.told if each.get("id") == "mine"]


def fake(
    folder: Path,
    *steps: Step,
    kind: Kind = KIND,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
) -> FakeAcp:
    """A fake agent in a folder of its own under `folder`; `answers` are those of other methods."""
    place = folder / "fake"
    place.mkdir(exist_ok=True)
    told, scenario, program = place / "told.jsonl", place / "scenario.json", place / "fake"
    content = {
        "version": VERSION,
        "told": str(told),
        "answers": words.ANSWERS | dict(answers or {}),
        "steps": steps,
    }
    scenario.write_text(json.dumps(content), encoding="utf-8")
    script = Path(words.__file__).with_name("fake_acp.py")
    command = shlex.join([sys.executable, "-IS", str(script), str(scenario)])
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    known = replace(kind, command=(str(program),), version=(str(program), "--version"))
    return FakeAcp(known, told)


__all__ = ["KIND", "VERSION", "FakeAcp", "Step", "fake", "said"]
