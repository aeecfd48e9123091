"""What is read of a small document, as a test says it."""

from orchestrator_analyzer.analysis import analyze


def named(text: str, path: str = "") -> dict[str, str]:
    """Give the statuses of the items that have an id, by that id."""
    items = analyze(text, path).spec.items
    return {item.id: item.status.value for item in items if item.id is not None}
