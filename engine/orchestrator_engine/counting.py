"""How many tests a check ran, read from what the usual runners print; and what that proves.

A number that no runner printed is unknown. An exit code alone does not say that anything was
tested: a suite that runs fewer tests than before has not passed.
"""

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from orchestrator_engine.attempt import CheckResult, Counts
from orchestrator_engine.protected import is_test

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_SHOWN = 3


def counted(output: str) -> Counts | None:
    """What the runners in an output counted, all of them together, or None where none did."""
    plain = _COLOURS.sub("", output).replace("\r", "")
    found = [counts for read in _RUNNERS if (counts := read(plain)) is not None]
    return _sum(found) if found else None


def _sum(found: Iterable[Counts]) -> Counts:
    total = Counts(0, 0, 0)
    for one in found:
        total = Counts(
            total.executed + one.executed,
            total.failed + one.failed,
            total.skipped + one.skipped,
            (*total.failures, *one.failures),
        )
    return total


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

    `tests` are the names of the checks that run tests, `files` the paths of the project. What has
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
            if any(_is_code(path) for path in paths):
                return why
        elif any(is_test(path) for path in paths) and not _mendable(result.counts):
            return f"{why}, and does not name the tests that do"
    return ""


_NOT_FOUND = 127
"""How a shell says that there is no such command."""

_NO_CODE = frozenset(
    {"", ".cfg", ".ini", ".json", ".lock", ".md", ".rst", ".toml", ".txt", ".yaml", ".yml"}
)


def _is_code(path: str) -> bool:
    return posixpath.splitext(path)[1].lower() not in _NO_CODE


def _mendable(counts: Counts | None) -> bool:
    return counts is not None and (_named(counts) or counts.executed == 0)


# The runners


def _number(words: str, *names: str) -> int:
    """The sum of the numbers before any of these words."""
    pattern = rf"(\d+) (?:{'|'.join(names)})\b"
    return sum(int(number) for number in re.findall(pattern, words))


def _after(words: str, *names: str) -> int:
    """The sum of the numbers behind any of these words."""
    pattern = rf"(?:{'|'.join(names)})[:=]\s*(\d+)"
    return sum(int(number) for number in re.findall(pattern, words))


def _pytest(output: str) -> Counts | None:
    ends = re.findall(
        r"^=*\s*((?:\d+ [a-z]+(?:, )?)+|no tests ran) in [\d.:]+m?s.*$", output, re.MULTILINE
    )
    if not ends:
        return None
    said = " ".join(ends)
    failed = _number(said, "failed", "errors?")
    executed = failed + _number(said, "passed", "xfailed", "xpassed")
    names = re.findall(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", output, re.MULTILINE)
    return Counts(executed, failed, _number(said, "skipped"), tuple(dict.fromkeys(names)))


def _unittest(output: str) -> Counts | None:
    ends = re.findall(
        r"^Ran (\d+) tests? in [\d.]+s\s+(OK|FAILED|NO TESTS RAN)(.*)$", output, re.MULTILINE
    )
    if not ends:
        return None
    # An expected failure is as good as a success.
    said = re.sub(r"expected failures=\d+", "", " ".join(more for _, _, more in ends))
    skipped = _after(said, "skipped")
    failed = _after(said, "failures", "errors", "unexpected successes")
    names = re.findall(r"^(?:FAIL|ERROR|UNEXPECTED SUCCESS): (.+)$", output, re.MULTILINE)
    executed = sum(int(number) for number, _, _ in ends) - skipped
    return Counts(max(executed, failed), failed, skipped, tuple(dict.fromkeys(names)))


def _jest(output: str) -> Counts | None:
    """Jest, Pest: `Tests: 1 failed, 2 skipped, 3 passed, 6 total`; Vitest with bars."""
    said = " ".join(
        re.findall(r"^\s*Tests:?\s{1,12}(\d+ [a-z]+\b.*)$", output, re.MULTILINE)
    ).replace("|", ",")
    if not said:
        return None
    failed = _number(said, "failed")
    names = re.findall(
        r"^\s*(?:●|FAIL|\u2a2f|FAILED)\s+(\S.* (?:\u203a|>) .*?)\s*$", output, re.MULTILINE
    )
    skipped = _number(said, "skipped", "todo", "pending", "incomplete")
    return Counts(failed + _number(said, "passed"), failed, skipped, tuple(dict.fromkeys(names)))


def _node(output: str) -> Counts | None:
    """`node --test`, with either of its reporters, and TAP."""
    marks = dict(
        re.findall(
            r"^(?:# |\u2139 )(tests|pass|fail|skipped|todo|cancelled) (\d+)$", output, re.MULTILINE
        )
    )
    if "tests" not in marks:
        return None
    failed = int(marks.get("fail", 0)) + int(marks.get("cancelled", 0))
    names = re.findall(r"^\s*(?:not ok \d+ - |✖ )(.+?)(?: \([\d.]+ms\))?$", output, re.MULTILINE)
    skipped = int(marks.get("skipped", 0)) + int(marks.get("todo", 0))
    executed = int(marks.get("pass", 0)) + failed
    own = tuple(name for name in dict.fromkeys(names) if name != "failing tests:")
    return Counts(executed, failed, skipped, own)


def _mocha(output: str) -> Counts | None:
    passing = re.findall(r"^\s+(\d+) passing\b", output, re.MULTILINE)
    if not passing:
        return None
    failed = sum(map(int, re.findall(r"^\s+(\d+) failing\b", output, re.MULTILINE)))
    pending = sum(map(int, re.findall(r"^\s+(\d+) pending\b", output, re.MULTILINE)))
    return Counts(sum(map(int, passing)) + failed, failed, pending)


def _go(output: str) -> Counts | None:
    """`go test -v`: without it the passed ones are not told, and the number is unknown."""
    if not re.search(r"^=== RUN\s", output, re.MULTILINE):
        return None
    ends = re.findall(r"^\s*--- (PASS|FAIL|SKIP): (\S+)", output, re.MULTILINE)
    failures = tuple(name for end, name in ends if end == "FAIL")
    skipped = sum(end == "SKIP" for end, _ in ends)
    return Counts(len(ends) - skipped, len(failures), skipped, failures)


def _cargo(output: str) -> Counts | None:
    said = " ".join(re.findall(r"^test result: .*$", output, re.MULTILINE))
    said += " ".join(re.findall(r"^\s*Summary \[.*$", output, re.MULTILINE))
    if not said:
        return None
    failed = _number(said, "failed", "timed out")
    names = re.findall(r"^test (\S+) \.\.\. FAILED$", output, re.MULTILINE)
    skipped = _number(said, "ignored", "skipped")
    return Counts(failed + _number(said, "passed"), failed, skipped, tuple(dict.fromkeys(names)))


def _surefire(output: str) -> Counts | None:
    """Maven: a line for each class, with its time, and one for each module without."""
    lines = re.findall(r"Tests run: \d+, Failures: .*", output)
    modules = [line for line in lines if "Time elapsed" not in line]
    if not modules:
        return None
    said = " ".join(modules)
    failed, skipped = _after(said, "Failures", "Errors"), _after(said, "Skipped")
    return Counts(_after(said, "Tests run") - skipped, failed, skipped)


def _dotnet(output: str) -> Counts | None:
    lines = re.findall(r"Failed:\s+\d+, Passed:\s+\d+, Skipped:\s+\d+", output)
    if not lines:
        return None
    said = " ".join(lines)
    failed = _after(said, "Failed")
    return Counts(failed + _after(said, "Passed"), failed, _after(said, "Skipped"))


def _phpunit(output: str) -> Counts | None:
    well = re.findall(r"^OK \((\d+) tests?, ", output, re.MULTILINE)
    said = " ".join(re.findall(r"^Tests: \d+, Assertions: .*$", output, re.MULTILINE))
    if not well and not said:
        return None
    failed = _after(said, "Failures", "Errors")
    skipped = _after(said, "Skipped", "Incomplete")
    return Counts(sum(map(int, well)) + _after(said, "Tests") - skipped, failed, skipped)


def _ruby(output: str) -> Counts | None:
    """RSpec: `5 examples, 1 failure, 1 pending`; Minitest: `5 runs, …, 1 failures, 0 errors`."""
    said = " ".join(
        re.findall(
            r"^\d+ (?:examples?, \d+ failures?|runs, \d+ assertions,).*$", output, re.MULTILINE
        )
    )
    if not said:
        return None
    failed, skipped = _number(said, "failures?", "errors"), _number(said, "pending", "skips")
    names = re.findall(r"^rspec (\S+)(?: # .*)?$", output, re.MULTILINE)
    executed = _number(said, "examples?", "runs") - skipped
    return Counts(executed, failed, skipped, tuple(dict.fromkeys(names)))


_RUNNERS: tuple[Callable[[str], Counts | None], ...] = (
    _pytest,
    _unittest,
    _jest,
    _node,
    _mocha,
    _go,
    _cargo,
    _surefire,
    _dotnet,
    _phpunit,
    _ruby,
)
