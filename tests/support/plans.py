"""Small plans and runs for tests."""

from orchestrator_engine.events import Origin, RunCreated, RunPlanned
from orchestrator_engine.fold import fold
from orchestrator_engine.plan import Check, CheckKind, Phase, Plan, PlannedItem, Task
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from orchestrator_engine.settings import Settings

ORIGIN = Origin(
    document="/project/SPEC.md",
    digest="0" * 64,
    repository="/project",
    inside="SPEC.md",
    base="base",
    returns_to="main",
)
TESTS = Check("test", CheckKind.TEST, ("python3", "-m", "unittest"), 60.0, ".orchestrator.toml")


def item(label: str) -> PlannedItem:
    return PlannedItem(label, label, f"Do {label}", f"- [ ] {label}: Do {label}", (), 1)


def task(number: int, *after: int) -> Task:
    return Task(f"T{number}", f"Do I-{number}", (f"I-{number}",), tuple(f"T{n}" for n in after))


def phases(*groups: tuple[Task, ...]) -> tuple[Phase, ...]:
    return tuple(
        Phase(f"P{n}", f"Phase {n}", tasks, (f"P{n - 1}",) if n > 1 else ())
        for n, tasks in enumerate(groups, 1)
    )


def plan(*groups: tuple[Task, ...]) -> Plan:
    items = tuple(item(handle) for group in groups for task in group for handle in task.items)
    return Plan("Greeter", "build", ("it is a spec",), items, phases(*groups), (TESTS,))


def created(**settings: object) -> RunCreated:
    chosen = Settings(**({"agent": "rehearsal"} | settings))  # pyright: ignore[reportArgumentType]
    return RunCreated("Greeter", ORIGIN, "code-orch/run", chosen, "0.1.0")


def begun(a_plan: Plan, **settings: object) -> list[Recorded]:
    """The first events of a run."""
    return [
        Recorded(1, 0, 1.0, created(**settings)),
        Recorded(2, 0, 1.0, RunPlanned(a_plan)),
    ]


def run_of(a_plan: Plan, **settings: object) -> Run:
    return fold(begun(a_plan, **settings))
