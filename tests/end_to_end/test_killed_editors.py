"""Editors and their language servers are killed in the middle of requests: runs go on untouched."""

import random
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from orchestrator_engine import launch
from support.lsp_wire import process
from support.project import check_it_went_on, look, tiny

SERVER = (sys.executable, "-m", "orchestrator_engine", "lsp")
ASKED = ("documentSymbol", "codeLens", "foldingRange", "diagnostic", "semanticTokens/full")
ATTEMPTS = 5
"""At the four tasks of a tiny project, when nothing disturbs it."""


def kill_an_editor(document: Path, environment: Mapping[str, str], dice: random.Random) -> None:
    """Open a document, type and ask all at once, and die with everything that one has started."""
    with process(SERVER, dict(environment)) as editor:
        editor.answers["workspace/applyEdit"] = lambda _: {"applied": True}
        editor.initialize({"capabilities": {"workspace": {"applyEdit": True}}})
        uri, text = document.as_uri(), document.read_text("utf-8")
        editor.open(uri, text)
        with suppress(OSError):
            for version in range(2, 6):
                identified = {"textDocument": {"uri": uri, "version": version}}
                changed = [{"text": text + "\nMore.\n" * version}]
                editor.notify("textDocument/didChange", {**identified, "contentChanges": changed})
                for what in ASKED:
                    editor.request(f"textDocument/{what}", {"textDocument": {"uri": uri}})
        time.sleep(dice.uniform(0, 0.1))
        server = psutil.Process(editor.process.pid)
        # As editors do it: the whole tree, by its parents.
        for victim in (*server.children(recursive=True), server):
            with suppress(psutil.NoSuchProcess):
                victim.kill()


def kill_editors(where: Path, kills: int) -> int:
    """Kill an editor of a run's document, again and again while it goes; how many there were."""
    dice = random.Random(kills)
    project = tiny(where, tasks=4)
    script = project.folder / "SPEC.rehearsal.md"
    script.write_text(script.read_text().replace("pace: 0", "pace: 0.5"))
    project.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "Slower")
    folder = project.start()
    made = 0
    while made < kills and not look(folder).over:
        kill_an_editor(project.document, project.environment, dice)
        made += 1
        assert launch.alive(folder) or look(folder).over
    check_it_went_on(project, folder, ATTEMPTS)
    return made


@pytest.mark.slow
def test_a_run_goes_on_while_its_editors_are_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    assert kill_editors(tmp_path, 6) > 0


@pytest.mark.torture
def test_runs_go_on_while_fifty_editors_are_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = runs = 0
    while killed < 50:
        where = tmp_path / str(runs)
        monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(where / "state"))
        killed += kill_editors(where, 50)
        runs += 1
        sys.stdout.write(f"{killed} editors killed in {runs} runs, no run was interrupted\n")
