"""What commands say of what became of runs."""

from typing import Any

from orchestrator_engine.agents.protocol import Ended
from orchestrator_engine.agents.recording import About
from orchestrator_engine.cli.answers.runs import Sequel
from orchestrator_engine.cli.answers.shapes import Answer, Shape
from orchestrator_engine.questions import Question
from orchestrator_engine.remarks import Remark, Standing
from orchestrator_engine.run import Attempt
from orchestrator_engine.spending import Sample


class Summary(Shape):
    """A run in short."""

    run: str
    state: str
    why: str
    title: str
    rehearsal: bool
    document: str
    repository: str
    branch: str
    agent: str
    mode: str
    tasks: int
    over: int
    merged: int
    attempts: int
    scores: tuple[int, ...]
    started_at: float | None
    ended_at: float | None
    seconds: float | None
    usd: float
    unknown: int
    """How many jobs did not say what they cost."""
    tokens: int
    waits_until: float | None
    asks: Question | None
    asks_for: str
    approval: bool
    """Whether an agent's plan waits for a yes."""
    percent: int | None
    """How far it is, or null where nobody wrote that down."""
    winding: str
    """`pausing` or `stopping` while it goes on and is to come to that; else nothing."""


class Today(Shape):
    """What all runs of all projects used today, and the limit of a day where there is one."""

    usd: float
    tokens: int
    attempts: int
    seconds: float
    limit_usd: float | None
    limit_tokens: int | None


class History(Answer):
    """The runs, newest first, how many there are in all, and what today took, where known."""

    runs: tuple[Summary, ...]
    of: int
    today: Today | None


class ShownTask(Shape):
    """A task with its attempts."""

    task: str
    title: str
    items: tuple[str, ...]
    name: str
    stage: str
    why: str
    commit: str | None
    seconds: float | None
    usd: float
    jobs_of_unknown_cost: int
    attempts: tuple[Attempt, ...]


class ShownPhase(Shape):
    """A phase with its tasks; `passed` is null while nobody knows."""

    phase: str
    title: str
    passed: bool | None
    why: str
    tasks: tuple[ShownTask, ...]


class Show(Summary, Answer):
    """One run with everything that its journal says of the tasks."""

    follows: str | None
    """The run that this one follows by itself, and begins at the end of."""
    then: Sequel | None
    samples: tuple[Sample, ...]
    phases: tuple[ShownPhase, ...]


class Came(Shape):
    """How far an item came in one run."""

    stage: str | None
    rounds: int
    score: str
    seconds: float | None
    usd: float
    jobs_of_unknown_cost: int


class ComparedItem(Shape):
    """An item in both runs."""

    item: str
    alike: bool
    runs: tuple[Came, Came]


class Compared(Answer):
    """Two runs side by side."""

    runs: tuple[Summary, Summary]
    items: tuple[ComparedItem, ...]


class Report(Answer):
    """Where a run's report is, once there is one."""

    run: str
    report: str | None
    text: str = ""
    """With `--text`."""


class Remarks(Answer):
    """What reviewers and checks have to say."""

    run: str
    remarks: tuple[Remark, ...]


class Dismissed(Answer):
    """A remark that needs nothing done."""

    run: str
    remark: str
    reason: str


class Reopened(Answer):
    """A remark that was dismissed and is to be seen to after all, or that is mended by now."""

    run: str
    remark: str
    state: Standing


class Exported(Answer):
    """The file that a run was written to."""

    run: str
    file: str
    files: int


class State(Answer):
    """A run as it was after an event."""

    seq: int
    at: float = 0
    """When that happened; not with `--at`."""
    state: str
    tasks: int
    over: int
    merged: int
    usd: float
    jobs_of_unknown_cost: int


class Difference(Shape):
    """Where a run went otherwise."""

    subject: str
    number: int
    was: str
    now: str


class Again(Answer):
    """A run carried out once more."""

    same: bool
    same_files: bool | None
    kept: str | None
    differences: tuple[Difference, ...]


class Recording(Answer):
    """What an agent did in one job, as it was recorded."""

    file: str
    title: str
    about: About
    events: tuple[tuple[float, dict[str, Any]], ...]
    asked: tuple[dict[str, Any], ...]
    edits: tuple[dict[str, Any], ...]
    ended: Ended | None
    dropped: int


class RecordingAgain(Answer):
    """A recorded job done once more."""

    same: bool
    kept: str
    ended: Ended
