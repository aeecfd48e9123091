import errno
import os
import stat
from pathlib import Path

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.boxes import GONE, tick_file
from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.planning import Wanted, plan

TEXT = "\ufeff# App\r\n\r\n- [ ] A-1: a\r\n\t- detail  \r\n- [ ] A-2: b"


def planned(text: str) -> list[PlannedItem]:
    return list(plan(analyze(text, "SPEC.md"), "App", Wanted("build"), ()).items)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "SPEC.md"
    path.write_bytes(TEXT.encode())
    return path


def test_only_the_box_changes(document: Path) -> None:
    ticked = tick_file(document, planned(TEXT)[:1])
    assert ticked.items == ("A-1",)
    assert document.read_bytes() == TEXT.replace("[ ] A-1", "[x] A-1").encode()


def test_ticking_twice_changes_nothing_more(document: Path) -> None:
    tick_file(document, planned(TEXT))
    once = document.stat()
    assert tick_file(document, planned(TEXT)).items == ("A-1", "A-2")
    again = document.stat()
    assert (again.st_ino, again.st_mtime_ns) == (once.st_ino, once.st_mtime_ns)


def test_an_item_that_says_something_else_by_now_is_left(document: Path) -> None:
    items = planned(TEXT)
    document.write_bytes(TEXT.replace("A-1: a", "A-1: something else").encode())
    ticked = tick_file(document, items)
    assert ticked.items == ("A-2",)
    assert ticked.left == (("A-1", "it is not in the document any more as it was planned"),)


def test_what_a_person_wrote_meanwhile_stays(document: Path) -> None:
    items = planned(TEXT)
    longer = TEXT.replace("# App", "# App, with a new line\r\n\r\nabove")
    document.write_bytes(longer.encode())
    assert tick_file(document, items).items == ("A-1", "A-2")
    assert document.read_bytes() == longer.replace("[ ]", "[x]").encode()


def test_a_document_that_is_gone_is_said_and_not_made_again(tmp_path: Path) -> None:
    ticked = tick_file(tmp_path / "SPEC.md", planned(TEXT))
    assert ticked.items == ()
    assert ticked.left[0][1] == GONE
    assert list(tmp_path.iterdir()) == []


def test_rights_and_links_stay_as_they_are(document: Path) -> None:
    document.chmod(0o640)
    link = document.with_name("LINK.md")
    link.symlink_to(document)
    assert tick_file(link, planned(TEXT)).items == ("A-1", "A-2")
    assert link.is_symlink()
    assert stat.S_IMODE(document.stat().st_mode) == 0o640
    assert sorted(path.name for path in document.parent.iterdir()) == ["LINK.md", "SPEC.md"]


def test_a_draft_that_a_crash_left_is_no_hindrance(document: Path) -> None:
    draft = document.with_name(".SPEC.md.code-orch")
    draft.write_text("half a docu")
    assert tick_file(document, planned(TEXT)).items == ("A-1", "A-2")
    assert not draft.exists()


def test_a_link_in_the_place_of_the_draft_is_not_followed(document: Path) -> None:
    elsewhere = document.with_name("elsewhere")
    elsewhere.write_text("mine")
    document.with_name(".SPEC.md.code-orch").symlink_to(elsewhere)
    assert tick_file(document, planned(TEXT)).items == ("A-1", "A-2")
    assert elsewhere.read_text() == "mine"
    assert not document.is_symlink()


def test_a_draft_that_could_not_be_written_is_not_left_lying_about(
    document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ticked = tick_file(document, planned(TEXT))
    assert "No space left" in ticked.left[0][1]
    assert list(document.parent.iterdir()) == [document]
