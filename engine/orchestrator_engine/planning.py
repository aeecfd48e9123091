"""From what a document says to a plan: a pure function, at no cost.

Each open item becomes a task. The headings that tell items apart become phases, in the order of the
document; an item that waits for one in a later section puts both in one phase, where the order of
tasks does what the order of sections could not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.spec import DocumentKind, Item
from orchestrator_engine.catalogue import choose
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.modes.build import BUILD
from orchestrator_engine.plan import Check, CheckKind, Phase, Plan, PlannedItem, Task
from orchestrator_engine.touched import NOWHERE, Project, touched
from orchestrator_engine.wording import some_of

EVERYTHING = "Everything"
"""The title of the only phase of a document whose headings do not tell its items apart."""


WHOLE = "whole-document"
"""The handle of a document without items that is planned as one."""

FEW = 4
"""Below so many items phases are more than what they are worth."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for: a mode, and the items (ids or handles) or all of them.

    `wish` is set where they said it in a line, which no analyzer has to judge. `whole` has a
    document without items taken as one: an agent, or a person, plans what it asks for.
    """

    mode: str
    items: tuple[str, ...] = ()
    wish: bool = False
    whole: bool = False


def plan(
    analysis: Analysis,
    title: str,
    wanted: Wanted,
    checks: Sequence[Check],
    project: Project = NOWHERE,
) -> Plan:
    """Plan the open items of a document; the files that they name are looked for in `project`.

    Raises `BadDocument` when there is nothing to do, when an item that was asked for is not there
    or not open, and when items wait for each other in a circle.
    """
    if wanted.whole and not analysis.spec.items and not wanted.items:
        return _of_whole(analysis, title, wanted.mode, checks)
    require_items(analysis)
    items = _chosen(analysis, wanted.items)
    order = _dependencies(items)
    _refuse_circles(items, order)
    alone = frozenset(order)
    number = {item.handle: f"T{place}" for place, item in enumerate(items, 1)}
    sections = _phases(analysis, wanted, items, order)
    phases: list[Phase] = []
    for heading, members, why in sections:
        tasks = tuple(
            Task(
                id=number[item.handle],
                title=item.title,
                items=(item.handle,),
                after=tuple(number[other] for other in order[item.handle]),
                files=tuple(touched(analysis, item, alone, project)),
            )
            for item in members
        )
        after = (phases[-1].id,) if phases else ()
        phases.append(Phase(f"P{len(phases) + 1}", heading, tasks, after, why))
    return Plan(
        title=title,
        mode=wanted.mode,
        reasons=(f"{wanted.mode} was asked for",)
        if wanted.wish
        else _reasons(analysis, wanted.mode),
        items=tuple(_planned(item) for item in items),
        phases=tuple(phases),
        checks=tuple(check for check in checks if check.kind is not CheckKind.SETUP),
        setup=tuple(check for check in checks if check.kind is CheckKind.SETUP),
    )


def _of_whole(analysis: Analysis, title: str, mode: str, checks: Sequence[Check]) -> Plan:
    """A document of prose as one item, every word of it kept."""
    item = PlannedItem(WHOLE, title, title, analysis.text.source.strip("\ufeff\r\n"), (), 1)
    task = Task("T1", title, (item.handle,), ())
    return Plan(
        title=title,
        mode=mode,
        reasons=("it names no item, and is planned as a whole",),
        items=(item,),
        phases=(Phase("P1", EVERYTHING, (task,), ()),),
        checks=tuple(check for check in checks if check.kind is not CheckKind.SETUP),
        setup=tuple(check for check in checks if check.kind is CheckKind.SETUP),
    )


def _chosen(analysis: Analysis, wanted: tuple[str, ...]) -> tuple[Item, ...]:
    items = analysis.open_items
    if not wanted:
        return tuple(items)
    by_name = {name: item for item in items for name in (item.handle, item.id) if name}
    missing = [name for name in wanted if name not in by_name]
    if missing:
        known = some_of([item.id or item.title for item in items], most=10)
        raise BadDocument(
            f"no open item is called {', '.join(missing)}",
            f"The open items are: {known}.",
        )
    chosen = {by_name[name].handle for name in wanted}
    return tuple(item for item in items if item.handle in chosen)


def require_items(analysis: Analysis) -> None:
    """Raise `BadDocument`, in words that fit, when a document has nothing to do."""
    if analysis.open_items:
        return
    if analysis.spec.items:
        raise BadDocument(
            f"all {len(analysis.spec.items)} items of the document are done, rejected or put off",
            "Untick an item or add a new one, then run it again.",
        )
    raise BadDocument(
        "the document has no items: nothing in it says what to do",
        "Write each thing to do as a list item with a box, for example “- [ ] APP-1: "
        "Greet a person by name”, then run it again; or have an agent plan what its prose asks "
        "for: --plan.",
    )


def _dependencies(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    """For each handle the handles that it waits for, of those that are planned."""
    handle = {name: item.handle for item in items for name in (item.handle, item.id) if name}
    return {
        item.handle: tuple(
            dict.fromkeys(
                handle[name] for name in item.after if handle.get(name, item.handle) != item.handle
            )
        )
        for item in items
    }


def _refuse_circles(items: Sequence[Item], order: dict[str, tuple[str, ...]]) -> None:
    label = {item.handle: item.id or item.title for item in items}
    done: set[str] = set()
    for first in order:
        # Depth first without recursion: a chain may be as long as the document.
        trail: list[str] = []
        waiting = [(first, False)]
        while waiting:
            handle, leaving = waiting.pop()
            if leaving:
                done.add(trail.pop())
            elif handle in trail:
                circle = [*trail[trail.index(handle) :], handle]
                raise BadDocument(
                    "items wait for each other in a circle: "
                    + " → ".join(label[name] for name in circle),
                    "Take one of these dependencies out of the document.",
                )
            elif handle not in done:
                trail.append(handle)
                waiting.append((handle, True))
                waiting.extend((other, False) for other in order[handle])


def _phases(
    analysis: Analysis, wanted: Wanted, items: Sequence[Item], order: dict[str, tuple[str, ...]]
) -> list[tuple[str, list[Item], str]]:
    """The phases: title, items, and the reason for each.

    The author's own sections come first. Where a whole project is to be built and no heading tells
    its items apart, the phases follow from what the items say.
    """
    sections = _sections(items, order)
    if wanted.mode != BUILD.name or analysis.spec.kind is DocumentKind.TASK_LIST:
        return [(heading, members, "") for heading, members in sections]
    by_handle = {item.handle: item for item in items}
    if len(sections) == 1 and _telling_level(items) >= max(len(item.section) for item in items):
        chosen = choose(_planned(item) for item in items)
        groups = [[by_handle[each.handle] for each in one.items] for one in chosen]
        if len(items) >= FEW and _in_order(groups, order):
            return [
                (one.entry.title, sorted(members, key=lambda item: item.line), one.why)
                for one, members in zip(chosen, groups, strict=True)
            ]
    return [(heading, members, _asked_for(members)) for heading, members in sections]


def _asked_for(members: Sequence[Item]) -> str:
    """What a section asks for, in the catalogue's words."""
    chosen = (one for one in choose(_planned(item) for item in members) if one.because)
    return "; ".join(f"{one.entry.title.lower()} {one.why}" for one in chosen)


def _in_order(groups: Sequence[Sequence[Item]], order: dict[str, tuple[str, ...]]) -> bool:
    """Whether no item waits for one of a later group."""
    place = {item.handle: at for at, members in enumerate(groups) for item in members}
    return all(place[other] <= place[handle] for handle in order for other in order[handle])


def _sections(
    items: Sequence[Item], order: dict[str, tuple[str, ...]]
) -> list[tuple[str, list[Item]]]:
    level = _telling_level(items)
    sections = [
        (heading, list(members))
        for heading, members in groupby(items, lambda item: _heading(item, level))
    ]
    place = {item.handle: at for at, (_, members) in enumerate(sections) for item in members}
    if any(place[other] > place[handle] for handle in order for other in order[handle]):
        return [(EVERYTHING, list(items))]
    return sections


def _telling_level(items: Sequence[Item]) -> int:
    """The first heading level at which items differ."""
    level = 0
    while len({item.section[: level + 1] for item in items}) == 1 and any(
        len(item.section) > level for item in items
    ):
        level += 1
    return level


def _heading(item: Item, level: int) -> str:
    if len(item.section) > level:
        return item.section[level]
    return item.section[-1] if item.section else EVERYTHING


def _planned(item: Item) -> PlannedItem:
    return PlannedItem(
        handle=item.handle,
        label=item.id or item.title,
        title=item.title,
        words=item.words,
        criteria=tuple(criterion.text for criterion in item.criteria),
        line=item.line + 1,
    )


def _reasons(analysis: Analysis, mode: str) -> tuple[str, ...]:
    recommendation = analysis.recommendation
    if recommendation.mode is not None and recommendation.mode == mode:
        return tuple(reason.text for reason in recommendation.reasons)
    if recommendation.mode is None:
        why = recommendation.reasons[-1].text
        return (f"a run was asked for; the analyzer would not have offered one: {why}",)
    return (f"{mode} was asked for; the analyzer would have chosen {recommendation.mode}",)
