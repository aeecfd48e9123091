"""Which checks judge a run, and when each of them looks."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.checking import checks_of
from orchestrator_engine.config import load
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.plan import At, Check, CheckKind, Phase, Plan
from support.rooms import Stage, shell, write_a_file

PACKAGE = (
    '{"scripts": {"dev": "vite --port 4000", "test": "node --test", "lint": "eslint .",'
    ' "test:e2e": "playwright test"}}'
)


def checks(top: Path, settings: str = "") -> dict[str, Check]:
    (top / "package.json").write_text(PACKAGE)
    (top / ".orchestrator.toml").write_text(settings)
    return {check.name: check for check in checks_of(top, load(top))}


def test_what_a_project_has_configured_is_checked_and_what_is_slow_only_with_the_phase(
    tmp_path: Path,
) -> None:
    found = checks(tmp_path)
    assert {name: str(check.at) for name, check in found.items()} == {
        "lint": "attempt",
        "test": "attempt",
        "end-to-end": "phase",
        "dev server": "phase",
    }
    assert found["dev server"].port == 4000


def test_each_check_can_be_turned_off_and_named(tmp_path: Path) -> None:
    found = checks(tmp_path, 'lint = false\nend_to_end = false\ndev = false\ntypes = "true"\n')
    assert list(found) == ["types", "test"]
    assert found["types"].command == ("/bin/sh", "-c", "true")


def test_a_person_says_where_the_server_listens(tmp_path: Path) -> None:
    said = 'dev_port = 5000\ndev_path = "/health"\ndev_timeout = "9s"\n'
    server = checks(tmp_path, said)["dev server"]
    assert (server.port, server.path, server.seconds) == (5000, "/health", 9.0)


def test_a_server_without_a_port_is_asked_at_the_usual_one(tmp_path: Path) -> None:
    (tmp_path / ".orchestrator.toml").write_text('dev = "sh serve.sh"\n')
    (check,) = checks_of(tmp_path, load(tmp_path))
    assert check.port == 5173


OWN = """
files = ["README.md"]
[checks.licences]
command = "sh licences.sh"
phases = ["Backend"]
[checks.pages]
files = ["dist/*.html"]
at = "end"
"""


def test_a_project_has_checks_of_its_own(tmp_path: Path) -> None:
    found = checks(tmp_path, OWN)
    assert (found["licences"].at, found["licences"].phases) == (At.PHASE, ("Backend",))
    assert (found["pages"].kind, found["pages"].at) == (CheckKind.FILES, At.END)
    assert found["files"].files == ("README.md",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[checks.a]\n", "a check has a command, or files that have to be there"),
        ('[checks.a]\nfiles = ["../x"]\n', "is no path from the top of the project"),
        ('[checks.a]\ncommand = "true"\nat = "noon"\n', "it is one of attempt, phase, end"),
        ("dev_port = 70000\n", "dev_port"),
    ],
)
def test_a_check_that_makes_no_sense_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / ".orchestrator.toml").write_text(text)
    with pytest.raises(BadConfig) as refused:
        load(tmp_path)
    assert ".orchestrator.toml:" in refused.value.message
    assert said in refused.value.message


def two_phases(stage: Stage, *own: Check) -> Plan:
    plan = stage.plan(*own)
    first, second = plan.phases[0].tasks
    phases = (Phase("P1", "One", (first,), ()), Phase("P2", "Two", (second,), ("P1",)))
    return replace(plan, phases=phases)


def late(name: str, line: str, at: At, *phases: str) -> Check:
    return replace(shell(name, line, CheckKind.CUSTOM), at=at, phases=phases)


def files(name: str, *patterns: str, at: At) -> Check:
    return Check(name, CheckKind.FILES, (), 0.0, "a test", at=at, files=patterns)


def results(found: tuple[CheckResult, ...]) -> dict[str, bool]:
    return {result.name: result.passed for result in found}


async def test_each_phase_has_its_checks_and_the_last_one_those_of_the_end(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    plan = two_phases(
        stage,
        late("each", "true", At.PHASE),
        late("second", "test -e T2.txt", At.PHASE, "Two"),
        files("there", "T*.txt", at=At.END),
    )
    run = await stage.run(write_a_file, plan)
    assert str(run.status) == "completed"
    assert results(run.phases["P1"].results) == {"each": True}
    assert results(run.phases["P2"].results) == {"each": True, "second": True, "there": True}
    attempt = run.tasks["T1"].attempt
    assert attempt is not None
    assert attempt.results == ()


async def test_a_file_that_is_missing_in_the_end_fails_the_run(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    run = await stage.run(write_a_file, stage.plan(files("there", "dist/x.html", at=At.END)))
    assert str(run.status) == "failed"
    assert "check there fails on the run's branch (missing: dist/x.html)" in run.why


async def test_lint_is_judged_beside_what_was_there_before(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    # One problem for the README, and one for each file of a task that is called so.
    line = 'for f in README.md T2.txt; do test -e $f && echo "$f:1: bad"; done; false'
    lint = shell("lint", line, CheckKind.LINT)
    run = await stage.run(write_a_file, stage.plan(lint), baseline=True, max_review_cycles=0)
    assert run.tasks["T1"].stage.value == "merged"
    assert "1 more than before the run: T2.txt: bad" in run.tasks["T2"].why


async def test_a_server_that_could_not_be_started_before_is_not_tried_after(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    server = Check("dev server", CheckKind.SERVER, ("false",), 20.0, "x", At.PHASE, port=9)
    run = await stage.run(write_a_file, stage.plan(server), baseline=True)
    assert str(run.status) == "completed"
    (result,) = run.phases["P1"].results
    assert not result.tried
