"""What `python3 dev.py edits DIR` finds: nothing, in every document that the tests know."""

import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
_HEAD = re.compile(r"^=== (?P<head>.*)\n", re.MULTILINE)


def check(folder: Path) -> None:
    """Run the tool on a folder: it tries every edit, and finds no fault."""
    command = [sys.executable, "-m", "benchmarks.edits", str(folder)]
    done = subprocess.run(command, cwd=TOP, check=False, capture_output=True, text=True)
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert lines[-1:] == [["0", "faults"]], done.stdout + done.stderr
    tried = {name: int(count) for count, name in lines[:-1]}
    assert min(tried["set done"], tried["set open"], tried["add acceptance"]) > 0


def _documents() -> list[str]:
    files = sorted((TOP / "tests" / "analyzer" / "documents").glob("*.txt"))
    return [text for file in files for text in _HEAD.split(file.read_text("utf-8"))[2::2]]


def test_edits_are_read_again_and_change_nothing_else(tmp_path: Path) -> None:
    for place, text in enumerate(_documents()):
        (tmp_path / f"{place:03}.md").write_bytes(text.encode())
    check(tmp_path)


def test_edits_are_as_careful_with_crlf_and_a_mark_of_order(tmp_path: Path) -> None:
    for place, text in enumerate(_documents()[::3]):
        written = "\ufeff" + text.replace("\n", "\r\n")
        (tmp_path / f"{place:03}.md").write_bytes(written.encode())
    check(tmp_path)


def test_without_a_folder_it_says_what_it_is_for(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.edits", str(tmp_path / "nowhere")]
    done = subprocess.run(command, cwd=TOP, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "dev.py edits DIR" in done.stdout
