"""What a run costs while it waits, how soon it obeys, and how soon it is back after a crash.

Times are wall times of a whole way (a command, a restart), next to the processor time that the
way took: on a machine that others use too, the second is the one to compare.
"""

import os
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from uuid import uuid4

import anyio
import psutil

from benchmarks.measure import Row, show, times
from orchestrator_engine import events as e
from orchestrator_engine import journal, launch, preparing, starting
from orchestrator_engine.attempt import Change, Ending, Outcome, Role
from orchestrator_engine.cli.status import status
from orchestrator_engine.places import RunFolder
from orchestrator_engine.request import Request
from orchestrator_engine.review import Review, Verdict
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command
from orchestrator_engine.system.processes import Mark, run_program

WAITED = 60.0
"""Seconds over which a run that waits is watched."""
COMMANDS = 40
CRASHES = 20
RECORDED = (1_000, 12_500)
"""Tasks of the journals after which a crashed run goes on; eight events each: 100,000."""
RUNS = 1_000
FLOOD = 1 << 30


def main() -> None:
    """What the processes of a run need, and how quick they are."""
    _waiting()
    _flood()
    for tasks in RECORDED:
        _resumed(tasks)
    _many_runs()


def _waiting() -> None:
    with _project(1) as project:
        folder = _begun(project)
        _drive(folder)
        pair = _processes(folder)
        begun, before = time.monotonic(), _seconds(pair)
        memory = sum(process.memory_full_info().pss for process in pair) / 2**20
        shared = sum(process.memory_info().rss for process in pair) / 2**20
        time.sleep(WAITED)
        share = (_seconds(pair) - before) / (time.monotonic() - begun)
        print("\nEngine, a run that waits for its agent\n")
        print(f"  memory: {memory:.0f} MB, or {shared:.0f} MB with shared pages counted twice")
        print(f"  processor: {share:.2%} of a processor over {WAITED:.0f} s")
        before = _seconds(pair)
        obeyed = Row("a command is acted on", tuple(_obeyed(folder) for _ in range(COMMANDS)))
        spent = (_seconds(pair) - before) / COMMANDS
        show(f"Engine, commands ({spent * 1e3:.1f} ms of processor each)", [obeyed])
        _kill(folder)


def _obeyed(folder: RunFolder) -> float:
    with closing(journal.Reader(folder)) as reader:
        sent = uuid4().hex
        begun = time.perf_counter()
        # Refused, for there is no such task: the answer is what is waited for.
        reader.send(Command(sent, "retry", {"task": "none"}))
        while sent not in reader.run.applied:
            time.sleep(0.001)
            reader.advance()
        return time.perf_counter() - begun


def _flood() -> None:
    late: list[float] = []

    async def beat() -> None:
        while True:
            begun = time.perf_counter()
            await anyio.sleep(0.01)
            late.append(time.perf_counter() - begun - 0.01)

    async def read(folder: Path) -> float:
        async with anyio.create_task_group() as group:
            group.start_soon(beat)
            finished = await run_program(
                ("head", "-c", str(FLOOD), "/dev/zero"),
                cwd=folder,
                env={"PATH": os.environ["PATH"]},
                mark=Mark("benchmark", "t", 1),
                spool=folder / "spool.log",
                seconds=600,
            )
            group.cancel_scope.cancel()
            return finished.seconds
        raise AssertionError

    this = psutil.Process()
    with tempfile.TemporaryDirectory() as name:
        before, memory = _seconds([this]), this.memory_info().rss
        seconds = anyio.run(read, Path(name))
        spent, grown = _seconds([this]) - before, this.memory_info().rss - memory
        kept = Path(name, "spool.log").stat().st_size / 2**20
    late.sort()
    print("\nEngine, a program that writes 1 GB without a newline\n")
    print(f"  {seconds:.1f} s, {spent:.1f} s of processor; {FLOOD / seconds / 1e6:.0f} MB/s")
    print(f"  {grown / 2**20:.1f} MB more memory, {kept:.1f} MB kept")
    p99 = late[int(len(late) * 0.99)]
    print(f"  the loop is late by {p99 * 1e3:.1f} ms at the 99th percentile of {len(late)}")


def _resumed(tasks: int) -> None:
    """From the start of a supervisor to the next attempt, after both processes were killed."""
    with _project(tasks + 1) as project:
        folder = _begun(project, tasks)
        taken: list[float] = []
        spent: list[float] = []
        for _ in range(CRASHES):
            begun = time.perf_counter()
            _drive(folder)
            taken.append(time.perf_counter() - begun)
            spent.append(_seconds(_processes(folder)))
            _kill(folder)
        with closing(journal.Reader(folder)) as reader:
            events = reader.run.seq
    rows = [Row("wall time", tuple(taken)), Row("processor time", tuple(spent))]
    show(f"Engine, going on after a crash, {tasks:,} tasks and {events:,} events", rows)


def _many_runs() -> None:
    with _project(12) as project:
        _begun(project, 12)
        state = Path(os.environ["ORCHESTRATOR_STATE_DIR"])
        (first,) = (state / "runs").iterdir()
        with closing(journal.Journal.take_over(RunFolder(first), "benchmark")) as writer:
            writer.append(e.RunEnded("stopped", "as asked"))
        data = RunFolder(first).store.read_bytes()
        pages = _free_pages(RunFolder(first).store)
        for number in range(RUNS - 1):
            other = RunFolder(state / "runs" / f"20260101-000000-{number:04}")
            other.path.mkdir()
            other.store.write_bytes(data)
        events = RUNS * len(journal.read(RunFolder(first)))
        os.chdir(project)

        def listed() -> None:
            with redirect_stdout(StringIO()):
                assert status(Namespace(run=None, all=True, json=False)) == 0

        begun, before = time.perf_counter(), time.process_time()
        listed()
        cold, spent = time.perf_counter() - begun, time.process_time() - before
        row = times("status, once the summaries are kept", listed, 5)
        command = [sys.executable, "-m", "orchestrator_engine", "status", "--all"]
        whole = times(
            "the same, the whole program",
            lambda: subprocess.run(command, check=True, capture_output=True, timeout=60),
            5,
        )
        show(f"Engine, {RUNS:,} runs with {events:,} events", [row, whole])
        print(f"  the first time: {cold:.2f} s, {spent:.2f} s of processor")
        print(f"  of a journal's {len(data) / 1024:.0f} KiB, {pages:.1%} are free pages")
        os.chdir("/")


def _free_pages(store: Path) -> float:
    import sqlite3  # noqa: PLC0415  # nothing else here looks into a journal

    with closing(sqlite3.connect(store)) as connection:
        free = connection.execute("PRAGMA freelist_count").fetchone()[0]
        return free / connection.execute("PRAGMA page_count").fetchone()[0]


@contextmanager
def _project(items: int) -> Generator[Path]:
    """A repository with a document, whose rehearsed agents take an hour for each step."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["ORCHESTRATOR_STATE_DIR"] = str(Path(name) / "state")
        project = Path(name) / "project"
        project.mkdir()
        boxes = "\n".join(f"- [ ] B-{number}: Write {number}" for number in range(items))
        (project / "SPEC.md").write_text(f"# Benchmark\n\n{boxes}\n")
        (project / "SPEC.rehearsal.md").write_text(
            f"---\npace: 3600\n---\n## B-{items - 1}, round 1\n\nDone.\n\n"
            "```text write file.txt\nx\n```\n"
        )
        (project / ".orchestrator.toml").write_text(
            'agent = "rehearsal"\ntest = "true"\ntask_timeout = "2h"\n'
            'restart_delay = "10ms"\nrestart_delay_cap = "10ms"\n'
        )
        who = ("-c", "user.name=B", "-c", "user.email=b@localhost")
        for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "x")):
            subprocess.run(["git", *who, *command], cwd=project, check=True)
        yield project


def _begun(project: Path, done: int = 0) -> RunFolder:
    """A run of which so many tasks are merged, and that nobody drives."""
    request = Request(
        document=project / "SPEC.md",
        cwd=project,
        mode="build",
        agent=None,
        review=True,
        init=False,
        items=(),
    )
    start = launch.start
    launch.start = lambda _folder: None  # pyright: ignore[reportAttributeAccessIssue]
    try:
        folder = starting.start(preparing.prepare(request), starting.EVERYTHING)
    finally:
        launch.start = start
    if done:
        with closing(journal.Journal.take_over(folder, "benchmark")) as writer:
            writer.append(*_history(writer.run, done))
    return folder


def _history(run: Run, done: int) -> Iterable[e.Event]:
    assert run.plan is not None
    base = run.created.origin.base
    yield e.BaselineTaken(base, ())
    yield e.PhaseStarted(run.plan.phases[0].id)
    outcome = Outcome(Ending.DONE, "done", "", 0.25, 100, None, 1.0)
    review = Review(Verdict.APPROVED, 9, "read", (), 0.0, 1.0, "")
    for task in list(run.plan.tasks())[:done]:
        yield e.AttemptStarted(task.id, 1, 1, Role.WORKER, base)
        yield e.AttemptEnded(task.id, 1, outcome)
        yield e.AttemptCommitted(task.id, 1, base, (Change("file.txt", 1, 0),))
        yield e.ChecksEnded(task.id, 1, ())
        yield e.ReviewStarted(task.id, 1)
        yield e.TaskReviewed(task.id, 1, review)
        yield e.TaskMerged(task.id, 1, base)
        yield e.ItemsTicked(task.items, "engine")


def _drive(folder: RunFolder) -> None:
    """Start the run's processes, and wait until an agent is about to be started."""
    with closing(journal.Reader(folder)) as reader:
        launch.start(folder)
        while not any(isinstance(each.event, e.AttemptStarted) for each in reader.advance()):
            time.sleep(0.002)


def _processes(folder: RunFolder) -> list[psutil.Process]:
    """The supervisor and the worker of a run."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder.path) in (process.info["cmdline"] or ())
    ]


def _kill(folder: RunFolder) -> None:
    for process in _processes(folder):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    while launch.alive(folder):
        time.sleep(0.01)


def _seconds(processes: list[psutil.Process]) -> float:
    """What they have used of a processor, their dead children included."""
    return sum(sum(process.cpu_times()[:4]) for process in processes)
