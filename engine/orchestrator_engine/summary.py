"""What a list of runs says of each: read in microseconds where nothing has changed since.

A run that is over is read once, and its summary kept beside it; the journal stays the truth, and a
summary is believed only for the very file that it was made of.
"""

import json
import os
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from orchestrator_engine.errors import Refusal
from orchestrator_engine.money import nanos_of
from orchestrator_engine.places import RunFolder
from orchestrator_engine.questions import Question
from orchestrator_engine.spending import Sample, Spending
from orchestrator_engine.system.locks import held

UNREADABLE = "unreadable"
RUNNING = "running"
CRASHED = "crashed"
PAUSED = "paused"
COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in a line. `state` is running, crashed, unreadable or how it ended, `why` says why.

    `approval` says that an agent's plan waits for a person's yes.
    `winding` is `pausing` or `stopping` where one that goes on is to come to that.
    `waits_until` is set for one that waits for its agent, and `why` then says why it does.

    `samples` are what its tasks took, for a forecast. `asks` is the question that waits for a
    person's answer, and `asks_for` the name of its task.

    Times are seconds since 1970, `seconds` is how long it worked (None where a crash makes that
    unknown); `scores` are those of the merged tasks that a reviewer approved. `day_nanos` and
    `day_tokens` limit what all runs of a day may use up, as that run was told.
    """

    run: str
    state: str
    why: str
    title: str = ""
    rehearsal: bool = False
    document: str = ""
    repository: str = ""
    branch: str = ""
    agent: str = ""
    mode: str = ""
    tasks: int = 0
    over: int = 0
    merged: int = 0
    attempts: int = 0
    scores: tuple[int, ...] = ()
    started_at: float | None = None
    ended_at: float | None = None
    seconds: float | None = None
    usd: float = 0.0
    unknown: int = 0
    tokens: int = 0
    waits_until: float | None = None
    samples: tuple[Sample, ...] = ()
    asks: Question | None = None
    asks_for: str = ""
    approval: bool = False
    percent: int | None = None
    winding: str = ""
    day_nanos: int | None = None
    day_tokens: int | None = None

    def as_data(self) -> dict[str, Any]:
        """It for programs, without what other runs are told by it."""
        return {name: value for name, value in asdict(self).items() if name not in _FOR_OTHERS}

    @property
    def spending(self) -> Spending:
        """What the agents said they cost."""
        return Spending(nanos_of(self.usd), self.unknown)

    @property
    def score(self) -> float | None:
        """The mean of the scores, or None where nobody gave one."""
        return sum(self.scores) / len(self.scores) if self.scores else None


_FOR_OTHERS = {"samples", "day_nanos", "day_tokens"}


def summary(folder: RunFolder, now: float) -> Summary:
    """A run as it stands at `now`."""
    stamp = stamp_of(folder)
    before = kept(folder, stamp)
    if before is not None:
        return before
    # Folding a journal takes longer to import than to list many runs that are over.
    from orchestrator_engine.journal import Reader  # noqa: PLC0415
    from orchestrator_engine.summing import of  # noqa: PLC0415

    # Asked before reading: a run that ends in between is then seen as ended, not as crashed.
    driven = held(folder.supervisor_lock)
    try:
        with closing(Reader(folder)) as reader:
            run = reader.run
    except Refusal as refusal:
        return Summary(folder.id, UNREADABLE, refusal.message)
    made = of(run, folder.id, now, driven=driven)
    if made.state == CRASHED:
        return replace(made, why=_given_up(folder))
    if run.over and stamp == stamp_of(folder):
        _keep(folder, stamp, made)
    return made


def _given_up(folder: RunFolder) -> str:
    """Why nobody lets a run go on by itself, or nothing where it just died."""
    try:
        return folder.given_up.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def stamp_of(folder: RunFolder) -> list[list[int]] | None:
    """What tells one state of the journal from another, without opening it; None without one."""
    store = str(folder.store)
    try:
        files = [os.stat(store)]  # noqa: PTH116  # it is done for a thousand runs at once
    except OSError:
        return None
    with suppress(OSError):
        files.append(os.stat(f"{store}-wal"))  # noqa: PTH116
    return [[file.st_ino, file.st_size, file.st_mtime_ns] for file in files]


def kept(folder: RunFolder, stamp: list[list[int]] | None) -> Summary | None:
    """What was kept of a run when its journal had that stamp; None where it was another one."""
    try:
        told: dict[str, Any] = json.loads(folder.summary.read_bytes())
        if told.pop("of") != stamp or set(told) != _FIELDS:
            return None
        told["scores"] = tuple(told["scores"])
        told["samples"] = tuple(Sample(**each) for each in told["samples"])
        return Summary(**told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


_FIELDS = {field.name for field in fields(Summary)}


def _keep(folder: RunFolder, stamp: list[list[int]] | None, made: Summary) -> None:
    """Keep it; who may only read here reads the journal each time."""
    draft = folder.summary.with_suffix(".new")
    with suppress(OSError):
        draft.write_text(json.dumps({"of": stamp, **asdict(made)}), "utf-8")
        draft.replace(folder.summary)
