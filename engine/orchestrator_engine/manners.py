"""A plan as a mode of the project's own wants it: in its manner, and through its phases."""

from dataclasses import replace

from orchestrator_engine.modes import Mode
from orchestrator_engine.plan import Phase, Plan, Task


def in_manner(plan: Plan, own: Mode | None, *, phased: bool = True) -> Plan:
    """The plan in a mode that the settings made, or as it is where the mode is one of ours.

    Each item goes through each of the mode's phases: a task for each, in the order of the plan.
    One that a person has written down with its phases is not `phased` anew.
    """
    if own is None:
        return plan
    plan = replace(plan, own=own)
    if not own.phases or not phased:
        return plan
    tasks = tuple(plan.tasks())
    return replace(
        plan,
        phases=tuple(
            Phase(
                f"P{number}",
                title,
                tuple(_at(task, number - 1, len(tasks), tasks) for task in tasks),
                (f"P{number - 1}",) if number > 1 else (),
            )
            for number, title in enumerate(own.phases, 1)
        ),
    )


def _at(task: Task, phase: int, count: int, tasks: tuple[Task, ...]) -> Task:
    """The task that does an item's part of a phase; what it waits for is in the same one."""
    number = {each.id: f"T{phase * count + place}" for place, each in enumerate(tasks, 1)}
    return replace(task, id=number[task.id], after=tuple(number[one] for one in task.after))
