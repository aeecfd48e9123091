"""Looking at runs: pages, widgets, and the other runs of the workspace."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from support.lsp_desk import ALL, Desk, opened, until
from support.lsp_runs import SPEC, HandMadeRun, hand_made_run
from support.lsp_wire import Json

WIDGETS: Json = {**ALL, "experimental": {"codeOrchestrator": {"changed": True}}}


pytestmark = pytest.mark.usefixtures("impatient")


# ---- looking


def test_the_history_of_the_workspace_is_a_page(
    run: HandMadeRun, document: Path, state: Path
) -> None:
    run.fall_short()
    with opened(document, ALL, rootUri=document.parent.as_uri()) as desk:
        desk.command("history")
        shown = desk.wait(lambda m: m.get("method") == "window/showDocument")["params"]["uri"]
        page = Path(shown.removeprefix("file://"))
        assert page.is_relative_to(state.resolve())
        text = page.read_text("utf-8")
        assert f"| {run.folder.id} |" in text
        assert "| failed |" in text


def test_a_run_is_compared_with_the_one_before(document: Path, desk: Desk) -> None:
    with hand_made_run(document) as first, hand_made_run(document, "20261122-130000-bbbb") as last:
        first.fall_short()
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
    assert "Compare with the run before" not in desk.titles(0)


def test_a_comparison_is_offered_once_there_is_something_to_compare_with(
    document: Path, desk: Desk
) -> None:
    with hand_made_run(document) as first, hand_made_run(document, "20261122-130000-bbbb") as last:
        first.end()
        last.end()
        until(lambda: "Compare with the run before" in desk.titles(0), "it is offered")


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
    with opened(document, WIDGETS, rootUri=document.parent.as_uri()) as desk:
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
    with opened(document, WIDGETS, rootUri=document.parent.as_uri()) as desk:
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
    with opened(document, WIDGETS) as desk:
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
    with (
        hand_made_run(document) as one,
        hand_made_run(other, "20261122-130000-bbbb") as two,
        opened(document, ALL, rootUri=document.parent.as_uri()) as desk,
    ):
        desk.answers["window/showMessageRequest"] = lambda _: None
        tokens = {desk.wait(_begins(run.folder.id))["params"]["token"] for run in (one, two)}
        assert len(tokens) == 2
        two.begin("T1")
        two.end("stopped", "a person said so")
        ended = desk.progress("end", "Stopped: 0 of 2 tasks")
        assert ended["token"].startswith(two.folder.id)
        desk.notify("window/workDoneProgress/cancel", {"token": (tokens - {ended["token"]}).pop()})
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
    with (
        hand_made_run(elsewhere),
        opened(document, ALL, rootUri=document.parent.as_uri()) as desk,
    ):
        assert desk.command("view")["runs"] == []
        desk.settle()
        assert "$/progress" not in desk.methods()


def test_folders_come_and_go(document: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "SPEC.md"
    elsewhere.write_text(SPEC, "utf-8")
    folder = {"uri": elsewhere.parent.as_uri(), "name": "elsewhere"}
    with (
        hand_made_run(elsewhere) as run,
        opened(document, ALL, rootUri=document.parent.as_uri()) as desk,
    ):
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
        with opened(document, capabilities) as desk:
            desk.progress("begin")
            labels = [hint["label"] for hint in desk.ask("textDocument/inlayHint", params)]
            assert any("done · 8/10 · c0ffee12" in label for label in labels) is told


def test_a_task_that_failed_does_not_count_as_done(run: HandMadeRun, desk: Desk) -> None:
    run.fall_short()
    until(lambda: desk.command("state")["text"].startswith("failed"), "it is known to have failed")
    told = desk.command("state")
    assert told["text"].startswith("failed 1/2 · ")
    assert (told["done"], told["total"]) == (1, 2)
