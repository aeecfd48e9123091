"""Plans and budgets of all shapes, from dice."""

from dataclasses import replace
from random import Random

from orchestrator_engine.money import NANOS
from orchestrator_engine.plan import Phase, Plan, PlannedItem, Task
from orchestrator_engine.spending import UNLIMITED, Budget, Limit
from support.plans import TESTS

FILES = ("a.py", "b.py", "lib", "lib/c.py", "lib/d.py")


def some_budget(dice: Random) -> Budget:
    """In most runs no limit; else some of money, tokens or attempts, from tight to generous."""

    def limit(scale: int) -> Limit:
        return Limit(
            nanos=dice.choice((None, scale * NANOS // 5, scale * NANOS)),
            tokens=dice.choice((None, scale * 300, scale * 3000)),
            attempts=dice.choice((None, None, scale)),
        )

    if dice.random() < 0.6:
        return UNLIMITED
    return Budget(dice.choice((Limit(), limit(1), limit(2))), dice.choice((Limit(), limit(4))))


def replanned(dice: Random, draft: Plan) -> Plan:
    """What an agent makes of a plan: other tasks in other phases, for all of its items."""
    handles = [item.handle for item in draft.items]
    dice.shuffle(handles)
    groups: list[Phase] = []
    number = 0
    while handles:
        size = dice.randint(1, len(handles))
        mine, handles = handles[:size], handles[size:]
        tasks: list[Task] = []
        while mine:
            number += 1
            after = sorted(dice.sample(range(1, number), min(dice.choice((0, 0, 1)), number - 1)))
            served = tuple(mine[: dice.choice((1, 1, 2))])
            mine = mine[len(served) :]
            files = tuple(dice.sample(FILES, dice.choice((0, 1))))
            ids = tuple(f"T{each}" for each in after)
            tasks.append(Task(f"T{number}", f"Do {number}", served, ids, files))
        gate = (groups[-1].id,) if groups else ()
        phase = f"P{len(groups) + 1}"
        groups.append(Phase(phase, f"Part {len(groups) + 1}", tuple(tasks), gate, "it belongs"))
    return replace(draft, phases=tuple(groups), reasons=("an agent planned it",))


def some_plan(dice: Random) -> Plan:
    """Up to nine tasks in up to three phases; tasks wait for others, also across phases."""
    groups: list[Phase] = []
    number = 0
    for at in range(1, dice.randint(1, 3) + 1):
        tasks: list[Task] = []
        for _ in range(dice.randint(1, 3)):
            number += 1
            earlier = range(1, number)
            after = dice.sample(earlier, min(dice.choice((0, 0, 1, 2)), len(earlier)))
            files = tuple(dice.sample(FILES, dice.choice((0, 0, 1, 2))))
            item = f"I-{dice.randint(1, number)}" if dice.random() < 0.1 else f"I-{number}"
            ids = tuple(f"T{n}" for n in sorted(after))
            tasks.append(Task(f"T{number}", f"Do {number}", (item,), ids, files))
        gate = (f"P{dice.randint(1, at - 1)}",) if at > 1 and dice.random() < 0.7 else ()
        groups.append(Phase(f"P{at}", f"Phase {at}", tuple(tasks), gate))
    handles = sorted({handle for group in groups for task in group.tasks for handle in task.items})
    items = tuple(PlannedItem(each, each, "Do", "Do", (), n) for n, each in enumerate(handles))
    return Plan("Simulated", "build", (), items, tuple(groups), (TESTS,))
