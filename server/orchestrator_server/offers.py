"""What a person can do with a document and its items now: the same for actions and for lenses."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.spec import Item
from orchestrator_engine import api
from orchestrator_engine.api import RunFolder, choose
from orchestrator_engine.run import TaskState
from orchestrator_engine.wording import count
from orchestrator_server import names, states
from orchestrator_server.glimpse import Glimpse

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
    """A run that a person could want; no `items` (handles) means all that is open.

    With a `prompt` it is about those words and not about the document, and with `plan` it carries
    out the plan that the document is, which says mode and items itself. `cwd` is a folder of the
    repository to work in, where that is not the document's own.
    """

    uri: str
    mode: str
    items: tuple[str, ...]
    prompt: str | None = None
    plan: bool = False
    cwd: Path | None = None

    @property
    def words(self) -> str:
        """What it is called where it is confirmed."""
        if self.plan:
            return "run this plan"
        return f"run {self.mode}" if self.prompt is None else f"run this prompt ({self.mode})"

    def argv(self, path: Path) -> list[str]:
        """The program of the engine that starts it; `path` is that of the document."""
        if self.prompt is not None:
            return api.wish_argv(self.prompt, mode=self.mode, cwd=self.cwd or path.parent)
        if self.plan:
            return api.start_argv(path, cwd=self.cwd)
        return api.start_argv(path, mode=self.mode, items=self.items)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something else that a person has to agree to: what it is called, asked, and how it is done.

    `yes` is the answer that agrees. `do` gives the id of the run that goes on for it, or None.
    """

    uri: str
    words: str
    question: str
    yes: str
    do: Callable[[], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Again:
    """The document's latest run, which a person could want to go on; `ended_at` as it stands."""

    uri: str
    folder: RunFolder
    ended_at: float | None

    @property
    def words(self) -> str:
        """What it is called where it is confirmed."""
        return "resume the run"


@dataclass(frozen=True)
class Choices:
    """What can be done with one version of a document while its latest run stands as it does."""

    uri: str
    analysis: Analysis
    glimpse: Glimpse | None

    @cached_property
    def mode(self) -> str | None:
        """The mode that a run of the document would have; None where there is nothing to run."""
        return choose(self.analysis.recommendation) if self.analysis.open_items else None

    @property
    def live(self) -> Glimpse | None:
        """The run that goes on."""
        return self.glimpse if self.glimpse is not None and self.glimpse.live else None

    def document(self) -> Iterator[Offer]:
        """What can be done with the whole document."""
        if self.live is not None:
            run = self.live.run
            done = f"{run.done()} of {count(len(run.tasks), 'task')}"
            yield Offer(f"Stop the run ({done})", names.STOP, {"uri": self.uri})
        elif self.mode is not None:
            reason = _short(self.analysis.recommendation.reasons[0].text)
            items = count(len(self.analysis.open_items), "item")
            title = f"Run: {self.mode} ({items}) — {reason}"
            yield Offer(title, names.RUN, {"uri": self.uri, "mode": self.mode})
        if self.glimpse is not None and self.glimpse.resumable:
            title = f"Resume the run ({states.resumption(self.glimpse.run)})"
            yield Offer(title, names.RESUME, {"uri": self.uri})
        if self.glimpse is not None:
            yield Offer("Show the report", names.REPORT, {"uri": self.uri})

    def item(self, item: Item) -> Offer | None:
        """Run one item; None where there is nothing to run, or a run goes on already."""
        if self.mode is None or self.live is not None or item.handle not in self._open:
            return None
        argument = {"uri": self.uri, "mode": self.mode, "items": [item.handle]}
        label = item.id or _short(item.title)
        return Offer(f"Run: {self.mode} · {label}", names.RUN, argument)

    def prompts(self, item: Item | None) -> Iterator[Offer]:
        """Show what an agent would be told of an item, and of all that is to do."""
        if self.mode is None:
            return
        if item is not None and item.handle in self._open:
            argument = {"uri": self.uri, "items": [item.handle]}
            label = item.id or _short(item.title)
            yield Offer(f"Show the prompt · {label}", names.PROMPT, argument)
        yield Offer("Show the prompt", names.PROMPT, {"uri": self.uri})

    def prompt_of_selection(self, selected: lsp.Range) -> Offer:
        """Show what an agent would be told of a selection."""
        ends = {
            name: {"line": place.line, "character": place.character}
            for name, place in (("start", selected.start), ("end", selected.end))
        }
        argument = {"uri": self.uri, "range": ends}
        return Offer("Show the prompt of the selection", names.PROMPT, argument)

    def state(self, item: Item) -> str | None:
        """How an item stands in the latest run; None for one that is not in it."""
        tasks = self._tasks.get(item.handle)
        return states.of_item(self.glimpse.run, tasks) if self.glimpse and tasks else None

    @cached_property
    def _tasks(self) -> dict[str, list[TaskState]]:
        return states.by_item(self.glimpse.run) if self.glimpse else {}

    @cached_property
    def _open(self) -> frozenset[str]:
        return frozenset(item.handle for item in self.analysis.open_items)


def _short(text: str) -> str:
    line = " ".join(text.split()).removesuffix(".")
    return line if len(line) <= SHORT else line[: SHORT - 1].rstrip() + "…"
