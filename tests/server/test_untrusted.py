"""A workspace that the person has not trusted in their editor: read and explained, never run."""

import time
from pathlib import Path

import pytest

from orchestrator_engine import api
from orchestrator_server import feed, names
from support.lsp_desk import ALL, Desk, until
from support.lsp_runs import FakeEngine, HandMadeRun

DISTRUST = {"trusted": False}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, so that no test has to wait."""
    monkeypatch.setattr(feed, "IDLE_SECONDS", 0.05)


def test_nothing_is_run_and_everything_is_read(document: Path, engine: FakeEngine) -> None:
    desk = Desk(document, ALL, initializationOptions=DISTRUST)
    assert any("run" in lens for lens in desk.lenses())
    desk.choice = "Run"
    for command in sorted(names.RUNNING):
        params = {"command": command, "arguments": [{"uri": desk.uri}]}
        refusal = desk.refusal("workspace/executeCommand", params)
        assert "trust this folder first" in refusal["message"], command
    assert engine.started() == []
    desk.request("shutdown")
    desk.notify("exit")
    assert desk.end() == 0


def test_a_run_that_died_there_is_not_revived(
    run: HandMadeRun, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(api, "start", started.append)
    run.die()
    desk = Desk(document, ALL, initializationOptions=DISTRUST)
    until(lambda: any("crashed" in lens for lens in desk.lenses()), "the run is seen")
    time.sleep(0.2)
    desk.settle()
    assert started == []
    desk.request("shutdown")
    desk.notify("exit")
    assert desk.end() == 0
