"""Logs of our own processes: JSON lines that hold no secret, stay small and can be followed."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.redaction import GONE, Redactor
from orchestrator_engine.system import logs
from orchestrator_engine.system.log_reading import Follower, entries, follower
from orchestrator_engine.system.logs import CAP, LONGEST, Heard, Log, line, older, read
from support.secrets import KEYS, VALUES

SECRET = next(iter(VALUES))


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    redactor = Redactor(VALUES)

    def ours() -> Redactor:
        return redactor

    monkeypatch.setattr(logs, "redactor", ours)


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Follower]:
    with follower(tmp_path / "x.log") as made:
        yield made


def texts(path: Path) -> list[object]:
    return [entry["text"] for entry in entries(path)]


def everything(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in (older(path), path) if each.exists())


def test_a_line_says_when_who_and_how_bad(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    Log(path, "supervisor").say("it crashed", "warning", run="r1")
    (entry,) = entries(path)
    assert entry["level"] == "warning"
    assert (entry["from"], entry["pid"], entry["run"]) == ("supervisor", os.getpid(), "r1")
    assert isinstance(entry["at"], float)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("secret", [*KEYS.values(), *VALUES])
def test_no_secret_gets_into_a_log_in_whatever_it_stands(
    tmp_path: Path, secret: str, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "x.log"
    handler = logs.ToFile(Log(path, "worker"), "worker")
    logger = logging.getLogger("somebody.else")
    request.addfinalizer(lambda: logger.removeHandler(handler))
    logger.addHandler(handler)
    logger.error("with %s in it", secret)
    try:
        int(secret)
    except ValueError:
        logger.exception("failed")
    Log(path, "supervisor").say(f"ended by {secret}", why=[secret])
    heard = Heard(Log(path, "supervisor"), "worker")
    for byte in f"Traceback: {secret}\nand {secret}".encode():
        heard.feed(bytes([byte]))
    heard.end()
    said = everything(path).decode()
    assert secret not in said
    assert json.dumps(secret)[1:-1] not in said
    assert said.count(GONE) >= 6
    assert all(read(each) is not None for each in everything(path).splitlines())


@pytest.mark.usefixtures("known")
def test_a_secret_over_which_a_long_text_is_cut_leaves_no_half() -> None:
    half, said = LONGEST // 2, ""
    for shift in range(len(SECRET) + 1):
        text = "x " * half
        text = text[: half - shift] + SECRET + text[half:]
        said = line("worker", "info", text).decode()
        assert SECRET[:6] not in said
        assert SECRET[-6:] not in said
    assert len(said) < LONGEST + 500


def test_a_log_at_its_cap_is_put_aside_and_one_older_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    log = Log(path, "worker", cap=2_000)
    for number in range(500):
        log.say(f"line {number}")
        total = sum(each.stat().st_size for each in tmp_path.iterdir())
        assert total < 2 * 2_200
    assert {each.name for each in tmp_path.iterdir()} <= {"x.log", "x.log.1"}
    told = texts(path)
    assert told == [f"line {number}" for number in range(500 - len(told), 500)]
    assert len(told) > 10


_WRITER = """
import sys
from pathlib import Path
from orchestrator_engine.system.logs import Log
log = Log(Path(sys.argv[1]), sys.argv[2], cap=int(sys.argv[3]))
for number in range(200):
    log.say(f"{sys.argv[2]} {number} " + "x" * 200)
"""


def test_several_processes_write_whole_lines_into_one_log(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(path), str(n), str(CAP)])
        for n in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    told = list(entries(path))
    assert len(told) == 600
    assert all("at" in entry for entry in told)
    for name in "012":
        mine = [str(one["text"]).split()[1] for one in told if one["from"] == name]
        assert mine == [str(number) for number in range(200)]


def test_a_full_log_is_not_put_aside_by_two_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.log"
    one, other = Log(path, "one", cap=1_000), Log(path, "other", cap=1_000)
    compare, begun = os.path.samestat, list[bool]()

    def meanwhile(first: os.stat_result, second: os.stat_result) -> bool:
        same = compare(first, second)
        if not begun:
            begun.append(True)
            for number in range(3):
                other.say(f"meanwhile {number}")
        return same

    monkeypatch.setattr(os.path, "samestat", meanwhile)
    one.say("x" * 1_000)
    assert begun
    assert texts(path) == ["x" * 1_000, *(f"meanwhile {number}" for number in range(3))]
    assert older(path).stat().st_size > 1_000


def test_a_line_written_where_nobody_reads_any_more_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.log"
    log, write, gone = Log(path, "worker"), os.write, list[bool]()

    def late(descriptor: int, data: bytes) -> int:
        if not gone:
            gone.append(True)
            path.unlink()
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", late)
    log.say("here")
    assert texts(path) == ["here"]


def test_with_four_who_write_what_is_put_aside_is_always_a_full_log(tmp_path: Path) -> None:
    path, cap = tmp_path / "x.log", 4_000
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(path), str(n), str(cap)])
        for n in range(4)
    ]
    sizes: set[int] = set()
    while any(writer.poll() is None for writer in writers):
        if older(path).exists():
            sizes.add(older(path).stat().st_size)
        time.sleep(0.001)
    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert min(sizes | {older(path).stat().st_size}) > cap


def test_a_follower_sees_every_line_over_files_put_aside(tmp_path: Path, news: Follower) -> None:
    log = Log(tmp_path / "x.log", "worker", cap=3_000)
    seen: list[object] = []
    for number in range(400):
        log.say(f"line {number}")
        if number % 13 == 0:
            seen += [entry["text"] for entry in news.more()]
    seen += [entry["text"] for entry in news.more()]
    assert seen == [f"line {number}" for number in range(400)]


def test_a_follower_that_missed_a_whole_file_reads_it(tmp_path: Path, news: Follower) -> None:
    path = tmp_path / "x.log"
    log = Log(path, "worker", cap=1)
    log.say("one")  # put aside at once
    assert [entry["text"] for entry in news.more()] == ["one"]
    path.write_bytes(line("worker", "info", "two"))
    path.replace(older(path))
    path.write_bytes(line("worker", "info", "three"))
    assert [entry["text"] for entry in news.more()] == ["two", "three"]
    assert [*news.more()] == []


def test_a_follower_waits_for_the_end_of_a_line(tmp_path: Path, news: Follower) -> None:
    path = tmp_path / "x.log"
    assert [*news.more()] == []
    whole = line("worker", "info", "slowly")
    path.write_bytes(whole[:20])
    assert [*news.more()] == []
    with path.open("ab") as file:
        file.write(whole[20:])
    assert [entry["text"] for entry in news.more()] == ["slowly"]


@given(cut=st.integers(1, 60))
def test_a_line_that_a_killed_writer_tore_costs_that_line_alone(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("logs") / "x.log"
    log = Log(path, "worker")
    log.say("before")
    with path.open("ab") as file:
        file.write(line("worker", "info", "torn by a kill")[:cut])
    assert texts(path)[0] == "before"
    log.say("after")
    first, torn, last = entries(path)
    assert (first["text"], last["text"]) == ("before", "after")
    assert torn["level"] == "warning"
    assert set(torn) == {"level", "text"}


def test_what_is_no_line_of_a_log_is_shown_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(b'2026-11-22 10:00:00 supervisor 12: as before\n{"at": 1}\n[]\n\xff\n')
    told = texts(path)
    assert told[:3] == ["2026-11-22 10:00:00 supervisor 12: as before", '{"at": 1}', "[]"]
    assert len(told) == 4


def test_what_a_child_says_is_lines_of_the_log(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    heard = Heard(Log(path, "supervisor"), "worker")
    heard.feed(line("worker", "warning", "one of its own")[:-10])
    assert texts(path) == []
    heard.feed(line("worker", "warning", "one of its own")[-10:] + b"Traceback\nFatal ")
    heard.feed(b"error")
    heard.end()
    told = [(entry["from"], entry["level"], entry["text"]) for entry in entries(path)]
    assert told == [
        ("worker", "warning", "one of its own"),
        ("worker", "error", "Traceback"),
        ("worker", "error", "Fatal error"),
    ]


def test_what_a_child_says_without_end_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    heard = Heard(Log(path, "supervisor"), "worker")
    for _ in range(50):
        heard.feed(b"y" * 65_536)
    heard.end()
    assert all(len(str(text)) <= LONGEST + 3 for text in texts(path))
    assert len(everything(path)) < 2 * CAP + 2 * LONGEST


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    Log(tmp_path / "nowhere" / "x.log", "worker").say("hello")
    assert texts(tmp_path / "nowhere" / "x.log") == []
