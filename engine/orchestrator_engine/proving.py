"""What a mode asks of a change beyond its checks: decided here, carried out by `validation`."""

from collections.abc import Container, Iterable, Mapping, Sequence
from fnmatch import fnmatch

from orchestrator_engine.attempt import Change, CheckResult
from orchestrator_engine.counting import judged
from orchestrator_engine.ecosystems.manifests import is_manifest
from orchestrator_engine.loading import unloaded
from orchestrator_engine.modes import Demand
from orchestrator_engine.protected import Guard, is_test
from orchestrator_engine.wording import count, shorten, some_of

EARLIER = "earlier "
"""How the name of a check begins that runs the tests as they were."""

WITHOUT = "without the change: "
"""How the name of a check begins that runs the new tests on the code as it was."""

_NOT_FOUND = 127


def proof(demand: Demand, why: str = "", seconds: float = 0.0, log: str = "") -> CheckResult:
    """A demand as the result of a check: it passed where nothing is said against it."""
    return CheckResult(str(demand), not why, 0 if not why else 1, seconds, "", why, log)


def only_tests(changes: Iterable[Change], guard: Guard, inline: Container[str] = ()) -> CheckResult:
    """Whether nothing but tests and manifests changed that no item asks for.

    `inline` are the files of which only the tests inside of them changed.
    """
    others = [
        change.path
        for change in changes
        if change.path not in inline
        and not (is_test(change.path) or is_manifest(change.path) or guard.asked_for(change.path))
    ]
    if not others:
        return proof(Demand.ONLY_TESTS)
    names = some_of(others)
    return proof(
        Demand.ONLY_TESTS,
        f"only tests are to be written here, and {names} changed, too; put it back as it was",
    )


def only_paths(changes: Iterable[Change], paths: Sequence[str]) -> CheckResult:
    """Whether nothing changed outside of what a mode allows; patterns from the top, POSIX."""
    others = [
        change.path
        for change in changes
        if not any(
            fnmatch(change.path, path) or change.path.startswith(f"{path.rstrip('/')}/")
            for path in paths
        )
    ]
    if not others:
        return proof(Demand.ONLY_PATHS)
    names = some_of(others)
    return proof(
        Demand.ONLY_PATHS,
        f"only {', '.join(paths)} may change in this mode, and {names} changed, too; put it back",
    )


def more_tests(results: Iterable[CheckResult], before: Mapping[str, int]) -> CheckResult | None:
    """Whether more tests ran than before; None where nobody can tell."""
    known = [
        (result.counts.executed, before[result.name])
        for result in results
        if result.counts is not None and result.name in before
    ]
    if not known:
        return None
    now, then = (sum(numbers) for numbers in zip(*known, strict=True))
    if now > then:
        return proof(Demand.MORE_TESTS)
    return proof(
        Demand.MORE_TESTS, f"no test was added: {count(then, 'test')} ran before, {now} now"
    )


def shown_already(results: Iterable[CheckResult], base: Iterable[CheckResult]) -> bool:
    """Whether a test passes now that failed at the `base`: then the bug needs no further one.

    One that still fails where the tests are as they were has only been switched off.
    """
    failing = {
        result.name: set(result.counts.failures)
        for result in base
        if result.counts is not None and not result.name.startswith(EARLIER)
    }
    mended: dict[str, set[str]] = {}
    for result in results:
        name = result.name.removeprefix(EARLIER)
        if result.counts is not None:
            before = mended.get(name, failing.get(name, set()))
            mended[name] = before - set(result.counts.failures)
    return any(mended.values())


def tests_of(changes: Iterable[Change]) -> tuple[str, ...]:
    """The tests that a change adds to or alters."""
    return tuple(change.path for change in changes if is_test(change.path) and change.added)


def no_test() -> CheckResult:
    """What is said where a bug was mended without leaving a test behind."""
    return proof(
        Demand.REPRODUCED,
        "no test shows the bug: add one that fails on the code as it was and passes on yours",
    )


def reproduced(
    without: Sequence[CheckResult],
    baseline: Iterable[CheckResult] | None,
    outputs: Mapping[str, str] | None = None,
) -> CheckResult:
    """Whether the new tests fail on the code as it was, by what they did there.

    What failed before the run, by name, is none of theirs. `outputs` are what the checks said, by
    their names: tests that could not even be loaded show nothing.
    """
    seconds = round(sum(result.seconds for result in without), 3)
    log = without[0].log if without else ""
    before = {result.name: result for result in baseline or ()}
    for result in without:
        untried = result.code == _NOT_FOUND or (result.code is None and not result.passed)
        if untried or not result.name.startswith(WITHOUT):
            ending = result.why or f"exit code {result.code}"
            why = f"the new tests could not be tried on the code as it was ({ending})"
            return proof(Demand.REPRODUCED, why, seconds, result.log)
    failed = [
        result
        for result in without
        if not judged(result, before.get(result.name.removeprefix(WITHOUT))).passed
    ]
    kept = [unloaded((outputs or {}).get(result.name, result.tail)) for result in failed]
    if failed and all(kept):
        why = (
            "the new tests cannot even be loaded on the code as it was "
            f"({shorten(kept[0])}), which shows no bug: write one that runs there, and fails for "
            "what the bug does wrong"
        )
        return proof(Demand.REPRODUCED, why, seconds, log)
    if failed:
        return proof(Demand.REPRODUCED, "", seconds, log)
    return proof(
        Demand.REPRODUCED,
        "the new tests pass on the code as it was, too: they do not show the bug",
        seconds,
        log,
    )
