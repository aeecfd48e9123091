"""What audits and reviews leave behind: a document that can be run, SARIF, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.agents.answers import Unreadable
from orchestrator_engine.agents.findings_answers import FINDINGS_SCHEMA, read_findings
from orchestrator_engine.agents.protocol import Access, Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.findings import (
    MOST,
    Finding,
    Findings,
    Gravity,
    ids,
    in_markdown,
    in_sarif,
)
from orchestrator_engine.run import Run
from orchestrator_engine.wishes import AUDITS, audit
from support.rooms import Stage, shell, verdict


def said(**other: object) -> dict[str, Any]:
    finding = {
        "title": "A command is made of what a person typed",
        "severity": "critical",
        "file": "tea.sh",
        "line": 1,
        "evidence": "eval $1",
        "suggestion": "Take eval away.",
    }
    return finding | other


def answer(*findings: dict[str, Any]) -> dict[str, Any]:
    return {"summary": "One way in.", "findings": list(findings)}


async def audited(where: Path, value: dict[str, Any] | None) -> tuple[Stage, Run, list[Job]]:
    """A run of one task in the mode audit, whose agent gives this answer, and writes besides."""
    stage = Stage(where, {"tea.sh": "eval $1\n"})
    jobs: list[Job] = []

    async def act(job: Job) -> Ended:
        jobs.append(job)
        if job.subject.role is Role.REVIEWER:
            (report,) = (job.cwd / "findings").glob("*.md")
            return Ended(Ending.DONE, value=verdict(f"findings/{report.name}"), usd=0.0)
        (job.cwd / "tea.sh").write_text("echo mended\n")
        return Ended(Ending.DONE, value=value, usd=0.0)

    plan = stage.plan(shell("test", "exit 1"))
    phase = plan.phases[0]
    first = type(phase)(phase.id, phase.title, phase.tasks[:1], ())
    one = type(plan)("Audit", "audit", (), plan.items[:1], (first,), ())
    return stage, await stage.run(act, one, max_review_cycles=0), jobs


def committed(stage: Stage, run: Run) -> dict[str, str]:
    """What the run's branch changes: paths and texts."""
    repository = stage.repository
    changes = repository.changes(run.created.origin.base, run.head)
    return {
        change.path: (repository.read(run.head, change.path) or b"").decode() for change in changes
    }


async def test_only_a_report_and_its_data_come_of_it(tmp_path: Path) -> None:
    stage, run, jobs = await audited(tmp_path, answer(said()))
    assert str(run.status) == "completed", run.why
    files = committed(stage, run)
    assert sorted(Path(name).suffix for name in files) == [".md", ".sarif"]
    assert jobs[0].access is Access.READ
    assert jobs[0].schema == FINDINGS_SCHEMA
    (report,) = (text for name, text in files.items() if name.endswith(".md"))
    read = analyze(report, "findings/audit.md")
    assert (str(read.spec.kind), str(read.recommendation.mode)) == ("audit-report", "fix")
    (item,) = read.open_items
    assert (item.id, item.priority) == ("AUD-101", "critical")


async def test_an_answer_that_breaks_the_schema_is_no_audit(tmp_path: Path) -> None:
    _, run, _ = await audited(tmp_path, answer(said(severity="terrible")))
    assert str(run.status) == "failed"
    (state,) = run.tasks.values()
    assert "the findings break the schema" in (state.failed or "")


async def test_nothing_found_is_an_answer(tmp_path: Path) -> None:
    stage, run, _ = await audited(tmp_path, answer())
    assert str(run.status) == "completed", run.why
    (report,) = (text for name, text in committed(stage, run).items() if name.endswith(".md"))
    assert "nothing was found" in report
    assert analyze(report, "a.md").open_items == ()


@pytest.mark.parametrize(
    ("file", "line", "there"),
    [
        ("tea.sh", 1, True),
        ("./tea.sh", 1, True),
        ("tea.sh", 2, False),
        ("gone.sh", 1, False),
        ("../outside.sh", 1, False),
        ("/etc/passwd", 1, False),
        ("a\0b", 1, False),
    ],
)
def test_a_place_is_looked_for_in_the_project_alone(
    tmp_path: Path, file: str, line: int, there: bool
) -> None:
    (tmp_path / "outside.sh").write_text("one\n")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "tea.sh").write_text("eval $1\n")
    found = read_findings(answer(said(file=file, line=line)), tmp_path / "project")
    assert isinstance(found, Findings)
    assert found.findings[0].there is there


def test_the_worst_comes_first(tmp_path: Path) -> None:
    found = read_findings(answer(said(severity="note"), said(severity="major")), tmp_path)
    assert isinstance(found, Findings)
    assert [str(finding.gravity) for finding in found.findings] == ["major", "note"]


@pytest.mark.parametrize(
    "value",
    [None, {}, answer(said(line=0)), answer(said(more=1)), answer(*[said()] * (MOST + 1))],
    ids=["nothing", "empty", "line 0", "a key more", "too many"],
)
def test_what_breaks_the_schema_is_unreadable(tmp_path: Path, value: dict[str, Any] | None) -> None:
    assert isinstance(read_findings(value, tmp_path), Unreadable)


WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60)


@given(st.lists(st.tuples(WORDS, WORDS, st.sampled_from(Gravity)), max_size=5), WORDS)
def test_whatever_is_found_the_report_has_one_open_item_for_each(
    told: list[tuple[str, str, Gravity]], asked: str
) -> None:
    findings = tuple(
        Finding(f"It is wrong: {title}", gravity, "a.py", 1, evidence, "Mend it.")
        for title, evidence, gravity in told
    )
    names = ids("AUD", "T1", len(findings))
    report = in_markdown(Findings("All of it.", findings), "Look at it", asked, names)
    read = analyze(report, "findings/audit.md")
    assert [item.id for item in read.open_items] == list(names)


def test_sarif_has_places_that_are_there_and_no_others() -> None:
    finding = Finding("It is wrong", Gravity.MINOR, "a b.py", 3, "here", "Mend it.")
    gone = Finding("It is wrong", Gravity.CRITICAL, "gone.py", 3, "here", "Mend it.", there=False)
    sarif = json.loads(in_sarif(Findings("", (finding, gone)), "audit", "1.0", ("A-1", "A-2")))
    first, second = sarif["runs"][0]["results"]
    place = first["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("a%20b.py", {"startLine": 3})
    assert (first["level"], second["level"], second["locations"]) == ("warning", "error", [])


@pytest.mark.parametrize(("kind", "number"), [*((name, 1) for name in AUDITS), ("full", 4)])
def test_each_type_of_audit_is_an_item(tmp_path: Path, kind: str, number: int) -> None:
    text = audit(kind, tmp_path).read_text("utf-8")
    assert len(analyze(text, "a.md").open_items) == number
