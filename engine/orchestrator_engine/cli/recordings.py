"""`replay RECORDING`: one job of an agent as it was recorded, and its work done once more."""

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import anyio

from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    Acting,
    AgentEvent,
    Ended,
    Job,
    Limits,
    Refused,
    Said,
    Started,
    Used,
    Waiting,
)
from orchestrator_engine.agents.recording import Recording, read
from orchestrator_engine.agents.replay import of_recordings
from orchestrator_engine.attempt import Ending
from orchestrator_engine.cli import ending, output
from orchestrator_engine.errors import BadStore
from orchestrator_engine.json_values import amount_of, object_of, text_of
from orchestrator_engine.money import in_words, nanos_of
from orchestrator_engine.system.sweeping import Mark
from orchestrator_engine.wording import count

_HOUR = 3600.0


def show(file: Path, options: Namespace) -> int:
    """Show a recording; with `--again` have its agent's edits done in the folder of `--keep`."""
    recording = read(file)
    if options.again:
        return _again(recording, options)
    if options.json:
        output.emit({**asdict(recording), "file": str(file), "title": recording.title})
        return 0
    output.say("\n".join(in_text(recording)))
    return 0


def in_text(recording: Recording) -> Iterator[str]:
    """A recording as a person reads it."""
    yield recording.title
    yield ""
    for seconds, event in recording.events:
        if words := _words(event):
            yield f"{seconds:>8.1f} s  {words}"
    for one in recording.asked:
        title = text_of((object_of(one.get("asked")) or {}).get("title"))
        allowed = (object_of(one.get("answer")) or {}).get("allow") is True
        after = amount_of(one.get("after")) or 0.0
        yield f"{after:>8.1f} s  asked: {title} ({'allowed' if allowed else 'refused'})"
    for edit in recording.edits:
        yield f"            {edit.get('does', '')} {edit.get('file', '')}"
    if recording.dropped:
        yield f"            ({count(recording.dropped, 'line')} did not fit into the recording)"
    yield _end(recording.ended)


def _end(ended: Ended | None) -> str:
    if ended is None:
        return "It was cut short: the recording has no end."
    cost = "at an unknown cost" if ended.usd is None else f"for {in_words(nanos_of(ended.usd))}"
    return f"It ended {ended.status}, {cost}{f': {ended.why}' if ended.why else '.'}"


def _words(event: AgentEvent) -> str:  # noqa: PLR0911  # one answer a kind
    match event:
        case Started(model=model):
            return f"began{f' ({model})' if model else ''}"
        case Said(text=text):
            return " ".join(text.split())
        case Acting(title=title):
            return f"→ {title}"
        case Acted(ok=ok):
            return "" if ok else "  it failed"
        case Refused(tool=tool, why=why):
            return f"refused: {tool}: {why}"
        case Waiting(why=why, seconds=seconds):
            return f"waits {seconds:g} s: {why}"
        case Used() | Ended():
            return ""


def _again(recording: Recording, options: Namespace) -> int:
    place: Path | None = options.keep
    if place is None:
        raise BadStore("there is no place to do it in", "Name a new or empty folder: --keep DIR.")
    if place.exists() and any(place.iterdir()):
        raise BadStore(f"{place} is not empty", "Name a folder that is new or empty.")
    place.mkdir(parents=True, exist_ok=True)
    ended = anyio.run(_carry_out, recording, place.resolve())
    same = recording.ended is not None and ended == recording.ended
    if options.json:
        output.emit({"same": same, "kept": str(place), "ended": asdict(ended)})
    else:
        output.say(f"{recording.title}\n{_end(ended)}\nWhat it changed is in {place}.")
    return 0 if same else ending.OTHERWISE


async def _carry_out(recording: Recording, place: Path) -> Ended:
    ended = Ended(Ending.FAILED)
    with tempfile.TemporaryDirectory(prefix="code-orch-replay-") as scratch:
        job = Job(
            subject=recording.about.subject,
            prompt=recording.about.prompt,
            cwd=place,
            access=Access.EDIT,
            limits=Limits(_HOUR, _HOUR),
            environment={},
            spool=Path(scratch) / "replay.log",
            mark=Mark(uuid4().hex, recording.about.subject.task, 1),
        )
        async with of_recordings([recording.file]).run(job) as events:
            async for event in events:
                if isinstance(event, Ended):
                    ended = event
    return ended
