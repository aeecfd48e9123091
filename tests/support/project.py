"""The bundled example as a repository of its own, and what to look at after a run in it."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil

from orchestrator_engine.events import AttemptStarted, TaskMerged, WorkerTookOver
from orchestrator_engine.journal import Reader, read
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.run import Run, Status
from orchestrator_engine.system.sweeping import MARK_VARIABLE
from support.trusting import trust_all

EXAMPLE = Path(__file__).parents[2] / "examples" / "teatime"
PATIENCE = 200.0


@dataclass(frozen=True)
class Project:
    """A copy of the example in a git repository, with a state folder of its own."""

    folder: Path
    state: Path

    def __post_init__(self) -> None:
        if self.state.parent.is_dir():
            trust_all(self.state, self.folder)

    @property
    def document(self) -> Path:
        return self.folder / "SPEC.md"

    @property
    def environment(self) -> dict[str, str]:
        kept = ("PATH", "LANG", "LC_ALL", "TMPDIR")
        home = {name: os.environ[name] for name in kept if name in os.environ}
        return home | {"HOME": str(self.state.parent), "ORCHESTRATOR_STATE_DIR": str(self.state)}

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.strip()

    def code_orch(self, *arguments: str, seconds: float = PATIENCE) -> str:
        """What the command line prints; fails the test when it fails."""
        done = self.try_code_orch(*arguments, seconds=seconds)
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def try_code_orch(
        self,
        *arguments: str,
        seconds: float = PATIENCE,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "orchestrator_engine", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
            cwd=self.folder,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
        )

    def start(self, *options: str) -> RunFolder:
        started = ("run", "SPEC.md", "--mode", "build", "--detach", "--json")
        answer = self.code_orch(*started, *options)
        return RunFolder(Path(json.loads(answer)["folder"]))

    def runs(self) -> list[RunFolder]:
        return find_runs(self.state)


def example(where: Path, pace: float = 0.03) -> Project:
    """A fresh copy of the example, whose script takes `pace` seconds a step."""
    folder = where / "teatime"
    shutil.copytree(EXAMPLE, folder)
    script = folder / "SPEC.rehearsal.md"
    script.write_text(script.read_text().replace("pace: 0.15", f"pace: {pace}"))
    settings = folder / ".orchestrator.toml"
    settings.write_text(settings.read_text() + 'restart_delay = "50ms"\n')
    return _committed(folder, where)


def paced(project: Project, seconds: float) -> None:
    """Have each step of the rehearsal take so long from now on."""
    script = project.folder / "SPEC.rehearsal.md"
    text = re.sub(r"(?m)^pace: .*", f"pace: {seconds}", script.read_text("utf-8"), count=1)
    # Whoever reads it just now gets the one or the other.
    making = project.folder.parent / script.name
    making.write_text(text, "utf-8")
    making.replace(script)


def _committed(folder: Path, where: Path) -> Project:
    """A repository of what is in the folder, with a state folder beside it."""
    state = where / "state"
    state.mkdir()
    project = Project(folder, state)
    git = ["-c", "user.name=A Person", "-c", "user.email=person@example.org"]
    project.git("init", "--quiet", "--initial-branch=main")
    project.git("add", "--all")
    project.git(*git, "commit", "--quiet", "--message=The beginning")
    return project


def tiny(where: Path, tasks: int = 2) -> Project:
    """A repository whose tasks are a file each; the first go of the second is sent back."""
    folder = where / "tiny"
    folder.mkdir(parents=True)
    names = [f"T-{number}" for number in range(1, tasks + 1)]
    boxes = "\n".join(f"- [ ] {name}: Write {name.lower()}.txt" for name in names)
    (folder / "SPEC.md").write_text(f"# Tiny\n\n{boxes}\n")
    (folder / ".orchestrator.toml").write_text(
        'agent = "rehearsal"\ntest = "true"\nrestart_delay = "10ms"\nrestart_delay_cap = "10ms"\n'
        "max_restarts = 10000\n"
    )
    parts = ["---\npace: 0\n---\n"]
    for name in names:
        rounds = ((1, 3), (2, 9)) if name == "T-2" else ((1, 9),)
        for number, score in rounds:
            file = f"{name.lower()}.txt"
            parts.append(
                f"## {name}, round {number}\n\nHere it is.\n\n"
                f"```text write {file}\n{name} {number}\n```\n\n"
                f"## {name}, review of round {number}\n\nRead.\n\n"
                f'```toml verdict\nscore = {score}\n\n[[remarks]]\nfile = "{file}"\n'
                'line = 1\nseverity = "major"\nevidence = "It says what it says."\n```\n'
            )
    (folder / "SPEC.rehearsal.md").write_text("\n".join(parts))
    return _committed(folder, where)


def look(folder: RunFolder) -> Run:
    with closing(Reader(folder)) as reader:
        return reader.run


def wait(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def processes_of(folder: RunFolder) -> dict[str, list[psutil.Process]]:
    """The living processes of a run, by what they are: supervisor, worker, or started by those."""
    found: dict[str, list[psutil.Process]] = {"supervisor": [], "worker": [], "started": []}
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            line = process.cmdline()
            mark = process.environ().get(MARK_VARIABLE, "")
        except psutil.Error:
            continue
        if str(folder.path) in line:
            kind = "worker" if "orchestrator_engine.worker" in line else "supervisor"
            found[kind].append(process)
        elif f"{folder.id}/" in mark:
            found["started"].append(process)
    return found


def facts(project: Project, folder: RunFolder) -> dict[str, object]:
    """What must be the same after a disturbed run as after an undisturbed one."""
    run = look(folder)
    branch = run.created.branch
    log = project.git("log", "--reverse", "--format=%s%n%(trailers:key=Task)", f"main..{branch}")
    return {
        "tree": project.git("rev-parse", f"{branch}^{{tree}}"),
        "commits": [line for line in log.splitlines() if line],
        "document": project.document.read_bytes(),
        "status": run.status,
        "ticked": run.ticked,
        "rounds": {name: state.attempts[-1].round for name, state in run.tasks.items()},
    }


def check_it_went_on(project: Project, folder: RunFolder, attempts: int) -> None:
    """Wait for the end of a run; it is that of one that nobody disturbed."""
    wait(lambda: look(folder).over, "the run ends", 180)
    wait(lambda: not any(processes_of(folder).values()), "no process is left")
    run = look(folder)
    assert run.status is Status.COMPLETED, run.why
    events = [record.event for record in read(folder)]
    assert sum(isinstance(event, WorkerTookOver) for event in events) == 1
    assert sum(isinstance(event, AttemptStarted) for event in events) == attempts
    assert "- [ ]" not in project.document.read_text("utf-8")
    check_nothing_is_left(project, folder)


def check_nothing_is_left(project: Project, folder: RunFolder) -> None:
    merged = [record.event.task for record in read(folder) if isinstance(record.event, TaskMerged)]
    assert len(merged) == len(set(merged)), "a task was merged twice"
    assert project.git("worktree", "list").count("\n") == 0
    assert project.git("status", "--porcelain").split() == ["M", "SPEC.md"]
    assert project.git("branch", "--show-current") == "main"
    assert project.git("for-each-ref", "refs/code-orch") == ""
    project.git("fsck", "--strict")
