"""The whole story in a real VS Code: the packaged extension in a profile that was never used."""

import re
import sys
from collections.abc import Generator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from orchestrator_engine import api
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from orchestrator_engine.system.sweeping import sweep
from support.project import Project, example, look, processes_of, tiny, wait
from support.skips import skip_without
from support.vscode import Workbench, built, chromium, installed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

OURS = {
    "codeOrchestrator.serverCommand": [sys.executable, "-P", "-m", "orchestrator_engine", "lsp"]
}
"""The server of this very project, with its engine, so that nothing needs to be installed."""

BOXES = 5


@pytest.fixture(scope="module")
def playwright() -> Generator[Playwright]:
    if chromium() is None:
        skip_without("chromium")
    if installed() is None:
        skip_without("VS Code")
    if built() is None:
        skip_without("npm")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def project(tmp_path: Path) -> Generator[Project]:
    yield from _tidied(example(tmp_path, pace=0.1))


def _tidied(project: Project) -> Generator[Project]:
    yield project
    for folder in project.runs():
        if api.alive(folder):
            with closing(Reader(folder)) as reader:
                api.send_stop(reader)
            wait(lambda folder=folder: not api.alive(folder), "the run has stopped")
        sweep(folder.id)
        wait(lambda folder=folder: not any(processes_of(folder).values()), "nothing of it is left")


@pytest.fixture
def fresh(playwright: Playwright, project: Project) -> Generator[Workbench]:
    """VS Code with the extension, and with nothing but a bare Python for it."""
    assert playwright
    yield from _workbench(project, {})


def _workbench(project: Project, settings: Mapping[str, object]) -> Generator[Workbench]:
    vsix = built()
    assert vsix is not None
    home = project.state.parent / "vscode"
    workbench = Workbench(home, project.environment, settings)
    try:
        workbench.install(vsix)
        workbench.start()
        yield workbench
    finally:
        workbench.stop()


def only_run(project: Project) -> RunFolder:
    (folder,) = project.runs()
    return folder


def test_a_spec_is_carried_out_in_a_vs_code_that_had_nothing(
    fresh: Workbench, playwright: Playwright, project: Project
) -> None:
    (project.folder / "notes.txt").write_text("Nothing to run.\n")
    with fresh.window(playwright, project.folder) as window:
        window.open("SPEC.md")
        window.lens("5 open items · run").wait_for()
        window.shot("document")

        window.file("notes.txt").click(button="right")
        assert "Analyze and run…" not in window.menu()
        window.page.keyboard.press("Escape")
        window.file("SPEC.md").click(button="right")
        assert "Analyze and run…" in window.menu()
        window.shot("menu")
        window.page.get_by_role("menuitem", name="Analyze and run…").click()
        for mode in api.MODES:
            assert window.row(mode).count(), mode
        expect(window.row("Run: ")).to_contain_text("% sure")
        window.shot("choices")
        window.choose("make what the spec describes")

        window.answer("Runs need the engine", "Install")
        window.toast("Installing the engine").wait_for()
        window.answer("Rehearsal: build SPEC.md: 5 items", "Run")
        window.toast("Rehearsal: Teatime: ").wait_for()
        window.lens("done · ").wait_for()
        window.shot("progress")
        window.answer("Completed: 5 of 5 tasks", "Show the report")
        window.tab("report.md").wait_for()
        window.shot("report")
    assert look(only_run(project)).status is Status.COMPLETED
    assert project.document.read_text("utf-8").count("- [x] TEA-") == BOXES


def test_a_python_that_is_none_is_named_once_and_the_server_can_be_restarted(
    fresh: Workbench, playwright: Playwright, project: Project
) -> None:
    window_settings = {"codeOrchestrator.interpreter": "/nowhere/python"}
    with fresh.window(playwright, project.folder) as window:
        window.settings(window_settings)
        window.open("SPEC.md")
        window.toast("codeOrchestrator.interpreter names “/nowhere/python”").wait_for()
        assert len(window.toasts()) == 1, window.toasts()
        expect(window.status()).to_contain_text("Code Orchestrator")
        assert "error" in (window.status().get_attribute("class") or "")
        window.shot("garbage")
        window.settings({})
        window.command("Code Orchestrator: Restart the language server")
        window.lens("5 open items · run").wait_for()
        expect(window.status()).not_to_have_class(re.compile("error"))


@pytest.fixture
def asking(tmp_path: Path) -> Generator[Project]:
    """A project whose agent asks before it writes."""
    made = tiny(tmp_path, tasks=1)
    script = made.folder / "SPEC.rehearsal.md"
    text = script.read_text().replace("Here it is.\n", "asks: pip install tea\n\nHere it is.\n", 1)
    script.write_text(text)
    yield from _tidied(made)


def test_what_an_agent_asks_is_answered_and_a_finding_is_mended(
    playwright: Playwright, asking: Project
) -> None:
    (asking.folder / "TWICE.md").write_text("# Twice\n\n- [ ] T-1: Do it\n- [ ] T-1: Do more\n")
    for workbench in _workbench(asking, OURS):
        with workbench.window(playwright, asking.folder) as window:
            window.open("TWICE.md")
            window.page.locator(".squiggly-warning, .squiggly-error").first.wait_for()
            window.goto(4)
            window.quick_fix("Write T-2, which is free")
            window.text("T-2: Do more")

            window.open("SPEC.md")
            window.press("1 open item · run", "Rehearsal: ")
            window.answer("Rehearsal: ", "Run")
            question = window.toast("pip install tea")
            question.wait_for()
            window.shot("question")
            window.answer("pip install tea", "Allow")
            window.toast("Completed: 1 of 1 task").wait_for()
    run = look(only_run(asking))
    assert run.settled["q1"].allow
    assert "editor" in run.settled["q1"].by


@pytest.fixture
def gated(tmp_path: Path) -> Generator[Project]:
    """A project whose checks pass when the gate is open, so that a run goes on until then."""
    made = tiny(tmp_path, tasks=2)
    settings = made.folder / ".orchestrator.toml"
    waits = f"until [ -e {tmp_path}/gate ]; do sleep 0.05; done"
    settings.write_text(settings.read_text().replace('test = "true"', f'test = "{waits}"'))
    try:
        yield from _tidied(made)
    finally:
        (tmp_path / "gate").touch()


def test_a_run_is_watched_stopped_and_resumed(playwright: Playwright, gated: Project) -> None:
    for workbench in _workbench(gated, OURS):
        with workbench.window(playwright, gated.folder) as window:
            window.open("SPEC.md")
            window.press("2 open items · run", "Rehearsal: ")
            window.answer("Rehearsal: ", "Run")
            window.side_bar("Code Orchestrator")
            window.node("Rehearsal: Tiny").wait_for()
            window.node("T-2 Write t-2.txt").wait_for()
            expect(window.status()).to_contain_text("0/2")
            window.command("Code Orchestrator: Show the run")
            page = window.webview("Rehearsal: Tiny")
            page.get_by_role("button", name="Stop…").wait_for()
            policy = page.locator("meta[http-equiv='Content-Security-Policy']")
            assert "default-src 'none'" in (policy.get_attribute("content") or "")

            window.answer("Rehearsal: Tiny: ", "Cancel")
            window.toast("Stopped: ").wait_for()
            assert look(only_run(gated)).status is Status.STOPPED
            expect(window.node("Rehearsal: Tiny")).to_contain_text("stopped")
            window.lens("· resume").wait_for()
            (gated.state.parent / "gate").touch()
            window.command("Code Orchestrator: Resume the run")
            window.answer("Resume the run", "Resume")
            window.toast("Completed: 2 of 2 tasks").wait_for()
            window.node("T-2").locator(".codicon-pass-filled").wait_for()
            page.get_by_text("100%").first.wait_for()
    assert look(only_run(gated)).status is Status.COMPLETED
