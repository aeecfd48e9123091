"""What is done is ticked in the open document, and nothing that was typed is lost."""

import os
import time
from pathlib import Path

import pytest

from orchestrator_engine.boxes import UNANSWERED
from orchestrator_engine.claims import claimed
from orchestrator_engine.events import ItemsTicked, RunEnded
from orchestrator_server import ticks
from support.lsp_desk import ALL, Desk, opened, until
from support.lsp_runs import SPEC, HandMadeRun

pytestmark = pytest.mark.usefixtures("impatient")


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


def test_an_edit_that_the_editor_left_out_and_says_it_made_is_tried_again(
    run: HandMadeRun, desk: Desk
) -> None:
    desk.lies = 1
    run.begin("T1")
    run.merge("T1")
    desk.wait(lambda m: m.get("method") == "workspace/applyEdit")
    # What was typed while the edit was on its way, told after it as Neovim does.
    desk.retype(f"Unsaved words.\n\n{SPEC}")
    assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}
    ticked = SPEC.replace("- [ ] GREET-1", "- [x] GREET-1")
    assert desk.text == f"Unsaved words.\n\n{ticked}"
    assert len(desk.edited) == 2


def test_what_an_editor_did_not_tick_in_time_is_ticked_all_the_same(
    run: HandMadeRun, desk: Desk
) -> None:
    desk.progress("begin")
    run.begin("T1")
    run.append(ItemsTicked((), "editor", (("GREET-1", UNANSWERED),)))
    run.merge("T1")
    assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}


def test_an_item_that_was_rewritten_and_not_saved_is_told_of_and_left_as_it_is(
    run: HandMadeRun, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticks, "CONFLICT_SECONDS", 0.1)
    desk.retype(SPEC.replace("GREET-1: Greet a person by name", "Wave at everybody instead"))
    desk.progress("begin")
    run.begin("T1")
    run.merge("T1")
    desk.said("GREET-1 is done, but SPEC.md does not show it any more as it was planned.")
    desk.settle()
    assert desk.edited == []
    assert run.commands() == []
    # Once they have taken that back, it is ticked in what they have.
    desk.retype(f"Unsaved words.\n\n{SPEC}")
    assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}
    (edit,) = desk.edited[0]["documentChanges"][0]["edits"]
    assert edit["range"]["start"]["line"] == 6
    said = [one for one in desk.settle() if "is done, but" in str(one)]
    assert len(said) == 1


def test_an_item_that_is_ticked_already_needs_no_edit(run: HandMadeRun, desk: Desk) -> None:
    ticked = SPEC.replace("- [ ] GREET-1", "- [x] GREET-1")
    desk.retype(ticked)
    desk.settle()
    run.begin("T1")
    run.merge("T1")
    assert run.wait_for_command("ticked") == {"items": ["GREET-1"]}
    assert desk.edited == []


def test_without_versions_an_edit_names_only_the_document(run: HandMadeRun, document: Path) -> None:
    with opened(document, {"workspace": {"applyEdit": True}}) as desk:
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
    with opened(document, ALL) as first:
        first.progress("begin")
        until(lambda: claimed(document), "the first has the claim")
        with opened(document, ALL) as second:
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
