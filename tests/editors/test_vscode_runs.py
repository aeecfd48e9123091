"""Runs in a real VS Code: watched, answered, stopped, resumed, and steered from the tree."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from orchestrator_engine.run import Status
from support.project import Project, look, tiny
from support.vscode import Workbench, settle
from support.vscode_stories import only_run, tidied

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture
def asking(tmp_path: Path) -> Generator[Project]:
    """A project whose agent asks before it writes."""
    made = tiny(tmp_path, tasks=1)
    script = made.folder / "SPEC.rehearsal.md"
    text = script.read_text().replace("Here it is.\n", "asks: pip install tea\n\nHere it is.\n", 1)
    script.write_text(text)
    settle(made)
    yield from tidied(made)


def test_what_an_agent_asks_is_answered_and_a_finding_is_mended(
    workbench: Workbench, browser: Browser, asking: Project
) -> None:
    (asking.folder / "TWICE.md").write_text("# Twice\n\n- [ ] T-1: Do it\n- [ ] T-1: Do more\n")
    with workbench.window(browser, asking.folder) as window:
        window.open("TWICE.md")
        window.see(window.page.locator(".squiggly-warning, .squiggly-error").first)
        window.goto(4)
        window.quick_fix("Write T-2, which is free")
        window.text("T-2: Do more")

        window.open("SPEC.md")
        window.press("1 open item · run", "Rehearsal: ")
        window.answer("Rehearsal: ", "Run")
        window.see(window.toast("pip install tea"))
        window.shot("question")
        window.answer("pip install tea", "Allow")
        window.see(window.toast("Completed: 1 of 1 task"))
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
    settle(made)
    try:
        yield from tidied(made)
    finally:
        (tmp_path / "gate").touch()


def test_a_run_is_watched_stopped_and_resumed(
    workbench: Workbench, browser: Browser, gated: Project
) -> None:
    with workbench.window(browser, gated.folder) as window:
        window.open("SPEC.md")
        window.press("2 open items · run", "Rehearsal: ")
        window.answer("Rehearsal: ", "Run")
        window.side_bar("Code Orchestrator")
        window.see(window.node("Rehearsal: Tiny"))
        window.see(window.node("T-2 Write t-2.txt"))
        expect(window.status()).to_contain_text("0/2")
        window.command("Code Orchestrator: Show the run")
        page = window.webview("Rehearsal: Tiny")
        window.see(page.get_by_role("button", name="Stop…"))
        policy = page.locator("meta[http-equiv='Content-Security-Policy']")
        assert "default-src 'none'" in (policy.get_attribute("content") or "")

        window.answer("Rehearsal: Tiny: ", "Cancel")
        window.see(window.toast("Stopped: "))
        assert look(only_run(gated)).status is Status.STOPPED
        expect(window.node("Rehearsal: Tiny")).to_contain_text("stopped")
        window.see(window.lens("· resume"))
        (gated.state.parent / "gate").touch()
        window.command("Code Orchestrator: Resume the run")
        window.answer("Resume the run", "Resume")
        window.see(window.toast("Completed: 2 of 2 tasks"))
        window.see(window.node("T-2").locator(".codicon-pass-filled"))
        window.see(page.get_by_text("100%").first)
    assert look(only_run(gated)).status is Status.COMPLETED
