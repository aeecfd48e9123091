"""dependency-cycle: items that wait for each other, so that none can begin."""

from collections.abc import Iterator

from orchestrator_analyzer.references import waits_for
from orchestrator_analyzer.rules.finding import Finding, Related, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.spec import Item

NAME = "dependency-cycle"


def check(subject: Subject) -> Iterator[Finding]:
    """Report each ring of items once, at the item that comes first in the document."""
    spec, assembly = subject.spec, subject.reading.assembly
    nodes, names = assembly.waiting, assembly.names
    # What waits for nothing is part of no ring, and most of what is waited for is such.
    waiting = {node.handle for node in nodes}
    if waiting.isdisjoint([names.get(name) for node in nodes for name in node.awaited]):
        return
    awaiting = {node.handle: waits_for(node.awaited, names, node.handle) for node in nodes}
    after = {handle: [one for one in of if one in waiting] for handle, of in awaiting.items()}
    for ring in _rings({handle: of for handle, of in after.items() if of}):
        yield _finding([spec.by_handle[handle] for handle in ring])


def _rings(after: dict[str, list[str]]) -> Iterator[list[str]]:
    """Walk from each item to those it waits for; where one on the way is met again, that is one.

    Each step is taken once, so that rings that share a step are told as the first of them.
    """
    seen: set[str] = set()
    for start in after:
        path: list[str] = []
        on_path: dict[str, int] = {}
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            handle, step = stack.pop()
            if step == 0:
                if handle in on_path:
                    yield path[on_path[handle] :]
                    continue
                if handle in seen:
                    continue
                seen.add(handle)
                on_path[handle] = len(path)
                path.append(handle)
            if step < len(after.get(handle, ())):
                stack += [(handle, step + 1), (after[handle][step], 0)]
            else:
                path.pop()
                del on_path[handle]


def _finding(ring: list[Item]) -> Finding:
    first = min(range(len(ring)), key=lambda place: ring[place].line)
    ring = ring[first:] + ring[:first]
    names = [item.id or item.title for item in ring]
    way = " → ".join((*names, names[0]))
    return Finding(
        rule=NAME,
        message=f"These items wait for each other, so none can begin: {way}.",
        span=ring[0].id_span or ring[0].title_span,
        severity=Severity.WARNING,
        related=tuple(
            Related(item.id_span or item.title_span, f"{item.id or item.title} is part of the ring")
            for item in ring[1:]
        ),
    )
