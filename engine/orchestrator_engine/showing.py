"""New tests that fail because the code is wrong: with `test --fix` they stay, for the next to mend.

They count for the work where each failure has a name, no fewer tests pass than before, and what
fails was loaded: a test that cannot run shows nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from orchestrator_engine.attempt import LEFT, CheckResult
from orchestrator_engine.loading import unloaded
from orchestrator_engine.proving import EARLIER
from orchestrator_engine.run import Run
from orchestrator_engine.wording import listed

_SHOWN = 3


def may_show(run: Run) -> bool:
    """Whether the run writes tests, and another follows that mends what they show."""
    return run.created.then is not None and run.plan is not None and run.plan.manner.kind == "test"


def shown(
    results: Iterable[CheckResult],
    before: Iterable[CheckResult],
    output: Callable[[CheckResult], str] | None,
) -> tuple[CheckResult, ...]:
    """Results as they count where tests may fail that show what is wrong.

    `before` is what the checks said where the work began. `output` reads what a check printed;
    without it nothing may fail that did not fail there.
    """
    known = {result.name: result for result in before if not result.name.startswith(EARLIER)}

    def one(result: CheckResult) -> CheckResult:
        then = known.get(result.name.removeprefix(EARLIER))
        now = result.counts
        if result.passed or result.code is None or now is None or now.partial:
            return result
        if not now.failed or len(now.failures) != now.failed:
            return result
        if then is None or then.counts is None or then.counts.partial:
            return result
        new = set(now.failures) - set(then.counts.failures)
        passed = then.counts.executed - then.counts.failed
        if now.executed - now.failed < passed:
            return result
        if new and (output is None or unloaded(output(result))):
            return result
        names = [name for name in now.failures if name in new] or list(now.failures)
        more = [f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
        return replace(result, passed=True, why=LEFT + listed([*names[:_SHOWN], *more]))

    return tuple(map(one, results))
