"""How many tests a check ran, read from what the usual runners print; and what that proves.

A number that no runner printed is unknown. An exit code alone does not say that anything was
tested: a suite that runs fewer tests than before has not passed.
"""

import posixpath
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from orchestrator_engine.attempt import CheckResult, Counts
from orchestrator_engine.protected import is_test
from orchestrator_engine.runners import counted

__all__ = ["counted", "ending", "in_the_way", "is_code", "judged", "judged_by_problems"]

_SHOWN = 3


def judged(
    result: CheckResult, baseline: CheckResult | None = None, least: int | None = None
) -> CheckResult:
    """A check's result as it counts.

    `least` is how many tests it has to run, where that is known: so many it ran before. What
    failed in the `baseline` already, by name, is not held against the work.
    """
    if result.passed:
        return _with_enough(result, least)
    if baseline is None or baseline.passed or result.counts is None or baseline.counts is None:
        return result
    now, before = result.counts, baseline.counts
    if not _named(now) or not set(now.failures) <= set(before.failures):
        return result
    names = ", ".join(now.failures[:_SHOWN])
    more = f" and {len(now.failures) - _SHOWN} more" if len(now.failures) > _SHOWN else ""
    why = f"what fails failed before the run too: {names}{more}"
    return _with_enough(replace(result, passed=True, why=why), least)


def judged_by_problems(result: CheckResult, baseline: CheckResult | None) -> CheckResult:
    """The result, as it counts, of a check that reads the code and lists what is wrong.

    What it found in the `baseline` already is not held against the work. One that failed there
    without saying what it found, as where its program is missing, can judge nobody.
    """
    if result.passed or baseline is None or baseline.passed:
        return result
    now, before = result.problems, baseline.problems
    if before is None:
        why = f"not tried: it failed before the run, too ({ending(baseline)})"
        return replace(result, passed=True, why=why, tried=False)
    if now is None:
        return result
    known = bool(now.names and before.names)
    new = list((Counter(now.names) - Counter(before.names)).elements()) if known else []
    if new or (not known and now.number > before.number):
        what = f": {_listed(new)}" if new else ""
        number = len(new) or now.number - before.number
        return replace(result, why=f"{number} more than before the run{what}")
    why = f"{now.number} found, none that was not there before the run"
    return replace(result, passed=True, why=why)


def ending(result: CheckResult) -> str:
    """How a check ended that did not pass."""
    return result.why or f"exit code {result.code}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return "; ".join(names[:_SHOWN]) + more


def _with_enough(result: CheckResult, least: int | None) -> CheckResult:
    if not least:
        return result
    if result.counts is None:
        why = f"it does not say how many tests ran; before it were {least}"
        return replace(result, passed=False, why=why)
    if result.counts.executed < least:
        why = f"only {result.counts.executed} tests ran; before it were {least}"
        return replace(result, passed=False, why=why)
    return result


def _named(counts: Counts) -> bool:
    """Whether every failure is known by its name."""
    return counts.failed > 0 and len(counts.failures) == counts.failed


def in_the_way(results: Iterable[CheckResult], tests: Iterable[str], files: Iterable[str]) -> str:
    """Why no task could pass, judged by the checks before the first one; nothing where one can.

    `results` are those of builds and tests, `tests` the names of the checks that run tests, `files`
    the paths of the project. What has
    not been written yet is for the run to write, and what fails by name for it to mend.
    """
    names, paths = frozenset(tests), tuple(files)
    for result in results:
        if result.passed:
            continue
        ending = result.why or f"exit code {result.code}"
        why = f"{result.name} fails before anything is done ({ending})"
        if result.code is None:
            return why
        if result.code == _NOT_FOUND:
            said = result.tail.strip().rpartition("\n")[2].strip()
            return f"{why}: {said}" if said else why
        if result.name not in names:
            if any(is_code(path) for path in paths):
                return why
        elif any(is_test(path) for path in paths) and not _mendable(result.counts):
            return f"{why}, and does not name the tests that do"
    return ""


_NOT_FOUND = 127
"""How a shell says that there is no such command."""

_NO_CODE = frozenset(
    {"", ".cfg", ".ini", ".json", ".lock", ".md", ".rst", ".toml", ".txt", ".yaml", ".yml"}
)


def is_code(path: str) -> bool:
    """Whether a path is that of something that behaves somehow, and not of a text or a setting."""
    return posixpath.splitext(path)[1].lower() not in _NO_CODE


def _mendable(counts: Counts | None) -> bool:
    return counts is not None and (_named(counts) or counts.executed == 0)
