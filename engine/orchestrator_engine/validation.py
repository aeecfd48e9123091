"""Machines look at the project before the first agent, at each attempt, and at each phase."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from anyio import to_thread

from orchestrator_engine import inline_tests, proving, wording
from orchestrator_engine.actions import RunChecks, TakeBaseline, ValidatePhase
from orchestrator_engine.attempt import LEFT, Change, CheckResult
from orchestrator_engine.checks import output_of, run_checks
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.counting import ending, in_the_way, judged, judged_by_problems
from orchestrator_engine.events import BaselineTaken, ChecksEnded, PhaseEnded
from orchestrator_engine.modes import Demand
from orchestrator_engine.mutation import fails_when_broken
from orchestrator_engine.plan import LOOKS, Check, CheckKind, Task
from orchestrator_engine.protected import Guard, is_test
from orchestrator_engine.proving import EARLIER
from orchestrator_engine.run import Run, Stage
from orchestrator_engine.showing import may_show, shown
from orchestrator_engine.system.sandbox import behind


async def take_baseline(context: Context, action: TakeBaseline) -> None:
    """Run the checks before anything is done: what is broken already is not the work's fault."""
    commit = action.commit
    results = await _look(context, commit, "baseline", context.plan.checks)
    kinds = {check.name: check.kind for check in context.plan.checks}
    tests = [name for name, kind in kinds.items() if kind is CheckKind.TEST]
    files = await to_thread.run_sync(context.repository.files, commit)
    # What only looks, or comes at the end, keeps nobody from working.
    needed = [one for one in results if kinds.get(one.name) in _NEEDED or one.name not in kinds]
    context.journal.append(BaselineTaken(commit, results, in_the_way(needed, tests, files)))


_NEEDED = (CheckKind.BUILD, CheckKind.TEST)
"""The checks without which no attempt can be judged."""


async def check_attempt(context: Context, action: RunChecks) -> None:
    """Run the plan's checks on the attempt's commit."""
    state = context.run.tasks[action.task]
    attempt = state.attempt
    assert attempt is not None
    assert attempt.commit is not None
    assert state.base is not None
    label = f"{action.task}.{attempt.number}"
    results = await look_at(context, state.task, state.base, attempt.commit, label)
    context.journal.append(ChecksEnded(action.task, attempt.number, results))


async def look_at(
    context: Context, task: Task, base: str, commit: str, label: str
) -> tuple[CheckResult, ...]:
    """What the plan's checks say about a commit that a task made on top of `base`.

    `label` begins the names of the files with their output.
    """
    changes = await to_thread.run_sync(context.repository.changes, base, commit)
    guard = await to_thread.run_sync(context.guard, task)
    results: tuple[CheckResult, ...] = ()
    if checks := context.plan.checks_of_attempts:
        results = judge(
            context.run,
            await _look(context, commit, label, checks),
            _least(context.run, base, changes, guard),
        )
        if may_show(context.run):
            results = await to_thread.run_sync(
                shown, results, _known(context.run, base), partial(_output, context)
            )
    if all(result.passed for result in results):
        results += await _earlier_tests(context, base, commit, label, (changes, guard, results))
    if all(result.passed for result in results):
        results += await _proofs(context, base, commit, label, (changes, guard, results))
    return results


async def _proofs(
    context: Context,
    base: str,
    commit: str,
    label: str,
    seen: tuple[tuple[Change, ...], Guard, tuple[CheckResult, ...]],
) -> tuple[CheckResult, ...]:
    """What the run's mode asks beyond the checks, whose results are the last that was `seen`."""
    changes, guard, results = seen
    demands = context.plan.manner.demands
    found: list[CheckResult | None] = []
    if Demand.ONLY_TESTS in demands:
        inline = await to_thread.run_sync(_inline, context, base, commit, changes)
        found.append(proving.only_tests(changes, guard, inline))
    if Demand.ONLY_PATHS in demands:
        found.append(proving.only_paths(changes, context.plan.manner.paths))
    if Demand.MORE_TESTS in demands:
        found.append(proving.more_tests(results, executed(context.run, base)))
    tests = tuple(check for check in context.plan.checks if check.kind is CheckKind.TEST)
    breaks = Demand.BREAKS in demands and tests and context.run.created.settings.mutants
    if breaks and all(each is None or each.passed for each in found):
        with suppress(SetupFailed):
            seen_by = (changes, results, tests)
            found.append(await fails_when_broken(context, (base, commit), label, seen_by))
    if Demand.REPRODUCED in demands and tests:
        found.append(await _reproduced(context, base, commit, label, (changes, results, tests)))
    return tuple(result for result in found if result is not None)


async def _reproduced(
    context: Context,
    base: str,
    commit: str,
    label: str,
    seen: tuple[tuple[Change, ...], tuple[CheckResult, ...], tuple[Check, ...]],
) -> CheckResult:
    """Whether the attempt's tests fail without the rest of it."""
    changes, results, checks = seen
    if proving.shown_already(results, _known(context.run, base)):
        return proving.proof(Demand.REPRODUCED)
    tests = proving.tests_of(changes)
    inside = await to_thread.run_sync(_with_tests, context, base, commit, changes)
    if not tests and not inside:
        return proving.no_test()
    named = tuple(replace(check, name=f"{proving.WITHOUT}{check.name}") for check in checks)
    looked = await _look(context, base, label, named, (commit, tests), **inside)
    outputs = {
        result.name: await to_thread.run_sync(_output, context, result)
        for result in looked
        if result.log
    }
    return proving.reproduced(looked, context.run.baseline, outputs)


def _output(context: Context, result: CheckResult) -> str:
    return output_of(context.folder.spool / result.log, result.tail) if result.log else result.tail


def _rust(
    context: Context, base: str, commit: str, changes: Iterable[Change]
) -> Iterator[tuple[str, str, str]]:
    """The changed files that may hold tests of their own, as they were and as they are."""
    read = context.repository.read
    for change in changes:
        if change.path.endswith(".rs") and not is_test(change.path):
            before, after = read(base, change.path), read(commit, change.path)
            if before is not None and after is not None:
                yield change.path, before.decode(errors="replace"), after.decode(errors="replace")


def _inline(context: Context, base: str, commit: str, changes: Iterable[Change]) -> frozenset[str]:
    """The files of which nothing changed but the tests inside of them."""
    return frozenset(
        path
        for path, before, after in _rust(context, base, commit, changes)
        if inline_tests.only_tests_changed(before, after)
    )


def _with_tests(
    context: Context, base: str, commit: str, changes: Iterable[Change]
) -> dict[str, str]:
    """Files as they were, with the tests inside of them as they are."""
    made = {
        path: inline_tests.with_tests_of(before, after)
        for path, before, after in _rust(context, base, commit, changes)
    }
    return {path: text for path, text in made.items() if text is not None}


async def _look(
    context: Context,
    commit: str,
    label: str,
    checks: tuple[Check, ...],
    back: tuple[str, tuple[str, ...]] = ("", ()),
    **texts: str,
) -> tuple[CheckResult, ...]:
    """What checks say of a commit, where no agent has been.

    `back` are a commit and the paths that are put back to what they are there, before it begins;
    `texts` are files, by their paths, that have another text then.
    """
    base, paths = back
    settings = context.run.created.settings
    reached = settings.check_network or not settings.sandbox
    try:
        async with context.clean(commit) as tree:
            if paths:
                await to_thread.run_sync(context.repository.restore, tree, base, paths)
            for path, text in texts.items():
                (tree / path).write_text(text, "utf-8")
            with behind(context.walls_of_checks(tree)):
                return await run_checks(
                    context.folder, checks, tree, context.environment, label, reached=reached
                )
    except SetupFailed as failed:
        return (failed.result,)


def judge(
    run: Run, results: Iterable[CheckResult], least: dict[str, int] | None = None
) -> tuple[CheckResult, ...]:
    """Results as they count: beside what failed before, and with as many tests as before."""
    before = {result.name: result for result in run.baseline} if run.baseline else {}
    kinds = {check.name: check.kind for check in run.plan.checks} if run.plan else {}

    def one(result: CheckResult) -> CheckResult:
        name = result.name.removeprefix(EARLIER)
        kind = kinds.get(name, CheckKind.TEST)
        if kind in LOOKS:
            return judged_by_problems(result, before.get(name))
        if kind in _LATE and result.counts is None:
            return _not_worse(result, before.get(name))
        return judged(result, before.get(name), (least or {}).get(name))

    return tuple(map(one, results))


_LATE = (CheckKind.SERVER, CheckKind.END_TO_END)


def _not_worse(result: CheckResult, before: CheckResult | None) -> CheckResult:
    """A server, or tests from end to end, that nobody could start before: no task broke them."""
    if result.passed or before is None or before.passed:
        return result
    why = f"{ending(result)}; it failed before the run, too"
    return replace(result, passed=True, why=why, tried=False)


def _least(run: Run, base: str, changes: Iterable[Change], guard: Guard) -> dict[str, int]:
    """How many tests each check has to run, unless an item asks for a test's change."""
    asked = any(is_test(change.path) and guard.asked_for(change.path) for change in changes)
    strict = run.plan is not None and Demand.SAME_TESTS in run.plan.manner.demands
    return {} if asked and not strict else executed(run, base)


def executed(run: Run, commit: str) -> dict[str, int]:
    """How many tests each check executed at a commit of the run's branch, as far as is known."""
    return {
        result.name: result.counts.executed
        for result in _known(run, commit)
        if result.counts is not None
        and not result.counts.partial
        and not result.name.startswith(EARLIER)
    }


def _known(run: Run, commit: str) -> tuple[CheckResult, ...]:
    """What checks said last at a commit of the run's branch."""
    state = run.landed(commit)
    attempt = state.attempt if state is not None else None
    results = run.baseline or ()
    # Where it was put on top of others, their tests ran too.
    return attempt.rebased or attempt.results or results if attempt is not None else results


async def _earlier_tests(
    context: Context,
    base: str,
    commit: str,
    label: str,
    done: tuple[tuple[Change, ...], Guard, tuple[CheckResult, ...]],
) -> tuple[CheckResult, ...]:
    """Run the tests once more as they were, where the attempt could have switched them off."""
    changes, guard, results = done
    paths = [change.path for change in changes]
    before = await to_thread.run_sync(context.repository.those_in, base, paths)
    bent = guard.bent(changes, before, failing=any(one.why.startswith(LEFT) for one in results))
    checks = tuple(
        replace(check, name=f"{EARLIER}{check.name}")
        for check in context.plan.checks
        if check.kind is CheckKind.TEST
    )
    if not bent or not checks:
        return ()
    looked = await _look(context, commit, label, checks, (base, bent))
    results = judge(context.run, looked, executed(context.run, base))
    return shown(results, _known(context.run, base), None) if may_show(context.run) else results


def _tip(context: Context) -> str:
    """The commit that the branch is at: the run's, or one that a person put on top of it."""
    head, tip = context.run.head, context.repository.resolve(context.branch)
    on_top = tip not in (None, head) and context.repository.is_ancestor(head, tip or "")
    return tip if tip is not None and on_top else head


async def validate_phase(context: Context, action: ValidatePhase) -> None:
    """End a phase whose tasks are over: run the checks where all its work has come together."""
    run = context.run
    phase = run.phases[action.phase].phase
    states = [run.tasks[task.id] for task in phase.tasks]
    results: tuple[CheckResult, ...] = ()
    last = all(each.passed is not None or each.phase.id == phase.id for each in run.phases.values())
    checks = context.plan.checks_of(phase, last=last)
    if checks and any(state.stage is Stage.MERGED for state in states):
        looked = await _look(context, await to_thread.run_sync(_tip, context), phase.id, checks)
        # As many tests as the last task had that was merged; what a person took back has none.
        least = executed(run, run.head) if run.landed(run.head) is not None else {}
        results = judge(run, looked, least)
        if may_show(run):
            results = shown(results, _known(run, run.head), None)
    broken = [result for result in results if not result.passed]
    undone = wording.undone(context.plan, states)
    why = "; ".join(
        (
            *([undone] if undone else ()),
            *(
                f"check {result.name} fails on the run's branch ({ending(result)})"
                for result in broken
            ),
        )
    )
    context.journal.append(PhaseEnded(phase.id, not why, why, results))
