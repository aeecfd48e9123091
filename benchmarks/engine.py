"""What the engine adds to the time of agents and checks, for plans of growing length.

`thinking` is fold, decide and a durable append for every event of a task, with nothing behind them.
`deciding` is the same without the append. `reading` is a whole journal becoming a run's state.
`a whole task` is a real run of a rehearsal that writes one file a task, with its worktree, commit,
review and merge, and without checks.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice, pairwise
from pathlib import Path

from benchmarks.measure import Row, show, times
from orchestrator_engine import actions as a
from orchestrator_engine import decide as d
from orchestrator_engine import events as e
from orchestrator_engine import journal
from orchestrator_engine.attempt import Change, Ending, Outcome, Role
from orchestrator_engine.fold import fold
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Phase, Plan, PlannedItem, Task
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.settings import Settings

LENGTHS = (10, 100, 1000, 10_000)
MEASURED = 200
"""How many tasks of a plan are carried out: every one costs the same, and they are many."""
APPENDS = 8
"""Events of a task that goes well, each durable before the next step."""
LONG = 2500
"""Tasks of the run whose journal is read: eight events each make 20,000."""
REAL_LENGTHS = (10, 100)


def main() -> None:
    """Overhead per task."""
    for length in LENGTHS:
        rows = _thinking(length)
        title = f"Engine, thinking and writing down, per task of {length}"
        show(title, rows, beside=rows[-1].name)
    rows = [_deciding(length) for length in LENGTHS]
    show("Engine, fold and decide alone, per task", rows, beside=rows[0].name)
    _reading()
    rows = [_real(length) for length in REAL_LENGTHS]
    show("Engine, a whole task without checks", rows, beside=rows[0].name)


def _thinking(length: int) -> list[Row]:
    """A task's time, processor time, and that of as many bare appends to SQLite in between."""
    took: list[float] = []
    worked: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = RunFolder(Path(name) / "runs" / "benchmark")
        journal.create(folder, *_beginning(length))
        peer = sqlite3.connect(Path(name) / "peer.db", isolation_level=None)
        peer.execute("PRAGMA synchronous = EXTRA")
        peer.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, data TEXT)")
        with closing(journal.Journal.take_over(folder, "benchmark")) as writer, closing(peer):
            before = folder.store.stat().st_size
            begun, worked_before = time.perf_counter(), time.process_time()
            for merged in islice(_merges(writer), MEASURED):
                took.append(merged - begun)
                worked.append(time.process_time() - worked_before)
                begun = time.perf_counter()
                for _ in range(APPENDS):
                    peer.execute("INSERT INTO event (data) VALUES (?)", ("x" * 250,))
                bare.append(time.perf_counter() - begun)
                begun, worked_before = time.perf_counter(), time.process_time()
            each = (folder.store.stat().st_size - before) / len(took)
    print(f"  {length} tasks: {each / 1024:.1f} KiB written per task")
    return [
        Row(f"thinking, {length} tasks", tuple(took[1:])),
        Row(f"its processor time, {length} tasks", tuple(worked[1:])),
        Row(f"{APPENDS} bare appends, beside {length} tasks", tuple(bare[1:])),
    ]


def _deciding(length: int) -> Row:
    beginning = enumerate(_beginning(length), 1)
    run = fold([Recorded(seq, 0, 1.0, event) for seq, event in beginning])
    merged: list[float] = []
    while not run.over and len(merged) < MEASURED:
        action = d.decide(run)[0]
        for event in _happened(action):
            run = fold([Recorded(run.seq + 1, 1, 1.0, event)], run)
        if isinstance(action, a.Merge):
            merged.append(time.process_time())
    return Row(
        f"deciding, {length} tasks", tuple(after - before for before, after in pairwise(merged))
    )


def _reading() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = RunFolder(Path(name) / "runs" / "benchmark")
        created, planned = _beginning(LONG)
        told = [event for task in planned.plan.tasks() for event in _whole(task.id)]
        journal.create(folder, created, planned)
        with closing(journal.Journal.take_over(folder, "benchmark")) as writer:
            writer.append(e.PhaseStarted("P1"), *told)
            whole = times("reading all of it", lambda: _read(folder), 7, time.process_time)
            writer.keep_state()
            kept = times("with a kept state", lambda: _read(folder), 7, time.process_time)
    show(f"Engine, {len(told) + 3} events become a state, processor time", [whole, kept])


def _read(folder: RunFolder) -> None:
    with closing(journal.Reader(folder)) as reader:
        assert len(reader.run.tasks) == LONG


def _whole(task: str) -> Iterator[e.Event]:
    """The events of a task that goes well."""
    yield from _happened(a.StartAttempt(task, 1, 1, Role.WORKER, "base", ()))
    for step in (a.CommitAttempt, a.RunChecks, a.AskReview, a.Merge):
        yield from _happened(step(task))
    yield e.ItemsTicked((task.replace("T", "I-"),), "engine")


def _beginning(length: int) -> tuple[e.RunCreated, e.RunPlanned]:
    tasks = tuple(Task(f"T{n}", f"Do {n}", (f"I-{n}",), ()) for n in range(length))
    items = tuple(PlannedItem(f"I-{n}", f"I-{n}", "Do", "Do", (), n) for n in range(length))
    plan = Plan("Benchmark", "build", (), items, (Phase("P1", "All", tasks, ()),), ())
    origin = e.Origin("SPEC.md", "", "/", None, "base", None)
    settings = Settings("rehearsal")
    return e.RunCreated("Benchmark", origin, "branch", settings, "0"), e.RunPlanned(plan)


def _merges(writer: journal.Journal) -> Iterator[float]:
    """Drive the run with agents that take no time; the instants at which tasks were merged."""
    while not writer.run.over:
        action = d.decide(writer.run)[0]
        for event in _happened(action):
            writer.append(event)
        if isinstance(action, a.Merge):
            yield time.perf_counter()


def _happened(action: a.Action) -> tuple[e.Event, ...]:  # noqa: PLR0911  # one answer an action
    """What comes of an action when everything goes well; only the first round can happen here."""
    remark = Remark("a", 1, Severity.NOTE, "seen")
    review = Review(Verdict.APPROVED, 9, "", (remark,), 0.0, 0.0, "")
    done = Outcome(Ending.DONE, "", "", 0.0, None, None, 0.0)
    task = getattr(action, "task", "")
    match action:
        case a.StartPhase(phase=phase):
            return (e.PhaseStarted(phase),)
        case a.StartAttempt(role=role, base=base):
            return (e.AttemptStarted(task, 1, 1, role, base), e.AttemptEnded(task, 1, done))
        case a.CommitAttempt():
            return (e.AttemptCommitted(task, 1, "commit", (Change("a", 1, 0),)),)
        case a.RunChecks():
            return (e.ChecksEnded(task, 1, ()),)
        case a.AskReview():
            return (e.ReviewStarted(task, 1), e.TaskReviewed(task, 1, review))
        case a.Merge():
            return (e.TaskMerged(task, 1, "commit"),)
        case a.TickItems(items=items):
            return (e.ItemsTicked(items, "engine"),)
        case a.ValidatePhase(phase=phase):
            return (e.PhaseEnded(phase, passed=True, why="", results=()),)
        case a.End(status=status, why=why):
            return (e.RunEnded(status, why),)
        case _:
            raise AssertionError(action)


def _real(length: int) -> Row:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        os.environ["ORCHESTRATOR_STATE_DIR"] = str(here / "state")
        project = here / "project"
        project.mkdir()
        _write(project, length)
        for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "x")):
            who = ("-c", "user.name=B", "-c", "user.email=b@localhost")
            subprocess.run(["git", *who, *command], cwd=project, check=True)
        program = [
            sys.executable,
            "-m",
            "orchestrator_engine",
            "build",
            "SPEC.md",
            "--json",
            "--trust",
        ]
        options = ["--agent", "rehearsal", "--detach"]
        said = subprocess.run(
            [*program, *options], cwd=project, check=True, capture_output=True, timeout=60
        ).stdout
        folder = RunFolder(Path(json.loads(said)["folder"]))
        merged = list(_wait(folder))
    return Row(
        f"a whole task, of {length}", tuple(after - before for before, after in pairwise(merged))
    )


def _write(project: Path, length: int) -> None:
    items = [f"- [ ] B-{n}: Write file {n}" for n in range(length)]
    (project / "SPEC.md").write_text("# Benchmark\n\n" + "\n".join(items) + "\n")
    parts = ["# Rehearsal\n"]
    for n in range(length):
        parts.append(f"## B-{n}, round 1\n\nDone.\n\n```text write files/{n}.txt\n{n}\n```\n")
        parts.append(f"## B-{n}, review of round 1\n\nFine.\n\n```toml verdict\nscore = 9\n")
        parts.append(f'[[remarks]]\nfile = "files/{n}.txt"\nline = 1\nseverity = "note"\n')
        parts.append('evidence = "There it is."\n```\n')
    (project / "SPEC.rehearsal.md").write_text("\n".join(parts))


def _wait(folder: RunFolder) -> Iterator[float]:
    """The times at which the tasks of a run were merged, once it is over."""
    with closing(journal.Reader(folder)) as reader:
        while not reader.run.over:
            reader.advance()
            time.sleep(0.05)
        if reader.run.status != "completed":
            raise RuntimeError(f"the run {reader.run.status}: {reader.run.why}")
    for record in journal.read(folder):
        if isinstance(record.event, e.TaskMerged):
            yield record.at
