"""What tasks of a plan wait for, near and far."""

from orchestrator_engine.plan import Task


def all_before(tasks: dict[str, Task], name: str) -> set[str]:
    """All that a task waits for, near and far; itself where that is a circle."""
    seen: set[str] = set()
    waiting = [*tasks[name].after]
    while waiting:
        other = waiting.pop()
        if other in tasks and other not in seen:
            seen.add(other)
            waiting += tasks[other].after
    return seen


def circle_in(tasks: dict[str, Task]) -> list[str]:
    """Tasks that wait for each other, the first one once more at the end; nothing where none do."""
    for name in tasks:
        if name not in all_before(tasks, name):
            continue
        trail = [name]
        while True:
            after = next(
                other
                for other in tasks[trail[-1]].after
                if other in tasks and (other == name or name in all_before(tasks, other))
            )
            if after in trail:
                return [*trail[trail.index(after) :], after]
            trail.append(after)
    return []
