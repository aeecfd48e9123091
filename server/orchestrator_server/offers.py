"""What a person can do with a document and its items now: the same for actions and for lenses."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.spec import Item, Section
from orchestrator_analyzer.text import Span
from orchestrator_engine import api
from orchestrator_engine.api import RunFolder, choose
from orchestrator_engine.run import Stage, Status, TaskState
from orchestrator_engine.wording import count
from orchestrator_server import names, scopes, states
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
    modes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Every mode that there is, with what it is for."""

    @cached_property
    def mode(self) -> str | None:
        """The mode that a run of the document would have; None where there is nothing to run."""
        return choose(self.analysis.recommendation) if self.analysis.open_items else None

    @property
    def live(self) -> Glimpse | None:
        """The run that goes on."""
        return self.glimpse if self.glimpse is not None and self.glimpse.live else None

    def document(self) -> Iterator[Offer]:
        """What can be done with the whole document, the most important first."""
        this = {"uri": self.uri}
        if self.live is not None:
            run = self.live.run
            yield Offer(f"Stop the run ({states.merged(run)})", names.STOP, this)
            if run.stopping is not None or run.waits is not None:
                yield Offer("Let the run go on", names.RESUME, this)
            else:
                yield Offer("Pause the run", names.PAUSE, this)
        elif self.glimpse is not None and self.glimpse.run.plan_ready:
            yield Offer(
                f"Carry out the plan ({states.plan(self.glimpse.run)})", names.APPROVE, this
            )
        if self.live is None and self.mode is not None:
            reason = _short(self.analysis.recommendation.reasons[0].text)
            items = count(len(self.analysis.open_items), "item")
            title = f"Run: {self.mode} ({items}) — {reason}"
            yield Offer(title, names.RUN, {**this, "mode": self.mode})
        if self.glimpse is not None and self.glimpse.resumable:
            title = f"Resume the run ({states.resumption(self.glimpse.run)})"
            yield Offer(title, names.RESUME, this)
        if self.failed:
            yield Offer("Try again what failed", names.RESTART, this)
        if self.glimpse is not None:
            yield Offer("Show the report", names.REPORT, this)

    def other_modes(self, item: Item | None, *, asks: bool) -> Iterator[Offer]:
        """Run in a mode that is not the recommended one.

        One offer for an editor that `asks`, where the mode is chosen in a message; else one a mode.
        """
        if self.mode is None or self.live is not None:
            return
        argument: dict[str, Any] = {"uri": self.uri}
        about = ""
        if item is not None:
            if not self.analysis.is_open(item):
                return
            argument["items"], about = [item.handle], f" · {_label(item)}"
        if asks:
            yield Offer(f"Run in another mode…{about}", names.RUN, {**argument, "choose": True})
            return
        for mode, summary in self.modes.items():
            if mode != self.mode:
                title = f"Run in another mode: {mode}{about} — {_short(summary)}"
                yield Offer(title, names.RUN, {**argument, "mode": mode})

    def more(self) -> Iterator[Offer]:
        """What else can be done with the document, where nothing is nearer."""
        this = {"uri": self.uri}
        if self.mode is not None and self.live is None:
            yield Offer(f"Preview the plan: {self.mode}", names.PLAN, {**this, "mode": self.mode})
            found = scopes.bugs(self.analysis)
            if found and len(found) < len(self.analysis.open_items):
                argument = {**this, "scope": "openBugs"}
                yield Offer(f"Run: fix ({count(len(found), 'open bug')})", names.RUN, argument)
        if self.glimpse is not None:
            if self.glimpse.earlier:
                yield Offer("Compare with the run before", names.COMPARE, this)
            yield Offer("Open the dashboard", names.DASHBOARD, {})
            yield Offer("Show the history of all runs", names.HISTORY, {})

    @property
    def failed(self) -> bool:
        """Whether the latest run is over and has something that a person could have tried again."""
        run = self.glimpse.run if self.glimpse is not None else None
        return run is not None and self.live is None and run.status is Status.FAILED

    def item(self, item: Item) -> Offer | None:
        """Run one item; None where there is nothing to run, or a run goes on already."""
        if self.mode is None or self.live is not None or not self.analysis.is_open(item):
            return None
        argument = {"uri": self.uri, "mode": self.mode, "items": [item.handle]}
        return Offer(f"Run: {self.mode} · {_label(item)}", names.RUN, argument)

    def of_item(self, item: Item) -> Iterator[Offer]:
        """What can be done with an item: run it, or steer what the latest run makes of it."""
        offer = self.item(item)
        label = _label(item)
        this = {"uri": self.uri, "item": item.handle}
        if offer is not None:
            yield offer
            needed = scopes.with_what_it_needs(self.analysis, [item])
            if len(needed) > 1:
                others = count(len(needed) - 1, "item")
                argument = {**offer.argument, "scope": "dependencies"}
                title = f"Run: {self.mode} · {label} and what it depends on ({others})"
                yield Offer(title, names.RUN, argument)
        stages = {state.stage for state in self._tasks.get(item.handle, ())}
        if stages & {Stage.FAILED, Stage.SKIPPED}:
            yield Offer(f"Try {label} again", names.RETRY, this)
        if any(not stage.over for stage in stages) and self.live is not None:
            yield Offer(f"Leave {label} out of the run", names.SKIP, this)
        if any(self._changed(state) for state in self._tasks.get(item.handle, ())):
            yield Offer(f"Show the change of {label}", names.DIFF, this)
        if Stage.MERGED in stages and self.live is None:
            yield Offer(f"Take {label} back", names.REVERT, this)

    def section(self, section: Section) -> Iterator[Offer]:
        """Run a section, where not all that is open stands in it."""
        inside = scopes.inside(self.analysis, section.span)
        if self.mode is None or self.live is not None or not inside:
            return
        if len(inside) < len(self.analysis.open_items):
            items = [item.handle for item in inside]
            argument = {"uri": self.uri, "mode": self.mode, "items": items}
            words = f"{_short(section.title)} ({count(len(items), 'item')})"
            yield Offer(f"Run the section: {self.mode} · {words}", names.RUN, argument)

    def selection(self, span: Span, selected: lsp.Range) -> Iterator[Offer]:
        """Run the items that a selection touches, and show what an agent would be told of it."""
        touched = scopes.touched(self.analysis, span)
        if self.mode is not None and self.live is None and touched:
            items = [item.handle for item in touched]
            argument = {"uri": self.uri, "mode": self.mode, "items": items}
            title = f"Run the selection: {self.mode} ({count(len(items), 'item')})"
            yield Offer(title, names.RUN, argument)
        yield self.prompt_of_selection(selected)

    def prompts(self, item: Item | None) -> Iterator[Offer]:
        """Show what an agent would be told of an item, and of all that is to do."""
        if self.mode is None:
            return
        if item is not None and self.analysis.is_open(item):
            argument = {"uri": self.uri, "items": [item.handle]}
            yield Offer(f"Show the prompt · {_label(item)}", names.PROMPT, argument)
            argument = {**argument, "edit": True}
            yield Offer(f"Edit the prompt, then run it · {_label(item)}", names.PROMPT, argument)
            return
        yield Offer("Show the prompt", names.PROMPT, {"uri": self.uri})
        argument = {"uri": self.uri, "edit": True}
        yield Offer("Edit the prompt, then run it", names.PROMPT, argument)

    def prompt_of_selection(self, selected: lsp.Range) -> Offer:
        """Show what an agent would be told of a selection."""
        ends = {
            name: {"line": place.line, "character": place.character}
            for name, place in (("start", selected.start), ("end", selected.end))
        }
        argument = {"uri": self.uri, "range": ends}
        return Offer("Show the prompt of the selection", names.PROMPT, argument)

    @staticmethod
    def _changed(state: TaskState) -> bool:
        attempt = state.attempt
        return state.merged is not None or (attempt is not None and attempt.commit is not None)

    def state(self, item: Item, most: int | None = None) -> str | None:
        """How an item stands in the latest run, with reasons of at most so many characters.

        That is None for one that is not in it.
        """
        tasks = self._tasks.get(item.handle)
        return states.of_item(self.glimpse.run, tasks, most) if self.glimpse and tasks else None

    @cached_property
    def _tasks(self) -> dict[str, list[TaskState]]:
        return states.by_item(self.glimpse.run) if self.glimpse else {}


def _label(item: Item) -> str:
    return item.id or _short(item.title)


def _short(text: str) -> str:
    line = " ".join(text.split()).removesuffix(".")
    return line if len(line) <= SHORT else line[: SHORT - 1].rstrip() + "…"
