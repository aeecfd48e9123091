"""Which items a run should do, by what they are and how they stand in each other."""

from collections.abc import Sequence

from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.spec import TO_DO, ItemKind, Status


def places_to_do(nodes: Sequence[Node], statuses: Sequence[Status]) -> tuple[int, ...]:
    """Give the places of what is to be done.

    Where nested items carry the work, they are given and the outer one is not; boxes without ids
    beneath a heading with one are the steps of a single piece of work. Stories of a
    specification that has requirements are what those are for, and no work beside them, unless
    they stand beneath those.
    """
    has_requirements = any(
        node.kind is ItemKind.REQUIREMENT
        and statuses[place] in TO_DO
        and all(nodes[one].kind is not ItemKind.STORY for one in node.children)
        for place, node in enumerate(nodes)
    )
    found: list[int] = []
    # Whether what is nested in an item is work of its own, by the place of that.
    within: dict[int, bool] = {-1: True}
    for place, node in enumerate(nodes):
        status = statuses[place]
        is_to_do = status in TO_DO
        # Nothing is done in what is rejected or put off.
        is_wanted = within[node.parent]
        if node.children:
            has_steps = _has_steps(node, nodes)
            is_open = is_to_do and not has_steps
            within[place] = is_wanted and (is_open or status is Status.DONE)
            is_wanted = is_wanted and has_steps
        if is_to_do and is_wanted and not (has_requirements and node.kind is ItemKind.STORY):
            found.append(place)
    return tuple(found)


def _has_steps(node: Node, nodes: Sequence[Node]) -> bool:
    return (
        node.box is None
        and node.draft.lead.id is not None
        and all(nodes[one].draft.lead.id is None for one in node.children)
    )
