"""What a person can do with a document and its items now: the same for actions and for lenses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.spec import Item
from orchestrator_engine.modes.choice import choose
from orchestrator_engine.wording import count
from orchestrator_server import names
from orchestrator_server.engine import Glimpse

SHORT = 60
"""Characters of a reason in a title; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A command with its title and its argument."""

    title: str
    command: str
    argument: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """A run that a person could want; no `items` (handles) means all that is open."""

    uri: str
    mode: str
    items: tuple[str, ...]


def mode_of(analysis: Analysis) -> str | None:
    """The mode that a run of the document would have; None where there is nothing to run."""
    return choose(analysis.recommendation) if analysis.open_items else None


def for_document(uri: str, analysis: Analysis, glimpse: Glimpse | None) -> Iterator[Offer]:
    """What can be done with the whole document."""
    if glimpse is not None and glimpse.live:
        done = f"{glimpse.run.done()} of {count(len(glimpse.run.tasks), 'task')}"
        yield Offer(f"Stop the run ({done})", names.STOP, {"uri": uri})
    elif (mode := mode_of(analysis)) is not None:
        yield run_all(uri, analysis, mode)
    if glimpse is not None:
        yield Offer("Show the report", names.REPORT, {"uri": uri})


def run_all(uri: str, analysis: Analysis, mode: str) -> Offer:
    """Run everything that is open."""
    reason = _short(analysis.recommendation.reasons[0].text)
    title = f"Run: {mode} ({count(len(analysis.open_items), 'item')}) — {reason}"
    return Offer(title, names.RUN, {"uri": uri, "mode": mode})


def for_item(uri: str, analysis: Analysis, item: Item, glimpse: Glimpse | None) -> Offer | None:
    """Run one item; None where there is nothing to run, or a run goes on already."""
    mode = mode_of(analysis)
    is_open = any(item.handle == other.handle for other in analysis.open_items)
    if mode is None or not is_open or (glimpse is not None and glimpse.live):
        return None
    argument = {"uri": uri, "mode": mode, "items": [item.handle]}
    return Offer(f"Run: {mode} · {label(item)}", names.RUN, argument)


def label(item: Item) -> str:
    """What a person calls an item."""
    return item.id or _short(item.title)


def _short(text: str) -> str:
    line = " ".join(text.split()).removesuffix(".")
    return line if len(line) <= SHORT else line[: SHORT - 1].rstrip() + "…"
