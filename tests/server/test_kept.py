"""A workspace that is opened again is not read again, and what is kept of it is only believed
where it is sure to say what reading would."""

import json
import pickle
from collections.abc import Callable
from dataclasses import fields
from io import BytesIO
from pathlib import Path

import pytest

from orchestrator_analyzer.analysis import known
from orchestrator_analyzer.index import Entry
from orchestrator_server import kept, reader
from orchestrator_server.kept import Kept, line_of

BUG = "# Bugs\n\n## BUG-{0}: It sticks\n\n- [ ] T{0} after BUG-1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(BUG.format(number), "utf-8")
    return tmp_path


def told(entry: Entry) -> list[object]:
    return [getattr(entry, one.name) for one in fields(Entry)]


def read(folder: Path) -> dict[str, list[object]]:
    """What the process that reads says of a folder, by the names of its documents."""
    said = BytesIO()
    reader.answer({"find": str(folder)}, said)
    said.seek(0)
    found: dict[str, list[object]] = {}
    while head := said.read(4):
        path, entry = pickle.loads(said.read(int.from_bytes(head)))  # noqa: S301  # from ourselves
        found[Path(path).name] = told(entry)
    return found


def fresh(folder: Path) -> dict[str, list[object]]:
    """What reading says."""
    paths = folder.glob("*.md")
    return {path.name: told(known(path.as_uri(), path.read_text("utf-8"))) for path in paths}


def file_of(state: Path) -> Path:
    (path,) = (state / "index").iterdir()
    return path


def unread(folder: Path) -> list[str]:
    """The documents of which nothing is kept."""
    shelf = Kept.of(folder)
    texts = ((path, path.read_text("utf-8")) for path in sorted(folder.glob("*.md")))
    return [path.name for path, text in texts if shelf.entry(path.as_uri(), text) is None]


def test_a_workspace_is_kept_and_says_what_reading_says(folder: Path) -> None:
    assert unread(folder) == ["0.md", "1.md", "2.md"]
    assert read(folder) == fresh(folder)
    assert unread(folder) == []
    assert read(folder) == fresh(folder)


def test_a_document_that_changed_moved_or_came_is_read(folder: Path, state: Path) -> None:
    read(folder)
    (folder / "0.md").write_text(BUG.format(7), "utf-8")
    (folder / "1.md").rename(folder / "9.md")
    assert unread(folder) == ["0.md", "9.md"]
    assert read(folder) == fresh(folder)
    assert unread(folder) == []
    # What is there no more is not kept on.
    assert file_of(state).read_bytes().count(b"\n") == 1 + 3


def damaged(body: bytes) -> bytes:
    return body.replace(b"BUG", b"BAG")


def of_other_code(body: bytes) -> bytes:
    head, _, rest = body.partition(b"\n")
    return json.dumps({**json.loads(head), "code": "another"}).encode() + b"\n" + rest


def cut_short(body: bytes) -> bytes:
    return body[:-9]


def emptied(_: bytes) -> bytes:
    return b""


def of_another_kind(_: bytes) -> bytes:
    return b"[]\n{"


@pytest.mark.parametrize("spoil", [damaged, of_other_code, cut_short, emptied, of_another_kind])
def test_what_this_code_did_not_write_is_passed_by(
    folder: Path, state: Path, spoil: Callable[[bytes], bytes]
) -> None:
    read(folder)
    path = file_of(state)
    path.write_bytes(spoil(path.read_bytes()))
    assert unread(folder) == ["0.md", "1.md", "2.md"]
    assert read(folder) == fresh(folder)
    assert unread(folder) == []


def test_a_state_folder_that_cannot_be_used_costs_time_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(folder / "0.md"))
    assert read(folder) == fresh(folder)


def test_only_so_many_workspaces_and_so_much_of_one_are_kept(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FOLDERS", 2)
    entries = [known(f"file:///a/{number}.md", BUG.format(number)) for number in range(9)]
    for number in range(4):
        shelf = Kept.of(tmp_path / str(number))
        shelf.take(line_of(entries[number]))
        shelf.save()
    assert len(list((state / "index").iterdir())) == 2
    monkeypatch.setattr(kept, "LARGEST", 4 * len(line_of(entries[0])))
    shelf = Kept.of(tmp_path)
    for entry in entries:
        shelf.take(line_of(entry))
    shelf.save()
    again = Kept.of(tmp_path)
    found = [again.entry(entry.uri, entry.text.source) is not None for entry in entries]
    assert 0 < found.count(True) < len(found)
