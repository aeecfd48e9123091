import pytest

from orchestrator_engine.review import Remark, Severity, Verdict, judge

KNOWN = {"a.py": 3}


def check(score: int, *remarks: Remark) -> Verdict:
    return judge(score, remarks, known=KNOWN, least=7)


def remark(file: str = "a.py", line: int = 1, severity: Severity = Severity.NOTE) -> Remark:
    return Remark(file, line, severity, "seen")


@pytest.mark.parametrize(
    ("score", "verdict"),
    [(10, Verdict.APPROVED), (7, Verdict.APPROVED), (6, Verdict.REJECTED), (1, Verdict.REJECTED)],
)
def test_the_threshold_divides_approved_from_rejected(score: int, verdict: Verdict) -> None:
    assert check(score, remark()) is verdict


def test_a_score_without_a_remark_approves_nothing() -> None:
    assert check(10) is Verdict.UNREVIEWED


def test_a_remark_about_a_file_that_nobody_changed_is_no_evidence() -> None:
    assert check(10, remark(file="b.py")) is Verdict.UNREVIEWED


@pytest.mark.parametrize(("line", "verdict"), [(3, Verdict.APPROVED), (4, Verdict.UNREVIEWED)])
def test_a_remark_about_a_line_that_is_not_there_is_no_evidence(
    line: int, verdict: Verdict
) -> None:
    assert check(10, remark(line=line)) is verdict


def test_a_blocker_rejects_whatever_the_score() -> None:
    assert check(10, remark(severity=Severity.BLOCKER)) is Verdict.REJECTED
