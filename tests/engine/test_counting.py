"""What runners print, in their own words, and what follows from their numbers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.attempt import CheckResult, Counts
from orchestrator_engine.counting import counted, in_the_way, judged

PYTEST = """\
F.s.E                                                                    [100%]
=================================== FAILURES ===================================
=========================== short test summary info ============================
FAILED tests/test_tea.py::test_steeps[green tea] - AssertionError: 24:02 != 00:02
ERROR tests/test_pot.py::test_pours - RuntimeError: no pot
1 failed, 2 passed, 1 skipped, 1 xfailed, 1 error in 0.12s
"""
UNITTEST = """\
FAIL: test_steeps (tests.test_tea.Tea.test_steeps)
----------------------------------------------------------------------
ERROR: tests.test_pot (unittest.loader._FailedTest.tests.test_pot)
----------------------------------------------------------------------
Ran 7 tests in 0.003s

FAILED (failures=1, errors=1, skipped=2, expected failures=1)
"""
JEST = """\
 FAIL  ./tea.test.js
  ● Tea \u203a steeps for three minutes

Test Suites: 1 failed, 1 total
Tests:       1 failed, 2 skipped, 1 todo, 3 passed, 7 total
Snapshots:   0 total
"""
VITEST = """\
 FAIL  src/tea.test.ts > Tea > steeps
 Test Files  1 failed | 1 passed (2)
      Tests  1 failed | 3 passed | 1 skipped (5)
   Start at  11:02:18
"""
NODE = """\
✖ steeps (1.2ms)
\u2139 tests 5
\u2139 suites 0
\u2139 pass 3
\u2139 fail 1
\u2139 cancelled 0
\u2139 skipped 1
\u2139 todo 0

✖ failing tests:

✖ steeps (1.2ms)
"""
TAP = "not ok 1 - steeps\nok 2 - pours\n# tests 2\n# pass 1\n# fail 1\n# skipped 0\n# todo 0\n"
MOCHA = "\n  Tea\n    ✔ pours\n\n  3 passing (10ms)\n  1 pending\n  1 failing\n\n  1) Tea steeps:\n"
GO = """\
=== RUN   TestPours
--- PASS: TestPours (0.00s)
=== RUN   TestSteeps
=== RUN   TestSteeps/green
    --- FAIL: TestSteeps/green (0.00s)
--- FAIL: TestSteeps (0.00s)
--- SKIP: TestLater (0.00s)
FAIL
"""
CARGO = """\
test tea::steeps ... FAILED
test result: FAILED. 3 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
   Doc-tests tea
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.20s
"""
NEXTEST = "     Summary [   0.012s] 5 tests run: 4 passed, 1 failed, 2 skipped\n"
MAVEN = """\
[INFO] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s - in TeaTest
[INFO] Results:
[ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1
"""
DOTNET = "Failed!  - Failed:     1, Passed:     4, Skipped:     2, Total:     7, Duration: 8 ms\n"
PHPUNIT = "OK (5 tests, 9 assertions)\n"
PHPUNIT_BAD = "Tests: 5, Assertions: 9, Failures: 1, Errors: 1, Skipped: 1.\n"
PEST = "  Tests:    1 failed, 4 passed (5 assertions)\n"
RSPEC = "5 examples, 1 failure, 1 pending\n\nFailed examples:\n\nrspec ./spec/tea_spec.rb:4 # Tea\n"
MINITEST = "5 runs, 9 assertions, 1 failures, 1 errors, 1 skips\n"


@pytest.mark.parametrize(
    ("output", "numbers", "failures"),
    [
        (PYTEST, (5, 2, 1), 2),
        ("============ 12 passed, 1 warning in 1.02s =============\n", (12, 0, 0), 0),
        ("no tests ran in 0.01s\n", (0, 0, 0), 0),
        ("\x1b[32m\x1b[1m3 passed\x1b[0m\x1b[32m in 0.01s\x1b[0m\n", (3, 0, 0), 0),
        (UNITTEST, (5, 2, 2), 2),
        ("Ran 0 tests in 0.000s\n\nNO TESTS RAN\n", (0, 0, 0), 0),
        ("Ran 17 tests in 0.004s\n\nOK\n", (17, 0, 0), 0),
        (JEST, (4, 1, 3), 1),
        (VITEST, (4, 1, 1), 1),
        (NODE, (4, 1, 1), 1),
        (TAP, (2, 1, 0), 1),
        (MOCHA, (4, 1, 1), 1),
        (GO, (3, 2, 1), 2),
        (CARGO, (6, 1, 1), 1),
        (NEXTEST, (5, 1, 2), 0),
        (MAVEN, (4, 2, 1), 0),
        (DOTNET, (5, 1, 2), 0),
        (PHPUNIT, (5, 0, 0), 0),
        (PHPUNIT_BAD, (4, 2, 1), 0),
        (PEST, (5, 1, 0), 0),
        (RSPEC, (4, 1, 1), 1),
        (MINITEST, (4, 2, 1), 0),
        ("Ran 2 tests in 0.1s\n\nOK\n\nOK (3 tests, 3 assertions)\n", (5, 0, 0), 0),
    ],
)
def test_every_usual_runner_is_understood(
    output: str, numbers: tuple[int, int, int], failures: int
) -> None:
    counts = counted(output)
    assert counts is not None
    assert (counts.executed, counts.failed, counts.skipped) == numbers
    assert len(counts.failures) == failures


@pytest.mark.parametrize(
    "output",
    [
        "",
        "all well\n",
        "ok  \tteatime\t0.003s\n",
        "Tests are fun\n",
        "3 passed the salt in March\n",
        '{"Test":"a","x":{"Action":"pass"}}\n',
        '{"Action":"pass","x":' + '{"x":' * 100_000 + "}" + "\n",
    ],
)
def test_what_no_runner_said_is_unknown(output: str) -> None:
    assert counted(output) is None


@given(st.text(alphabet="0123456789 passedfil,in.s:TestRun\n=-()"))
def test_no_output_breaks_it_and_no_number_is_negative(output: str) -> None:
    counts = counted(output)
    assert counts is None or (counts.executed >= counts.failed >= 0 and counts.skipped >= 0)


def result(
    *,
    passed: bool = True,
    counts: Counts | None = None,
    name: str = "test",
    code: int | None = None,
    why: str = "",
) -> CheckResult:
    ended = (0 if passed else 1) if code is None else code
    return CheckResult(name, passed, ended, 1.0, "tail", why, "log", counts)


def test_fewer_tests_than_before_is_no_pass() -> None:
    told = judged(result(counts=Counts(3, 0, 2)), least=5)
    assert (told.passed, told.why) == (False, "only 3 tests ran; before it were 5")
    assert judged(result(counts=Counts(5, 0, 0)), least=5).passed


def test_a_suite_that_goes_silent_is_no_pass() -> None:
    told = judged(result(), least=5)
    assert (told.passed, told.why) == (
        False,
        "it does not say how many tests ran; before it were 5",
    )
    assert judged(result(), least=0).passed
    assert judged(result()).passed


def test_what_failed_before_by_name_is_not_held_against_the_work() -> None:
    before = result(passed=False, counts=Counts(5, 2, 0, ("a", "b")))
    same = judged(result(passed=False, counts=Counts(6, 1, 0, ("b",))), before, least=5)
    assert (same.passed, same.why) == (True, "what fails failed before the run too: b")
    worse = result(passed=False, counts=Counts(6, 2, 0, ("b", "c")))
    assert judged(worse, before) == worse
    unnamed = result(passed=False, counts=Counts(6, 2, 0, ("b",)))
    assert judged(unnamed, before) == unnamed
    fewer = judged(result(passed=False, counts=Counts(4, 1, 0, ("b",))), before, least=5)
    assert not fewer.passed


def test_what_passed_before_must_pass() -> None:
    failed = result(passed=False, counts=Counts(5, 1, 0, ("a",)))
    assert judged(failed, result(counts=Counts(5, 0, 0))) == failed


@pytest.mark.parametrize(
    ("results", "files", "why"),
    [
        ([result()], ["a.py"], ""),
        ([result(passed=False, name="build")], ["a.py"], "build fails before anything is done"),
        ([result(passed=False, name="build")], ["SPEC.md", "package.json"], ""),
        ([result(passed=False, name="setup")], ["a.go"], "setup fails before anything is done"),
        ([result(passed=False, code=127)], ["SPEC.md"], "test fails before anything is done"),
        ([result(passed=False)], ["SPEC.md", "a.py"], ""),
        ([result(passed=False)], ["tests/test_a.py"], "does not name the tests that do"),
        ([result(passed=False, counts=Counts(0, 0, 0))], ["tests/test_a.py"], ""),
        ([result(passed=False, counts=Counts(2, 1, 0, ("a",)))], ["tests/test_a.py"], ""),
        ([result(passed=False, counts=Counts(2, 1, 0))], ["tests/test_a.py"], "does not name"),
    ],
)
def test_what_no_task_could_mend_is_said_before_anything_is_paid(
    results: list[CheckResult], files: list[str], why: str
) -> None:
    told = in_the_way(results, ["test"], files)
    assert why in told
    assert bool(told) is bool(why)


def test_a_command_that_could_not_be_started_is_in_the_way() -> None:
    missing = replace(result(passed=False, why="there is no program “nosuchmake”"), code=None)
    assert in_the_way([missing], ["test"], []) == (
        "test fails before anything is done (there is no program “nosuchmake”)"
    )


def test_a_command_that_the_shell_does_not_know_is_told_in_the_shells_words() -> None:
    unknown = replace(result(passed=False), code=127, tail="+ sh\nsh: 1: ./nope.sh: not found\n")
    assert in_the_way([unknown], ["test"], []) == (
        "test fails before anything is done (exit code 127): sh: 1: ./nope.sh: not found"
    )
