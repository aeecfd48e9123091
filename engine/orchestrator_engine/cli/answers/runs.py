"""What commands say of runs that begin, go on and end."""

from typing import Any, Literal

from pydantic import Field

from orchestrator_engine.cli.answers.shapes import Answer, Shape
from orchestrator_engine.modes.mode import Mode
from orchestrator_engine.plan import Check, Phase, PlannedItem
from orchestrator_engine.questions import Question
from orchestrator_engine.spending import Forecast

Level = Literal["detail", "info", "warning", "error"]


class Trust(Shape):
    """How a folder stands, and the digest that `--trusting` takes."""

    standing: str
    folder: str
    digest: str
    question: str


class Plan(Shape):
    """Ordered work."""

    title: str
    mode: str
    reasons: tuple[str, ...]
    items: tuple[PlannedItem, ...]
    phases: tuple[Phase, ...]
    checks: tuple[Check, ...]
    setup: tuple[Check, ...]
    left_out: tuple[tuple[str, str], ...]
    """Items that no task serves, each with the reason."""
    own: Mode | None
    """The mode, where the settings made it."""


class DryRun(Answer):
    """What a run would do, with `--dry-run`."""

    title: str
    agent: str
    notes: tuple[str, ...]
    forecast: Forecast | None
    returns_to: str | None
    """The branch that is checked out."""
    continues: str | None
    """The run before, not merged yet, from which it goes on."""
    trust: Trust | None
    plan: Plan


class Begun(Answer):
    """A run has begun, or goes on."""

    run: str
    folder: str


class Event(Answer):
    """Something that happened in a run."""

    seq: int
    at: float
    level: Level
    kind: str
    version: int
    data: dict[str, Any]
    """What belongs to that kind in that version."""


class OneEnd(Shape):
    """How a run ended, among several."""

    run: str
    folder: str
    status: str
    why: str
    branch: str
    report: str | None


class End(OneEnd, Answer):
    """How a run ended, or stands."""


class Ends(Answer):
    """How all runs that were stopped ended."""

    runs: tuple[OneEnd, ...]


class Resumed(Answer):
    """The runs that had died and go on, and those completed whose next one begins now."""

    runs: tuple[str, ...]
    followed: tuple[str, ...]


class Sequel(Shape):
    """The run that follows by itself (`--fix`), once it was begun; or why none does."""

    run: str | None
    why: str
    waits: str | None
    """The run in the same project whose end it waits for."""
    refused: bool
    """Whether it could not be begun, and is begun anew by `resume`."""


class Run(Shape):
    """A run as it stands; of one that cannot be read only `run`, `state` and `why`."""

    run: str
    state: str
    why: str
    folder: str = ""
    title: str = ""
    rehearsal: bool = False
    document: str = ""
    repository: str = ""
    branch: str = ""
    tasks: int = 0
    over: int = 0
    merged: int = 0
    seconds: float | None = None
    usd: float = 0
    """What is known of its cost."""
    jobs_of_unknown_cost: int = 0
    tokens: int = 0
    waits_until: float | None = None
    question: Question | None = None
    """What an agent asks, and nobody has answered."""
    then: Sequel | None = None
    """What came of the run that follows by itself, once that was tried."""


class Runs(Answer):
    """The runs, newest first."""

    runs: tuple[Run, ...]


class Line(Answer):
    """What one of our own processes says of itself; one that is no line of ours is text alone."""

    level: Level
    text: str
    at: float = 0
    """When."""
    origin: str = Field("", alias="from")
    """Which of our processes."""
    pid: int = 0
    name: str = ""
    """Which part of the program says it."""
    trace: str = ""
    """Where an error came from."""


class Approved(Answer):
    """The plan of a run has its yes."""

    run: str
    approved: Literal[True]
    edited: bool


class Answered(Answer):
    """A question has its answer."""

    run: str
    question: str
    answer: str


class BuiltOn(Shape):
    """A task that builds on one that is taken back."""

    task: str
    why: str


class Moved(Answer):
    """Where a run's document is from now on, and what is done and not ticked in it, with why."""

    run: str
    document: str
    left: dict[str, str]


class Reverted(Answer):
    """A task that was taken back, or with `--dry-run` would be."""

    run: str
    task: str
    done: bool
    branch: str
    commit: str | None
    merged_by_you: bool
    built_on_it: tuple[BuiltOn, ...]
    opened: tuple[str, ...]
