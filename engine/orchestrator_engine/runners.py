"""What the usual test runners of the eight ecosystems print, read as numbers and names of tests.

Each reader knows one runner, and says None to what is not its own. Runners that others start (tox,
nox, make, npm) print what the inner one prints. Those that are silent about what passed, as Gradle
and `go test` without -v, are read as `partial` where something fails, and not at all elsewhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from orchestrator_engine.attempt import Counts
from orchestrator_engine.json_values import parse_object

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def counted(output: str) -> Counts | None:
    """What the runners in an output counted, all of them together, or None where none did."""
    text = plain(output)
    found = [counts for read in _RUNNERS if (counts := read(text)) is not None]
    return _sum(found) if found else None


def plain(output: str) -> str:
    """An output without colours and carriage returns."""
    return _COLOURS.sub("", output).replace("\r", "")


def _sum(found: Iterable[Counts]) -> Counts:
    total = Counts(0, 0, 0)
    for one in found:
        total = Counts(
            total.executed + one.executed,
            total.failed + one.failed,
            total.skipped + one.skipped,
            (*total.failures, *one.failures),
            total.partial or one.partial,
        )
    return total


def _number(words: str, *names: str) -> int:
    """The sum of the numbers before any of these words."""
    pattern = rf"(\d+) (?:{'|'.join(names)})\b"
    return sum(int(number) for number in re.findall(pattern, words))


def _after(words: str, *names: str) -> int:
    """The sum of the numbers behind any of these words."""
    pattern = rf"(?:{'|'.join(names)})[:=]\s*(\d+)"
    return sum(int(number) for number in re.findall(pattern, words))


def _lines(pattern: str, output: str) -> list[str]:
    return re.findall(pattern, output, re.MULTILINE)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names))


# Python


def _pytest(output: str) -> Counts | None:
    ends = _lines(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+|no tests ran) in [\d.:]+m?s.*$", output)
    if not ends:
        return None
    said = " ".join(ends)
    failed = _number(said, "failed", "errors?")
    executed = failed + _number(said, "passed", "xfailed", "xpassed")
    names = _lines(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", output)
    return Counts(executed, failed, _number(said, "skipped"), _once(names))


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
    names = _lines(r"^(?:FAIL|ERROR|UNEXPECTED SUCCESS): (.+)$", output)
    executed = sum(int(number) for number, _, _ in ends) - skipped
    return Counts(max(executed, failed), failed, skipped, _once(names))


# Node.js


_NO_TESTS = ("Console", "Test suite failed to run", "Validation", "Deprecation", "Cannot log")


def _jest(output: str) -> Counts | None:
    """Jest, Pest: `Tests: 1 failed, 2 skipped, 3 passed, 6 total`; Vitest with bars."""
    said = " ".join(_lines(r"^\s*Tests:?\s{1,12}(\d+ [a-z]+\b.*)$", output)).replace("|", ",")
    if not said:
        return None
    failed = _number(said, "failed")
    names = _lines(r"^\s*(?:FAIL|\u2a2f|FAILED)\s+(\S.* (?:\u203a|>) .*?)\s*$", output)
    own = _lines(r"^\s*\u25cf\s+(\S.*?)\s*$", output)
    names += [name for name in own if not name.startswith(_NO_TESTS)]
    skipped = _number(said, "skipped", "todo", "pending", "incomplete")
    return Counts(failed + _number(said, "passed"), failed, skipped, _once(names))


def _node(output: str) -> Counts | None:
    """`node --test`, with either of its reporters, and TAP as Tape prints it."""
    marks = dict(
        re.findall(
            r"^(?:# |\u2139 )(tests|pass|fail|skipped|todo|cancelled) +(\d+)$",
            output,
            re.MULTILINE,
        )
    )
    if "tests" not in marks:
        return None
    failed = int(marks.get("fail", 0)) + int(marks.get("cancelled", 0))
    names = _lines(r"^\s*(?:not ok \d+ (?:- )?|✖ )(.+?)(?: \([\d.]+ms\))?$", output)
    skipped = int(marks.get("skipped", 0)) + int(marks.get("todo", 0))
    executed = int(marks.get("pass", 0)) + failed
    own = _once(name for name in names if name != "failing tests:")
    return Counts(executed, failed, skipped, own)


def _mocha(output: str) -> Counts | None:
    passing = _lines(r"^\s+(\d+) passing\b", output)
    if not passing:
        return None
    failed = sum(map(int, _lines(r"^\s+(\d+) failing\b", output)))
    pending = sum(map(int, _lines(r"^\s+(\d+) pending\b", output)))
    _, _, told = output.rpartition(" failing\n")
    names = _once(_of_mocha(told)) if failed else ()
    return Counts(sum(map(int, passing)) + failed, failed, pending, names)


def _of_mocha(told: str) -> Iterator[str]:
    """The names of failures: each is numbered, a suite a line, and ends with a colon."""
    parts: list[str] | None = None
    for line in told.split("\n"):
        begin = re.match(r"^\s+\d+\) (.*)$", line)
        if begin:
            parts = []
        if parts is None:
            continue
        words = begin[1].strip() if begin else line.strip()
        parts.append(words.removesuffix(":"))
        if words.endswith(":"):
            yield " ".join(parts)
            parts = None
        elif not words:
            parts = None


def _ava(output: str) -> Counts | None:
    ends = re.findall(
        r"^\s+(\d+) (?:tests?|known failures?) (passed|failed|skipped|todo)$",
        output,
        re.MULTILINE,
    )
    if not ends:
        return None

    def told(*words: str) -> int:
        return sum(int(number) for number, word in ends if word in words)

    names = _once(_lines(r"^\s+✘ \[fail\]: (.+?)(?: .rror.*)?$", output))
    return Counts(told("passed", "failed"), told("failed"), told("skipped", "todo"), names)


def _bun(output: str) -> Counts | None:
    if not re.search(r"^Ran \d+ tests? across \d+ files?", output, re.MULTILINE):
        return None
    said = " ".join(_lines(r"^ *(\d+ (?:pass|fail|skip|todo))$", output))
    failed = _number(said, "fail")
    names = _once(_lines(r"^(?:\(fail\)|✗) (.+?)(?: \[[\d.]+m?s\])?$", output))
    return Counts(failed + _number(said, "pass"), failed, _number(said, "skip", "todo"), names)


_PLAYWRIGHT = re.compile(
    r"^\s+(\d+) (failed|flaky|skipped|passed|interrupted|did not run)(?: \([\d.]+m?s?.*\))?$"
)


def _playwright(output: str) -> Counts | None:
    if not re.search(r"^Running \d+ tests? using \d+ workers?", output, re.MULTILINE):
        return None
    told: dict[str, int] = {}
    failures: list[str] = []
    under = ""
    for line in output.split("\n"):
        end = _PLAYWRIGHT.match(line)
        if end:
            under = end[2]
            told[under] = told.get(under, 0) + int(end[1])
        elif under in {"failed", "interrupted"} and " \u203a " in line:
            # The place in the file is another one after each edit.
            failures.append(re.sub(r":\d+:\d+(?= )", "", line).rstrip("\u2500 "))
    failed = told.get("failed", 0) + told.get("interrupted", 0)
    executed = failed + told.get("passed", 0) + told.get("flaky", 0)
    skipped = told.get("skipped", 0) + told.get("did not run", 0)
    return Counts(executed, failed, skipped, _once(failures))


# Go, Rust


def _go(output: str) -> Counts | None:
    """`go test -v`: without it the passed ones are not told, and the number is unknown."""
    ends = re.findall(r"^\s*--- (PASS|FAIL|SKIP): (\S+)", output, re.MULTILINE)
    failures = tuple(name for end, name in ends if end == "FAIL")
    if not re.search(r"^=== RUN\s", output, re.MULTILINE):
        packages = re.search(r"^(?:ok|FAIL)\s+\S+\s+(?:\(cached\)|[\d.]+s)", output, re.MULTILINE)
        if not failures or packages is None:
            return None
        return Counts(len(failures), len(failures), 0, failures, partial=True)
    skipped = sum(end == "SKIP" for end, _ in ends)
    return Counts(len(ends) - skipped, len(failures), skipped, failures)


def _go_json(output: str) -> Counts | None:
    """`go test -json`: an event a line."""
    ends: dict[str, str] = {}
    for line in _lines(r'^\{.*"Action":"(?:pass|fail|skip)".*\}$', output):
        event = parse_object(line.encode(errors="replace")) or {}
        if "Test" in event and "Action" in event:
            ends[f"{event.get('Package', '')}.{event['Test']}"] = event["Action"]
    if not ends:
        return None
    failures = tuple(name for name, end in ends.items() if end == "fail")
    skipped = sum(end == "skip" for end in ends.values())
    return Counts(len(ends) - skipped, len(failures), skipped, failures)


def _cargo(output: str) -> Counts | None:
    said = " ".join(_lines(r"^test result: .*$", output))
    nextest = " ".join(_lines(r"^\s*Summary \[.*$", output))
    if not said and not nextest:
        return None
    said = f"{said} {nextest}"
    failed = _number(said, "failed", "timed out")
    names = _lines(r"^test (\S.*?) \.\.\. FAILED$", output)
    ends = r"FAIL|TIMEOUT|SIG[A-Z]+|ABORT"
    names += _lines(rf"^\s+(?:{ends})\s+\[\s*[\d.]+s\]\s+(?:\(\s*\d+/\d+\)\s+)?(\S.*)$", output)
    skipped = _number(said, "ignored", "skipped")
    return Counts(failed + _number(said, "passed"), failed, skipped, _once(names))


# Java and Kotlin, .NET


def _surefire(output: str) -> Counts | None:
    """Maven: a line for each class, with its time, and one for each module without."""
    lines = re.findall(r"Tests run: \d+, Failures: .*", output)
    modules = [line for line in lines if "Time elapsed" not in line]
    if not modules:
        return None
    said = " ".join(modules)
    failed, skipped = _after(said, "Failures", "Errors"), _after(said, "Skipped")
    names = _lines(
        r"^(?:\[ERROR\]\s+)?(\w\S*(?:\([\w.]+\))?)\s+(?:-- )?Time elapsed:.*<<< (?:FAIL|ERR)",
        output,
    )
    return Counts(_after(said, "Tests run") - skipped, failed, skipped, _once(names))


def _gradle(output: str) -> Counts | None:
    """Gradle tells its numbers only where a test fails."""
    ends = _lines(r"^(\d+ tests? completed(?:, \d+ (?:failed|skipped))+)$", output)
    if not ends:
        return None
    said = " ".join(ends)
    failed, skipped = _number(said, "failed"), _number(said, "skipped")
    names = _lines(r"^(\S.* > .+) FAILED$", output)
    executed = _number(said, "tests? completed") - skipped
    return Counts(executed, failed, skipped, _once(names), partial=True)


def _dotnet(output: str) -> Counts | None:
    """VSTest, short and long, and what .NET 9 and the newer platform print in their place."""
    said = " ".join(_lines(r"(Failed:\s+\d+, Passed:\s+\d+, Skipped:\s+\d+)", output))
    if not said and re.search(r"^Total tests: \d+", output, re.MULTILINE):
        said = " ".join(_lines(r"^\s+((?:Passed|Failed|Skipped): \d+)$", output))
    if not said:
        said = " ".join(_lines(r"(?i)^\s*Test summary: (total: .*)$", output))
    if not said and "Test run summary:" in output:
        said = " ".join(_lines(r"^\s+((?:total|failed|succeeded|skipped): \d+)$", output))
    if not said:
        return None
    failed = _after(said, "Failed", "failed")
    names = _lines(r"^\s*(?:Failed|failed) (\S.*?) (?:\[|\()[<\d][^\])]*(?:\]|\))$", output)
    passed = _after(said, "Passed", "succeeded")
    return Counts(failed + passed, failed, _after(said, "Skipped", "skipped"), _once(names))


# PHP, Ruby


def _phpunit(output: str) -> Counts | None:
    well = _lines(r"^OK \((\d+) tests?, ", output)
    said = " ".join(_lines(r"^Tests: \d+, Assertions: .*$", output))
    if not well and not said:
        return None
    failed = _after(said, "Failures", "Errors")
    skipped = _after(said, "Skipped", "Incomplete")
    names = _lines(r"^\d+\) (\S+::\S.*)$", output) if failed else []
    executed = sum(map(int, well)) + _after(said, "Tests") - skipped
    return Counts(executed, failed, skipped, _once(names))


def _ruby(output: str) -> Counts | None:
    """RSpec: `5 examples, 1 failure`; Minitest: `5 runs, …`; test-unit: `5 tests, …`."""
    said = " ".join(
        _lines(r"^\d+ (?:examples?, \d+ failures?|(?:runs|tests), \d+ assertions,).*$", output)
    )
    if not said:
        return None
    failed = _number(said, "failures?", "errors?")
    skipped = _number(said, "pending", "skips", "pendings", "omissions")
    names = [
        f"{file} {words}".strip()
        for file, words in re.findall(r"^rspec (\S+?)(?::\d+)?(?: # (.*))?$", output, re.MULTILINE)
    ]
    names += _lines(r"^\s*(?:\d+\) )?(?:Failure|Error):\n\s*(\S+#[^\[\n]+?)(?: \[.*)?:?$", output)
    names += _lines(r"^(?:Failure|Error): (\w+\(\S+\))", output)
    executed = _number(said, "examples?", "runs", "tests") - skipped
    return Counts(max(executed, failed), failed, skipped, _once(names))


_RUNNERS: tuple[Callable[[str], Counts | None], ...] = (
    _pytest,
    _unittest,
    _jest,
    _node,
    _mocha,
    _ava,
    _bun,
    _playwright,
    _go,
    _go_json,
    _cargo,
    _surefire,
    _gradle,
    _dotnet,
    _phpunit,
    _ruby,
)
