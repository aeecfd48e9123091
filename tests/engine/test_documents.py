"""What is no document says so at once, and what to do instead."""

import os
import sys
from pathlib import Path

import pytest

from orchestrator_engine import documents
from orchestrator_engine.errors import BadDocument

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has neither pipes nor such links")


def check(path: Path, words: str, hint: str) -> None:
    with pytest.raises(BadDocument, match=words) as caught:
        documents.read(path)
    assert hint in str(caught.value.hint)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "spec.md")
    check(tmp_path / "spec.md", "may never end", "pipe the text in")


def test_a_device_is_not_read_for_ever() -> None:
    check(Path("/dev/zero"), "may never end", "Name a file")


def test_links_that_lead_in_a_circle_are_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    check(tmp_path / "a.md", "cannot be read", "lead in a circle")


def test_what_a_shell_hands_over_is_read() -> None:
    reading, writing = os.pipe()
    try:
        os.write(writing, b"# One\n")
        os.close(writing)
        assert documents.read(Path(f"/dev/fd/{reading}")) == "# One\n"
    finally:
        os.close(reading)
