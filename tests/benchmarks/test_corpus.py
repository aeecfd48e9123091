"""What `python3 dev.py corpus DIR` prints of documents with labels."""

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
LABELS = """\
path,kind,best_mode,alt_mode,ids_total,ids_open,lang,note
tasks.md,task-list,exec,feature,3,1,en,
notes.md,roadmap,feature,exec,0,0,fr,"a miss, on purpose"
"""


def check(folder: Path, code: int) -> list[str]:
    """Run the tool, compare its exit code, and give its lines without double spaces."""
    command = [sys.executable, "-m", "benchmarks.corpus", str(folder)]
    done = subprocess.run(command, cwd=TOP, check=False, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    return [" ".join(line.split()) for line in done.stdout.splitlines()]


def test_accuracy_is_counted_and_every_miss_is_listed(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "labels.csv").write_text(LABELS, "utf-8")
    tasks = "# Tasks\n\n- [x] T001 a\n- [ ] T002 b\n- [ ] T003 c\n"
    (tmp_path / "documents" / "tasks.md").write_text(tasks, "utf-8")
    notes = "# Notes de réunion\n\n## Ordre du jour\n"
    (tmp_path / "documents" / "notes.md").write_text(notes, "utf-8")
    lines = check(tmp_path, 0)
    assert "kind 1/2 50.0 %" in lines
    assert "ids precision 100.0 % recall 100.0 % (3 said, 3 there)" in lines
    assert "open ids precision 50.0 % recall 100.0 % (2 said, 1 there)" in lines
    assert "fr 1 0 0 1" in lines
    misses = lines[lines.index("misses:") + 1 :]
    assert misses[:3] == ["tasks.md", "open ids 1, said 2", "notes.md"]
    assert misses[3].startswith("kind roadmap, said notes (")
    assert misses[4:] == ["mode feature or exec, said none"]


def test_a_folder_without_labels_is_a_misuse(tmp_path: Path) -> None:
    assert "labels.csv" in "\n".join(check(tmp_path, 2))
