"""A small run for tests: two tasks in one phase."""

from datetime import UTC, datetime
from pathlib import Path

from orchestrator_engine.events import Origin, RunCreated, RunPlanned
from orchestrator_engine.journal import create
from orchestrator_engine.places import RunFolder, new_run_id
from orchestrator_engine.plan import Phase, Plan, Task
from orchestrator_engine.settings import Settings


def created(repository: str = "/somewhere", settings: Settings | None = None) -> RunCreated:
    return RunCreated(
        title="Greetings",
        origin=Origin("/somewhere/SPEC.md", "0" * 64, repository, "SPEC.md", "b" * 40, "main"),
        branch="code-orch/run",
        settings=settings or Settings(agent="rehearsal"),
        engine="0.1.0",
    )


def planned() -> RunPlanned:
    tasks = (Task("t1", "Say hello", ("i1",), ()), Task("t2", "Say goodbye", ("i2",), ("t1",)))
    phase = Phase("p1", "Words", tasks, ())
    return RunPlanned(Plan("Greetings", "build", ("it is a spec",), (), (phase,), ()))


def a_run(
    state: Path,
    name: str | None = None,
    repository: str = "/somewhere",
    settings: Settings | None = None,
) -> RunFolder:
    """The folder of a run that was just created."""
    # Never twice the same: tests that run side by side would end each other's processes.
    folder = RunFolder(state / "runs" / (name or new_run_id(datetime.now(UTC))))
    create(folder, created(repository, settings), planned())
    return folder
