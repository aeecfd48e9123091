"""`logs`: of a run event by event, of our own processes line by line, from a level on."""

import json
import re
from pathlib import Path

import pytest

from orchestrator_engine.cli import main
from orchestrator_engine.places import RunFolder, server_log, watchdog_log
from orchestrator_engine.system.logs import LEVELS, Log
from support.runs import a_run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path))
    return a_run(tmp_path)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_event_has_a_level_and_the_lesser_ones_can_be_left_out(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["logs", folder.id, "--json"]) == 0
    everything = told(capsys)
    assert {event["level"] for event in everything} <= set(LEVELS)
    assert main(["logs", folder.id, "--json", "--level", "error"]) == 0
    assert told(capsys) == [event for event in everything if event["level"] == "error"]


def test_what_the_processes_of_a_run_say_is_shown_from_a_level_on(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Log(folder.supervisor_log, "supervisor")
    log.say("starting it again in 5 s")
    log.say("giving up", "error", trace="Traceback: …")
    asked = ["logs", folder.id, "--of", "worker"]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "info: starting it again in 5 s\n" in said
    assert "error: giving up\nTraceback: …\n" in said
    assert main([*asked, "--level", "warning", "--json"]) == 0
    (entry,) = told(capsys)
    assert (entry["text"], entry["from"], entry["schema"]) == ("giving up", "supervisor", 1)


def test_following_the_log_of_a_run_ends_with_the_run(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    Log(folder.supervisor_log, "supervisor").say("told to stop")
    assert main(["logs", folder.id, "--of", "worker", "-f"]) == 0
    assert "told to stop" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_logs_that_belong_to_no_run_are_shown_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for of, path in (("server", server_log(tmp_path)), ("watchdog", watchdog_log(tmp_path))):
        assert main(["logs", "--of", of]) == 0
        assert capsys.readouterr().out == ""
        Log(path, of).say("here I am", "warning")
        assert main(["logs", "--of", of]) == 0
        assert "warning: here I am" in capsys.readouterr().out


def test_a_line_with_an_impossible_time_is_shown_all_the_same(
    tmp_path: Path, folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder
    Log(server_log(tmp_path), "server").say("here I am", "warning")
    line = server_log(tmp_path).read_text("utf-8")
    server_log(tmp_path).write_text(re.sub(r'"at": ?[^,]*', '"at": 1e400', line), "utf-8")
    assert main(["logs", "--of", "server"]) == 0
    assert "warning: here I am" in capsys.readouterr().out


def test_a_run_has_no_log_of_the_server(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["logs", folder.id, "--of", "server"]) == 2
    assert "is not of one run" in capsys.readouterr().err
