"""What a person asks for, before anything is known of the document or the project."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator_engine import config
from orchestrator_engine.then import Follows, Then


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for; None leaves the choice to the document, the project, the machine.

    `limits` are those that differ from the project's, as `spending.changed` reads them.
    `unattended` says that nobody is to be asked, whatever the project says; the other way round
    cannot be wished for. `wish` says that the document holds what they said in a line, `approved`
    that an agent's plan is carried out as it comes, and `flags` are the settings that they gave for
    this time. `then` is the run that follows by itself, `follows` the one that this one follows so,
    and `remark` the id of one of an earlier run, which this one is to put right.
    """

    document: Path
    cwd: Path
    mode: str | None
    agent: str | None
    review: bool
    init: bool
    items: tuple[str, ...]
    limits: Mapping[str, object] = field(default_factory=dict[str, object])
    model: str | None = None
    record: bool = False
    planner: bool = False
    unattended: bool = False
    sandbox: bool = True
    wish: bool = False
    approved: bool = False
    flags: config.Source | None = None
    then: Then | None = None
    follows: Follows | None = None
    remark: str | None = None
