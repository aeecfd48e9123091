"""Whether a plan that an agent proposes can be carried out: a pure function that says what not.

The items of the document are what has to be done, and no agent adds to them or takes from them: an
item may be left out only with a reason, and then nobody takes it for done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from orchestrator_engine.plan import Phase, Plan, PlannedItem, Task

MOST = 20
"""Tasks that a plan may have beyond three for each item."""


@dataclass(frozen=True, slots=True)
class ProposedTask:
    """A task as an agent proposes it; `items` are labels, `after` the ids of other tasks."""

    id: str
    title: str
    items: tuple[str, ...]
    after: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedPhase:
    """Tasks that are validated together, and why they are."""

    title: str
    why: str
    tasks: tuple[ProposedTask, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan as an agent proposes it; `left_out` are labels of items, each with a reason."""

    phases: tuple[ProposedPhase, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def tasks(self) -> tuple[ProposedTask, ...]:
        """Every task, in order."""
        return tuple(task for phase in self.phases for task in phase.tasks)


def in_pieces(items: Sequence[PlannedItem], most: int) -> list[tuple[PlannedItem, ...]]:
    """Items in pieces of at most so many characters, in order; one that is longer stands alone."""
    pieces: list[tuple[PlannedItem, ...]] = [()]
    size = 0
    for item in items:
        if pieces[-1] and size + len(item.words) > most:
            pieces.append(())
            size = 0
        pieces[-1] += (item,)
        size += len(item.words)
    return pieces


def merged(proposals: Sequence[Proposal]) -> Proposal:
    """The plans of the pieces of one document as one, tasks named by their piece: `2.T1`."""
    if len(proposals) == 1:
        return proposals[0]
    phases: list[ProposedPhase] = []
    for number, proposal in enumerate(proposals, 1):
        own = {task.id for task in proposal.tasks}
        for phase in proposal.phases:
            tasks = (
                replace(
                    task,
                    id=f"{number}.{task.id}",
                    # What is not its own it names by the piece already.
                    after=tuple(f"{number}.{one}" if one in own else one for one in task.after),
                )
                for task in phase.tasks
            )
            phases.append(replace(phase, tasks=tuple(tasks)))
    return Proposal(tuple(phases), tuple(out for each in proposals for out in each.left_out))


def checked(proposal: Proposal, draft: Plan) -> Plan | tuple[str, ...]:
    """The plan that an agent proposes in place of the `draft`, or everything that is wrong."""
    wrong = tuple(dict.fromkeys(_faults(proposal, draft)))
    return wrong or _plan(proposal, draft)


def _faults(proposal: Proposal, draft: Plan) -> Iterator[str]:
    tasks = proposal.tasks
    known = {name for item in draft.items for name in (item.label, item.handle)}
    most = 3 * len(draft.items) + MOST
    if not tasks:
        yield "it has no task"
    if len(tasks) > most:
        yield f"it has {len(tasks)} tasks, and for so few items {most} are the most"
    ids = [task.id for task in tasks]
    for name in dict.fromkeys(ids):
        if ids.count(name) > 1:
            yield f"two tasks are called {name}"
    yield from _of_tasks(tasks, known)
    yield from _uncovered(proposal, draft, known)
    yield from _out_of_order(proposal, draft)


def _of_tasks(tasks: Sequence[ProposedTask], known: set[str]) -> Iterator[str]:
    ids = {task.id for task in tasks}
    for task in tasks:
        if not task.items:
            yield f"task {task.id} serves no item: nobody asked for it"
        for name in task.items:
            if name not in known:
                yield f"task {task.id} serves {name}, and there is no such item"
        for name in task.after:
            if name not in ids:
                yield f"task {task.id} waits for {name}, and there is no such task"
        for path in task.files:
            if not inside(path):
                yield f"task {task.id} names {path}, which is no path inside of the repository"


def inside(path: str) -> bool:
    """Whether a path stays inside of the repository, whatever is there."""
    parts = PurePosixPath(path).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts and "\\" not in path


def _uncovered(proposal: Proposal, draft: Plan, known: set[str]) -> Iterator[str]:
    served = {name for task in proposal.tasks for name in task.items}
    reasons = dict(proposal.left_out)
    for name, why in proposal.left_out:
        if name not in known:
            yield f"it leaves out {name}, and there is no such item"
        elif not why.strip():
            yield f"it leaves out {name} without a reason"
        elif name in served:
            yield f"it leaves out {name}, and has a task for it"
    for item in draft.items:
        names = {item.label, item.handle}
        if not names & served and not names & reasons.keys():
            yield f"no task serves {item.label}, and it is not left out with a reason"


def _out_of_order(proposal: Proposal, draft: Plan) -> Iterator[str]:
    tasks = {task.id: task for task in proposal.tasks}
    phase = {task.id: at for at, each in enumerate(proposal.phases) for task in each.tasks}
    for task in tasks.values():
        for name in task.after:
            if phase.get(name, -1) > phase[task.id]:
                yield f"task {task.id} waits for {name}, which is in a later phase"
    before = _before(tasks)
    circles = [name for name in tasks if name in before[name]]
    if circles:
        yield f"these tasks wait for each other in a circle: {', '.join(circles)}"
        return
    for one, other in _pairs([*tasks.values()]):
        if phase[one.id] != phase[other.id] or one.id in before[other.id]:
            continue
        shared = sorted(set(one.files) & set(other.files))
        if shared and other.id not in before[one.id]:
            yield (
                f"tasks {one.id} and {other.id} both change {', '.join(shared)}: "
                "let one wait for the other, or make them one"
            )
    yield from _against_the_document(draft, tasks, before, phase)


def _pairs(tasks: Sequence[ProposedTask]) -> Iterator[tuple[ProposedTask, ProposedTask]]:
    return ((one, other) for at, one in enumerate(tasks) for other in tasks[at + 1 :])


def _before(tasks: dict[str, ProposedTask]) -> dict[str, set[str]]:
    """For each task all that it waits for, near and far; itself where that is a circle."""
    found: dict[str, set[str]] = {}
    for name, task in tasks.items():
        seen: set[str] = set()
        waiting = [*task.after]
        while waiting:
            other = waiting.pop()
            if other in tasks and other not in seen:
                seen.add(other)
                waiting += tasks[other].after
        found[name] = seen
    return found


def _against_the_document(
    draft: Plan,
    tasks: dict[str, ProposedTask],
    before: dict[str, set[str]],
    phase: dict[str, int],
) -> Iterator[str]:
    """Where an item would be begun before another one that the document has it wait for."""
    serving = {
        item.handle: [
            task.id for task in tasks.values() if {item.label, item.handle} & {*task.items}
        ]
        for item in draft.items
    }
    drafted = {task.id: task for task in draft.tasks()}
    for task in drafted.values():
        for first in (drafted[name] for name in task.after):
            for late, early in ((a, b) for a in task.items for b in first.items):
                for name in serving[late]:
                    behind = [
                        other
                        for other in serving[early]
                        if other not in before[name]
                        and other != name
                        and phase[other] >= phase[name]
                    ]
                    if behind:
                        yield (
                            f"{draft.item(late).label} waits for {draft.item(early).label} in the "
                            f"document, but task {name} does not wait for {', '.join(behind)}"
                        )


def _plan(proposal: Proposal, draft: Plan) -> Plan:
    handle = {name: item.handle for item in draft.items for name in (item.label, item.handle)}
    number = {task.id: f"T{place}" for place, task in enumerate(proposal.tasks, 1)}
    phases: list[Phase] = []
    for each in proposal.phases:
        if not each.tasks:
            continue
        tasks = tuple(
            Task(
                id=number[task.id],
                title=" ".join(task.title.split()),
                items=tuple(dict.fromkeys(handle[name] for name in task.items)),
                after=tuple(dict.fromkeys(number[name] for name in task.after)),
                files=tuple(dict.fromkeys(task.files)),
            )
            for task in each.tasks
        )
        after = (phases[-1].id,) if phases else ()
        title, why = (" ".join(words.split()) for words in (each.title, each.why))
        phases.append(Phase(f"P{len(phases) + 1}", title, tasks, after, why))
    out = {handle[name]: why for name, why in proposal.left_out}
    # What no task serves must not be taken for done once all tasks are.
    items = tuple(item for item in draft.items if item.handle not in out)
    left_out = tuple((draft.item(name).label, " ".join(why.split())) for name, why in out.items())
    return replace(draft, items=items, phases=tuple(phases), left_out=left_out)
