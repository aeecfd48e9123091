"""`test --fix`: the tests that the first run writes are what the second mends the code by."""

import json
from pathlib import Path

import pytest

from orchestrator_engine.run import Status
from support.project import Project, look, wait

SCRIPT = """\
---
pace: 0
---

## T-1, round 1

Words are not numbers: the second test shows it, and I leave it in.

```python write test_add.py
import unittest

from calc import add


class Add(unittest.TestCase):
    def test_numbers(self):
        self.assertEqual(add(2, 3), 5)

    def test_words_are_not_run(self):
        self.assertEqual(add("1", "1"), "11")
```

## T-1, review of round 1

It shows a bug.

```toml verdict
score = 9

[[remarks]]
file = "test_add.py"
line = 11
severity = "note"
evidence = "It fails, and add is wrong."
```

## FAIL-1, round 1

I make the test say what the code does.

```python write test_add.py
import unittest


class Add(unittest.TestCase):
    def test_numbers(self):
        pass

    def test_words_are_not_run(self):
        pass
```

## FAIL-1, round 2

I add, then.

```python write calc.py
def add(a, b):
    return a + b
```

## FAIL-1, review of round 2

Mended.

```toml verdict
score = 9

[[remarks]]
file = "calc.py"
line = 2
severity = "note"
evidence = "Nothing is evaluated any more."
```
"""
FILES = {
    "calc.py": "def add(a, b):\n    return eval(f'{a}+{b}')\n",
    "test_calc.py": "import unittest\n\nfrom calc import add\n\n\n"
    "class Calc(unittest.TestCase):\n    def test_add(self):\n"
    "        self.assertEqual(add(1, 2), 3)\n",
    ".orchestrator.toml": 'agent = "rehearsal"\ntest = "python3 -m unittest -v"\n',
    ".gitignore": "__pycache__/\n",
    "TESTS.md": "# Tests\n\n- [ ] T-1: Test adding in test_add.py\n",
    "TESTS.rehearsal.md": SCRIPT,
}


@pytest.mark.slow
def test_the_second_run_mends_what_the_tests_of_the_first_show_and_may_not_touch_them(
    tmp_path: Path,
) -> None:
    folder, state = tmp_path / "calc", tmp_path / "state"
    folder.mkdir()
    state.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    project = Project(folder, state)
    project.git("init", "--quiet", "--initial-branch=main")
    project.git("add", "--all")
    person = ("-c", "user.name=A Person", "-c", "user.email=person@example.org")
    project.git(*person, "commit", "--quiet", "--message", "Begin")
    head = project.git("rev-parse", "main")
    said = project.code_orch("test", "TESTS.md", "--fix", seconds=300)
    wait(lambda: len(project.runs()) == 2 and look(project.runs()[0]).over, "it is mended", 200)
    fix, tests = project.runs()
    assert f"Run {fix.id} goes on with what was found, from where run {tests.id} ended." in said

    first, second = look(tests), look(fix)
    assert (first.status, second.status) == (Status.COMPLETED, Status.COMPLETED), second.why
    assert "calc.py" not in project.git("diff", "--name-only", head, first.head).split()
    assert second.created.origin.base == first.head
    assert second.plan is not None
    (item,) = second.plan.items
    assert "test_words_are_not_run" in item.words
    # The tests that judge it are as the first run left them, though an item names one of them.
    (task,) = second.tasks.values()
    assert len(task.attempts) == 2
    changed = project.git("diff", "--name-only", first.head, second.head).split()
    assert changed == ["calc.py"]
    # Nothing of the person's was touched, and merging the second brings both.
    assert project.git("rev-parse", "main", "HEAD").split() == [head, head]
    project.git("checkout", "--quiet", "TESTS.md")
    project.git(*person, "merge", "--quiet", second.created.branch)
    assert (folder / "test_add.py").exists()
    assert (folder / "calc.py").read_text().endswith("return a + b\n")
    told = project.code_orch("show", fix.id)
    assert f"  follows  run {tests.id}, from where it ended: merging this one brings both" in told
    assert json.loads(project.code_orch("show", fix.id, "--json"))["follows"] == tests.id
    assert f"- Follows: run `{tests.id}`" in project.code_orch("report", fix.id, "--text")
