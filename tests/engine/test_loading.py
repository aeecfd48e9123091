"""A test that cannot be loaded on the old code shows no bug; tests inside of a file are tests."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine import inline_tests, proving
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import CheckResult, Ending
from orchestrator_engine.counting import counted
from orchestrator_engine.loading import unloaded
from support.rooms import Stage, shell

COLLECTING = """\
==================================== ERRORS ====================================
______________________ ERROR collecting tests/test_tea.py ______________________
ImportError while importing test module '/tree/tests/test_tea.py'.
tests/test_tea.py:1: in <module>
    from tea import steep
E   ImportError: cannot import name 'steep' from 'tea' (/tree/tea.py)
=========================== short test summary info ============================
ERROR tests/test_tea.py
1 error in 0.05s
"""
INSIDE = """\
    def test_steeps():
>       from tea import steep
E       ImportError: cannot import name 'steep' from 'tea' (/tree/tea.py)

tests/test_tea.py:4: ImportError
=========================== short test summary info ============================
FAILED tests/test_tea.py::test_steeps - ImportError: cannot import name 'stee...
1 failed, 1 passed in 0.02s
"""
NO_ATTRIBUTE = """\
E       AttributeError: module 'tea' has no attribute 'steep'

tests/test_tea.py:4: AttributeError
1 failed in 0.02s
"""
BY_ITSELF = """\
E       assert 3 == 4

tests/test_tea.py:7: AssertionError
1 failed in 0.02s
"""
UNITTEST = """\
E
======================================================================
ERROR: test_tea (unittest.loader._FailedTest.test_tea)
----------------------------------------------------------------------
ImportError: Failed to import test module: test_tea
Traceback (most recent call last):
  File "/usr/lib/python3.11/unittest/loader.py", line 419, in _find_test_path
ImportError: cannot import name 'steep' from 'tea' (/tree/tea.py)


----------------------------------------------------------------------
Ran 1 test in 0.000s

FAILED (errors=1)
"""
UNITTEST_BOTH = (
    UNITTEST.partition("\n\n\n-----")[0]
    + """

======================================================================
FAIL: test_pours (test_pot.Pot.test_pours)
----------------------------------------------------------------------
Traceback (most recent call last):
AssertionError: 2 != 3

----------------------------------------------------------------------
Ran 2 tests in 0.000s

FAILED (failures=1, errors=1)
"""
)
NODE = """\
SyntaxError: The requested module '../tea.js' does not provide an export named 'steep'
✖ tests/tea.test.js (40ms)
\u2139 tests 1
\u2139 pass 0
\u2139 fail 1
"""
NODE_BY_ITSELF = "✖ steeps (1ms)\n\u2139 tests 1\n\u2139 pass 0\n\u2139 fail 1\n"
JEST = "  ● Test suite failed to run\n    Cannot find module './tea'\nTests:       0 total\n"
GO = "./tea_test.go:5:2: undefined: Steep\nFAIL\texample.com/tea [build failed]\nFAIL\n"
RUST = "error[E0425]: cannot find function `steep` in this scope\nerror: could not compile `tea`\n"
RSPEC = (
    "An error occurred while loading ./spec/tea_spec.rb.\n"
    "0 examples, 0 failures, 1 error occurred outside of examples\n"
)


@pytest.mark.parametrize(
    "output", [COLLECTING, INSIDE, NO_ATTRIBUTE, UNITTEST, NODE, JEST, GO, RUST, RSPEC]
)
def test_what_cannot_be_loaded_is_told_apart(output: str) -> None:
    assert unloaded(output)


@pytest.mark.parametrize(
    "output", [BY_ITSELF, INSIDE + BY_ITSELF, UNITTEST_BOTH, NODE_BY_ITSELF, "1 failed\n", ""]
)
def test_a_test_that_fails_by_itself_counts(output: str) -> None:
    assert unloaded(output) == ""


def test_an_import_error_alone_is_no_proof() -> None:
    def failed(output: str) -> CheckResult:
        name = f"{proving.WITHOUT}test"
        return CheckResult(name, False, 1, 1.0, output, "", "log", counted(output))

    result = proving.reproduced((failed(INSIDE),), ())
    assert not result.passed
    assert "cannot even be loaded on the code as it was (ImportError: cannot" in result.why
    assert proving.reproduced((failed(BY_ITSELF),), ()).passed


RUST_BEFORE = "pub fn hot() -> bool { false }\n"
RUST_TESTS = '#[cfg(test)]\nmod tests {\n    #[test]\n    fn x() { assert_eq!("}", "{"); }\n}\n'


def test_tests_inside_of_a_file_are_found_beside_braces_that_are_none() -> None:
    code, tests = inline_tests.split(f"{RUST_BEFORE}\n{RUST_TESTS}\nfn after() {{}}\n")
    assert tests == RUST_TESTS.strip()
    assert "fn after() {}" in code
    assert inline_tests.split(RUST_BEFORE) == (RUST_BEFORE, "")


def test_only_the_tests_of_a_file_can_change() -> None:
    assert inline_tests.only_tests_changed(RUST_BEFORE, f"{RUST_BEFORE}\n{RUST_TESTS}")
    assert not inline_tests.only_tests_changed(RUST_BEFORE, RUST_BEFORE.replace("false", "true"))


CHECK = """
grep -q 'assert!(hot' src/tea.rs || { echo 'test result: ok. 0 passed; 0 failed;'; exit 0; }
grep -q 'fn hot() -> bool { true }' src/tea.rs &&
{ echo 'test result: ok. 1 passed; 0 failed; 0 ignored'; exit 0; }
echo 'test tests::hot ... FAILED'; echo 'test result: FAILED. 0 passed; 1 failed; 0 ignored'; exit 1
"""


async def test_a_bug_in_rust_is_shown_by_a_test_in_the_same_file(tmp_path: Path) -> None:
    stage = Stage(tmp_path, {"src/tea.rs": RUST_BEFORE, "Cargo.toml": "[package]\n"})
    tests = RUST_TESTS.replace('assert_eq!("}", "{")', "assert!(hot())")

    async def act(job: Job) -> Ended:
        mended = RUST_BEFORE.replace("false", "true") + tests
        (job.cwd / "src" / "tea.rs").write_text(mended)
        return Ended(Ending.DONE, text="mended", usd=0.0)

    plan = stage.plan(shell("test", CHECK))
    phase = replace(plan.phases[0], tasks=plan.phases[0].tasks[:1])
    plan = replace(plan, mode="fix", items=plan.items[:1], phases=(phase,))
    run = await stage.run(act, plan, max_review_cycles=0, review=False)
    attempt = run.tasks["T1"].attempt
    assert attempt is not None
    assert {one.name: one.why for one in attempt.results or ()} == {"test": "", "reproduced": ""}
