"""Runs, as an editor meets them: shown while they go on, stopped, ended."""

import threading
import time
from pathlib import Path

import pytest

from orchestrator_engine.events import PhaseEnded, TaskRetried
from orchestrator_server import readings
from orchestrator_server.redrawing import REFRESH_SECONDS
from orchestrator_server.survey import Survey
from support.long_documents import long_document
from support.lsp_desk import ALL, Desk, opened
from support.lsp_runs import SPEC, FakeEngine, HandMadeRun, hand_made_run

pytestmark = pytest.mark.usefixtures("impatient")


def test_progress_tells_how_a_run_goes_and_never_goes_back(run: HandMadeRun, desk: Desk) -> None:
    begin = desk.progress("begin")["value"]
    assert begin["title"] == "Rehearsal: Greeter"
    assert begin["cancellable"] is True
    run.begin("T1")
    run.reject("T1")
    desk.progress("report", "sent back by the reviewer")
    run.begin("T1", 2)
    desk.progress("report", "the agent mends it, round 2, last score 4/10")
    run.merge("T1", 2)
    desk.progress("report", "1/2")
    run.begin("T2")
    run.merge("T2")
    run.end()
    end = desk.progress("end")
    assert "Completed: 2 of 2 tasks" in end["value"]["message"]
    reports = [m["params"] for m in desk.seen if m.get("method") == "$/progress"]
    assert {report["token"] for report in reports} == {end["token"]}
    shown = [r["value"]["percentage"] for r in reports if "percentage" in r["value"]]
    assert shown == sorted(shown)
    assert shown[-1] <= 99


def test_a_new_progress_begins_where_a_person_has_a_task_tried_again(
    run: HandMadeRun, desk: Desk
) -> None:
    first = desk.progress("begin")["token"]
    run.begin("T1")
    run.reject("T1")
    run.fail("T1")
    run.begin("T2")
    desk.progress("report", "GREET-2")
    run.append(TaskRetried("T1"))
    assert desk.progress("end", "There is more to do.")["token"] == first
    second = desk.wait(lambda m: m.get("method") == "$/progress" and m["params"]["token"] != first)[
        "params"
    ]
    assert second["value"]["kind"] == "begin"
    run.begin("T1", 2)
    run.merge("T1", 2)
    run.merge("T2")
    run.end()
    assert desk.progress("end", "Completed: 2 of 2 tasks")["token"] == second["token"]
    all_told = [m["params"] for m in desk.seen if m.get("method") == "$/progress"]
    assert {told["token"] for told in all_told} == {first, second["token"]}

    def shown(token: str) -> list[int]:
        mine = [told["value"] for told in all_told if told["token"] == token]
        return [value["percentage"] for value in mine if value["kind"] != "end"]

    assert shown(first) == sorted(shown(first))
    assert shown(second["token"]) == sorted(shown(second["token"]))
    assert shown(second["token"])[0] < shown(first)[-1]


def test_the_end_offers_the_report(run: HandMadeRun, desk: Desk) -> None:
    desk.choice = "Show the report"
    desk.progress("begin")
    run.begin("T1")
    run.end("stopped", "stopped by a person")
    shown = desk.wait(lambda m: m.get("method") == "window/showDocument")["params"]
    assert shown["uri"] == run.folder.report.as_uri()
    assert "Greeter" in run.folder.report.read_text("utf-8")
    question = desk.said("Stopped: 0 of 2 tasks")["params"]
    assert [action["title"] for action in question["actions"]] == ["Show the report"]


def test_an_editor_without_progress_hears_of_milestones(run: HandMadeRun, bare_desk: Desk) -> None:
    bare_desk.said("running, 0/2")
    for task in ("T1", "T2"):
        run.begin(task)
        run.merge(task)
    run.append(PhaseEnded("P1", passed=True, why="", results=()))
    bare_desk.said("Phase 1 passed (2 of 2 tasks)")
    run.end()
    bare_desk.said("Completed: 2 of 2 tasks")
    bare_desk.said(str(run.folder.report))
    assert not {m for m in bare_desk.methods() if "rogress" in m}


def test_opening_the_document_again_shows_the_run_that_still_goes_on(
    run: HandMadeRun, document: Path
) -> None:
    tokens: list[object] = []
    for _ in range(2):
        with opened(document, ALL) as desk:
            tokens.append(desk.progress("begin")["token"])
    assert tokens[0] != tokens[1]
    assert run.commands() == []


def test_the_stop_button_of_a_progress_stops_the_run(run: HandMadeRun, desk: Desk) -> None:
    token = desk.progress("begin")["token"]
    desk.notify("window/workDoneProgress/cancel", {"token": "another"})
    desk.notify("window/workDoneProgress/cancel", {"token": token})
    assert run.wait_for_command("stop") == {}


def test_a_run_is_stopped_while_the_document_in_front_is_still_being_read(
    run: HandMadeRun, desk: Desk, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.progress("begin")
    read = threading.Event()
    look_through = readings._looked_through  # pyright: ignore[reportPrivateUsage]

    def slowly(*asked: object, **how: object) -> object:
        read.wait(60)
        return look_through(*asked, **how)  # pyright: ignore[reportArgumentType]  # as it was asked

    monkeypatch.setattr(readings, "_looked_through", slowly)
    try:
        desk.open(document.with_name("LONG.md").as_uri(), long_document(400))
        assert desk.command("state", {"run": run.folder.id})["text"]
        desk.command("stop", {"run": run.folder.id})
        run.wait_for_command("stop")
        assert not read.is_set()
    finally:
        read.set()


def test_while_a_run_is_live_it_can_be_stopped_and_not_started_again(
    run: HandMadeRun, desk: Desk, engine: FakeEngine
) -> None:
    desk.progress("begin")
    assert desk.titles() == [
        "Leave GREET-1 out of the run",
        "Stop the run (0 of 2 tasks)",
        "Pause the run",
        "Show the report",
    ]
    assert desk.lenses()[0] == "running 0/2 · $0 (rehearsal) · stop"
    desk.command("run")
    desk.said("is running already")
    desk.command("stop")
    run.wait_for_command("stop")
    assert engine.started() == []


def test_lenses_and_hover_tell_how_each_item_stands(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    run.begin("T1")
    run.merge("T1")
    desk.progress("report", "1/2")
    assert "done · 8/10 · c0ffee12 · $0 (rehearsal)" in desk.lenses()
    params = {"textDocument": {"uri": desk.uri}, "position": {"line": 4, "character": 8}}
    hover = desk.ask("textDocument/hover", params)["contents"]["value"]
    assert "In the latest run: done · 8/10 · c0ffee12" in hover


def test_a_hover_on_a_reference_tells_about_the_item_that_is_meant(
    run: HandMadeRun, desk: Desk
) -> None:
    desk.progress("begin")
    run.begin("T1")
    run.merge("T1")
    desk.progress("report", "1/2")
    desk.retype(SPEC + "\n  Only after GREET-1.\n")
    place = {"line": 7, "character": 16}
    params = {"textDocument": {"uri": desk.uri}, "position": place}
    hover = desk.ask("textDocument/hover", params)["contents"]["value"]
    assert hover.startswith("**GREET-1**")
    assert "In the latest run: done · 8/10" in hover


def test_a_run_that_begins_elsewhere_appears(desk: Desk, document: Path) -> None:
    desk.settle()
    with hand_made_run(document):
        desk.progress("begin")


def test_lenses_are_drawn_again_at_most_twice_a_second(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    desk.settle()
    before, began = len(desk.seen), time.monotonic()
    for attempt in range(1, 20):
        run.begin("T1", attempt)
        run.reject("T1", attempt)
        desk.progress("report", f"round {attempt}," if attempt > 1 else "")
    desk.settle()
    seconds = time.monotonic() - began
    told = desk.seen[before:]
    refreshes = [m for m in told if m.get("method") == "workspace/codeLens/refresh"]
    assert len(refreshes) <= 2 + seconds / REFRESH_SECONDS


def test_the_same_trouble_is_told_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "file"))
    error = desk.wait(lambda m: m.get("params", {}).get("type") == 1)
    assert "ORCHESTRATOR_STATE_DIR" in error["params"]["message"]
    time.sleep(0.3)
    desk.settle()
    assert [m for m in desk.seen if m.get("params", {}).get("type") == 1] == [error]


def test_a_journal_of_somebody_else_that_cannot_be_read_is_passed_by(
    desk: Desk, document: Path, state: Path
) -> None:
    folder = state / "runs" / "20991231-120001-bbbb"
    folder.mkdir(parents=True)
    (folder / "run.db").write_bytes(b"not a database at all" * 100)
    with hand_made_run(document):
        desk.progress("begin")


def test_runs_are_looked_at_again_after_the_system_refused_once(
    run: HandMadeRun, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, refusals = Survey.look, [OSError(24, "Too many open files")]

    def looked(self: Survey, roots: tuple[Path, ...], wanted: frozenset[str]) -> object:
        found = look(self, roots, wanted)
        if found and refusals:
            raise refusals.pop()
        return found

    monkeypatch.setattr(Survey, "look", looked)
    other = document.with_name("OTHER.md")
    other.write_text("# Other\n", "utf-8")
    with opened(other, ALL, rootUri=document.parent.as_uri()) as desk:
        desk.said("Too many open files")
        run.begin("T1")
        desk.progress("begin")
