"""The overview as Prometheus reads it: every line has its form, and the unknown is left out."""

import re

from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.metrics import metrics

LINE = re.compile(
    r'code_orchestrator_\w+(\{\w+="(?:[^"\\\n]|\\[\\"n])*"(,\w+="(?:[^"\\\n]|\\[\\"n])*")*\})? '
    r"-?[\d.e+-]+"
)


def row(**more: object) -> dict[str, object]:
    usual: dict[str, object] = {"run": "r1", "project": "tea", "mode": "build", "group": "running"}
    counts: dict[str, object] = {"tasks": 5, "over": 3, "merged": 2, "unknown": 1}
    return usual | counts | {"usd": 0.25, "tokens": None, "approval": False} | more


def overview(*rows: dict[str, object], today: dict[str, object] | None = None) -> dict[str, object]:
    groups: dict[str, list[object]] = {name: [] for name in ("asks", "running", "done", "failed")}
    for one in rows:
        groups[str(one["group"])].append(one["run"])
    return {"runs": list(rows), "groups": groups, "today": today}


def test_what_is_known_is_told_and_the_rest_left_out() -> None:
    text = metrics(overview(row(), row(run="r2", group="done"), today={"usd": 1.5}))
    assert 'code_orchestrator_runs{group="running"} 1\n' in text
    assert 'code_orchestrator_runs{group="done"} 1\n' in text
    assert 'code_orchestrator_run_usd{run="r1",project="tea",mode="build"} 0.25\n' in text
    assert "code_orchestrator_today_usd 1.5\n" in text
    assert "r2" not in text
    assert "run_tokens" not in text
    assert "today_limit_usd" not in text


def test_a_plan_that_waits_for_a_yes_is_no_run_that_goes_on() -> None:
    text = metrics(overview(row(group="asks", approval=True)))
    assert 'code_orchestrator_runs{group="asks"} 1\n' in text
    assert "r1" not in text


@given(st.text(), st.floats(0, 1e9))
def test_every_line_has_its_form_whatever_a_project_is_called(name: str, usd: float) -> None:
    text = metrics(overview(row(project=name, usd=usd)))
    assert text.endswith("\n")
    for line in text.removesuffix("\n").split("\n"):
        assert line.startswith("# ") or LINE.fullmatch(line), line
