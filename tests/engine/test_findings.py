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
from orchestrator_engine.reported import findings_of
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
    assert [each["properties"]["id"] for each in (first, second)] == ["A-1", "A-2"]
    assert (first["level"], second["level"], second["locations"]) == ("warning", "error", [])


LINES = "import os\n\n\ndef run(name):\n    return eval(name)\n\n\nrun('x')\n"


def read_in(folder: Path, *lines: int, text: str = LINES) -> Findings:
    """Findings at these lines of a file with that text."""
    folder.mkdir(exist_ok=True)
    (folder / "tea.py").write_text(text)
    found = read_findings(answer(*(said(file="tea.py", line=line) for line in lines)), folder)
    assert isinstance(found, Findings)
    return found


def shown(found: Findings) -> tuple[str, str]:
    """The report and its data."""
    names = ids("AUD", "T1", len(found.findings))
    return in_markdown(found, "Audit", "Look", names), in_sarif(found, "audit", "1.0", names)


def test_sarif_has_all_that_the_standard_requires(tmp_path: Path) -> None:
    sarif = json.loads(shown(read_in(tmp_path / "p", 5, 8))[1])
    assert (sarif["version"], sarif["$schema"][-10:]) == ("2.1.0", "2.1.0.json")
    (run,) = sarif["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert all(isinstance(each, str) for each in result["partialFingerprints"].values())
        (location,) = result["locations"]
        place = location["physicalLocation"]
        region, around = place["region"], place["contextRegion"]
        assert around["startLine"] <= region["startLine"] <= around["endLine"]
        assert region["snippet"]["text"] in around["snippet"]["text"].split("\n")
        assert not place["artifactLocation"]["uri"].startswith("/")


def test_a_finding_keeps_its_fingerprint_when_its_line_moves(tmp_path: Path) -> None:
    def marks(found: Findings) -> list[dict[str, str]]:
        results = json.loads(shown(found)[1])["runs"][0]["results"]
        return [result["partialFingerprints"] for result in results]

    before = marks(read_in(tmp_path / "p", 5, 5, 8))
    after = marks(read_in(tmp_path / "p", 7, 7, 10, text="# one\n# two\n" + LINES))
    assert before == after
    assert len({mark for each in before for mark in each.values()}) == 3


@pytest.mark.parametrize(
    ("gravity", "level"),
    [("critical", "error"), ("major", "error"), ("minor", "warning"), ("note", "note")],
)
def test_a_severity_is_a_level_and_survives_the_report(
    tmp_path: Path, gravity: str, level: str
) -> None:
    (tmp_path / "tea.py").write_text(LINES)
    found = read_findings(answer(said(file="tea.py", severity=gravity)), tmp_path)
    assert isinstance(found, Findings)
    report, sarif = shown(found)
    (result,) = json.loads(sarif)["runs"][0]["results"]
    assert (result["level"], result["properties"]["severity"]) == (level, gravity)
    assert [str(each.gravity) for each in findings_of(report)] == [gravity]


def test_a_report_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    found = read_in(tmp_path / "p", 5, 8)
    first, second = findings_of(*shown(found))
    assert (first.id, first.file, first.line, first.open) == ("AUD-101", "tea.py", 5, True)
    assert (first.evidence, first.suggestion) == ("eval $1", "Take eval away.")
    assert "return eval(name)" in first.around
    assert first.report_line < second.report_line


def test_what_a_person_ticks_or_strikes_out_is_not_open(tmp_path: Path) -> None:
    report, sarif = shown(read_in(tmp_path / "p", 5, 8))
    report = report.replace("- [ ] AUD-101", "- [x] AUD-101")
    assert [each.open for each in findings_of(report, sarif)] == [False, True]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (LINES, ("there", 5)),
        ("# new\n# new\n" + LINES, ("moved", 7)),
        (LINES.replace("eval(name)", "names[name]"), ("stale", None)),
        ("", ("stale", None)),
        (None, ("gone", None)),
    ],
)
def test_a_finding_follows_its_line_or_is_said_to_be_stale(
    tmp_path: Path, now: str | None, expected: tuple[str, int | None]
) -> None:
    (one,) = findings_of(*shown(read_in(tmp_path / "p", 5)))
    assert one.now(now) == expected


def test_without_its_data_a_finding_stays_at_its_line_and_is_unsure(tmp_path: Path) -> None:
    report, _ = shown(read_in(tmp_path / "p", 5))
    for sarif in (None, "", "{}", "[]", '{"runs": [{"results": [1, {}]}]}'):
        (one,) = findings_of(report, sarif)
        assert one.now(LINES) == ("unknown", 5)
        assert one.now("one line\n") == ("stale", None)


@given(st.text(), st.text())
def test_reading_any_report_never_fails(report: str, sarif: str) -> None:
    assert findings_of(report, sarif) == findings_of(report, sarif)


@pytest.mark.parametrize(("kind", "number"), [*((name, 1) for name in AUDITS), ("full", 4)])
def test_each_type_of_audit_is_an_item(tmp_path: Path, kind: str, number: int) -> None:
    text = audit(kind, tmp_path).read_text("utf-8")
    assert len(analyze(text, "a.md").open_items) == number
