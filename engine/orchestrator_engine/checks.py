"""Running checks: each a program with a deadline, judged by how it ended and by nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from anyio import to_thread

from orchestrator_engine import serving
from orchestrator_engine.attempt import CheckResult, Counts
from orchestrator_engine.counting import counted
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Check, CheckKind
from orchestrator_engine.system.processes import run_program
from orchestrator_engine.system.sweeping import Mark


async def run_checks(
    folder: RunFolder,
    checks: Sequence[Check],
    tree: Path,
    environment: Mapping[str, str],
    label: str,
) -> tuple[CheckResult, ...]:
    """Run checks in order; after a build that failed the rest would only repeat its message."""
    results: list[CheckResult] = []
    for check in checks:
        result = await run_check(folder, check, tree, environment, f"{label}.{check.name}")
        results.append(result)
        if check.kind is CheckKind.BUILD and not result.passed:
            break
    return tuple(results)


async def run_check(
    folder: RunFolder, check: Check, tree: Path, environment: Mapping[str, str], label: str
) -> CheckResult:
    """Run one check in `tree`; its whole output goes to the spool file named after `label`."""
    spool = folder.spool / f"{label.translate(_NO_NAME)}.log"
    command = check.command
    if check.kind is CheckKind.SERVE:
        command = serving.argv(command, check.port, check.seconds)
    finished = await run_program(
        command,
        cwd=tree,
        env=environment,
        mark=Mark(folder.id, label, 0),
        spool=spool,
        seconds=check.seconds,
    )
    tests = check.kind in {CheckKind.TEST, CheckKind.CUSTOM}
    return CheckResult(
        name=check.name,
        passed=finished.code == 0,
        code=finished.code,
        seconds=round(finished.seconds, 3),
        tail=finished.tail,
        why=finished.why,
        log=spool.name,
        counts=await to_thread.run_sync(_counts, spool, finished.tail) if tests else None,
    )


_NO_NAME = str.maketrans("/\\:", "---")
"""What cannot stand in the name of a file everywhere."""

_READ = 4 * 1024 * 1024
"""Bytes at the end of an output that are looked through for numbers of tests."""


def _counts(spool: Path, tail: str) -> Counts | None:
    try:
        with spool.open("rb") as file:
            file.seek(max(spool.stat().st_size - _READ, 0))
            return counted(file.read().decode(errors="replace"))
    except OSError:
        return counted(tail)
