"""A new test has to notice when what it tests is broken."""

import ast
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import CheckResult, Ending
from orchestrator_engine.mutating import EACH, mutants, new_tests
from orchestrator_engine.plan import Check, CheckKind
from support.rooms import Stage

TEA = '''\
def steep(minutes):
    """How strong it is."""
    if minutes > 3 and minutes != 7:
        return minutes * 2
    return 0


def pour(cup, full=True):
    return cup + 1
'''


def test_a_function_of_python_is_broken_in_each_of_its_decisions() -> None:
    found = mutants("tea.py", TEA, frozenset({"steep"}))
    assert [one.what for one in found][:2] == ["steep does nothing", "and became or"]
    assert {one.what for one in found} >= {"> became <=", "!= became =="}
    assert len(found) == EACH
    for one in found:
        ast.parse(one.text)
        assert one.text.endswith("    return cup + 1\n")


def test_only_what_has_the_name_is_broken() -> None:
    assert {one.of for one in mutants("tea.py", TEA, frozenset({"pour", "cup"}))} == {"pour"}
    assert mutants("tea.py", TEA, frozenset({"boil"})) == ()
    assert mutants("tea.py", "def steep(:\n", frozenset({"steep"})) == ()


@pytest.mark.parametrize(
    ("path", "text", "what"),
    [
        (
            "tea.js",
            "export function steep(m) {\n  if (m === 3) {\n    return m + 2;\n  }\n}\n",
            ["=== became !==", "3 became 4", "it returned nothing", "+ became -", "2 became 3"],
        ),
        ("tea.go", "func Steep(m int) int {\n\treturn m + 2\n}\n", ["+ became -", "2 became 3"]),
        ("tea.rs", "pub fn steep(m: u8) -> bool {\n    m >= 3\n}\n", [">= became <", "3 became 4"]),
        ("tea.rb", "def steep(m)\n  return m\nend\n", ["it returned nothing"]),
        (
            "Tea.java",
            "class Tea {\n  public int steep(int m) {\n    return m * 2;\n  }\n}\n",
            ["* became +", "2 became 3"],
        ),
    ],
)
def test_other_languages_are_broken_line_by_line(path: str, text: str, what: list[str]) -> None:
    names = frozenset({"steep", "Steep"})
    assert [one.what for one in mutants(path, text, names)] == what


@given(st.text(max_size=200))
def test_breaking_never_fails_whatever_the_text(text: str) -> None:
    for path in ("a.py", "a.js"):
        for one in mutants(path, text, frozenset({"a", "f"})):
            assert one.text != text
        new_tests(path, "", text)


def test_new_tests_and_what_they_name_are_known() -> None:
    before = "def test_old():\n    assert pour(1)\n"
    after = f"{before}def test_new():\n    assert steep(4) == 8\n"
    assert new_tests("test_tea.py", before, after) == {
        "test_new": frozenset({"def", "assert", "steep"})
    }
    js = "import {steep} from './tea.js';\ntest('it steeps', () => { equal(steep(4), 8); });\n"
    assert new_tests("tea.test.js", "", js) == {"it steeps": frozenset({"equal", "steep"})}
    go = 'func TestSteep(t *testing.T) {\n\tif Steep(4) != 8 {\n\t\tt.Error("x")\n\t}\n}\n'
    assert "Steep" in new_tests("tea_test.go", "", go)["TestSteep"]


SEES = "    def test_steeps(self):\n        self.assertEqual(tea.steep(4), 8)\n"
BLIND = "    def test_pours(self):\n        tea.pour(1)\n"
HEAD = "import unittest\n\nimport tea\n\n\nclass Tea(unittest.TestCase):\n"


async def written(top: Path, *tests: str, **settings: object) -> dict[str, CheckResult]:
    """What the checks say of new tests in the mode for tests."""
    old = f"{HEAD}    def test_old(self):\n        pass\n"
    stage = Stage(top, {"tea.py": TEA, "tests/__init__.py": "", "tests/test_old.py": old})

    async def act(job: Job) -> Ended:
        (job.cwd / "tests" / "test_tea.py").write_text(HEAD + "\n".join(tests))
        return Ended(Ending.DONE, text="written", usd=0.0)

    command = (sys.executable, "-m", "unittest", "discover", "-s", "tests", "-t", ".")
    plan = stage.plan(Check("test", CheckKind.TEST, command, 60.0, "a test"))
    phase = replace(plan.phases[0], tasks=plan.phases[0].tasks[:1])
    plan = replace(plan, mode="test", items=plan.items[:1], phases=(phase,))
    usual = {"max_review_cycles": 0, "review": False, "baseline": True}
    run = await stage.run(act, plan, **(usual | settings))
    attempt = run.tasks["T1"].attempt
    assert attempt is not None
    return {result.name: result for result in attempt.results or ()}


async def test_a_test_that_notices_is_kept(tmp_path: Path) -> None:
    result = (await written(tmp_path, SEES))["fails when broken"]
    assert (result.passed, result.why) == (True, "1 mutant, noticed by 1 new test")


async def test_a_test_that_never_fails_is_sent_back_by_its_name(tmp_path: Path) -> None:
    result = (await written(tmp_path, SEES, BLIND))["fails when broken"]
    assert not result.passed
    assert result.why.startswith(
        "tests/test_tea.py: test_pours passes whatever is broken in pour ("
    )
    assert "test_steeps" not in result.why


@pytest.mark.parametrize("settings", [{"mutants": 0}, {"mutants": 1}])
async def test_of_what_was_not_tried_nothing_is_said(
    tmp_path: Path, settings: dict[str, int]
) -> None:
    results = await written(tmp_path, SEES, BLIND, **settings)
    assert all(result.passed for result in results.values())
