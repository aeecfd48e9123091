"""What an agent does, kept in a file: same edits, same cost, same end, and nobody is asked."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.agents import edits
from orchestrator_engine.agents.claude import Claude
from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    AgentEvent,
    Ended,
    Feature,
    Job,
    Said,
    Started,
    Waiting,
)
from orchestrator_engine.agents.recorder import Recorder
from orchestrator_engine.agents.recording import LONG, Redact, as_it_is, read
from orchestrator_engine.agents.replay import of_recordings
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.errors import BadStore
from orchestrator_engine.system.git import Repository
from support.agents import Person, alive, ended, files_in, job, told
from support.claudes import fake, replay
from support.scripted import Scripted

pytestmark = pytest.mark.anyio

END = Ended(
    Ending.FAILED,
    text="So far.",
    value={"score": 3},
    thread="t-1",
    usd=0.123456789,
    tokens=77,
    why="too many requests",
    refusals=("Bash: no",),
    trouble=Trouble.RATE,
    until=1_795_363_200.5,
)


async def recorded(
    folder: Path,
    agent: Scripted,
    *,
    redact: Redact = as_it_is,
    prompt: str = "Do what the item says.",
) -> tuple[Job, Path, list[AgentEvent]]:
    """A job done under a recorder; the job, its recording and what was told."""
    work = job(folder, prompt=prompt)
    file = folder / "recording.jsonl"
    events = await told(Recorder(agent, lambda _: file, redact), work)
    return work, file, events


def elsewhere(work: Job, folder: Path) -> Job:
    place = folder / "elsewhere"
    place.mkdir()
    return replace(work, cwd=place)


async def test_a_replay_tells_does_and_ends_the_same(tmp_path: Path) -> None:
    def change(tree: Path) -> None:
        (tree / "deep").mkdir()
        (tree / "deep" / "new.txt").write_text("new \N{SNOWMAN}\r\n", newline="")
        (tree / "image.bin").write_bytes(bytes(range(256)))
        (tree / "run.sh").write_text("#!/bin/sh\n")
        (tree / "run.sh").chmod(0o755)
        (tree / "link").symlink_to("deep/new.txt")
        (tree / "old.txt").unlink()

    events: list[AgentEvent] = [
        Started("t-1", "m"),
        Said("I begin."),
        Waiting("busy", 3.5),
        Acted("a", ok=True, output="done", diff="+x\n"),
        END,
    ]
    agent = Scripted(*events, change=change)
    (job(tmp_path).cwd / "old.txt").write_text("old")
    work, file, first = await recorded(tmp_path, agent)
    assert first == events
    second = elsewhere(work, tmp_path)
    (second.cwd / "old.txt").write_text("old")
    assert await told(of_recordings([file]), second) == events
    assert files_in(second.cwd) == files_in(work.cwd)
    assert (second.cwd / "link").readlink() == Path("deep/new.txt")
    assert os.access(second.cwd / "run.sh", os.X_OK)


async def test_a_recording_of_a_program_is_given_again_without_it(tmp_path: Path) -> None:
    program = fake(tmp_path, ("file", "new.txt", "hello\n"), *replay("edit")).program
    file = tmp_path / "recording.jsonl"
    work = job(tmp_path)
    events = await told(Recorder(Claude(program), lambda _: file), work)
    (tmp_path / "fake" / "claude").unlink()
    second = elsewhere(work, tmp_path)
    assert await told(of_recordings([file]), second) == events
    assert files_in(second.cwd) == {"new.txt": b"hello\n"}
    assert read(file).about.version == "2.1.330"
    assert alive(work) == []


async def test_what_git_ignores_is_not_kept(tmp_path: Path) -> None:
    tree = job(tmp_path).cwd
    (tree / ".gitignore").write_text("cache/\n")
    Repository.init(tree)

    def change(tree: Path) -> None:
        (tree / "cache").mkdir()
        (tree / "cache" / "large").write_text("x")
        (tree / "a.txt").write_text("a")

    _, file, _ = await recorded(tmp_path, Scripted(Ended(Ending.DONE), change=change))
    assert [edit["file"] for edit in read(file).edits] == ["a.txt"]


async def test_what_is_asked_and_answered_is_kept(tmp_path: Path) -> None:
    asked = {"subtype": "can_use_tool", "tool_name": "Bash", "input": {"command": "make"}}
    request = {"type": "control_request", "request_id": "r1", "request": asked}
    begin, *_, result = replay("edit")
    program = fake(tmp_path, begin, ("ask", request, "made.txt"), result).program
    file = tmp_path / "recording.jsonl"
    work = job(tmp_path, access=Access.ASK)
    await told(Recorder(Claude(program), lambda _: file), work, Person(allow=True))
    (one,) = read(file).asked
    assert (one["asked"]["title"], one["answer"]["allow"]) == ("Bash make", True)


async def test_every_line_goes_through_what_takes_secrets_out(tmp_path: Path) -> None:
    def redact(value: object) -> object:
        return json.loads(json.dumps(value).replace("s3cret", "[redacted]"))

    def change(tree: Path) -> None:
        (tree / "key.txt").write_text("s3cret")

    agent = Scripted(Said("s3cret"), Ended(Ending.FAILED, why="s3cret"), change=change)
    _, file, _ = await recorded(tmp_path, agent, redact=redact, prompt="the s3cret")
    assert b"s3cret" not in file.read_bytes()
    assert file.read_bytes().count(b"[redacted]") == 4


async def test_it_is_written_as_it_goes_and_readable_when_cut_short(tmp_path: Path) -> None:
    file = tmp_path / "recording.jsonl"
    agent = Recorder(
        Scripted(Started(None, None), Said("half"), Ended(Ending.DONE)), lambda _: file
    )
    async with agent.run(job(tmp_path)) as events:
        await anext(events)
        await anext(events)
        with file.open("ab") as torn:
            torn.write(b'{"after": 1.0, "told": "sa')
        recording = read(file)
        assert [event for _, event in recording.events] == [Started(None, None), Said("half")]
        assert recording.ended is None
    end = await ended(of_recordings([file]), job(tmp_path))
    assert (end.status, end.usd) == (Ending.UNAVAILABLE, None)
    assert "cut short" in end.why


async def test_what_an_agent_says_is_bounded_and_the_end_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestrator_engine.agents.recording.MOST", 3 * LONG)
    _, file, _ = await recorded(tmp_path, Scripted(*[Said("x" * 2 * LONG)] * 50, END))
    recording = read(file)
    assert file.stat().st_size < 4 * LONG
    assert recording.ended == END
    assert len(recording.events) + recording.dropped == 50
    first = recording.events[0][1]
    assert isinstance(first, Said)
    assert first.text.endswith(f"({LONG} more characters were not kept)")


async def test_a_file_that_was_too_large_is_said_so_and_not_made_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "MOST_FILE", 10)

    def change(tree: Path) -> None:
        (tree / "large.txt").write_text("x" * 11)

    work, file, _ = await recorded(tmp_path, Scripted(Ended(Ending.DONE), change=change))
    end = await ended(of_recordings([file]), elsewhere(work, tmp_path))
    assert end.status is Ending.UNAVAILABLE
    assert "large.txt was not kept: it is too large" in end.why


async def test_a_recording_that_cannot_be_written_keeps_nobody_from_working(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    agent = Recorder(Scripted(Ended(Ending.DONE)), lambda _: tmp_path / "file" / "no.jsonl")
    assert (await ended(agent, job(tmp_path))).status is Ending.DONE


HEADER: dict[str, Any] = {
    "recording": 1,
    "agent": "mine",
    "subject": {"task": "task-1", "items": ["GREET-1"], "role": "worker", "round": 1, "review": 0},
}


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        ({"file": "../out.txt", "does": "write", "text": "x"}, "leaves the repository"),
        ({"file": "/etc/x", "does": "write", "text": "x"}, "must be a path from the root"),
        ({"file": ".git/config", "does": "write", "text": "x"}, "belongs to git"),
        ({"file": "link/x", "does": "write", "text": "x"}, "leads out of the folder"),
        ({"file": "a", "does": "dance"}, "nothing that this version can do"),
        ({"file": "a", "does": "write", "base64": "%"}, "cannot be changed"),
    ],
)
async def test_a_strangers_recording_changes_nothing_outside_of_its_folder(
    tmp_path: Path, edit: dict[str, Any], why: str
) -> None:
    work = job(tmp_path)
    (tmp_path / "outside").mkdir()
    (work.cwd / "link").symlink_to(tmp_path / "outside")
    file = tmp_path / "strange.jsonl"
    lines = [HEADER, {"changed": edit["file"], **edit}, {"told": "ended", "status": "done"}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    end = await ended(of_recordings([file]), work)
    assert end.status is Ending.UNAVAILABLE
    assert why in end.why
    assert files_in(tmp_path / "outside") == {}


async def test_who_may_only_look_changes_nothing_in_a_replay_either(tmp_path: Path) -> None:
    def change(tree: Path) -> None:
        (tree / "a.txt").write_text("a")

    work, file, _ = await recorded(tmp_path, Scripted(Ended(Ending.DONE), change=change))
    second = replace(elsewhere(work, tmp_path), access=Access.READ)
    await told(of_recordings([file]), second)
    assert files_in(second.cwd) == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is no recording"),
        ("{}\n", "is no recording"),
        ('{"recording": 2}\n', "was recorded by a later version"),
        ('{"recording": 1}\n', "is damaged"),
        (json.dumps(HEADER) + "\nrubbish\n\n", "line 2 cannot be read"),
        (json.dumps(HEADER) + '\n{"told": "said", "text": {}, "after": []}\n', "is damaged"),
    ],
)
def test_what_is_no_recording_is_refused_in_plain_words(
    tmp_path: Path, content: str, why: str
) -> None:
    file = tmp_path / "it.jsonl"
    file.write_text(content)
    with pytest.raises(BadStore, match=why):
        read(file)


def test_kinds_of_later_versions_are_passed_by(tmp_path: Path) -> None:
    file = tmp_path / "it.jsonl"
    more = [{"told": "sang", "text": "la"}, {"told": "ended", "status": "done", "mood": "fine"}]
    file.write_text("".join(json.dumps(line) + "\n" for line in (HEADER | {"new": 1}, *more)))
    assert read(file).ended == Ended(Ending.DONE)


async def test_a_replay_can_do_what_was_recorded_and_asks_nobody(tmp_path: Path) -> None:
    agent = Scripted(Ended(Ending.DONE), features=frozenset(Feature))
    _, file, _ = await recorded(tmp_path, agent)
    probe = await of_recordings([file]).probe()
    assert probe.found
    assert not probe.features & {Feature.ASK, Feature.RESUME, Feature.FORK}
    assert Feature.DIFFS in probe.features
    assert not (await of_recordings([]).probe()).found


def test_a_folder_that_became_a_link_is_a_link_and_nothing_behind_it(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "project"
    elsewhere.mkdir()
    (elsewhere / "config").write_text("not the agent's to read")
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "config").write_text("a page")
    Repository.init(folder)
    before = edits.stamps(folder)
    (folder / "docs" / "config").unlink()
    (folder / "docs").rmdir()
    (folder / "docs").symlink_to(elsewhere)
    found = list(edits.edits(folder, before))
    assert [(one["file"], one["does"]) for one in found] == [
        ("docs/config", "delete"),
        ("docs", "link"),
    ]
    again = tmp_path / "again"
    (again / "docs").mkdir(parents=True)
    (again / "docs" / "config").write_text("a page")
    for edit in found:
        edits.apply(again, edit)
    assert (again / "docs").is_symlink()
    assert (elsewhere / "config").exists()
