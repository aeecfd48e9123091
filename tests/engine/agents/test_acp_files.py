"""Files that are served to an agent: never one outside of the worktree, however it is named."""

import os
import shutil
import stat
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.agents.acp_files import MOST, Outside, held, read_text, write_text


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    place = tmp_path / "tree"
    place.mkdir()
    return place


def test_a_file_is_written_and_read_with_its_folders(tree: Path) -> None:
    write_text("a/b/c.txt", tree, "1\n2\n3\n")
    assert read_text(str(tree / "a/b/c.txt"), tree) == "1\n2\n3\n"
    assert read_text("a/b/c.txt", tree, 2) == "2\n3\n"
    assert read_text("a/b/c.txt", tree, 2, 1) == "2\n"
    assert read_text("a/b/c.txt", tree, 9) == ""
    assert [path.name for path in (tree / "a/b").iterdir()] == ["c.txt"]


def test_a_worktree_behind_a_link_is_a_worktree(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tree)
    write_text(str(tree / "a.txt"), tmp_path / "link", "a")
    assert read_text(str(tmp_path / "link" / "a.txt"), tmp_path / "link") == "a"


def test_a_program_stays_a_program(tree: Path) -> None:
    file = tree / "run.sh"
    file.write_text("old")
    file.chmod(0o755)
    write_text("run.sh", tree, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o755)


@pytest.mark.parametrize("name", ["a/secret.txt", "b", "../secret.txt", "a/../../secret.txt"])
def test_no_name_leads_out(tree: Path, name: str) -> None:
    (tree / "a").symlink_to(tree.parent)
    (tree / "b").symlink_to(tree.parent / "secret.txt")
    assert not held(name, tree)
    with pytest.raises((Outside, OSError)):
        read_text(name, tree)
    with pytest.raises((Outside, OSError)):
        write_text(name, tree, "x")
    assert (tree.parent / "secret.txt").read_text() == "secret"


def test_a_second_name_of_a_file_elsewhere_stays_as_it_is(tree: Path) -> None:
    (tree / "a.txt").hardlink_to(tree.parent / "secret.txt")
    write_text("a.txt", tree, "x")
    assert (tree.parent / "secret.txt").read_text() == "secret"


def test_what_is_no_file_is_not_waited_for(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    for name in ("pipe", "."):
        with pytest.raises((Outside, OSError)):
            read_text(name, tree)
        with pytest.raises((Outside, OSError)):
            write_text(name, tree, "x")


def test_a_file_that_is_too_large_is_not_read(tree: Path) -> None:
    with (tree / "big").open("wb") as file:
        file.truncate(MOST + 1)
    with pytest.raises(Outside, match="larger than 10 MB"):
        read_text("big", tree)


@given(st.lists(st.sampled_from(["a", "..", ".", "link", "", "/", ".GIT", "é", "\ud800"])))
def test_whatever_it_is_called_it_stays_inside_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str]
) -> None:
    place = tmp_path_factory.mktemp("files")
    inner = place / "tree"
    inner.mkdir()
    (inner / "link").symlink_to(place)
    try:
        write_text("/".join(parts), inner, "x")
    except (Outside, OSError, UnicodeError):
        pass
    else:
        assert held("/".join(parts), inner)
    assert [path.name for path in place.iterdir()] == ["tree"]


def test_a_folder_that_becomes_a_link_meanwhile_leads_nowhere(tree: Path) -> None:
    outside = tree.parent / "outside"
    outside.mkdir()
    over = threading.Event()

    def change() -> None:
        while not over.is_set():
            with suppress(OSError):
                shutil.rmtree(tree / "a", ignore_errors=True)
                (tree / "a").symlink_to(outside)
                (tree / "a").unlink()
                (tree / "a").mkdir()

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(300):
            try:
                write_text("a/b.txt", tree, "x")
            except (Outside, OSError):
                continue
    finally:
        over.set()
        thread.join()
    assert list(outside.iterdir()) == []
