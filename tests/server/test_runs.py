"""Runs, as an editor meets them: asked for, shown, stopped, ended, ticked."""

import os
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from orchestrator_engine import api, launch
from orchestrator_engine.claims import claimed
from orchestrator_engine.events import ItemsTicked, PhaseEnded, RunEnded, RunResumed
from orchestrator_engine.places import RunFolder
from orchestrator_server import editor as editor_module
from orchestrator_server import feed, starting
from support.lsp_desk import ALL, NOTHING, Desk, until
from support.lsp_runs import SPEC, FakeEngine, HandMadeRun, hand_made_run
from support.lsp_wire import Json, in_process


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, so that no test has to wait."""
    monkeypatch.setattr(feed, "LIVE_SECONDS", 0.02)
    monkeypatch.setattr(feed, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr("orchestrator_server.engine.ALIVE_SECONDS", 0.02)


@pytest.fixture
def desk(document: Path) -> Generator[Desk]:
    yield from _desk(document, ALL)


@pytest.fixture
def bare_desk(document: Path) -> Generator[Desk]:
    yield from _desk(document, NOTHING)


def _desk(document: Path, capabilities: Json) -> Generator[Desk]:
    desk = Desk(document, capabilities)
    yield desk
    if desk.thread.is_alive():
        desk.request("shutdown")
        desk.notify("exit")
    assert desk.end() == 0


@pytest.fixture
def revived(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the runs whose supervisor would have been started."""
    found: list[str] = []

    def start(folder: RunFolder) -> None:
        found.append(folder.id)

    monkeypatch.setattr(api, "start", start)
    return found


# ---- asked for


def test_a_run_starts_only_after_a_yes(desk: Desk, engine: FakeEngine, document: Path) -> None:
    desk.choice = "Run"
    engine.preview |= {"agent": "claude", "branch": "main", "notes": ["Mind."]}
    assert desk.command("run", {"uri": desk.uri, "mode": "build", "items": ["GREET-1"]}) is None
    question = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
    assert [action["title"] for action in question["actions"]] == ["Not now", "Run"]
    assert question["message"] == (
        "Build SPEC.md: 2 items, agent claude, on a branch of its own that begins at main. Mind."
    )
    until(engine.started, "the run is started")
    asked = {"document": str(document), "mode": "build", "items": ["GREET-1"]}
    assert engine.started() == [asked]


UNTRUSTED = {
    "standing": "new",
    "folder": "/home/p/shop",
    "digest": "abc",
    "question": "/home/p/shop is not trusted yet: check test: npm test",
}


def test_a_folder_that_is_not_trusted_is_asked_about_before_the_run(
    desk: Desk, engine: FakeEngine
) -> None:
    answers = iter(["Trust this folder", "Run"])
    desk.answers["window/showMessageRequest"] = lambda _: {"title": next(answers)}
    engine.preview |= {"trust": UNTRUSTED}
    desk.command("run", {"uri": desk.uri, "mode": "build"})
    question = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
    assert [action["title"] for action in question["actions"]] == ["Not now", "Trust this folder"]
    assert "npm test" in question["message"]
    until(engine.started, "the run is started")


@pytest.mark.parametrize("choice", ["Not now", None, "Run"])
def test_a_folder_that_nobody_trusts_starts_no_run(
    desk: Desk, engine: FakeEngine, choice: str | None
) -> None:
    desk.choice = choice
    engine.preview |= {"trust": UNTRUSTED}
    desk.command("run", {"uri": desk.uri})
    desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
    desk.settle()
    time.sleep(0.1)
    assert engine.started() == []


def test_an_editor_that_cannot_ask_says_how_a_folder_is_trusted(
    bare_desk: Desk, engine: FakeEngine
) -> None:
    engine.preview |= {"trust": UNTRUSTED}
    bare_desk.command("run", {"uri": bare_desk.uri, "mode": "build"})
    bare_desk.said("code-orch trust /home/p/shop")
    assert "Confirm: run build" not in bare_desk.titles()
    assert engine.started() == []


@pytest.mark.parametrize("choice", ["Not now", None, "Something else"])
def test_everything_but_a_yes_means_no(desk: Desk, engine: FakeEngine, choice: str | None) -> None:
    desk.choice = choice
    desk.command("run", {"uri": desk.uri})
    desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
    desk.settle()
    time.sleep(0.1)
    assert engine.started() == []


def test_a_question_that_nobody_answers_is_withdrawn_and_means_no(
    desk: Desk, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ASK_SECONDS", 0.05)
    del desk.answers["window/showMessageRequest"]
    desk.command("run", {"uri": desk.uri})
    question = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
    withdrawn = desk.wait(lambda m: m.get("method") == "$/cancelRequest")
    assert withdrawn["params"]["id"] == question["id"]
    desk.send({"jsonrpc": "2.0", "id": question["id"], "result": {"title": "Run"}})
    desk.settle()
    assert engine.started() == []


def test_an_editor_that_cannot_ask_needs_a_second_action(
    bare_desk: Desk, engine: FakeEngine
) -> None:
    bare_desk.command("run", {"uri": bare_desk.uri, "mode": "build"})
    bare_desk.said("Confirm: run build")
    assert "Confirm: run build" in bare_desk.titles()
    assert engine.started() == []
    bare_desk.command("confirm", {"uri": bare_desk.uri})
    until(engine.started, "the run is started")
    assert "Confirm: run build" not in bare_desk.titles()


def test_a_confirmation_is_only_possible_for_a_while(
    bare_desk: Desk, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ASK_SECONDS", 0.0)
    bare_desk.command("run", {"uri": bare_desk.uri, "mode": "build"})
    bare_desk.said("Confirm: run build")
    assert "Confirm: run build" not in bare_desk.titles()
    bare_desk.command("confirm")
    bare_desk.said("nothing to confirm")
    assert engine.started() == []


def test_an_editor_that_applies_every_action_has_started_nothing(
    bare_desk: Desk, engine: FakeEngine
) -> None:
    place = {"line": 4, "character": 8}
    params: Json = {
        "textDocument": {"uri": bare_desk.uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": []},
    }
    for action in bare_desk.ask("textDocument/codeAction", params):
        assert "edit" not in action
        bare_desk.ask(
            "workspace/executeCommand",
            {"command": action["command"], "arguments": action["arguments"]},
        )
    bare_desk.said("Confirm: run")
    bare_desk.settle()
    assert engine.started() == []


@pytest.mark.parametrize(
    "arguments", [(), (None,), ({},), ({"items": None},), ({"uri": None, "mode": None},)]
)
def test_missing_arguments_mean_the_document_that_was_looked_at_last(
    desk: Desk, engine: FakeEngine, arguments: tuple[object, ...]
) -> None:
    desk.choice = "Run"
    desk.command("run", *arguments)
    until(engine.started, "the run is started")
    assert engine.started()[0]["items"] == []


def test_without_any_document_a_command_says_what_to_do() -> None:
    with in_process() as client:
        client.initialize()
        for name in ("run", "stop", "report", "confirm", "resume"):
            params = {"command": f"codeOrchestrator.{name}"}
            assert client.ask("workspace/executeCommand", params) is None
        client.wait(lambda m: "Open the markdown document" in str(m))
        assert client.refusal("workspace/executeCommand", {"command": "rm"})["code"] == -32602


def test_what_is_not_saved_is_not_run(desk: Desk, engine: FakeEngine) -> None:
    desk.retype(SPEC + "x")
    desk.choice = "Run"
    desk.command("run")
    desk.said("Save it, then run it")
    assert engine.started() == []


def test_a_document_without_a_file_cannot_be_run(engine: FakeEngine) -> None:
    with in_process() as client:
        client.initialize({"capabilities": ALL})
        client.open("untitled:Untitled-1", SPEC)
        client.ask("workspace/executeCommand", {"command": "codeOrchestrator.run"})
        client.wait(lambda m: "Save the document as a file" in str(m))
        assert engine.started() == []


def test_what_keeps_the_engine_from_starting_is_said_in_its_own_words(
    desk: Desk, engine: FakeEngine
) -> None:
    engine.preview = {"error": "no-agent", "message": "no coding agent", "hint": "Install one."}
    desk.command("run")
    desk.said("no coding agent\nInstall one.")
    assert "window/showMessageRequest" not in desk.methods()


# ---- shown


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
    tokens = [desk.progress("begin")["token"] for _ in range(2) for desk in _desk(document, ALL)]
    assert tokens[0] != tokens[1]
    assert run.commands() == []


def test_the_stop_button_of_a_progress_stops_the_run(run: HandMadeRun, desk: Desk) -> None:
    token = desk.progress("begin")["token"]
    desk.notify("window/workDoneProgress/cancel", {"token": "another"})
    desk.notify("window/workDoneProgress/cancel", {"token": token})
    assert run.wait_for_command("stop") == {}


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


def test_a_run_that_nobody_drives_is_called_crashed(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    run.die()
    desk.progress("end", "Crashed: 0 of 2 tasks")
    desk.said(f"code-orch resume {run.folder.id}")


def test_a_run_that_died_before_the_document_was_opened_goes_on_and_that_is_said(
    run: HandMadeRun, document: Path, revived: list[str]
) -> None:
    run.die()
    for desk in _desk(document, ALL):
        desk.said("The run of SPEC.md had died (with the machine, for example) and goes on now.")
        time.sleep(0.2)
        desk.settle()
    assert revived == [run.folder.id]


def test_a_run_whose_supervisor_gave_up_is_left_to_a_person(
    run: HandMadeRun, desk: Desk, revived: list[str]
) -> None:
    desk.notify("textDocument/didClose", {"textDocument": {"uri": desk.uri}})
    desk.settle()
    run.folder.given_up.write_text("it fell over again and again")
    run.die()
    desk.open(desk.uri, desk.text)
    until(lambda: any("resume" in lens for lens in desk.lenses()), "the run is seen")
    time.sleep(0.1)
    desk.settle()
    assert revived == []


def test_a_run_that_is_just_being_started_is_not_taken_for_dead(document: Path) -> None:
    with hand_made_run(document) as run:
        run.die()
        run.folder.supervisor_lock.unlink()
        assert not api.revive(run.folder)


def test_a_run_that_dies_while_we_watch_is_not_revived(
    run: HandMadeRun, desk: Desk, revived: list[str]
) -> None:
    desk.progress("begin")
    run.die()
    desk.said("“Resume the run”")
    time.sleep(0.2)
    assert revived == []


def test_a_dead_run_that_cannot_go_on_is_told_of(
    run: HandMadeRun, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.die()

    def busy(_: RunFolder) -> None:
        raise launch.ProjectBusy("20990101-000000-zzzz")

    monkeypatch.setattr(api, "start", busy)
    for desk in _desk(document, ALL):
        desk.said("run 20990101-000000-zzzz is going on in this project")


@pytest.mark.parametrize("status", ["stopped", "paused", "limit"])
def test_a_run_that_ended_early_can_be_resumed_after_a_yes(
    run: HandMadeRun, desk: Desk, engine: FakeEngine, status: str
) -> None:
    desk.progress("begin")
    run.begin("T1")
    run.merge("T1")
    run.end(status, "it was enough")
    title = "Resume the run (1 of 2 tasks are done)"
    until(lambda: title in desk.titles(), "it can be resumed")
    assert "1 of 2 tasks are done · resume" in desk.lenses()
    desk.choice = "Not now"
    desk.command("resume", {"uri": desk.uri})
    question = desk.said("resume the run of SPEC.md")["params"]
    assert [action["title"] for action in question["actions"]] == ["Not now", "Resume"]
    assert question["message"] == (
        "Rehearsal: resume the run of SPEC.md: 1 of 2 tasks are done, agent rehearsal, "
        f"on its branch {run.journal.run.created.branch}."
    )
    desk.settle()
    assert engine.started() == []
    desk.choice = "Resume"
    desk.command("resume", {"uri": desk.uri})
    until(engine.started, "the run is resumed")
    assert engine.started() == [{"document": str(run.folder.path), "items": ["resume"]}]


def test_the_end_of_a_resumed_run_is_told_and_its_old_end_is_not_told_again(
    run: HandMadeRun, desk: Desk, engine: FakeEngine
) -> None:
    desk.progress("begin")
    run.append(RunEnded("stopped", "it was enough"))
    desk.progress("end", "Stopped")
    run.die()
    engine.answer = {"run": run.folder.id}
    desk.choice = "Resume"
    until(lambda: any(title.startswith("Resume") for title in desk.titles()), "it can be resumed")
    desk.command("resume")
    until(engine.started, "the run is resumed")
    time.sleep(0.2)
    run.append(RunResumed())
    run.end()
    desk.said("Completed: 0 of 2 tasks")
    told = [m for m in desk.seen if m.get("method") == "window/showMessageRequest"]
    assert sum("Stopped: " in message["params"]["message"] for message in told) == 1


def test_an_editor_that_cannot_ask_resumes_with_a_second_action(
    run: HandMadeRun, bare_desk: Desk, engine: FakeEngine
) -> None:
    run.end("stopped", "it was enough")
    until(lambda: any("Resume" in title for title in bare_desk.titles()), "it can be resumed")
    bare_desk.command("resume", {"uri": bare_desk.uri})
    bare_desk.said("choose the code action “Confirm: resume the run”")
    assert "Confirm: resume the run" in bare_desk.titles()
    assert engine.started() == []
    bare_desk.command("confirm", {"uri": bare_desk.uri})
    until(engine.started, "the run is resumed")


def test_why_a_run_cannot_be_resumed_is_said(
    run: HandMadeRun, desk: Desk, engine: FakeEngine
) -> None:
    desk.command("resume")
    desk.progress("begin")
    desk.command("resume")
    desk.said("is running already")
    run.append(RunEnded("stopped", "it was enough"))
    run.die()
    until(lambda: any(title.startswith("Resume") for title in desk.titles()), "it can be resumed")
    engine.answer = {"error": "busy", "message": "another run goes on", "hint": "Wait for it."}
    desk.choice = "Resume"
    desk.command("resume")
    desk.said("another run goes on\nWait for it.")


def test_a_run_that_came_to_its_end_is_not_resumed(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    run.end()
    desk.progress("end")
    assert not any(title.startswith("Resume") for title in desk.titles())
    desk.command("resume")
    desk.said("To do what is left, run the document again.")


def test_a_run_that_ends_at_once_is_told_of_all_the_same(
    desk: Desk, document: Path, engine: FakeEngine
) -> None:
    desk.choice = "Run"
    engine.answer = {"run": "20261122-120000-aaaa"}
    with hand_made_run(document) as run:
        run.end()
        desk.command("run")
        desk.said("Completed: 0 of 2 tasks")


def test_a_run_that_begins_elsewhere_appears(desk: Desk, document: Path) -> None:
    desk.settle()
    with hand_made_run(document):
        desk.progress("begin")


def test_lenses_are_drawn_again_at_most_twice_a_second(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    began = time.monotonic()
    for attempt in range(1, 20):
        run.begin("T1", attempt)
        run.reject("T1", attempt)
        desk.progress("report", f"round {attempt}," if attempt > 1 else "")
    desk.settle()
    seconds = time.monotonic() - began
    refreshes = [m for m in desk.seen if m.get("method") == "workspace/codeLens/refresh"]
    assert len(refreshes) <= 2 + seconds / editor_module.REFRESH_SECONDS


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


# ---- ticked


def test_what_is_done_is_ticked_in_the_editor_and_the_run_is_told(
    run: HandMadeRun, desk: Desk
) -> None:
    desk.progress("begin")
    run.begin("T1")
    run.merge("T1")
    desk.wait(lambda m: m.get("method") == "workspace/applyEdit")
    assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}
    box = {"start": {"line": 4, "character": 3}, "end": {"line": 4, "character": 4}}
    (edit,) = desk.edited[0]["documentChanges"]
    assert edit["textDocument"] == {"uri": desk.uri, "version": 1}
    assert edit["edits"] == [{"range": box, "newText": "x"}]


def test_an_edit_that_the_editor_refuses_is_tried_again(run: HandMadeRun, desk: Desk) -> None:
    desk.applies = [False, False, True]
    run.begin("T1")
    run.merge("T1")
    assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}
    desk.settle()
    assert len(desk.edited) == 3


def test_an_item_that_is_ticked_already_needs_no_edit(run: HandMadeRun, desk: Desk) -> None:
    ticked = SPEC.replace("- [ ] GREET-1", "- [x] GREET-1")
    desk.retype(ticked)
    desk.settle()
    run.begin("T1")
    run.merge("T1")
    assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}
    assert desk.edited == []


def test_without_versions_an_edit_names_only_the_document(run: HandMadeRun, document: Path) -> None:
    for desk in _desk(document, {"workspace": {"applyEdit": True}}):
        run.begin("T1")
        run.merge("T1")
        desk.wait(lambda m: m.get("method") == "workspace/applyEdit")
        assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}
        assert list(desk.edited[0]["changes"]) == [desk.uri]


def test_ticks_that_the_editor_did_not_save_are_written_when_it_closes(
    run: HandMadeRun, desk: Desk, document: Path
) -> None:
    run.begin("T1")
    run.merge("T1")
    run.wait_for_command("ticked")
    assert document.read_text("utf-8") == SPEC
    desk.notify("textDocument/didClose", {"textDocument": {"uri": desk.uri}})
    ticked = SPEC.replace("- [ ] GREET-1", "- [x] GREET-1")
    until(lambda: document.read_text("utf-8") == ticked, "the tick is in the file")


def test_what_the_person_saved_after_the_tick_stays_as_it_is(
    run: HandMadeRun, desk: Desk, document: Path
) -> None:
    run.begin("T1")
    run.merge("T1")
    run.wait_for_command("ticked")
    desk.notify("textDocument/didSave", {"textDocument": {"uri": desk.uri}})
    desk.ask("shutdown")
    desk.notify("exit")
    assert desk.end() == 0
    assert document.read_text("utf-8") == SPEC


def test_an_open_document_is_claimed_and_a_closed_one_is_not(desk: Desk, document: Path) -> None:
    until(lambda: claimed(document), "the document is claimed")
    desk.notify("textDocument/didClose", {"textDocument": {"uri": desk.uri}})
    until(lambda: not claimed(document), "the claim is given back")
    desk.open(desk.uri, SPEC)
    until(lambda: claimed(document), "the document is claimed again")


def test_of_two_editors_with_the_document_one_ticks_it(run: HandMadeRun, document: Path) -> None:
    for first in _desk(document, ALL):
        first.progress("begin")
        until(lambda: claimed(document), "the first has the claim")
        for second in _desk(document, ALL):
            second.progress("begin")
            run.begin("T1")
            run.merge("T1")
            run.wait_for_command("ticked")
            second.progress("report", "1/2")
            second.settle()
            assert len(first.edited) == 1
            assert second.edited == []


def test_a_document_that_we_cannot_edit_is_left_to_the_engine(
    run: HandMadeRun, bare_desk: Desk, document: Path
) -> None:
    run.begin("T1")
    run.merge("T1")
    bare_desk.said("running")
    bare_desk.settle()
    assert not claimed(document)
    assert run.commands() == []


TICKED = SPEC.replace("- [ ] GREET-1", "- [x] GREET-1")


def _reopen_after(run: HandMadeRun, desk: Desk, document: Path, by: str, file: str) -> None:
    """The editor has read `SPEC`; before the document is ours again, GREET-1 is ticked."""
    desk.notify("textDocument/didClose", {"textDocument": {"uri": desk.uri}})
    until(lambda: not claimed(document), "the claim is given back")
    run.begin("T1")
    run.merge("T1")
    if by == "editor":
        run.append(ItemsTicked(("GREET-1",), by))
    document.write_text(file, "utf-8")
    if by == "engine":
        run.append(ItemsTicked(("GREET-1",), by))
    desk.edited.clear()
    desk.open(desk.uri, SPEC)


def test_what_the_engine_ticked_while_the_editor_was_opening_is_ticked_there_too(
    run: HandMadeRun, desk: Desk, document: Path
) -> None:
    _reopen_after(run, desk, document, "engine", TICKED)
    assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}
    assert len(desk.edited) == 1


def test_that_is_so_when_the_run_has_ended_meanwhile(
    run: HandMadeRun, desk: Desk, document: Path
) -> None:
    run.append(RunEnded("completed", "all is merged"))
    run.die()
    _reopen_after(run, desk, document, "engine", TICKED)
    until(lambda: desk.edited, "the box is ticked in the editor")
    time.sleep(0.2)
    assert len(desk.edited) == 1
    assert run.commands() == []


def test_a_tick_that_went_with_an_editor_that_had_not_saved_it_is_made_again(
    run: HandMadeRun, desk: Desk, document: Path
) -> None:
    before = time.time() - 100
    run.begin("T1")
    run.merge("T1")
    run.wait_for_command("ticked")
    run.append(ItemsTicked(("GREET-1",), "editor"))
    desk.notify("textDocument/didSave", {"textDocument": {"uri": desk.uri}})
    desk.notify("textDocument/didClose", {"textDocument": {"uri": desk.uri}})
    until(lambda: not claimed(document), "the claim is given back")
    os.utime(document, (before, before))
    desk.edited.clear()
    desk.open(desk.uri, SPEC)
    until(lambda: desk.edited, "the box is ticked again")
    until(lambda: len(run.commands()) == 2, "the run is told again")


def test_a_box_that_the_person_cleared_and_saved_stays_clear(
    run: HandMadeRun, desk: Desk, document: Path
) -> None:
    _reopen_after(run, desk, document, "editor", SPEC)
    until(lambda: claimed(document), "the document is ours again")
    time.sleep(0.3)
    desk.settle()
    assert desk.edited == []
