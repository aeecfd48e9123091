"""The whole story in a real VS Code: the packaged extension in a profile that was never used."""

import json
import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from orchestrator_engine import api
from orchestrator_engine.run import Status
from support.project import Project, example, look
from support.vscode import Workbench
from support.vscode_stories import only_run, runs_of, tidied

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

BOXES = 5

INSTALLING = 500.0
"""Seconds that pip may take to install what the engine needs, on a busy machine."""


@pytest.fixture
def bare(workbench: Workbench, tmp_path: Path) -> Generator[Project]:
    """A project whose window has what the extension brings along, and nothing else."""
    made = example(tmp_path, pace=0.1)
    # What its runs are is known to the server of that window, which nothing was said to.
    yield from tidied(Project(made.folder, workbench.home / "state"))


def test_a_spec_is_carried_out_in_a_vs_code_that_had_nothing(
    workbench: Workbench, browser: Browser, bare: Project
) -> None:
    (bare.folder / "notes.txt").write_text("Nothing to run.\n")
    with workbench.window(browser, bare.folder) as window:
        window.open("SPEC.md")
        window.see(window.lens("5 open items · run"))

        assert "Analyze and run…" not in window.menu("notes.txt")
        window.leave_menu()
        assert "Analyze and run…" in window.menu("SPEC.md")
        window.pick("Analyze and run…", window.row("Run: "))
        for mode in api.MODES:
            window.see(window.row(mode))
        expect(window.row("Run: ")).to_contain_text("% sure")
        window.shot("choices")
        window.choose("make what the spec describes")

        window.answer("Runs need the engine", "Install")
        window.see(window.toast("Installing the engine"))
        # The question follows once pip is done.
        window.answer("Rehearsal: build SPEC.md: 5 items", "Run", INSTALLING)
        window.see(window.toast("Rehearsal: Teatime: "))
        window.see(window.lens("done · "))
        window.side_bar("Code Orchestrator")
        # In the side bar by itself, then in a page of its own.
        window.webview("Rehearsal: Teatime")
        window.command("Code Orchestrator: Show the run")
        window.webview("Rehearsal: Teatime")
        window.shot("run")
        window.hear("Completed: 5 of 5 tasks")
        window.shot("end")
        window.answer("Completed: 5 of 5 tasks", "Show the report")
        window.see(window.tab("report.md"))
    assert look(only_run(bare)).status is Status.COMPLETED
    assert bare.document.read_text("utf-8").count("- [x] TEA-") == BOXES


def test_a_python_that_is_none_is_named_once_and_the_server_can_be_restarted(
    workbench: Workbench, browser: Browser, bare: Project
) -> None:
    with workbench.window(browser, bare.folder) as window:
        window.settings({"codeOrchestrator.interpreter": "/nowhere/python"})
        window.open("SPEC.md")
        window.see(window.toast("codeOrchestrator.interpreter names “/nowhere/python”"))
        assert len(window.toasts()) == 1, window.toasts()
        expect(window.status()).to_contain_text("Code Orchestrator")
        expect(window.status()).to_have_class(re.compile("error"))
        window.settings({})
        window.command("Code Orchestrator: Restart the language server")
        window.see(window.lens("5 open items · run"))
        expect(window.status()).not_to_have_class(re.compile("error"))


@pytest.fixture
def hostile(wary: Workbench, tmp_path: Path) -> Generator[Project]:
    """A folder from elsewhere that names programs in every place where one could be looked for."""
    made = example(tmp_path)
    trap = tmp_path / "trap"
    trap.write_text(f'#!/bin/sh\necho "$0 $*" >> {tmp_path}/sprung\nexit 1\n')
    trap.chmod(0o755)
    place = made.folder / ".vscode"
    place.mkdir()
    settings = {
        "serverCommand": [str(trap), "server"],
        "interpreter": str(trap),
        "importStrategy": "fromEnvironment",
    }
    named = {f"codeOrchestrator.{name}": value for name, value in settings.items()}
    (place / "settings.json").write_text(json.dumps(named))
    for name in ("core.fsmonitor", "diff.external", "core.pager", "core.sshCommand"):
        made.git("config", name, str(trap))
    for name in ("post-checkout", "pre-commit", "reference-transaction", "post-index-change"):
        shutil.copy(trap, made.folder / ".git" / "hooks" / name)
    text = (made.folder / ".orchestrator.toml").read_text("utf-8")
    harm = f'[agents.harm]\ncommand = ["{trap}"]\nversion = ["{trap}"]\n'
    (made.folder / ".orchestrator.toml").write_text(f"{text}\n{harm}", "utf-8")
    yield from tidied(Project(made.folder, wary.home / "state"))


def test_nothing_of_a_folder_is_started_before_the_person_trusts_it(
    wary: Workbench, browser: Browser, hostile: Project
) -> None:
    sprung = hostile.folder.parent / "sprung"
    with wary.window(browser, hostile.folder) as window:
        window.open("SPEC.md")
        window.press("5 open items · run", "Trust this folder first")
        window.command("Code Orchestrator: Run: build")
        window.command("Code Orchestrator: Preview the plan")
        window.quick_fix("Run", window.toast("Trust this folder first"))
        assert not sprung.exists(), sprung.read_text()
        assert not runs_of(hostile)

        (hostile.folder / ".vscode" / "settings.json").write_text("{}")
        window.answer("Trust this folder first", "Manage trust")
        window.trust()
