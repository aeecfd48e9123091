"""What items and tasks are called in a plan: on one line, and by names that mean them alone."""

import re
from collections.abc import Sequence

from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.prompts import span

PLAIN = re.compile(r"[\w./#](?:[\w./#: -]*\w)?")
"""What can stand as it is, without quotes or backticks, but for a colon before a blank."""


def names_of(items: Sequence[PlannedItem]) -> dict[str, str]:
    """By handle, the name that means this item alone: its label where that does."""
    labels = [on_one_line(item.label) for item in items]
    handles = {on_one_line(item.handle) for item in items}
    return {
        item.handle: label
        if labels.count(label) == 1 and (label not in handles or label == on_one_line(item.handle))
        else item.handle
        for item, label in zip(items, labels, strict=True)
    }


def named(text: str) -> str:
    """A name as it stands among others: in backticks where it is no plain word."""
    line = on_one_line(text)
    return line if PLAIN.fullmatch(line) and ": " not in line else span(line)


def on_one_line(text: str) -> str:
    """The text without line breaks and other runs of blanks."""
    return " ".join(text.split())
