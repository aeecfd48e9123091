"""Running checks: a program with a deadline, judged by how it ended; a server; files."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from anyio import to_thread

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.counting import counted
from orchestrator_engine.json_values import members_of
from orchestrator_engine.listeners import Plugin
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import COUNTS, LOOKS, Check, CheckKind
from orchestrator_engine.plugins.found import argv
from orchestrator_engine.problems import problems
from orchestrator_engine.serving import answers, untried
from orchestrator_engine.system.processes import run_program
from orchestrator_engine.system.sweeping import Mark


async def run_checks(  # noqa: PLR0913  # what a check is run with, and where
    folder: RunFolder,
    checks: Sequence[Check],
    tree: Path,
    environment: Mapping[str, str],
    label: str,
    *,
    reached: bool = True,
) -> tuple[CheckResult, ...]:
    """Run checks in order; after a build that failed the rest would only repeat its message.

    A server is not tried where it could not be `reached`.
    """
    results: list[CheckResult] = []
    for check in checks:
        if check.kind is CheckKind.SERVER and not reached:
            why = "not tried: the sandbox of the checks has no network (check_network)"
            results.append(untried(check, why))
            continue
        result = await run_check(folder, check, tree, environment, f"{label}.{check.name}")
        results.append(result)
        if check.kind is CheckKind.BUILD and not result.passed:
            break
    return tuple(results)


async def run_check(
    folder: RunFolder, check: Check, tree: Path, environment: Mapping[str, str], label: str
) -> CheckResult:
    """Run one check in `tree`; its whole output goes to the spool file named after `label`."""
    if check.kind is CheckKind.FILES:
        return await to_thread.run_sync(_there, check, tree)
    spool = folder.spool / f"{label.translate(_NO_NAME)}.log"
    mark = Mark(folder.id, label, 0)
    if check.kind is CheckKind.SERVER:
        return await answers(check, tree, environment, mark, spool)
    finished = await run_program(
        _command(check, folder),
        cwd=tree,
        env=environment,
        mark=mark,
        spool=spool,
        seconds=check.seconds,
    )
    counts, found = None, None
    if check.kind in COUNTS:
        counts = await to_thread.run_sync(lambda: counted(output_of(spool, finished.tail)))
    if check.kind in LOOKS and finished.code != 0:
        found = await to_thread.run_sync(
            lambda: problems(output_of(spool, finished.tail), str(tree))
        )
    no = _refusal(check.kind, finished.tail)
    return CheckResult(
        name=check.name,
        passed=finished.code == 0 and no is None,
        code=finished.code,
        seconds=round(finished.seconds, 3),
        tail=finished.tail,
        why=finished.why or (no if no and finished.code == 0 else ""),
        log=spool.name,
        counts=counts,
        problems=found,
    )


_NO_NAME = str.maketrans("/\\:", "---")
"""What cannot stand in the name of a file everywhere."""

_READ = 4 * 1024 * 1024
"""Bytes at the end of an output that are looked through."""


def output_of(spool: Path, tail: str) -> str:
    """What a check said: the end of its spool file, or the `tail` where there is none."""
    try:
        with spool.open("rb") as file:
            file.seek(max(spool.stat().st_size - _READ, 0))
            return file.read().decode(errors="replace")
    except OSError:
        return tail


def _command(check: Check, folder: RunFolder) -> tuple[str, ...]:
    """What is started; a plugin's validators are run by its host."""
    if check.kind is not CheckKind.PLUGIN:
        return check.command
    kind, name = check.command
    plugin = Plugin(name, kind, name)
    return (*argv(plugin, folder), "validate", json.dumps({"run": folder.id}))


def _refusal(kind: CheckKind, tail: str) -> str | None:
    """Why a check that ended well does not pass all the same, by its last line; None: it does.

    A command may say in JSON that something is not `ok`; the host of a plugin has to say that it
    is, for a plugin that only ends has judged nothing.
    """
    if kind not in {CheckKind.CUSTOM, CheckKind.PLUGIN}:
        return None
    last = next((line for line in reversed(tail.splitlines()) if line.strip()), "")
    told: object = None
    if last.lstrip().startswith("{"):
        with suppress(ValueError):
            told = json.loads(last)
    said = members_of(told)
    if kind is CheckKind.PLUGIN:
        return None if said.get("ok") is True else "it ended before it had judged"
    return str(said.get("message") or "it says no") if said.get("ok") is False else None


def _there(check: Check, tree: Path) -> CheckResult:
    """Whether every file is there that has to be."""
    missing = [pattern for pattern in check.files if not any(tree.glob(pattern))]
    why = f"missing: {', '.join(missing)}" if missing else ""
    return CheckResult(check.name, not missing, int(bool(missing)), 0.0, "", why, "")
