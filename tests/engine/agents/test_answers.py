from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.agents.answers import VERDICT_SCHEMA, Answer, Unreadable, read_verdict
from orchestrator_engine.review import Remark, Severity

REMARK: dict[str, Any] = {"file": "a.py", "line": 3, "severity": "major", "evidence": "no test"}
VERDICT: dict[str, Any] = {"score": 8, "summary": "Good.", "remarks": [REMARK]}
FOLDER = Path("/project/tree")


def check_unreadable(value: dict[str, Any] | None, why: str) -> None:
    answer = read_verdict(value, FOLDER)
    assert isinstance(answer, Unreadable)
    assert why in answer.why


def test_an_answer_that_keeps_the_schema_is_read() -> None:
    assert read_verdict(VERDICT, FOLDER) == Answer(
        8, "Good.", (Remark("a.py", 3, Severity.MAJOR, "no test"),)
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"score": 0}, "score: input should be greater than or equal to 1"),
        ({"score": 11}, "score: input should be less than or equal to 10"),
        ({"score": "8"}, "score: input should be a valid integer"),
        ({"score": 8.5}, "score: input should be a valid integer"),
        ({"score": True}, "score: input should be a valid integer"),
        ({"summary": None}, "summary: input should be a valid string"),
        ({"verdict": "approved"}, "verdict: extra inputs are not permitted"),
        ({"remarks": [REMARK | {"line": 0}]}, "remarks 1, line: input should be greater"),
        ({"remarks": [REMARK, REMARK | {"severity": "bad"}]}, "remarks 2, severity: "),
        ({"remarks": [REMARK | {"file": ""}]}, "remarks 1, file: string should have at least"),
        ({"remarks": [REMARK | {"evidence": ""}]}, "remarks 1, evidence: string should have"),
    ],
)
def test_what_breaks_the_schema_is_told_and_never_bent(change: dict[str, Any], why: str) -> None:
    check_unreadable(VERDICT | change, f"the reviewer's verdict breaks the schema: {why}")


def test_a_missing_field_is_told() -> None:
    check_unreadable({"score": 8, "remarks": []}, "summary: field required")


def test_no_value_is_no_verdict() -> None:
    check_unreadable(None, "the reviewer gave no verdict")


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("./src/a.py", "src/a.py"),
        ("src//a.py", "src/a.py"),
        ("src\\a.py", "src/a.py"),
        ("/project/tree/src/a.py", "src/a.py"),
        ("/elsewhere/a.py", "/elsewhere/a.py"),
    ],
)
def test_a_remarks_path_is_read_as_git_writes_it(file: str, expected: str) -> None:
    answer = read_verdict(VERDICT | {"remarks": [REMARK | {"file": file}]}, FOLDER)
    assert isinstance(answer, Answer)
    assert answer.remarks[0].file == expected


def test_the_schema_stands_on_its_own() -> None:
    assert "$ref" not in str(VERDICT_SCHEMA)
    assert "$defs" not in str(VERDICT_SCHEMA)
    remark = VERDICT_SCHEMA["properties"]["remarks"]["items"]
    assert remark["additionalProperties"] is False
    assert remark["required"] == ["file", "line", "severity", "evidence"]
    assert remark["properties"]["severity"]["enum"] == ["blocker", "major", "minor", "note"]
    evidence_first = ["remarks", "missing", "would_fail", "summary", "score"]
    assert VERDICT_SCHEMA["required"] == list(VERDICT_SCHEMA["properties"]) == evidence_first
