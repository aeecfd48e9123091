"""What runners print when something fails, and whose names are read from it."""
# ruff: noqa: E501, RUF001  # recorded lines are as long, and have the signs, that runners print

import pytest

from orchestrator_engine.attempt import CheckResult, Counts
from orchestrator_engine.counting import judged
from orchestrator_engine.runners import counted

TOX = """\
py312: commands[0]> pytest -q
..F                                                                      [100%]
=========================== short test summary info ============================
FAILED tests/test_tea.py::test_steeps - assert 3 == 4
1 failed, 2 passed in 0.02s
py312: exit 1 (0.31 seconds) /tea> pytest -q pid=412
.pkg: _exit> python -m pyproject_api
lint: commands[0]> ruff check
  py312: FAIL code 1 (0.52=setup[0.21]+cmd[0.31] seconds)
  lint: OK (0.11 seconds)
  evaluation failed :( (0.70 seconds)
"""
NOX = """\
nox > Running session tests-3.11
nox > pytest -q
...                                                                      [100%]
3 passed in 0.01s
nox > Session tests-3.11 was successful.
nox > Running session tests-3.12
...                                                                      [100%]
3 passed in 0.01s
"""
JEST_ALONE = """\
 FAIL  ./tea.test.js
  ● steeps for three minutes

    expect(received).toBe(expected)

  ● Console

    console.log
Tests:       1 failed, 1 passed, 2 total
"""
JEST_UNLOADED = """\
 FAIL  ./tea.test.js
  ● Test suite failed to run

    Cannot find module './pot' from 'tea.test.js'

Test Suites: 1 failed, 1 total
Tests:       0 total
"""
MOCHA = """\
  Tea
    ✔ pours
    1) steeps
    deep
      2) boils over

  1 passing (8ms)
  1 pending
  2 failing

  1) Tea
       steeps:

      AssertionError [ERR_ASSERTION]: 2 == 3
      + expected - actual

  2) Tea
       deep
         boils over:
     Error: too hot
"""
TAPE = "TAP version 13\n# steeps\nnot ok 1 should be equal\nok 2 pours\n\n1..2\n# tests 2\n# pass  1\n# fail  1\n"
AVA = "  ✘ [fail]: steeps Error thrown in test\n  ✔ pours\n  ─\n\n  1 test failed\n  3 tests passed\n  1 test skipped\n"
BUN = "(pass) Tea > pours [0.10ms]\n(fail) Tea > steeps [0.31ms]\n\n 1 pass\n 1 fail\n 2 expect() calls\nRan 2 tests across 1 files. [12.00ms]\n"
PLAYWRIGHT = """\
Running 5 tests using 2 workers

  ✓  1 [chromium] \u203a tests/pot.spec.ts:3:1 \u203a pours (312ms)
  ✘  2 [chromium] \u203a tests/tea.spec.ts:7:3 \u203a Tea \u203a steeps (1.2s)
  1) [chromium] \u203a tests/tea.spec.ts:7:3 \u203a Tea \u203a steeps ─────────────

    Error: expect(locator).toHaveText(expected)

  1 failed
    [chromium] \u203a tests/tea.spec.ts:7:3 \u203a Tea \u203a steeps ─────────────
  1 flaky
    [chromium] \u203a tests/cup.spec.ts:2:1 \u203a fills ─────────────────────
  1 skipped
  2 passed (4.3s)
"""
GO = """\
--- FAIL: TestSteeps (0.00s)
    tea_test.go:12: got 2, want 3
FAIL
FAIL\texample.com/tea\t0.003s
ok  \texample.com/tea/pot\t(cached)
FAIL
"""
GO_JSON = """\
{"Time":"2026-01-02T10:00:00Z","Action":"run","Package":"tea","Test":"TestPours"}
{"Time":"2026-01-02T10:00:00Z","Action":"pass","Package":"tea","Test":"TestPours","Elapsed":0}
{"Time":"2026-01-02T10:00:00Z","Action":"output","Package":"tea","Test":"TestSteeps","Output":"    x\\n"}
{"Time":"2026-01-02T10:00:00Z","Action":"fail","Package":"tea","Test":"TestSteeps","Elapsed":0}
{"Time":"2026-01-02T10:00:00Z","Action":"skip","Package":"tea","Test":"TestLater","Elapsed":0}
{"Time":"2026-01-02T10:00:00Z","Action":"fail","Package":"tea","Elapsed":0.003}
"""
NEXTEST = """\
    Starting 3 tests across 1 binary
        PASS [   0.003s] tea tests::pours
        FAIL [   0.004s] tea tests::steeps
     Summary [   0.010s] 3 tests run: 2 passed, 1 failed, 1 skipped
        FAIL [   0.004s] tea tests::steeps
error: test run failed
"""
SUREFIRE = """\
[INFO] Running com.tea.TeaTest
[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in com.tea.TeaTest
[ERROR] com.tea.TeaTest.steeps -- Time elapsed: 0.004 s <<< FAILURE!
org.opentest4j.AssertionFailedError: expected: <3> but was: <2>
[ERROR] com.tea.TeaTest.boils -- Time elapsed: 0.001 s <<< ERROR!
[INFO] Results:
[ERROR] Failures:
[ERROR]   TeaTest.steeps:12 expected: <3> but was: <2>
[ERROR] Errors:
[ERROR]   TeaTest.boils:19 NullPointer
[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0
"""
GRADLE = """\
> Task :test FAILED

TeaTest > steeps() FAILED
    org.opentest4j.AssertionFailedError at TeaTest.java:12

5 tests completed, 1 failed, 1 skipped
"""
DOTNET = """\
  Failed Tea.Tests.TeaTests.Steeps [12 ms]
  Error Message:
   Assert.Equal() Failure
Failed!  - Failed:     1, Passed:     4, Skipped:     0, Total:     5, Duration: 8 ms
"""
DOTNET_9 = "Test summary: total: 5, failed: 1, succeeded: 3, skipped: 1, duration: 1.4s\n"
DOTNET_LONG = "Total tests: 5\n     Passed: 4\n     Failed: 1\n Total time: 1.2 Seconds\n"
MTP = "failed Tea.Steeps (12ms)\nTest run summary: Failed!\n  total: 3\n  failed: 1\n  succeeded: 2\n  skipped: 0\n"
PHPUNIT = """\
There was 1 failure:

1) Tests\\TeaTest::testSteeps with data set "green"
Failed asserting that 2 is identical to 3.

FAILURES!
Tests: 5, Assertions: 9, Failures: 1.
"""
PEST = """\
   FAIL  Tests\\Unit\\TeaTest
  ⨯ it steeps
   FAILED  Tests\\Unit\\TeaTest > it steeps
  Tests:    1 failed, 4 passed (5 assertions)
"""
RSPEC = """\
5 examples, 1 failure, 1 pending

Failed examples:

rspec ./spec/tea_spec.rb:4 # Tea steeps
"""
RSPEC_UNLOADED = (
    "An error occurred while loading ./spec/tea_spec.rb.\n"
    "0 examples, 0 failures, 1 error occurred outside of examples\n"
)
MINITEST = """\
  1) Failure:
TestTea#test_steeps [test/tea_test.rb:12]:
Expected: 3
  2) Error:
TestTea#test_boils:
NoMethodError: undefined method
5 runs, 9 assertions, 1 failures, 1 errors, 1 skips
"""
RAILS = "Failure:\nTeaTest#test_steeps [test/tea_test.rb:12]:\n\n5 runs, 9 assertions, 1 failures, 0 errors, 0 skips\n"
TEST_UNIT = (
    "Failure: test_steeps(TestTea)\n"
    "5 tests, 9 assertions, 1 failures, 0 errors, 1 pendings, 0 omissions, 0 notifications\n"
)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (TOX, Counts(3, 1, 0, ("tests/test_tea.py::test_steeps",))),
        (NOX, Counts(6, 0, 0)),
        (JEST_ALONE, Counts(2, 1, 0, ("steeps for three minutes",))),
        (MOCHA, Counts(3, 2, 1, ("Tea steeps", "Tea deep boils over"))),
        (TAPE, Counts(2, 1, 0, ("should be equal",))),
        (AVA, Counts(4, 1, 1, ("steeps",))),
        (BUN, Counts(2, 1, 0, ("Tea > steeps",))),
        (
            PLAYWRIGHT,
            Counts(4, 1, 1, ("[chromium] \u203a tests/tea.spec.ts \u203a Tea \u203a steeps",)),
        ),
        (GO, Counts(1, 1, 0, ("TestSteeps",), partial=True)),
        (GO_JSON, Counts(2, 1, 1, ("tea.TestSteeps",))),
        (NEXTEST, Counts(3, 1, 1, ("tea tests::steeps",))),
        (SUREFIRE, Counts(3, 2, 0, ("com.tea.TeaTest.steeps", "com.tea.TeaTest.boils"))),
        (GRADLE, Counts(4, 1, 1, ("TeaTest > steeps()",), partial=True)),
        (DOTNET, Counts(5, 1, 0, ("Tea.Tests.TeaTests.Steeps",))),
        (DOTNET_9, Counts(4, 1, 1)),
        (DOTNET_LONG, Counts(5, 1, 0)),
        (MTP, Counts(3, 1, 0, ("Tea.Steeps",))),
        (PHPUNIT, Counts(5, 1, 0, ('Tests\\TeaTest::testSteeps with data set "green"',))),
        (PEST, Counts(5, 1, 0, ("Tests\\Unit\\TeaTest > it steeps",))),
        (RSPEC, Counts(4, 1, 1, ("./spec/tea_spec.rb Tea steeps",))),
        (RSPEC_UNLOADED, Counts(1, 1, 0)),
        (MINITEST, Counts(4, 2, 1, ("TestTea#test_steeps", "TestTea#test_boils"))),
        (RAILS, Counts(5, 1, 0, ("TeaTest#test_steeps",))),
        (TEST_UNIT, Counts(4, 1, 1, ("test_steeps(TestTea)",))),
    ],
)
def test_failing_tests_are_counted_and_named(output: str, expected: Counts) -> None:
    assert counted(output) == expected


@pytest.mark.parametrize(
    "output",
    [
        "ok  \texample.com/tea\t0.003s\n",
        "> Task :test UP-TO-DATE\n\nBUILD SUCCESSFUL in 1s\n",
        "hello\n3 passing remarks, 2 failed hopes, 1 passed away\n",
        "",
    ],
)
def test_where_a_runner_says_no_number_none_is_made_up(output: str) -> None:
    assert counted(output) is None


def test_a_name_of_a_test_that_is_no_text_is_counted() -> None:
    line = '{"Action":"fail","Package":"tea","Test":"Test\udc80"}\n'
    assert counted(line) == Counts(1, 1, 0, ("tea.Test?",))


def test_a_suite_that_could_not_be_loaded_ran_nothing() -> None:
    assert counted(JEST_UNLOADED) == Counts(0, 0, 0)


def test_a_runner_that_only_counts_failures_may_fall_silent_once_all_is_well() -> None:
    before = CheckResult("test", False, 1, 1.0, "", "", "log", counted(GRADLE))
    assert judged(CheckResult("test", True, 0, 1.0, "", "", "log"), before).passed
