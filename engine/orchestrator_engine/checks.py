"""Running checks: each a program with a deadline, judged by how it ended and by nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestrator_engine.attempt import CheckResult
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
    spool = folder.spool / f"{label}.log"
    finished = await run_program(
        check.command,
        cwd=tree,
        env=environment,
        mark=Mark(folder.id, label, 0),
        spool=spool,
        seconds=check.seconds,
    )
    return CheckResult(
        name=check.name,
        passed=finished.code == 0,
        code=finished.code,
        seconds=round(finished.seconds, 3),
        tail=finished.tail,
        why=finished.why,
        log=spool.name,
    )
