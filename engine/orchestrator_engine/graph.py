"""How the tasks and phases of a plan hang together, by their places in it; made once a plan."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from orchestrator_engine.persistent import Numbers
from orchestrator_engine.plan import Plan

_KEPT = 256
"""For how many files the tasks that touch them are remembered as a set."""


class Graph:
    """Answers who waits for whom, and who works on the same files. Never changes.

    Raises `KeyError` when the plan waits for a task or a phase that it does not have.
    """

    def __init__(self, plan: Plan) -> None:
        tasks = tuple(plan.tasks())
        self.tasks = {task.id: place for place, task in enumerate(tasks)}
        self.phases = {phase.id: place for place, phase in enumerate(plan.phases)}
        self.items: dict[str, int] = {}
        for place, item in enumerate(plan.items):
            self.items.setdefault(item.handle, place)
        self.before = tuple(tuple(self.tasks[id_] for id_ in task.after) for task in tasks)
        self.behind = _turned(self.before)
        self.phase_of = tuple(place for place, phase in enumerate(plan.phases) for _ in phase.tasks)
        self.members = _turned(((place,) for place in self.phase_of), len(plan.phases))
        self.gates = tuple(tuple(self.phases[id_] for id_ in phase.after) for phase in plan.phases)
        self.gated = _turned(self.gates)
        self.serves = tuple(
            tuple(self.items[handle] for handle in task.items if handle in self.items)
            for task in tasks
        )
        self.served_by = _turned(self.serves, len(plan.items))
        self._files = tuple(tuple(map(_tidy, task.files)) for task in tasks)
        self._exactly: dict[str, list[int]] = defaultdict(list)
        self._within: dict[str, list[int]] = defaultdict(list)
        for place, files in enumerate(self._files):
            for file in files:
                self._exactly[file].append(place)
                for folder in (file, *_folders(file)):
                    self._within[folder].append(place)
        self._on_file = lru_cache(_KEPT)(self._touching)

    def rivals(self, task: int) -> Numbers:
        """The tasks that touch a file or folder of that task, itself among them.

        A task that names no files has none: nothing is known of it.
        """
        found = Numbers()
        for file in self._files[task]:
            found |= self._on_file(file)
        return found

    def _touching(self, file: str) -> Numbers:
        above = (place for folder in _folders(file) for place in self._exactly.get(folder, ()))
        return Numbers((*self._within[file], *above))


def _turned(
    towards: Iterable[tuple[int, ...]], size: int | None = None
) -> tuple[tuple[int, ...], ...]:
    """The same arrows the other way round."""
    arrows = tuple(towards)
    found: list[list[int]] = [[] for _ in range(len(arrows) if size is None else size)]
    for begin, ends in enumerate(arrows):
        for end in dict.fromkeys(ends):
            found[end].append(begin)
    return tuple(map(tuple, found))


def _tidy(path: str) -> str:
    """A path as it is compared: POSIX, and with no dots and slashes too many."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    return "/".join(parts)


def _folders(path: str) -> Iterator[str]:
    """The folders that a path lies in, the top of the repository among them."""
    while path:
        path = path.rpartition("/")[0]
        yield path
