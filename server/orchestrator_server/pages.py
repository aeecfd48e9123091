"""Pages that we write for a person: the history, a comparison; real files, opened in the editor."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from orchestrator_engine.comparing import Pair, Standing, pairs
from orchestrator_engine.durations import in_words
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Stage
from orchestrator_engine.spending import money
from orchestrator_engine.summary import UNREADABLE, Summary, summary
from orchestrator_engine.wording import count
from orchestrator_server.engine import state_folder
from orchestrator_server.glimpse import Glimpse
from orchestrator_server.session import Session

FOLDER = "pages"
_WORDS = {Stage.MERGED: "done", None: "not in it"}


async def show(session: Session, name: str, text: str) -> Path | None:
    """Write a page beside the runs and open it; None where it cannot be written."""
    folder = state_folder()
    if folder is None:
        session.editor.inform("It cannot be shown: the state folder cannot be used.")
        return None
    file = folder / FOLDER / name
    try:
        await asyncio.to_thread(_write, file, text)
    except OSError as error:
        session.editor.warn(f"{file} cannot be written: {error.strerror}.")
        return None
    await session.editor.show(file)
    return file


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(text, "utf-8", newline="")


def history(folders: Sequence[RunFolder]) -> str:
    """What runs came to, newest first, as a page. Reads them, so not for the loop."""
    now = time.time()
    found = [summary(folder, now) for folder in folders]
    lines = ["# History", ""]
    if not found:
        return "\n".join([*lines, "No document of this workspace has been run yet.", ""])
    live = [one for one in found if one.ended_at is None]
    for title, some in (
        ("Going on", live),
        ("Over", [one for one in found if one.ended_at is not None]),
    ):
        if some:
            lines += [f"## {title}", "", *_table(_HEADINGS, (_row(one) for one in some)), ""]
    lines.append(f"{count(len(found), 'run')}. More of one: `code-orch show RUN`.")
    return "\n".join([*lines, ""])


_HEADINGS = ("run", "begun", "document", "state", "mode", "agent", "tasks", "score", "time", "cost")


def _row(one: Summary) -> tuple[str, ...]:
    if one.state == UNREADABLE:
        return (one.run, "?", "?", one.state, *("?",) * 6)
    begun = "?" if one.started_at is None else _clock(one.started_at)
    return (
        one.run,
        begun,
        Path(one.document).name,
        one.state,
        one.mode,
        one.agent,
        f"{one.merged}/{one.tasks}",
        "-" if one.score is None else f"{one.score:.1f}",
        "?" if one.seconds is None else in_words(one.seconds),
        money(one.spending, rehearsal=one.rehearsal),
    )


def comparison(now: Glimpse, before: Glimpse) -> str:
    """Two runs item by item, the later one first, as a page."""
    found = pairs(now.run, before.run)
    unlike = sum(not pair.alike for pair in found)
    words = (
        f"{count(unlike, 'item')} came further in one than in the other."
        if unlike
        else "Every item came as far in both."
    )
    rows = (_compared(pair, now, before) for pair in found)
    names = ("item", "", f"{now.folder.id} ({_state(now)})", f"{before.folder.id}, before")
    return "\n".join([f"# {now.run.title}: two runs", "", words, "", *_table(names, rows), ""])


def _compared(pair: Pair, now: Glimpse, before: Glimpse) -> tuple[str, ...]:
    one, other = (
        _standing(standing, rehearsal=glimpse.run.rehearsal)
        for standing, glimpse in ((pair.one, now), (pair.other, before))
    )
    return pair.label, "" if pair.alike else "differs", one, other


def _standing(standing: Standing, *, rehearsal: bool) -> str:
    word = _WORDS.get(standing.stage) or str(standing.stage)
    if not standing.rounds:
        return word
    took = "" if standing.seconds is None else f", {in_words(standing.seconds)}"
    cost = money(standing.spending, rehearsal=rehearsal)
    return f"{word}, {count(standing.rounds, 'round')}, {standing.score}{took}, {cost}"


def _state(glimpse: Glimpse) -> str:
    return "crashed" if glimpse.crashed else str(glimpse.run.status)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(headings) + " |"
    yield "|" + " --- |" * len(headings)
    for row in rows:
        yield "| " + " | ".join(_cell(each) for each in row) + " |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _clock(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
