"""What a person can do about a project that no task could pass in: the line to write. Pure."""

import re
from collections.abc import Iterator

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.plan import Check, CheckKind
from orchestrator_engine.run import Run
from orchestrator_engine.wording import command, shorten

NOT_FOUND = 127
"""How a shell says that there is no such command."""

SETTINGS = ".orchestrator.toml"
_NAMES_ITS_FAILURES: tuple[tuple[str, str, str], ...] = (
    (r"\bgo test\b(?!.* -v\b)", "go test", "go test -v"),
    (r"\bmvn(?:w)?\b.* -q\b", " -q", ""),
    (r"\bdotnet test\b(?!.*--logger)", "test", "test --logger 'console;verbosity=normal'"),
    (r"\bmocha\b.*--reporter[ =]\S+", r"--reporter[ =]\S+", "--reporter spec"),
    (r"\bpytest\b(?!.* -r)", "pytest", "pytest -rfE"),
)  # fmt: skip
"""Commands whose output does not name the tests that fail: what to put in place of what in them."""


def proposals(run: Run) -> tuple[str, ...]:
    """Sentences for what was in the way before anything was done, the best first."""
    if not run.in_the_way or run.plan is None:
        return ()
    checks = {check.name: check for check in run.plan.all_checks}
    # The one that the reason begins with.
    broken = next(
        (one for one in run.baseline or () if run.in_the_way.startswith(f"{one.name} ")), None
    )
    if broken is None or broken.name not in checks:
        return ()
    return tuple(_of(broken, checks[broken.name]))


def _of(broken: CheckResult, check: Check) -> Iterator[str]:
    line = command(check.command)
    kind = check.kind.value
    if broken.code == NOT_FOUND:
        yield (
            f"Install what “{line}” ({check.source}) needs, or name the command that does it here "
            f'in {SETTINGS}: {kind} = "…"'
        )
    elif check.kind is CheckKind.TEST:
        told = _naming(line)
        if told:
            yield f"Have it name the tests that fail, in {SETTINGS}: {kind} = {_toml(told)}"
        else:
            yield (
                "Have it name the tests that fail (most runners do when they say more), in "
                f'{SETTINGS}: {kind} = "…"'
            )
        yield "Or mend or skip the tests that fail, commit that, and begin anew."
    else:
        last = shorten(broken.tail.strip().rpartition("\n")[2] or "see the report", 80)
        wish = f"{broken.name} fails: {last}"
        yield (
            "Mend it and commit that; or have an agent do only that, and let its run go on all "
            f"the same: code-orch fix {_toml(wish)}"
        )


def _naming(line: str) -> str:
    """The command as it names the tests that fail, or nothing where nobody knows how."""
    for known, old, new in _NAMES_ITS_FAILURES:
        if re.search(known, line):
            return re.sub(old, new, line, count=1)
    return ""


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
