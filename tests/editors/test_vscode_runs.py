"""Runs in a real VS Code: watched, answered, stopped, resumed, and steered from the tree."""

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, FrameLocator, expect

from orchestrator_engine.mended import put_right
from orchestrator_engine.run import Status
from support.project import Project, look, tiny, wait
from support.vscode import Workbench, settle
from support.vscode_stories import begin, only_run, programmed, runs_of, tidied
from support.vscode_window import Window

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
        window.quick_fix("Write T-2, which is free", window.line("T-2: Do more"))

        begin(window, 1)
        window.see(window.toast("pip install tea"))
        expect(window.status()).to_contain_text("asks")
        window.shot("question")
        window.status().click()
        dialog = window.dialog("pip install tea")
        window.see(dialog)
        expect(dialog.get_by_role("button", name="Not now", exact=True)).to_be_focused()
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


def servers(project: Project) -> list[psutil.Process]:
    """The language servers of the windows of a project."""
    found: list[psutil.Process] = []
    for one in psutil.process_iter():
        with suppress(psutil.Error):
            ours = one.environ().get("ORCHESTRATOR_STATE_DIR") == str(project.state)
            if ours and one.cmdline()[-1:] == ["lsp"]:
                found.append(one)
    return found


def end(dead: list[psutil.Process]) -> None:
    for one in dead:
        with suppress(psutil.NoSuchProcess):
            one.kill()


def give_up(window: Window, page: FrameLocator, gated: Project) -> None:
    """End each server until none is started any more: nothing is shown as if it went on."""
    restart = page.get_by_role("button", name="Restart the language server")
    live, gone = (page.locator(".link", has_text=text) for text in ("live", "not connected"))

    def given_up() -> bool:
        there = servers(gated)
        if live.is_visible():
            end(there)
        return gone.is_visible()

    wait(given_up, "it is given up", 120)
    assert not page.get_by_role("button", name="Stop…").is_visible()
    window.see(window.page.get_by_text("nothing is known here of your runs. What goes on"))
    window.shot("given-up")
    restart.click()
    window.see(window.node("T-2 Write t-2.txt"))
    window.see(page.get_by_role("button", name="Stop…"))
    window.see(window.toast("Rehearsal: Tiny: "))


def test_a_run_is_watched_through_a_new_window_and_whatever_dies_stopped_and_resumed(
    workbench: Workbench, browser: Browser, gated: Project
) -> None:
    with workbench.window(browser, gated.folder) as window:
        begin(window, 2)
        window.see(window.toast("Rehearsal: Tiny: "))
        window.command("Code Orchestrator: Show the run")
        window.webview("Rehearsal: Tiny")

        # With the page itself, before it has said where it is.
        window.written_down(f"/of-run/{only_run(gated).id}")

        workbench.enter(window.page, gated.folder)
        window.see(window.toast("Rehearsal: Tiny: "))
        window.see(window.lens("running 0/2"))
        window.webview("Rehearsal: Tiny")
        workbench.killed()
        wait(lambda: not servers(gated), "no server is left", 120)
        workbench.start()
        workbench.enter(window.page, gated.folder)
        window.see(window.toast("Rehearsal: Tiny: "))
        dead = servers(gated)
        end(dead)
        wait(lambda: any(one not in dead for one in servers(gated)), "another server", 120)
        window.see(window.toast("Rehearsal: Tiny: "))
        window.see(window.lens("running 0/2"))

        page = window.webview("Rehearsal: Tiny")
        window.side_bar("Code Orchestrator")
        window.see(window.node("Rehearsal: Tiny"))
        window.see(window.node("T-2 Write t-2.txt"))
        expect(window.status()).to_contain_text("0/2")
        window.see(page.get_by_role("button", name="Stop…"))
        give_up(window, page, gated)
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
        window.see(page.get_by_text("completed").first)
        page.get_by_role("tab", name="Log").click()
        window.see(page.get_by_text("T-2 Write t-2.txt: done").first)
    assert look(only_run(gated)).status is Status.COMPLETED


@pytest.fixture
def failing(tmp_path: Path) -> Generator[Project]:
    """A project in which an agent has one go, and two of three tasks fail at it."""
    made = tiny(tmp_path, tasks=3)
    settings = made.folder / ".orchestrator.toml"
    settings.write_text(settings.read_text() + "max_attempts = 1\n")
    rescored(made, "T-3", "9", "3")
    settle(made)
    yield from tidied(made)


def rescored(project: Project, task: str, before: str, after: str) -> None:
    """Have the rehearsed reviewer of a task give another score."""
    script = project.folder / "SPEC.rehearsal.md"
    text, of_task = f"## {task}, review of round 1", script.read_text()
    head, tail = of_task.split(text, 1)
    script.write_text(head + text + tail.replace(f"score = {before}", f"score = {after}", 1))


def test_tasks_are_tried_again_left_out_and_taken_back_from_the_tree(
    workbench: Workbench, browser: Browser, failing: Project
) -> None:
    with workbench.window(browser, failing.folder) as window:
        begin(window, 3)
        window.see(window.toast("Failed: 1 of 3 tasks"))
        window.side_bar("Code Orchestrator")
        window.see(window.node("T-2").locator(".codicon-error"))

        rescored(failing, "T-2", "3", "9")
        window.act("T-2", "Retry", "Try T-2 Write t-2.txt again?")
        window.answer("Try T-2 Write t-2.txt again?", "Try again")
        window.see(window.node("T-2").locator(".codicon-pass-filled"))
        window.act("T-3", "Skip", "Leave T-3 Write t-3.txt out")
        window.answer("Leave T-3 Write t-3.txt out", "Leave it out")
        window.see(window.node("T-3").locator(".codicon-debug-step-over"))
        window.clear()
        window.shot("tree")
        window.act("T-1", "Revert", "Take T-1 Write t-1.txt back")
        window.answer("Take T-1 Write t-1.txt back", "Take it back")
        window.see(window.toast("is taken back: commit"))
    run = look(only_run(failing))
    assert [str(run.tasks[name].stage) for name in ("T2", "T3")] == ["merged", "skipped"]
    assert run.tasks["T1"].reverted is not None
    names = failing.git("ls-tree", "--name-only", run.created.branch).split()
    assert "t-2.txt" in names
    assert "t-1.txt" not in names


@pytest.fixture
def told(tmp_path: Path) -> Generator[Project]:
    """A project whose agent is a program that writes down what it is told."""
    made = tiny(tmp_path, tasks=2)
    programmed(made, "cp", "{prompt_file}", "told.txt")
    settings = made.folder / ".orchestrator.toml"
    own = '\n[modes.translate]\nbase = "exec"\ntitle = "put all texts into another language"\n'
    settings.write_text(settings.read_text("utf-8") + own)
    settle(made)
    yield from tidied(made)


def test_a_mode_is_chosen_and_a_plan_and_a_prompt_are_changed_before_they_are_run(
    workbench: Workbench, browser: Browser, told: Project
) -> None:
    with workbench.window(browser, told.folder) as window:
        window.open("SPEC.md")
        window.see(window.lens("2 open items · run"))
        window.goto(3)
        own = "put all texts into another language"
        window.quick_fix("Run in another mode… · T-1", window.row(own))
        window.choose(own)
        window.answer("Translate SPEC.md: 1 item", "Not now")
        window.command("Code Orchestrator: Analyze and run…")
        window.see(window.row(own))
        window.choose("Preview the plan…")
        window.see(window.tab("SPEC.plan.md"))
        plan = (told.folder / "SPEC.plan.md").read_text("utf-8")
        line = plan[: plan.index("### T2")].count("\n") + 1
        window.type_in(line, "Control+Shift+End", "Delete", gone=window.line("### T2"))
        window.save()
        window.goto(1)
        window.press("run this plan", "Exec the plan SPEC.plan.md: 1 item")
        window.answer("Exec the plan", "Run")
        window.answer("Completed: 1 of 1 task", "Show the report")
        window.see(window.tab("report.md"))

        window.open("SPEC.md")
        window.command("Code Orchestrator: Analyze and run…")
        window.choose("Edit the prompt…")
        window.see(window.lens("run this prompt"))
        window.type_in(1, "Control+End", text="Mention the kettle.")
        window.save()
        window.goto(1)
        window.press("run this prompt", "Exec ")
        window.answer("Exec ", "Run")
        window.see(window.toast("Completed: 1 of 1 task · Tiny"))
    planned, prompted = sorted(runs_of(told), key=lambda folder: folder.id)
    assert list(look(planned).tasks) == ["T1"]
    words = told.git("show", f"{look(prompted).created.branch}:told.txt")
    assert "Mention the kettle." in words


@pytest.fixture
def remarked(tmp_path: Path) -> Generator[Project]:
    """A project whose reviewer found something in each of two files."""
    made = tiny(tmp_path, tasks=2)
    rescored(made, "T-2", "3", "9")
    settle(made)
    yield from tidied(made)


def test_a_remark_is_fixed_from_its_source_and_another_dismissed_and_opened_again(
    workbench: Workbench, browser: Browser, remarked: Project
) -> None:
    with workbench.window(browser, remarked.folder) as window:
        begin(window, 2)
        window.see(window.toast("Completed: 2 of 2 tasks"))
        first = look(only_run(remarked))
        remarked.git("merge", "--quiet", first.created.branch)
        # A rehearsal does what stands in a script, and no script knows what a reviewer will say.
        programmed(remarked, "sh", "-c", "cp {prompt_file} told.txt; echo better > t-1.txt")

        warned = window.page.locator(".squiggly-warning").first
        window.open("t-1.txt")
        window.see(warned)
        window.see_fix("Dismiss it, with a reason: It says what it says.")
        window.shot("remark")
        wanted = "Have program put this right in t-1.txt?"
        window.quick_fix("Have it fixed: It says what it says.", window.asked(wanted))
        window.answer(wanted, "Have it fixed")
        window.gone(warned)
        window.open("t-2.txt")
        window.see(warned)
        why = "Why does nothing need to be done about this?"
        window.quick_fix("Dismiss it, with a reason: It says what it says.", window.asked(why))
        window.answer(why, "Another reason…")
        window.see(window.page.locator(".quick-input-message", has_text=why))
        window.reply("Kim said so")
        window.gone(warned)
        window.quick_fix("Open it again: It says what it says. (dismissed: Kim said so)", warned)

        window.command("Code Orchestrator: Show the run")
        page = window.webview("Put right what reviewer says")
        page.get_by_role("link", name="History").click()
        window.see(page.get_by_role("checkbox").nth(1))
        for number in range(2):
            page.get_by_role("checkbox").nth(number).check()
        page.get_by_role("button", name="Compare the two").click()
        window.see(page.get_by_role("heading", name="Two runs side by side"))
        window.clear()
        window.shot("compare")
    before, mending = sorted(runs_of(remarked), key=lambda folder: folder.id)
    reasons = sorted(put_right(before, look(before)).dismissed.values())
    assert reasons == [f"put right on the branch {look(mending).created.branch}"]
    branch = look(mending).created.branch
    assert remarked.git("show", f"{branch}:t-1.txt") == "better"
    assert "It says what it says." in remarked.git("show", f"{branch}:told.txt")
