"""What the modes fix and test ask of a change beyond its checks."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine import archive, proving
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Change, CheckResult, Counts, Ending, Role
from orchestrator_engine.modes import Demand
from orchestrator_engine.plan import Plan
from orchestrator_engine.protected import Guard
from orchestrator_engine.run import Run
from support.rooms import Stage, shell, verdict

FILES = {"tea.sh": "echo cold\n", "tests/old.sh": "true\n"}
ALL = 'for each in tests/*.sh; do sh "$each" || exit 1; done; echo "$(ls tests | wc -l) passed"'
SHOWS = 'test "$(sh tea.sh)" = hot\n'


def ran(executed: int, *failures: str, passed: bool = True) -> CheckResult:
    counts = Counts(executed, len(failures), 0, failures)
    return CheckResult("test", passed, 0 if passed else 1, 1.0, "", "", "log", counts)


def agent(**files: str) -> Callable[[Job], Awaitable[Ended]]:
    """Write these files (with / for __ and . for the last _) in the first round and every other."""

    async def act(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value=verdict("tea.sh"), usd=0.0)
        for name, text in files.items():
            folder, _, rest = name.rpartition("__")
            path = job.cwd / folder / rest.replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        return Ended(Ending.DONE, text="written", usd=0.0)

    return act


def planned(stage: Stage, mode: str) -> Plan:
    plan = stage.plan(shell("test", ALL))
    phase = replace(plan.phases[0], tasks=plan.phases[0].tasks[:1])
    return replace(plan, mode=mode, items=plan.items[:1], phases=(phase,))


async def carried_out(
    where: Path, mode: str, *, checked: bool = True, **files: str
) -> tuple[Run, dict[str, str]]:
    """The run, and what was said against the last attempt by what."""
    stage = Stage(where, dict(FILES))
    plan = planned(stage, mode)
    plan = plan if checked else replace(plan, checks=())
    run = await stage.run(agent(**files), plan, max_review_cycles=0)
    (state,) = run.tasks.values()
    assert state.attempt is not None
    results = state.attempt.results or ()
    return run, {result.name: result.why for result in results}


async def test_a_bug_that_a_test_shows_is_mended(tmp_path: Path) -> None:
    run, said = await carried_out(tmp_path, "fix", tea_sh="echo hot\n", tests__new_sh=SHOWS)
    assert (str(run.status), said) == ("completed", {"test": "", "reproduced": ""})


async def test_a_run_with_a_proof_can_be_exported_and_looked_at_elsewhere(tmp_path: Path) -> None:
    stage = Stage(tmp_path, dict(FILES))
    act = agent(tea_sh="echo hot\n", tests__new_sh=SHOWS)
    await stage.run(act, planned(stage, "fix"), max_review_cycles=0)
    archive.export(stage.folder, tmp_path / "run.zip")
    folder = archive.unpack(tmp_path / "run.zip", tmp_path / "elsewhere")
    logs = {path.name for path in stage.folder.spool.iterdir()}
    assert any(proving.WITHOUT.strip(": ") in name for name in logs)
    assert logs == {path.name for path in folder.spool.iterdir()}


async def test_a_test_that_passes_without_the_mend_shows_nothing(tmp_path: Path) -> None:
    run, said = await carried_out(tmp_path, "fix", tea_sh="echo hot\n", tests__new_sh="true\n")
    assert str(run.status) == "failed"
    assert said["reproduced"].startswith("the new tests pass on the code as it was, too")


async def test_a_mend_without_a_test_is_sent_back(tmp_path: Path) -> None:
    run, said = await carried_out(tmp_path, "fix", tea_sh="echo hot\n")
    assert str(run.status) == "failed"
    assert said["reproduced"].startswith("no test shows the bug")


async def test_other_modes_ask_for_no_such_test(tmp_path: Path) -> None:
    run, said = await carried_out(tmp_path, "exec", tea_sh="echo hot\n")
    assert (str(run.status), said) == ("completed", {"test": ""})


@pytest.mark.parametrize("checked", [True, False])
async def test_only_tests_are_written_in_the_mode_for_tests(
    tmp_path: Path, *, checked: bool
) -> None:
    files = {"tea_sh": "echo hot\n", "tests__new_sh": "true\n"}
    run, said = await carried_out(tmp_path, "test", checked=checked, **files)
    assert str(run.status) == "failed"
    assert "tea.sh changed, too" in said["only tests"]


BY_NAME = """
for each in tests/*.sh; do sh "$each" || { echo "FAILED $each"; bad="$bad $each"; }; done
all=$(ls tests | wc -l); failed=$(echo $bad | wc -w)
echo "$failed failed, $((all - failed)) passed in 0.1s"; test "$failed" = 0
"""


async def test_a_bug_that_an_earlier_task_mended_shows_nothing_of_the_next_one(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, {**FILES, "tests/old.sh": SHOWS})

    async def act(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            changed = "tea.sh" if job.subject.task == "T1" else "T2.txt"
            return Ended(Ending.DONE, value=verdict(changed), usd=0.0)
        mended = {"tea.sh": "echo hot\n"} if job.subject.task == "T1" else {"T2.txt": "x\n"}
        for name, text in mended.items():
            (job.cwd / name).write_text(text)
        return Ended(Ending.DONE, text="mended", usd=0.0)

    plan = replace(stage.plan(shell("test", BY_NAME)), mode="fix")
    run = await stage.run(act, plan, max_review_cycles=0, max_concurrent_agents=1, baseline=True)
    assert not run.tasks["T1"].why
    assert run.tasks["T1"].stage.value == "merged"
    assert "no test shows the bug" in run.tasks["T2"].why


def test_a_test_that_failed_before_and_passes_now_shows_the_bug() -> None:
    before = (ran(3, "test_tea", passed=False),)
    assert proving.shown_already((ran(3),), before)
    assert not proving.shown_already((ran(3, "test_tea", passed=False),), before)
    assert not proving.shown_already((ran(3),), (ran(3),))
    assert not proving.shown_already((ran(3),), ())


@pytest.mark.parametrize(("now", "why"), [(4, ""), (3, "no test was added: 3 tests ran before, 3")])
def test_more_tests_are_counted(now: int, why: str) -> None:
    found = proving.more_tests((ran(now),), {"test": 3})
    assert found is not None
    assert found.why.startswith(why)
    assert found.passed is (not why)


def test_nobody_can_tell_without_a_number() -> None:
    uncounted = replace(ran(1), counts=None)
    assert proving.more_tests((uncounted,), {"test": 3}) is None
    assert proving.more_tests((ran(3),), {}) is None


def test_manifests_and_files_that_an_item_names_may_change_beside_tests() -> None:
    guard = Guard(frozenset({"src/tea.py"}), "SPEC.md", "mend `src/tea.py` on the way", frozenset())
    changes = tuple(
        Change(path, 1, 0) for path in ("tests/test_a.py", "package.json", "src/tea.py")
    )
    assert proving.only_tests(changes, guard) == proving.proof(Demand.ONLY_TESTS)


def test_what_could_not_be_tried_proves_nothing() -> None:
    gone = replace(ran(0, passed=False), code=127, why="")
    timeout = replace(ran(0, passed=False), code=None, why="it took longer than 9 s")
    for result, ending in ((gone, "exit code 127"), (timeout, "it took longer")):
        found = proving.reproduced((replace(result, name=f"{proving.WITHOUT}test"),), ())
        assert not found.passed
        assert f"could not be tried on the code as it was ({ending}" in found.why


def without(executed: int, *failures: str) -> CheckResult:
    result = ran(executed, *failures, passed=not failures)
    return replace(result, name=f"{proving.WITHOUT}test")


def test_what_failed_before_the_run_too_does_not_show_the_bug() -> None:
    before = (ran(3, "test_other", passed=False),)
    found = proving.reproduced((without(4, "test_other"),), before)
    assert found.why.startswith("the new tests pass on the code as it was, too")
    assert proving.reproduced((without(4, "test_other", "test_tea"),), before).passed


def test_a_set_up_that_fails_on_the_code_as_it_was_shows_no_bug() -> None:
    found = proving.reproduced((replace(ran(0, passed=False), name="setup", counts=None),), ())
    assert not found.passed
    assert "could not be tried on the code as it was" in found.why


def test_a_failing_test_that_is_only_switched_off_is_no_bug_that_is_mended() -> None:
    before = (ran(3, "test_tea", passed=False),)
    as_it_was = replace(ran(3, "test_tea", passed=True), name=f"{proving.EARLIER}test")
    assert not proving.shown_already((ran(3), as_it_was), before)
    assert proving.shown_already((ran(3), replace(as_it_was, counts=Counts(3, 0, 0))), before)
