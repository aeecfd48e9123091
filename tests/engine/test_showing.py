"""Which new tests may fail, so that the run that follows mends what they show."""

from dataclasses import replace

import pytest

from orchestrator_engine.attempt import LEFT, Change, CheckResult, Counts
from orchestrator_engine.protected import Guard
from orchestrator_engine.proving import EARLIER
from orchestrator_engine.showing import shown

BEFORE = CheckResult("test", True, 0, 1.0, "", "", "", counts=Counts(3, 0, 0))
NEW = "test_add.py::test_words"
NOW = CheckResult("test", False, 1, 1.0, "", "", "", counts=Counts(5, 1, 0, (NEW,)))
NOT_LOADED = "test_add.py:1: ImportError\n"


def said(text: str = "") -> str:
    return f"test_add.py:9: AssertionError\n{text}"


def test_a_new_test_that_fails_stays_and_is_named() -> None:
    (result,) = shown([NOW], [BEFORE], lambda _: said())
    assert result.passed
    assert result.why == f"{LEFT}{NEW}"


@pytest.mark.parametrize(
    "now",
    [
        replace(NOW, counts=Counts(3, 1, 0, (NEW,))),
        replace(NOW, counts=Counts(5, 2, 0, (NEW,))),
        replace(NOW, counts=Counts(5, 1, 0, (NEW,), partial=True)),
        replace(NOW, counts=None),
        replace(NOW, code=None),
    ],
    ids=["fewer pass", "one is not named", "who passed is unknown", "nothing counted", "cut short"],
)
def test_what_could_hide_an_old_failure_counts_as_it_was(now: CheckResult) -> None:
    assert shown([now], [BEFORE], lambda _: said()) == (now,)


def test_a_test_that_cannot_be_loaded_shows_nothing() -> None:
    assert shown([NOW], [BEFORE], lambda _: NOT_LOADED) == (NOW,)


def test_where_nothing_is_known_of_before_nothing_new_may_fail() -> None:
    assert shown([NOW], [], lambda _: said()) == (NOW,)
    assert shown([NOW], [replace(BEFORE, counts=None)], lambda _: said()) == (NOW,)


def test_as_the_tests_were_only_what_failed_there_may_fail() -> None:
    earlier = replace(NOW, name=f"{EARLIER}test")
    assert shown([earlier], [BEFORE], None) == (earlier,)
    left = replace(NOW, passed=True)
    (result,) = shown([earlier], [left], None)
    assert result.passed


def test_behind_tests_that_may_fail_the_old_ones_are_looked_at_alone() -> None:
    guard = Guard(frozenset({"test_calc.py"}), None, "")
    changes = (Change("test_add.py", 9, 0),)
    assert guard.bent(changes, frozenset({"test_calc.py"})) == ()
    assert guard.bent(changes, frozenset({"test_calc.py"}), failing=True) == ("test_add.py",)


def test_where_tests_judge_no_item_asks_for_a_change_of_one_by_naming_it() -> None:
    before = frozenset({"tests/test_add.py", "add.py"})
    guard = Guard(before, None, "the test `tests/test_add.py::test_words` fails")
    change = Change("tests/test_add.py", 1, 1)
    assert guard.violations([change], before) == ()
    assert replace(guard, fixed_tests=True).violations([change], before) == (change.path,)
