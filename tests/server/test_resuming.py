"""Runs that ended early or died go on: after a yes, or by themselves."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from orchestrator_engine import api, launch
from orchestrator_engine.events import RunEnded, RunResumed
from orchestrator_engine.places import RunFolder
from orchestrator_engine.sequel import keep
from orchestrator_engine.then import Sequel, Then
from orchestrator_server import targets
from orchestrator_server.engine import Engine
from support.lsp_desk import ALL, Desk, opened, until
from support.lsp_runs import FakeEngine, HandMadeRun, hand_made_run

pytestmark = pytest.mark.usefixtures("impatient")


def test_a_run_that_nobody_drives_is_called_crashed(run: HandMadeRun, desk: Desk) -> None:
    desk.progress("begin")
    run.die()
    desk.progress("end", "Crashed: 0 of 2 tasks")
    desk.progress("end", f"code-orch resume {run.folder.id}")
    offered = desk.said("What is done is safe.")["params"]
    assert [one["title"] for one in offered["actions"]] == ["Show the report", "Resume"]
    assert not any(lens.startswith("running") for lens in desk.lenses())


def test_a_crashed_run_goes_on_when_its_message_is_told_to(
    run: HandMadeRun, desk: Desk, engine: FakeEngine
) -> None:
    desk.progress("begin")
    desk.choice = "Resume"
    run.die()
    until(engine.started, "the run goes on")
    assert [one["items"] for one in engine.started()] == [["resume"]]


@pytest.mark.parametrize("plugin", [False, True])
def test_neovim_is_told_of_an_end_by_a_message_that_asks_for_nothing(
    run: HandMadeRun, document: Path, plugin: bool
) -> None:
    changed = {"experimental": {"codeOrchestrator": {"changed": True}}} if plugin else {}
    with opened(document, ALL | changed, clientInfo={"name": "Neovim"}) as desk:
        desk.progress("begin")
        run.die()
        said = desk.wait(lambda m: m.get("method") == "window/showMessage")["params"]["message"]
        way = ":Orchestrate resume" if plugin else "the code action “Resume the run”"
        assert f"What is done is safe. To let it go on: {way}. The report: " in said
        assert "window/showMessageRequest" not in desk.methods()


def test_a_command_that_comes_before_the_runs_were_read_waits_for_them(
    run: HandMadeRun, document: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.end("stopped", "it was enough")
    known, glimpse = threading.Event(), Engine.glimpse

    async def slow(self: Engine, path: Path, *, anew: bool = False, key: object = None) -> object:
        await asyncio.to_thread(known.wait, 10)
        return await glimpse(self, path, anew=anew, key=key)

    monkeypatch.setattr(Engine, "glimpse", slow)
    with opened(document, ALL) as desk:
        desk.command("resume")
        desk.settle()
        monkeypatch.setattr(targets, "PATIENCE", 0.0)
        desk.command("report")
        desk.said("It is not known yet whether this document was run")
        known.set()
        desk.said("resume the run of SPEC.md")
    assert engine.started() == []


def test_a_run_that_died_before_the_document_was_opened_goes_on_and_that_is_said(
    run: HandMadeRun, document: Path, started: list[str]
) -> None:
    run.die()
    with opened(document, ALL) as desk:
        desk.said("The run of SPEC.md had died (with the machine, for example) and goes on now.")
        time.sleep(0.2)
        desk.settle()
    assert started == [run.folder.id]


def test_a_run_whose_supervisor_gave_up_is_left_to_a_person(
    run: HandMadeRun, desk: Desk, started: list[str]
) -> None:
    desk.notify("textDocument/didClose", {"textDocument": {"uri": desk.uri}})
    desk.settle()
    run.folder.given_up.write_text("it fell over again and again")
    run.die()
    desk.open(desk.uri, desk.text)
    until(lambda: any("resume" in lens for lens in desk.lenses()), "the run is seen")
    time.sleep(0.1)
    desk.settle()
    assert started == []


def test_a_run_that_is_just_being_started_is_not_taken_for_dead(document: Path) -> None:
    with hand_made_run(document) as run:
        run.die()
        run.folder.supervisor_lock.unlink()
        assert not api.revive(run.folder)


def test_a_run_that_dies_while_we_watch_is_not_started(
    run: HandMadeRun, desk: Desk, started: list[str]
) -> None:
    desk.progress("begin")
    run.die()
    desk.said("What is done is safe.")
    time.sleep(0.2)
    assert started == []


def test_a_dead_run_that_cannot_go_on_is_told_of(
    run: HandMadeRun, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.die()

    def busy(_: RunFolder) -> None:
        raise launch.ProjectBusy("20990101-000000-zzzz")

    monkeypatch.setattr(api, "start", busy)
    with opened(document, ALL) as desk:
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


def test_a_run_that_was_to_follow_begins_only_after_a_yes(
    document: Path, engine: FakeEngine
) -> None:
    with hand_made_run(document, then=Then("fix", agent="claude")) as run:
        run.end()
        keep(run.folder, Sequel(why="it is not trusted", settled=True))
        with opened(document, ALL) as desk:
            title = "nothing follows yet · begin the run that mends what was found"
            until(lambda: title in desk.lenses(), "it can be begun")
            desk.choice = "Not now"
            desk.command("resume", {"uri": desk.uri})
            question = desk.said("Begin the run that mends what the run of SPEC.md found")["params"]
            assert [action["title"] for action in question["actions"]] == ["Not now", "Begin it"]
            assert "agent claude, from the branch code-orch/" in question["message"]
            assert "It costs money of its own." in question["message"]
            desk.settle()
            assert engine.started() == []
            desk.choice = "Begin it"
            desk.command("resume", {"uri": desk.uri})
            until(engine.started, "it begins")
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
    desk.said("Another run goes on. Wait for it.")


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
