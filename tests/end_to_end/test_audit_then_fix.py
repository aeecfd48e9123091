"""An audit whose report is mended by a second run: every step a person takes, with a rehearsal."""

import json
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from orchestrator_engine.places import RunFolder
from orchestrator_engine.reported import findings_of
from orchestrator_engine.run import Status
from orchestrator_engine.system.locks import Lock
from support import schemas
from support.project import Project, look, processes_of, wait

AUDIT = """\
# Audit

- [ ] SEC-1: Look for input that becomes code
"""
AUDITED = """\
---
pace: 0
---

## SEC-1, round 1

One way in.

```toml findings
summary = "One way in."

[[findings]]
title = "A sum is made by eval"
severity = "critical"
file = "calc.py"
line = 2
evidence = "add('__import__(\\"os\\")', 1) runs what it is given."
suggestion = "Add the two numbers."
```
"""
MENDED = """\
---
pace: 0
---

## {id}, round 1

I add the numbers, and hold it by a test that failed before.

```python write calc.py
def add(a, b):
    return a + b
```

```python write test_add.py
import unittest

from calc import add


class Add(unittest.TestCase):
    def test_words_are_not_run(self):
        self.assertEqual(add("1", "1"), "11")
```

## {id}, review of round 1

eval is gone.

```toml verdict
score = 9

[[remarks]]
file = "calc.py"
line = 2
severity = "note"
evidence = "Nothing is evaluated any more."
```
"""
PERSON = ("-c", "user.name=A Person", "-c", "user.email=person@example.org")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder, state = tmp_path / "calc", tmp_path / "state"
    folder.mkdir()
    state.mkdir()
    files = {
        "calc.py": "def add(a, b):\n    return eval(f'{a}+{b}')\n",
        "test_calc.py": "import unittest\n\nfrom calc import add\n\n\n"
        "class Calc(unittest.TestCase):\n    def test_add(self):\n"
        "        self.assertEqual(add(1, 2), 3)\n",
        ".orchestrator.toml": 'agent = "rehearsal"\ntest = "python3 -m unittest"\n',
        ".gitignore": "__pycache__/\n",
        "AUDIT.md": AUDIT,
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    project = Project(folder, state)
    project.git("init", "--quiet", "--initial-branch=main")
    commit(project, "Begin")
    return project


def commit(project: Project, words: str) -> None:
    project.git("add", "--all")
    project.git(*PERSON, "commit", "--quiet", "--message", words)


@pytest.mark.slow
def test_what_an_audit_found_is_mended_by_the_next_run(project: Project) -> None:
    # The report's name has the run's id, which nobody knows before: the reviewer is not asked.
    (project.folder / "AUDIT.rehearsal.md").write_text(AUDITED)
    commit(project, "A rehearsal")
    project.code_orch("audit", "AUDIT.md", "--agent", "rehearsal", "--no-review", seconds=200)
    (audit,) = project.runs()
    assert look(audit).status is Status.COMPLETED
    project.git("checkout", "--quiet", "AUDIT.md")
    project.git(*PERSON, "merge", "--quiet", f"code-orch/{audit.id}")

    (report,) = (project.folder / "findings").glob("*.md")
    text, sarif = report.read_text(), report.with_suffix(".sarif").read_text()
    (found,) = findings_of(text, sarif)
    assert (found.id, found.file, found.line, found.open) == ("AUD-101", "calc.py", 2, True)
    assert found.now((project.folder / "calc.py").read_text()) == ("there", 2)

    report.with_suffix(".rehearsal.md").write_text(MENDED.format(id=found.id))
    commit(project, "A rehearsal of mending")
    project.code_orch("fix", f"findings/{report.name}", "--agent", "rehearsal", seconds=200)
    fix = project.runs()[0]
    run = look(fix)
    assert run.status is Status.COMPLETED, run.why
    assert run.plan is not None
    assert (run.plan.mode, [item.label for item in run.plan.items]) == ("fix", ["AUD-101"])
    (mended,) = findings_of(report.read_text(), sarif)
    assert not mended.open
    assert project.git("show", f"{run.head}:calc.py").endswith("return a + b")
    assert mended.now(project.git("show", f"{run.head}:calc.py")) == ("stale", None)
    traced = project.code_orch("trace", "AUD-101")
    assert "  tests     test_add.py\n" in traced
    project.git("checkout", "--quiet", ".")
    project.git(*PERSON, "merge", "--quiet", run.created.branch)
    said = project.code_orch("trace", "calc.py:2", "--json")
    answer = schemas.TRACE.validate_json(said)
    assert [(each.task, each.rests_on) for each in answer.traces] == [("T1", "run")]
    assert project.try_code_orch("trace", "calc.py:99").returncode == 2
    assert json.loads(project.code_orch("trace", "--schema")) == schemas.trace()


@pytest.mark.slow
def test_who_walks_away_finds_what_an_audit_found_mended_whoever_was_killed_meanwhile(
    project: Project,
) -> None:
    script = AUDITED + MENDED.format(id="AUD-101").removeprefix("---\npace: 0\n---\n")
    (project.folder / "AUDIT.rehearsal.md").write_text(script)
    commit(project, "A rehearsal")
    said = project.code_orch("audit", "AUDIT.md", "--fix", "--no-review", "--detach")
    assert "a second run mends what it found; it begins by itself" in said
    (audit,) = project.runs()
    # Killed where it waits before it could begin the second one.
    lock = Lock(audit.sequel_lock)
    try:
        wait(lambda: bool(beginners(audit)), "somebody begins the second run", 200)
        for process in beginners(audit):
            process.kill()
            process.wait(10)
    finally:
        lock.release()
    assert project.runs() == [audit]
    told = project.code_orch("resume", "--all")
    assert f"Run {audit.id} is completed, and the run that follows it begins" in told
    wait(lambda: len(project.runs()) > 1 and look(project.runs()[0]).over, "it mends", 200)
    assert project.code_orch("resume", "--all") == "No run died.\n"
    fix, _ = project.runs()
    run = look(fix)
    assert (run.status, run.plan is not None and run.plan.mode) == (Status.COMPLETED, "fix")
    wait(lambda: not any(processes_of(fix).values()), "its processes are gone")
    # Nobody has looked at either of them in a list, or sat before them.
    assert all(each.report.exists() and each.summary.exists() for each in (audit, fix))
    assert f"  then     run {fix.id}\n" in project.code_orch("show", audit.id)
    assert project.git("show", f"{run.head}:calc.py").endswith("return a + b")


def beginners(folder: RunFolder) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            line = process.cmdline()
            if "orchestrator_engine.following" in line and str(folder.path) in line:
                found.append(process)
    return found


@pytest.mark.slow
def test_a_remark_is_listed_and_dismissed_after_the_end(project: Project) -> None:
    (project.folder / "SPEC.md").write_text("# Calc\n\n- [ ] CALC-1: Add numbers\n")
    script = MENDED.format(id="CALC-1")
    (project.folder / "SPEC.rehearsal.md").write_text(script)
    commit(project, "A spec")
    project.code_orch("build", "SPEC.md", "--agent", "rehearsal", seconds=200)
    (folder,) = project.runs()
    told = json.loads(project.code_orch("remarks", "--json"))["remarks"]
    mine = next(one for one in told if one["evidence"] == "Nothing is evaluated any more.")
    assert (mine["file"], mine["line"], mine["item"]) == ("calc.py", 2, "CALC-1")
    short = mine["id"].rpartition("/")[2]
    assert f"{short}  calc.py:2  note  [CALC-1]\n" in project.code_orch("remarks")
    project.code_orch("dismiss", short, "as it should be")
    assert short not in project.code_orch("remarks").split()
    assert "dismissed: as it should be" in project.code_orch("remarks", "--all")
    report = project.code_orch("report", folder.id, "--text")
    assert "`calc.py:2` was **dismissed** (as it should be)" in report
    assert look(folder).status is Status.COMPLETED
    assert "is open again" in project.code_orch("dismiss", "--revoke", short)
    assert short in project.code_orch("remarks").split()
    refused = project.try_code_orch("dismiss", short)
    assert (refused.returncode, "Say why: code-orch dismiss" in refused.stderr) == (2, True)
    refused = project.try_code_orch("dismiss", "T9.1.1", "no")
    assert (refused.returncode, "has no remark" in refused.stderr) == (2, True)
