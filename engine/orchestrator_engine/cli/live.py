"""What a person sees while a run goes on, on a terminal that can redraw itself."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from rich.console import Console, ConsoleDimensions, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from orchestrator_engine.cli.desk import KEYS
from orchestrator_engine.cli.output import clean, one_line
from orchestrator_engine.durations import clock_time, in_words
from orchestrator_engine.questions import Question, how_to_answer
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import PhaseState, Run, Stage, TaskState
from orchestrator_engine.spending import money
from orchestrator_engine.wording import (
    activity,
    asks,
    count,
    run_id,
    score,
    seconds_of,
    spending_of,
    task_name,
)

_MARKS = {
    Stage.WAITING: ("○", "dim"),
    Stage.MERGED: ("✔", "green"),
    Stage.FAILED: ("✘", "red"),
    Stage.SKIPPED: ("-", "dim"),
}
_UNDER_WAY = ("●", "cyan")
_GAP = 2
_LEAST = 12
_FIGURES = 46
"""Columns that the words beside the bar take: on a narrow terminal the bar gives way."""

_AROUND = 6
"""Lines that the view needs besides those of phases and tasks."""


def can_redraw(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether the live view can be shown; elsewhere there are plain lines."""
    return terminal and environment.get("TERM", "") not in ("", "dumb")


class Screen:
    """A face of a run that redraws itself in place, and leaves its last picture behind."""

    def __init__(
        self,
        console: Console | None = None,
        asks: Callable[[Question], str] | None = None,
        words: Callable[[Run], Mapping[str, str]] | None = None,
    ) -> None:
        """Draw on a console; `asks` says how a question is answered there, where it can be.

        `words` are the last words of the agents at work, by their tasks.
        """
        self._words = words
        self._console = console or Console(highlight=False)
        self._asks = asks
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        self._note = ""

    def open(self) -> None:
        """Begin to draw."""
        self._live.start()

    def show(self, records: Sequence[Recorded], run: Run) -> None:  # noqa: ARG002  # the state says it all
        """Draw the run as it stands."""
        words: Mapping[str, str] = self._words(run) if self._words is not None else {}
        picture = view(run, time.time(), self._console.size, self._note, self._asks, words)
        self._live.update(picture, refresh=True)

    def note(self, text: str) -> None:
        """Say something beneath the picture from now on."""
        self._note = text

    def above(self, text: str) -> None:
        """Say something above the picture, where it stays."""
        self._console.print(Text(clean(text)))

    def close(self) -> None:
        """Leave the last picture where it is."""
        self._live.stop()


def view(  # noqa: PLR0913, PLR0917  # all that a picture is made of
    run: Run,
    now: float,
    size: ConsoleDimensions,
    note: str = "",
    answers: Callable[[Question], str] | None = None,
    words: Mapping[str, str] = MappingProxyType({}),
) -> RenderableType:
    """The picture of a run at `now` (seconds since 1970) on a terminal of that size.

    `answers` says how a question is answered here, where it can be, and `words` are the last ones
    of the agents at work.
    """
    parts: list[RenderableType] = [_title(run), _progress(run, now, size.width), Text()]
    if run.waits is not None and not run.over:
        until = clock_time(run.waits.until, now)
        note = note or one_line(f"Waits until {until} for {run.waits.why}")
    elif not note and not run.over and _looks_first(run):
        note = "The checks run once before anything is done."
    asked = [] if run.question is None or run.over else _asked(run, run.question, size, answers)
    said = [] if asked or run.over else _said(run, words, size)
    failed = _failures(run, size)
    room = max(size.height - _AROUND - len(asked) - len(said) - len(failed), 1)
    parts.append(_tasks(run, now, ConsoleDimensions(size.width, room)))
    parts += failed
    parts += said or asked
    if note:
        parts += [Text(), Text(note, style="yellow", no_wrap=True, overflow="ellipsis")]
    elif answers is not None and not asked and not run.over:
        parts += [Text(), Text(KEYS, style="dim", no_wrap=True, overflow="ellipsis")]
    return Group(*parts)


def _failures(run: Run, size: ConsoleDimensions) -> list[Text]:
    """What checks and validators that said no to a phase said last, where there is room for it."""
    told = [
        ": ".join((phase.phase.title, f"{one.name} failed", *one.tail.strip().splitlines()[-1:]))
        for phase in run.phases.values()
        for one in phase.results
        if not one.passed and phase.passed is False
    ]
    most = 3 if size.height > 2 * _AROUND else 0
    return [
        Text(one_line(each), style="red", no_wrap=True, overflow="ellipsis")
        for each in told[len(told) - min(most, len(told)) :]
    ]


def _said(run: Run, words: Mapping[str, str], size: ConsoleDimensions) -> list[Text]:
    """What the agents at work said last, where a tall terminal has room for it."""
    told = [
        Text(f"  {one_line(task_name(run, task))}: {one_line(text)}", style="dim italic")
        for task, text in words.items()
        if text
    ][: max((size.height - _AROUND) // 6, 0)]
    for line in told:
        line.truncate(size.width, overflow="ellipsis")
    return [Text(), *told] if told else []


def _asked(
    run: Run,
    question: Question,
    size: ConsoleDimensions,
    answers: Callable[[Question], str] | None,
) -> list[Text]:
    """What a person is asked, in as many lines as there is room for."""
    lines = question.details.splitlines()
    room = max(size.height // 3, 3)
    waiting = f" ({len(run.questions) - 1} more wait)" if len(run.questions) > 1 else ""
    told = [Text(), Text(one_line(asks(run, question)) + waiting, style="bold yellow")]
    told += [Text(f"  {one_line(line)}") for line in lines[:room]]
    if len(lines) > room:
        told.append(Text(f"  … and {count(len(lines) - room, 'more line')}", style="dim"))
    elsewhere = f"Answer it: {how_to_answer(run_id(run), question)}"
    told.append(Text(answers(question) if answers else elsewhere, style="yellow"))
    for line in told:
        line.truncate(size.width, overflow="ellipsis")
    return told


def _looks_first(run: Run) -> bool:
    """Whether the checks look at what is there, before the first agent is asked."""
    checks = run.plan is not None and bool(run.plan.checks)
    return checks and run.created.settings.baseline and run.baseline is None and not run.goes


def _title(run: Run) -> Text:
    mode = f"{run.plan.mode} · " if run.plan else ""
    title = Text(one_line(run.title), style="bold", no_wrap=True, overflow="ellipsis")
    return title.append(f"   {mode}{run_id(run)}", style="not bold dim")


def _progress(run: Run, now: float, width: int) -> Table:
    elapsed = run.seconds(now)
    row = Table.grid(padding=(0, 2))
    for _ in range(4):
        row.add_column(no_wrap=True, overflow="ellipsis")
    total = max(len(run.tasks), 1)
    bar_width = max(min(24, width - _FIGURES), 4)
    merged = sum(state.stage is Stage.MERGED for state in run.tasks.values())
    colour = "red" if any(state.stage is Stage.FAILED for state in run.tasks.values()) else "green"
    bar = ProgressBar(
        total=total, completed=merged, width=bar_width, complete_style=colour, finished_style=colour
    )
    cost = money(run.spending, rehearsal=run.rehearsal)
    lost = run.done() - merged
    words = f"{merged} of {count(len(run.tasks), 'task')}" + (f", {lost} not" if lost else "")
    row.add_row(bar, Text(words), Text(in_words(elapsed)), Text(cost))
    return row


def _tasks(run: Run, now: float, room: ConsoleDimensions) -> Table:
    table = Table.grid(padding=(0, _GAP))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    for _ in range(3):
        table.add_column(no_wrap=True, justify="right")
    rows = [row for phase in run.phases.values() for row in _phase_rows(run, phase, now)]
    if len(rows) > room.height:
        # What is over, and what has not begun, can be told in one line a phase.
        rows = [
            row
            for phase in run.phases.values()
            for row in (_phase_rows(run, phase, now) if _is_open(phase) else [_heading(run, phase)])
        ]
    rows = _around_the_work(rows, room.height)
    _shorten_titles(rows, room.width)
    for row in rows:
        table.add_row(*row)
    return table


def _shorten_titles(rows: list[Sequence[Text]], width: int) -> None:
    """Let the titles give way where a terminal is too narrow: the figures say more."""
    columns = list(zip(*rows, strict=True))[1:]
    figures = sum(max(cell.cell_len for cell in column) + _GAP for column in columns)
    for row in rows:
        row[0].truncate(max(width - figures, _LEAST), overflow="ellipsis")


def _around_the_work(rows: list[Sequence[Text]], room: int) -> list[Sequence[Text]]:
    """As many rows as there is room for, those that are being worked on among them."""
    mark = _UNDER_WAY[0]
    busy = next((at for at, row in enumerate(rows) if row[0].plain.lstrip().startswith(mark)), 0)
    first = max(0, min(busy - room // 2, len(rows) - room))
    return rows[first : first + room]


def _is_open(phase: PhaseState) -> bool:
    return phase.started_at is not None and phase.passed is None


def _phase_rows(run: Run, phase: PhaseState, now: float) -> Iterator[Sequence[Text]]:
    yield _heading(run, phase)
    for task in phase.phase.tasks:
        yield _task_row(run, run.tasks[task.id], now)


def _heading(run: Run, phase: PhaseState) -> Sequence[Text]:
    states = [run.tasks[task.id] for task in phase.phase.tasks]
    over = sum(state.stage.over for state in states)
    merged = sum(state.stage is Stage.MERGED for state in states)
    if phase.passed is None:
        checking = over == len(states) and phase.started_at is not None
        status = Text("checking the phase" if checking else "", style="cyan")
    else:
        status = Text("passed", "green") if phase.passed else Text("failed", "red")
    title = Text(one_line(phase.phase.title), style="bold")
    # What has failed is over, and is not done.
    counted = over if phase.passed is None else merged
    title.append(f"  {counted}/{len(states)}", style="not bold dim")
    return title, status, Text(), Text(), Text()


def _task_row(run: Run, state: TaskState, now: float) -> Sequence[Text]:
    mark, style = _MARKS.get(state.stage, _UNDER_WAY)
    attempt = state.attempt
    name = Text(f"  {mark} ", style=style)
    name.append(one_line(task_name(run, state.task.id)), style="not bold default")
    seconds = seconds_of(state, run.ended_at or now)
    review = attempt.review if attempt else None
    return (
        name,
        Text(_doing(state), style=style),
        Text(score(review) if review else ""),
        Text(money(spending_of(state), rehearsal=False) if attempt and not run.rehearsal else ""),
        Text("" if seconds is None else in_words(seconds), style="dim"),
    )


def _doing(state: TaskState) -> str:
    """What goes on with the task; nothing is said of what only waits."""
    if state.stage is Stage.WAITING and not state.attempts:
        return ""
    goes = len(state.attempts)
    if goes < 2:  # noqa: PLR2004  # the first go needs no number
        return activity(state)
    return f"{activity(state)}, {f'{goes} attempts' if state.stage.over else f'attempt {goes}'}"


def on_this_terminal(*, terminal: bool) -> bool:
    """Whether the terminal of this very process can show the live view."""
    return can_redraw(os.environ, terminal=terminal)
