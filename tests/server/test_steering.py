"""Steering, watching and looking at runs: from their document, and from anywhere else."""

import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from orchestrator_engine import api, launch, planner
from orchestrator_engine import events as e
from orchestrator_engine.decide import PLAN_READY
from orchestrator_engine.places import RunFolder
from orchestrator_server import editor as editor_module
from orchestrator_server import feed, runs
from support.lsp_desk import ALL, NOTHING, Desk, until
from support.lsp_runs import OUTCOME, SPEC, HandMadeRun, hand_made_run
from support.lsp_wire import Json

WIDGETS: Json = {**ALL, "experimental": {"codeOrchestrator": {"changed": True}}}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LIVE_SECONDS", 0.02)
    monkeypatch.setattr(feed, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(runs, "LIVE_SECONDS", 0.02)
    monkeypatch.setattr(runs, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(editor_module, "REFRESH_SECONDS", 0.05)
    monkeypatch.setattr("orchestrator_server.engine.ALIVE_SECONDS", 0.02)


@pytest.fixture
def desk(document: Path) -> Generator[Desk]:
    yield from opened(document, ALL)


def opened(document: Path, capabilities: Json, **more: object) -> Generator[Desk]:
    desk = Desk(document, capabilities, **more)
    yield desk
    if desk.thread.is_alive():
        desk.request("shutdown")
        desk.notify("exit")
    assert desk.end() == 0


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the runs whose supervisor would have been started."""
    found: list[str] = []

    def start(folder: RunFolder) -> None:
        found.append(folder.id)

    monkeypatch.setattr(launch, "start", start)
    monkeypatch.setattr(api, "start", start)
    return found


def failed(run: HandMadeRun) -> None:
    run.begin("T1")
    run.merge("T1")
    run.begin("T2")
    run.fail("T2")
    run.end("failed", "GREET-2 failed: a check failed")


def steered(run: HandMadeRun) -> list[str]:
    """The commands that the run was sent, but for ticks."""
    return [name for name, _ in run.commands() if name != "ticked"]


def asked(desk: Desk, words: str) -> Json:
    return desk.wait(
        lambda m: m.get("method") == "window/showMessageRequest" and words in m["params"]["message"]
    )["params"]


# ---- steering


def test_a_live_run_is_paused_at_once(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    assert "Pause the run" in desk.titles()
    desk.command("pause")
    run.wait_for_command("pause")
    run.obey()
    desk.said("nothing new is begun")
    until(lambda: "Let the run go on" in desk.titles(), "it is pausing")
    desk.command("resume", {"run": run.folder.id})
    run.wait_for_command("resume")
    run.obey()
    until(lambda: "Pause the run" in desk.titles(), "it goes on")


def test_an_item_is_tried_again_after_a_yes(
    run: HandMadeRun, desk: Desk, started: list[str]
) -> None:
    failed(run)
    until(lambda: "Try GREET-2 again" in desk.titles(5), "it has failed")
    assert "Try GREET-1 again" not in desk.titles(4)
    desk.choice = "Try again"
    desk.command("retry", {"item": "GREET-2"})
    question = asked(desk, "Try GREET-2")
    assert question["message"] == (
        "Try GREET-2 Greet nobody in particular again? It failed: a check failed. It is a "
        "rehearsal, and costs nothing."
    )
    assert [action["title"] for action in question["actions"]] == ["Not now", "Try again"]
    assert run.wait_for_command("retry") == {"task": "T2"}
    until(lambda: started, "the run goes on")
    run.obey()


@pytest.mark.parametrize("choice", ["Not now", None])
@pytest.mark.parametrize(
    ("name", "wish"),
    [("retry", {"item": "GREET-2"}), ("skip", {"task": "T2"}), ("restart", {})],
)
def test_a_run_is_steered_by_nothing_but_a_yes(  # noqa: PLR0913, PLR0917  # all that differs
    run: HandMadeRun,
    desk: Desk,
    started: list[str],
    choice: str | None,
    name: str,
    wish: Json,
) -> None:
    failed(run)
    until(lambda: "Try GREET-2 again" in desk.titles(5), "it has failed")
    desk.choice = choice
    desk.command(name, wish)
    asked(desk, "")
    desk.settle()
    assert steered(run) == []
    assert started == []


@pytest.mark.usefixtures("started")
def test_an_editor_that_cannot_ask_steers_by_a_second_action(
    run: HandMadeRun, document: Path
) -> None:
    failed(run)
    for desk in opened(document, NOTHING):
        until(lambda desk=desk: "Try GREET-2 again" in desk.titles(5), "it has failed")
        desk.command("retry", {"item": "GREET-2"})
        desk.said("Confirm: try GREET-2 Greet nobody in particular again")
        assert steered(run) == []
        assert desk.titles(5)[-1] == "Confirm: try GREET-2 Greet nobody in particular again"
        desk.command("confirm", {"uri": desk.uri, "alone": True})
        assert run.wait_for_command("retry") == {"task": "T2"}
        run.obey()


def planned_by_an_agent(document: Path) -> HandMadeRun:
    """A run that has paused with a plan that waits for a yes."""
    run = HandMadeRun(document, approval=True, planner=True)
    plan = run.journal.run.plan
    assert plan is not None
    run.append(e.PlanAsked(1), e.PlanAnswered(1, OUTCOME), e.RunPlanned(plan))
    planner.write_plan(run.folder, run.journal.run)
    run.end("paused", PLAN_READY)
    return run


@pytest.mark.parametrize("choice", ["Not now", "Carry it out"])
def test_a_plan_that_waits_is_carried_out_after_a_yes_and_never_resumed(
    document: Path, started: list[str], choice: str
) -> None:
    run = planned_by_an_agent(document)
    for desk in opened(document, ALL):
        until(lambda desk=desk: "Carry out the plan (2 tasks)" in desk.titles(), "it waits")
        assert not [title for title in desk.titles() if title.startswith("Resume")]
        assert "a plan of 2 tasks waits for your yes" in desk.lenses()
        desk.command("resume")
        desk.said("To resume it is no yes")
        desk.command("approve", {"number": 7})
        desk.said("another plan by now")
        desk.choice = choice
        desk.command("approve", {"number": 1})
        question = asked(desk, "Carry out the plan of")
        assert "2 tasks in 1 phase" in question["message"]
        assert str(run.folder.plan) in question["message"]
        desk.settle()
        if choice == "Not now":
            assert (steered(run), started) == ([], [])
            continue
        told = run.wait_for_command("approve")
        assert isinstance(told, dict)
        assert told["number"] == 1
        until(lambda: started, "it goes on")
        run.obey()
    run.close()


def test_the_plan_that_waits_is_carried_out_and_not_run_anew(document: Path) -> None:
    run = planned_by_an_agent(document)
    for desk in opened(run.folder.plan, ALL):
        until(lambda desk=desk: desk.lenses() == ["carry out this plan"], "it waits")
        desk.choice = "Not now"
        desk.command("run")
        asked(desk, "Carry out the plan of")
    run.close()


def test_a_task_of_a_live_run_is_left_out(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    desk.choice = "Leave it out"
    desk.command("skip", {"item": "GREET-2"})
    assert run.wait_for_command("skip") == {"task": "T2"}
    run.obey()


def test_what_cannot_be_steered_is_said(run: HandMadeRun, desk: Desk) -> None:
    failed(run)
    until(lambda: "Try GREET-2 again" in desk.titles(5), "it has failed")
    desk.command("retry", {"item": "GREET-1"})
    desk.said("There is nothing to try again")
    desk.command("retry", {"task": "T9"})
    desk.said("the run has no task “T9”")
    desk.command("pause")
    desk.said("is not going on")
    desk.command("retry", {"run": "20200101-000000-none"})
    desk.said("there is no run 20200101-000000-none")


# ---- looking


def test_the_history_of_the_workspace_is_a_page(
    run: HandMadeRun, document: Path, state: Path
) -> None:
    failed(run)
    for desk in opened(document, ALL, rootUri=document.parent.as_uri()):
        desk.command("history")
        shown = desk.wait(lambda m: m.get("method") == "window/showDocument")["params"]["uri"]
        page = Path(shown.removeprefix("file://"))
        assert page.is_relative_to(state.resolve())
        text = page.read_text("utf-8")
        assert f"| {run.folder.id} |" in text
        assert "| failed |" in text


def test_a_run_is_compared_with_the_one_before(document: Path, desk: Desk) -> None:
    with hand_made_run(document) as first, hand_made_run(document, "20261122-130000-bbbb") as last:
        failed(first)
        for task in ("T1", "T2"):
            last.begin(task)
            last.merge(task)
        last.end()
        desk.command("compare", {"run": last.folder.id})
        shown = desk.wait(lambda m: m.get("method") == "window/showDocument")["params"]["uri"]
        text = Path(shown.removeprefix("file://")).read_text("utf-8")
    assert "1 item came further in one than in the other." in text
    assert "| GREET-2 | differs | done, 1 round, 8/10" in text


@pytest.mark.usefixtures("run")
def test_a_run_without_one_before_has_nothing_to_be_compared_with(desk: Desk) -> None:
    desk.progress("begin")
    desk.command("compare")
    desk.said("This document was run once")


def test_debug_information_is_shown_and_given(desk: Desk) -> None:
    told = desk.command("debug")
    assert "debug information" in told["text"]
    assert "GREET" not in told["text"]
    shown = desk.wait(lambda m: m.get("method") == "window/showDocument")["params"]["uri"]
    assert shown.endswith("/debug.md")


# ---- widgets


def test_the_view_of_a_run_and_the_overview_are_for_widgets(
    run: HandMadeRun, document: Path
) -> None:
    for desk in opened(document, WIDGETS, rootUri=document.parent.as_uri()):
        view = desk.command("view", {"run": run.folder.id})
        assert view["kind"] == "run"
        assert view["run"] == run.folder.id
        overview = desk.command("view")
        assert [one["run"] for one in overview["runs"]] == [run.folder.id]
        params = {"command": "codeOrchestrator.view", "arguments": [{"run": "no-such-run"}]}
        assert "there is no run" in desk.refusal("workspace/executeCommand", params)["message"]


def test_what_a_page_shows_beside_a_view_is_for_widgets(run: HandMadeRun, document: Path) -> None:
    run.begin("T1")
    run.merge("T1")
    name = run.folder.id
    for desk in opened(document, WIDGETS, rootUri=document.parent.as_uri()):
        rows = desk.command("details", {"what": "log", "run": name, "text": "done, merged"})["rows"]
        assert [row["task"] for row in rows] == ["T1"]
        task = desk.command("details", {"what": "task", "run": name, "task": "T1"})
        assert task["words"][0]["handle"] == "GREET-1"
        told = desk.command("details", {"what": "history"})
        assert [one["run"] for one in told["runs"]] == [name]
        told = desk.command("details", {"what": "compare", "run": name, "other": name})
        assert all(item["alike"] for item in told["items"])
        for given, why in (
            ({"what": "diff", "run": name, "task": "T1", "attempt": 1}, "there is no change"),
            ({"what": "log", "run": "no-such-run"}, "there is no run"),
            ({"what": "log"}, "no run was named"),
            ({"what": "log", "run": name, "level": "loud"}, "is to be one of detail"),
            ({"what": "token"}, "is to be one of log"),
        ):
            params = {"command": "codeOrchestrator.details", "arguments": [given]}
            assert why in desk.refusal("workspace/executeCommand", params)["message"]


def test_a_status_bar_gets_one_line(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    run.begin("T1")
    run.merge("T1")
    until(lambda: desk.command("state")["done"] == 1, "a task is done")
    told = desk.command("state")
    assert told["text"] == "1/2 · 50% · $0 (rehearsal)"
    assert (told["live"], told["total"], told["percent"], told["waits"]) == (True, 2, 50, False)
    run.begin("T2")
    run.ask("rm -rf build", "T2")
    until(lambda: desk.command("state")["waits"], "it asks")
    assert desk.command("state")["text"].startswith("asks · ")


def test_a_document_without_a_run_has_an_empty_line(desk: Desk) -> None:
    assert desk.command("state") == {
        "text": "",
        "tooltip": "",
        "live": False,
        "done": 0,
        "total": 0,
        "percent": None,
        "usd": None,
        "waits": False,
        "run": None,
    }


def test_widgets_hear_of_changes(run: HandMadeRun, document: Path) -> None:
    for desk in opened(document, WIDGETS):
        told = desk.wait(lambda m: m.get("method") == "codeOrchestrator/changed")
        assert told["params"] == {"runs": [run.folder.id]}


def test_an_editor_that_did_not_ask_for_changes_is_not_told(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    run.begin("T1")
    desk.progress("report", "the agent works")
    assert "codeOrchestrator/changed" not in desk.methods()


# ---- several runs


def test_runs_of_other_documents_of_the_workspace_are_shown_too(document: Path) -> None:
    other = document.with_name("OTHER.md")
    shutil.copy(document, other)
    with hand_made_run(document) as one, hand_made_run(other, "20261122-130000-bbbb") as two:
        for desk in opened(document, ALL, rootUri=document.parent.as_uri()):
            desk.answers["window/showMessageRequest"] = lambda _: None
            tokens = {desk.wait(_begins(run.folder.id))["params"]["token"] for run in (one, two)}
            assert len(tokens) == 2
            two.begin("T1")
            two.end("stopped", "a person said so")
            ended = desk.progress("end", "Stopped: 0 of 2 tasks")
            assert ended["token"].startswith(two.folder.id)
            desk.notify(
                "window/workDoneProgress/cancel", {"token": (tokens - {ended["token"]}).pop()}
            )
            one.wait_for_command("stop")


def _begins(run: str) -> Callable[[Json], bool]:
    return lambda m: (
        m.get("method") == "$/progress"
        and m["params"]["value"]["kind"] == "begin"
        and str(m["params"]["token"]).startswith(run)
    )


def test_a_run_elsewhere_is_not_shown(
    document: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "SPEC.md"
    elsewhere.write_text(SPEC, "utf-8")
    with hand_made_run(elsewhere):
        for desk in opened(document, ALL, rootUri=document.parent.as_uri()):
            assert desk.command("view")["runs"] == []
            desk.settle()
            assert "$/progress" not in desk.methods()


def test_folders_come_and_go(document: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "SPEC.md"
    elsewhere.write_text(SPEC, "utf-8")
    folder = {"uri": elsewhere.parent.as_uri(), "name": "elsewhere"}
    with hand_made_run(elsewhere) as run:
        for desk in opened(document, ALL, rootUri=document.parent.as_uri()):
            event = {"event": {"added": [folder], "removed": []}}
            desk.notify("workspace/didChangeWorkspaceFolders", event)
            desk.wait(_begins(run.folder.id))
            assert [one["run"] for one in desk.command("view")["runs"]] == [run.folder.id]
            event = {"event": {"added": [], "removed": [folder]}}
            desk.notify("workspace/didChangeWorkspaceFolders", event)
            assert desk.command("view")["runs"] == []


def test_hints_tell_how_items_stand_where_there_are_no_lenses(
    run: HandMadeRun, document: Path
) -> None:
    params = {
        "textDocument": {"uri": document.as_uri()},
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}},
    }
    lenses: Json = {**ALL, "textDocument": {**ALL["textDocument"], "codeLens": {}}}
    run.begin("T1")
    run.merge("T1")
    for capabilities, told in ((ALL, True), (lenses, False)):
        for desk in opened(document, capabilities):
            desk.progress("begin")
            labels = [hint["label"] for hint in desk.ask("textDocument/inlayHint", params)]
            assert any("done · 8/10 · c0ffee12" in label for label in labels) is told
