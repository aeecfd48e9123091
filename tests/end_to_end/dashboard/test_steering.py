"""Every button that has a run do something, pressed in a real Chromium, to its effect in the store.

The runs are real: rehearsals, whose first task waits at a gate until the test opens it.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from orchestrator_engine.attendance import attended
from orchestrator_engine.launch import alive
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from support import browsers
from support.dashboards import Served, served
from support.project import Project, look, tiny, wait

pytestmark = [pytest.mark.slow, pytest.mark.timeout(480)]
SECONDS = 200.0  # what starts whole processes waits longer than a page does
REJECTED = ("score = 9", "score = 4")


@dataclass(frozen=True)
class Kitchen:
    """A project whose first task waits at a gate, and a page of a dashboard to steer them from."""

    project: Project
    dashboard: Served
    page: Page

    @property
    def script(self) -> Path:
        return self.project.folder / "SPEC.rehearsal.md"

    def rewrite(self, old: str, new: str, times: int = -1) -> None:
        """Change the script of the rehearsal."""
        text = self.script.read_text("utf-8")
        assert old in text
        self.script.write_text(text.replace(old, new, times), "utf-8")

    def open_gate(self) -> None:
        (self.project.folder.parent / "gate").touch()

    def begin(self, tab: str = "") -> RunFolder:
        """Start a run, and look at it."""
        folder = self.project.start()
        self.show(folder, tab)
        wait(lambda: look(folder).tasks["T1"].attempts != (), "the first task is begun", SECONDS)
        return folder

    def show(self, folder: RunFolder, tab: str = "") -> None:
        self.page.goto(f"{self.dashboard.url}/#/run/{folder.id}{tab}")
        expect(self.page.locator("h1")).to_contain_text("Tiny")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, words: str) -> None:
        """The state of the run, as the page says it beside its title."""
        expect(self.page.locator(".run-title .chip")).to_have_text(words)

    def told(self, words: str) -> None:
        expect(self.page.locator(".toast")).to_contain_text(words)


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    with browsers.browser() as made:
        yield made


@contextmanager
def opened(chromium: Browser, where: Path, tasks: int) -> Generator[Kitchen]:
    project = tiny(where, tasks)
    settings = project.folder / ".orchestrator.toml"
    gate = f"until [ ! -e t-1.txt ] || [ -e {where}/gate ]; do sleep 0.05; done"
    settings.write_text(settings.read_text().replace('test = "true"', f'test = "{gate}"'))
    with (
        served(project.state, environment=project.environment) as there,
        browsers.context(chromium, reduced_motion="reduce") as made,
    ):
        page = made.new_page()
        page.goto(there.link)
        page.wait_for_selector("main h1")
        yield Kitchen(project, there, page)


@pytest.fixture
def kitchen(chromium: Browser, tmp_path: Path) -> Generator[Kitchen]:
    with opened(chromium, tmp_path, 2) as made:
        yield made


def until(folder: RunFolder, status: Status) -> Run:
    wait(lambda: look(folder).status is status, f"the run is {status}", SECONDS)
    return look(folder)


def test_a_run_is_paused_stands_still_and_goes_on(kitchen: Kitchen) -> None:
    folder = kitchen.begin()
    kitchen.press("Pause")
    kitchen.told("what is under way is finished")
    wait(lambda: look(folder).stopping is not None, "the store knows", SECONDS)
    kitchen.sees("pausing")
    kitchen.open_gate()
    paused = until(folder, Status.PAUSED)
    assert paused.tasks["T2"].attempts == ()
    kitchen.sees("paused")
    expect(kitchen.page.locator("main .icon-working")).to_have_count(0)
    kitchen.press("Go on")
    kitchen.told("The run goes on.")
    done = until(folder, Status.COMPLETED)
    assert len(done.stills) == 1
    kitchen.sees("completed")
    kitchen.page.get_by_role("tab", name="Time and cost").click()
    expect(kitchen.page.locator(".chart .still")).to_have_count(1)


def test_a_run_is_stopped_once_that_is_meant_and_restarted(kitchen: Kitchen) -> None:
    folder = kitchen.begin()
    kitchen.press("Stop…")
    kitchen.press("Stop now")
    kitchen.told("The run is stopping")
    until(folder, Status.STOPPED)
    kitchen.sees("stopped")
    kitchen.open_gate()
    kitchen.press("Restart…")
    kitchen.page.get_by_role("button", name="Restart", exact=True).click()
    until(folder, Status.COMPLETED)
    kitchen.sees("completed")


def test_a_task_is_left_out_one_is_tried_again_and_a_remark_dismissed(kitchen: Kitchen) -> None:
    kitchen.rewrite(*REJECTED, 1)
    folder = kitchen.begin("/tasks?task=T2")
    kitchen.press("Leave out…")
    kitchen.press("Leave it out")
    kitchen.told("The task is left out")
    wait(lambda: look(folder).tasks["T2"].left_out, "the task is left out", SECONDS)
    kitchen.open_gate()
    assert until(folder, Status.FAILED).tasks["T1"].failed

    kitchen.rewrite(REJECTED[1], REJECTED[0], 1)
    kitchen.show(folder, "/tasks?task=T1")
    kitchen.press("Try again")
    kitchen.told("The task is tried again.")
    wait(lambda: look(folder).tasks["T1"].merged is not None, "it is merged", SECONDS)
    assert len(look(folder).tasks["T1"].attempts) > 1
    wait(lambda: look(folder).over, "the end", SECONDS)

    kitchen.page.get_by_role("tab", name="Remarks").click()
    kitchen.page.get_by_role("button", name="Dismiss: It says what it says.").click()
    kitchen.page.get_by_label("Why nothing needs to be done").fill("it is meant so")
    kitchen.press("Dismiss it")
    kitchen.told("The remark is dismissed")
    assert list(look(folder).dismissed.values()) == ["it is meant so"]
    expect(kitchen.page.locator(".remarks-tab")).to_contain_text("1 dismissed")
    kitchen.page.get_by_role("button", name="Open again: It says what it says.").click()
    kitchen.told("The remark is open again")
    assert not look(folder).dismissed


def test_questions_are_answered_with_the_keyboard_alone(kitchen: Kitchen) -> None:
    for task in ("T-1", "T-2"):
        head = f"## {task}, round 1\n"
        kitchen.rewrite(head, f"{head}\nasks: pip install {task.lower()}\n")
    # Who asks while nobody is there is refused, so no agent begins before the page is looked at.
    settings = kitchen.project.folder / ".orchestrator.toml"
    settings.write_text(settings.read_text().replace("[ ! -e t-1.txt ] ||", ""))
    folder = kitchen.project.start()
    kitchen.show(folder)
    wait(lambda: attended(folder, look(folder).unheard), "the dashboard is there", SECONDS)
    kitchen.open_gate()
    page = kitchen.page
    expect(page.locator(".question .what")).to_contain_text("pip install t-1")
    kitchen.sees("waits for you")
    word = page.get_by_label("A word to the agent")
    word.focus()
    page.keyboard.type("without it")
    expect(word).to_have_value("without it")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait(lambda: "q1" in look(folder).settled, "an answer", SECONDS)
    first = look(folder).settled["q1"]
    assert (first.allow, first.by, first.message) == (False, "the dashboard", "without it")

    expect(page.locator(".question .what")).to_contain_text("pip install t-2")
    expect(page.locator("#main"), "the keys are where they were").to_be_focused()
    page.get_by_role("button", name="Allow in this run").focus()
    page.keyboard.press("Enter")
    wait(lambda: "q2" in look(folder).settled, "an answer", SECONDS)
    second = look(folder).settled["q2"]
    assert (second.allow, second.remember) == (True, True)
    until(folder, Status.COMPLETED)
    expect(page.locator(".question")).to_have_count(0)


PLANNED = """
## Plan, round 1

One agent can do both.

```toml plan
[[phases]]
title = "At once"

[[phases.tasks]]
id = "both"
title = "Write both files"
items = ["T-1", "T-2"]
```

## T-1 + T-2, round 1

Here they are.

```text write both.txt
both
```

## T-1 + T-2, review of round 1

Read.

```toml verdict
score = 9

[[remarks]]
file = "both.txt"
line = 1
severity = "note"
evidence = "It says both."
```
"""


def test_a_plan_is_carried_out_once_somebody_saw_what_that_means(kitchen: Kitchen) -> None:
    items = "".join(f"## T-{at} Write t-{at}.txt\n\nIt has a line.\n\n" for at in (1, 2))
    kitchen.project.document.write_text(f"# Tiny\n\nTwo files.\n\n{items}")
    kitchen.script.write_text(kitchen.script.read_text() + PLANNED)
    kitchen.open_gate()
    kitchen.project.try_code_orch("run", "SPEC.md", "--mode", "build", "--plan", "--json")
    (folder,) = kitchen.project.runs()
    assert until(folder, Status.PAUSED).plan_ready
    kitchen.page.goto(f"{kitchen.dashboard.url}/#/")
    expect(kitchen.page.locator(".card.is-asks")).to_contain_text("A plan waits for your yes")
    kitchen.show(folder)
    kitchen.sees("a plan waits")
    kitchen.press("Carry out the plan…")
    dialog = kitchen.page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 task in 1 phase")
    expect(dialog).to_contain_text("until [ ! -e")
    kitchen.press("Carry it out")
    assert until(folder, Status.COMPLETED).planning.approved == "the dashboard"
    kitchen.sees("completed")


def test_what_a_run_refuses_is_said_until_it_was_seen(kitchen: Kitchen) -> None:
    folder = kitchen.begin()
    pause = kitchen.page.get_by_role("button", name="Pause")
    expect(pause).to_be_visible()
    # The run ends while the page cannot hear of it.
    kitchen.page.route("**/view?*", lambda route: route.abort())
    kitchen.open_gate()
    until(folder, Status.COMPLETED)
    # Somebody who still drove it would have to answer: here nobody has to be started for that.
    wait(lambda: not alive(folder), "nobody drives it", SECONDS)
    pause.click()
    kitchen.told("The run had ended already")
    kitchen.press("Close this message")
    expect(kitchen.page.locator(".toast")).to_have_count(0)
