"""Whatever is killed and whenever: the run ends as if nothing had happened.

The instants are seeded: a failure names its seed, and the seed names the instant.
"""

import random
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import psutil
import pytest

from orchestrator_engine import launch
from orchestrator_engine.claims import claimed
from orchestrator_engine.errors import BadStore
from orchestrator_engine.events import AttemptStarted, TaskMerged
from orchestrator_engine.journal import read
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from support.lsp_wire import Process, process
from support.project import (
    Project,
    check_nothing_is_left,
    example,
    facts,
    look,
    processes_of,
    tiny,
    wait,
)

SEEDS = [*range(50), *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(50, 150))]
USUAL = 6.0
"""Seconds within which an undisturbed run on a slow machine is somewhere in the middle."""


def end(folder: RunFolder) -> Run:
    """Wait for the run's end; a run that nobody drives any more is resumed, as a person would."""

    def over() -> bool:
        if look(folder).over:
            return True
        if not launch.alive(folder) and not processes_of(folder)["worker"]:
            launch.resume_all(folder.state)
        return False

    wait(over, "the run ends", 180)
    wait(lambda: not any(processes_of(folder).values()), "no process is left")
    return look(folder)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    with pytest.MonkeyPatch.context() as patch:
        project = example(tmp_path_factory.mktemp("undisturbed"))
        patch.setenv("ORCHESTRATOR_STATE_DIR", str(project.state))
        folder = project.start()
        end(folder)
        check_nothing_is_left(project, folder)
        return facts(project, folder)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_run_ends_like_an_undisturbed_one(
    seed: int,
    tmp_path: Path,
    undisturbed: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dice = random.Random(seed)
    project = example(tmp_path)
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(project.state))
    with editor(project) if seed % 3 == 0 else nullcontext() as language_server:
        folder = project.start()
        for _ in range(dice.randint(1, 3)):
            time.sleep(dice.uniform(0, USUAL / 2))
            victims = processes_of(folder)
            if not any(victims.values()):
                break
            names = dice.choice((["worker"], ["supervisor"], ["worker", "supervisor"]))
            if language_server is not None:
                kill(language_server)
                names = dice.choice(([], names))
            for name in names:
                for process in victims[name]:
                    kill(process)
            if "supervisor" in names:
                wait(lambda: not launch.alive(folder), "the supervisor is dead")
                launch.resume_all(folder.state)
        if language_server is not None:
            kill(language_server)
        run = end(folder)
    assert run.status is Status.COMPLETED, f"{run.status}: {run.why}"
    check_nothing_is_left(project, folder)
    assert facts(project, folder) == undisturbed


@contextmanager
def editor(project: Project) -> Generator[psutil.Process]:
    """A language server whose editor has the document open, makes every edit and saves nothing."""
    command = (sys.executable, "-m", "orchestrator_engine", "lsp")
    with process(command, project.environment) as client:
        client.answers["workspace/applyEdit"] = lambda _: {"applied": True}
        client.answers["window/workDoneProgress/create"] = lambda _: None
        abilities = {"workspace": {"applyEdit": True}, "window": {"workDoneProgress": True}}
        client.initialize({"capabilities": abilities})
        client.open(project.document.as_uri(), project.document.read_text("utf-8"))
        wait(lambda: claimed(project.document), "the editor has the document")
        answering = threading.Thread(target=answer, args=(client,), daemon=True)
        answering.start()
        yield psutil.Process(client.process.pid)
        client.process.kill()
        answering.join(10)


def answer(client: Process) -> None:
    """Be an editor until the server is gone."""
    with suppress(AssertionError, OSError):
        client.wait(lambda _: False, 120)


def kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


@pytest.mark.slow
def test_a_run_whose_processes_all_died_goes_on_once_an_editor_opens_its_document(
    tmp_path: Path, undisturbed: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = example(tmp_path)
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(project.state))
    folder = project.start()
    wait(lambda: bool(look(folder).ticked), "the first box is ticked")
    for victim in (*processes_of(folder)["supervisor"], *processes_of(folder)["worker"]):
        kill(victim)
    wait(lambda: not launch.alive(folder), "nobody drives it")
    with editor(project) as language_server:
        # (A supervisor whose starter dies before it said so begins no worker.)
        wait(lambda: bool(processes_of(folder)["worker"]) or look(folder).over, "it goes on")
        kill(language_server)
    wait(lambda: look(folder).over, "the run ends", 180)
    wait(lambda: not any(processes_of(folder).values()), "no process is left")
    assert facts(project, folder) == undisturbed


def kill_workers(where: Path, seed: int, kills: int) -> int:
    """Kill the worker of one run at so many random instants; how many kills there were.

    Each task that was once seen as merged stays so, and no agent is asked to do it again. Every
    other worker is left alone until it has merged one: on a slow machine too the kills meet all
    parts of a run.
    """
    dice = random.Random(seed)
    project = tiny(where, tasks=kills)
    script = project.folder / "SPEC.rehearsal.md"
    script.write_text(script.read_text().replace("pace: 0", "pace: 0.1"))
    project.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "Slower")
    folder = project.start()
    done: set[str] = set()
    made = 0

    def more() -> bool:
        """Whether there is a task more that was merged; none that was before is lost."""
        try:
            now = {name for name, task in look(folder).tasks.items() if task.merged is not None}
        except BadStore:
            # A journal in the middle of a transaction may have to be asked again.
            return False
        lost = done - now
        assert not lost, f"seed {seed}: {lost} were lost"
        grown = now > done
        done.update(now)
        return grown

    for number in range(kills):
        if number % 2:
            wait(lambda: more() or look(folder).over, f"kill {number} of seed {seed}: it goes on")
        time.sleep(dice.uniform(0, 1))
        victims = processes_of(folder)["worker"]
        made += len(victims)
        for victim in victims:
            kill(victim)
        more()
        if not victims and look(folder).over:
            break
    run = end(folder)
    assert run.status is Status.COMPLETED, f"{run.status}: {run.why}"
    merged: set[str] = set()
    for record in read(folder):
        match record.event:
            case TaskMerged(task=task):
                merged.add(task)
            case AttemptStarted(task=task):
                assert task not in merged, f"{task} was done twice"
            case _:
                pass
    assert merged == set(run.tasks)
    check_nothing_is_left(project, folder)
    return made


@pytest.mark.slow
def test_one_run_survives_many_kills_of_its_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    assert kill_workers(tmp_path, 0, 12) >= 6


@pytest.mark.torture
def test_runs_survive_two_hundred_kills_of_their_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    kills = runs = 0
    while kills < 200:
        runs += 1
        made = kill_workers(tmp_path / str(runs), runs, 20)
        assert made > 0
        kills += made
        sys.stdout.write(f"{runs} runs, {kills} kills, nothing lost, nothing done twice\n")
