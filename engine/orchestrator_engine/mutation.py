"""Whether new tests fail when what they test is broken: tried in a worktree where nobody works.

For each new test the functions that it names are broken, one small mistake at a time, and the test
command runs. A test that never fails, whatever of them is broken, is worth nothing. Bounded in
number and time: of what was not tried nothing is said.
"""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from anyio import to_thread

from orchestrator_engine import proving
from orchestrator_engine.attempt import Change, CheckResult
from orchestrator_engine.checks import run_checks
from orchestrator_engine.context import Context
from orchestrator_engine.modes import Demand
from orchestrator_engine.mutating import Mutant, is_source, mutants, new_tests
from orchestrator_engine.plan import Check
from orchestrator_engine.protected import is_test
from orchestrator_engine.system.sandbox import behind
from orchestrator_engine.wording import count, listed

_SLOWER = 5.0
_LEAST = 15.0
"""A test command on broken code may take so many times as long, and at least so many seconds."""


@dataclass(slots=True)
class _Trial:
    """A new test: the mutants that it has to notice one of, and whether it did."""

    name: str
    path: str
    mutants: list[Mutant] = field(default_factory=list[Mutant])
    tried: int = 0
    noticed: bool = False

    @property
    def over(self) -> bool:
        return self.noticed or self.tried == len(self.mutants)


async def fails_when_broken(
    context: Context,
    span: tuple[str, str],
    label: str,
    seen: tuple[tuple[Change, ...], tuple[CheckResult, ...], tuple[Check, ...]],
) -> CheckResult | None:
    """What comes of breaking what the new tests of a change test; None where there is nothing to.

    `span` are the commits before and after the change, `seen` the change, what the checks said of
    it, and those that run tests.
    """
    changes, results, checks = seen
    trials = await to_thread.run_sync(_trials, context, span, changes)
    if not any(trial.mutants for trial in trials):
        return None
    settings = context.run.created.settings
    until = time.monotonic() + settings.mutation_time
    begun = time.monotonic()
    usual = {result.name: result for result in results}
    failing = {name for one in results if one.counts for name in one.counts.failures}
    for trial in trials:
        # One that fails already, and is to, needs no mistake of ours.
        trial.noticed = any(trial.name in name for name in failing)
    made = 0
    async with context.clean(span[1]) as tree:
        for mutant in _in_turns(trials):
            waiting = [trial for trial in trials if mutant in trial.mutants and not trial.over]
            if not waiting:
                continue
            if made >= settings.mutants or time.monotonic() > until:
                break
            made += 1
            names = await _run(context, (tree, mutant), checks, usual, f"{label}.mutant{made}")
            for trial in waiting:
                trial.tried += 1
                trial.noticed = names is None or any(trial.name in name for name in names)
    return _verdict(trials, made, time.monotonic() - begun)


async def _run(
    context: Context,
    where: tuple[Path, Mutant],
    checks: tuple[Check, ...],
    usual: dict[str, CheckResult],
    label: str,
) -> frozenset[str] | None:
    """The names of tests that fail on a mutant; None where some fail and nobody says which."""
    tree, mutant = where
    file = tree / mutant.path
    before = await to_thread.run_sync(file.read_bytes)
    await to_thread.run_sync(_write, file, mutant.text.encode())
    limited = tuple(
        replace(check, seconds=max(_LEAST, _SLOWER * usual[check.name].seconds))
        if check.name in usual
        else check
        for check in checks
    )
    try:
        with behind(context.walls_of_checks(tree)):
            results = await run_checks(context.folder, limited, tree, context.environment, label)
    finally:
        await to_thread.run_sync(_write, file, before)
    names: set[str] = set()
    for result in results:
        known = usual[result.name].counts if result.name in usual else None
        earlier = set(known.failures) if known is not None else set[str]()
        if result.passed:
            continue
        if result.counts is None or not result.counts.failures:
            return None
        names |= set(result.counts.failures) - earlier
    # What cannot be loaded at all has been noticed by every test in it.
    return (
        None
        if any("::" not in name and name.endswith(".py") for name in names)
        else (frozenset(names))
    )


def _write(file: Path, data: bytes) -> None:
    """Write a file so that nobody takes what was compiled of another text of the same size."""
    before = file.stat().st_mtime
    file.write_bytes(data)
    os.utime(file, (before + 2, before + 2))


def _trials(
    context: Context, span: tuple[str, str], changes: Iterable[Change]
) -> tuple[_Trial, ...]:
    """The new tests of a change, each with the mutants of what it names."""
    repository = context.repository

    def text(commit: str, path: str) -> str:
        return (repository.read(commit, path) or b"").decode(errors="replace")

    found = {
        (change.path, name): used
        for change in changes
        if is_test(change.path)
        for name, used in new_tests(
            change.path, text(span[0], change.path), text(span[1], change.path)
        ).items()
    }
    names = frozenset(name for used in found.values() for name in used)
    sources = [path for path in repository.files(span[1]) if is_source(path)]
    broken = [one for path in sources for one in mutants(path, text(span[1], path), names)]
    return tuple(
        _Trial(name, path, [one for one in broken if one.of in used])
        for (path, name), used in found.items()
    )


def _in_turns(trials: Iterable[_Trial]) -> list[Mutant]:
    """Mutants in an order in which every test has its first ones soon."""
    rows = [trial.mutants for trial in trials]
    longest = max(map(len, rows), default=0)
    turns = (row[place] for place in range(longest) for row in rows if place < len(row))
    return list(dict.fromkeys(turns))


def _verdict(trials: Iterable[_Trial], made: int, seconds: float) -> CheckResult:
    blind = [trial for trial in trials if trial.mutants and trial.over and not trial.noticed]
    seconds = round(seconds, 3)
    if not blind:
        noticed = sum(trial.noticed for trial in trials)
        why = f"{count(made, 'mutant')}, noticed by {count(noticed, 'new test')}"
        return replace(proving.proof(Demand.BREAKS, "", seconds), why=why)
    told = [
        f"{trial.path}: {trial.name} passes whatever is broken in "
        f"{listed(sorted({one.of for one in trial.mutants}))} "
        f"({count(trial.tried, 'mutant')}, such as {trial.mutants[0].what} in "
        f"{trial.mutants[0].path}:{trial.mutants[0].line})"
        for trial in blind
    ]
    return proving.proof(Demand.BREAKS, listed(told, separator="; "), seconds)
