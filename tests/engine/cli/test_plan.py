"""`plan` and `run PLAN.md` as a person meets them: a file to edit, and a run of what is left."""

import json
from pathlib import Path

import pytest

from orchestrator_engine import preparing
from orchestrator_engine.api import plan_argv, wish_argv
from orchestrator_engine.cli import main
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.request import Request
from support.rooms import Stage

SPEC = """\
# App

## One

- [ ] A-1: do the first in `a.py`
- [ ] A-2: do the second in `b.py`, after A-1

## Two

- [ ] A-3: do the third
"""


CHANGED = (
    "SPEC.md has changed since the plan was made: its items are matched by their ids, or titles, "
    "with what it says now."
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    stage = Stage(tmp_path, {"a.py": "", "SPEC.rehearsal.md": "# Script\n"}, SPEC)
    monkeypatch.chdir(stage.project)
    return stage.project


def prepared(plan: Path, **more: object) -> Prepared:
    known = {"mode": None, "agent": None, "review": True, "init": False, "items": ()}
    return preparing.prepare(Request(plan, plan.parent, **(known | more)))  # pyright: ignore[reportArgumentType]


def written(project: Path, old: str = "", new: str = "") -> Path:
    assert main(["plan", "SPEC.md", "--force"]) == 0
    plan = project / "SPEC.plan.md"
    text = plan.read_text()
    assert old in text
    plan.write_text(text.replace(old, new) if old else text)
    return plan


@pytest.mark.usefixtures("project")
def test_the_plan_lies_beside_the_document_and_nothing_is_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "SPEC.md"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "Wrote SPEC.plan.md: 3 tasks in 2 phases. Nothing has been started.",
        "Change it as you like, then carry it out: code-orch run SPEC.plan.md",
    ]
    assert told.err == ""
    assert not [*(tmp_path / "state").glob("runs/*")]
    # Written again where nobody changed it.
    assert main(["plan", "SPEC.md"]) == 0


def test_a_plan_that_somebody_edited_is_not_replaced_unless_they_say_so(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = written(project, "### T1: do", "### T1: really do")
    assert main(["plan", "SPEC.md"]) == 2
    assert "SPEC.plan.md holds a plan that was edited" in capsys.readouterr().err
    assert "really do" in plan.read_text()
    assert main(["plan", "SPEC.md", "-o", "other.md", "--items", "A-3"]) == 0
    assert "T1: do the third" in (project / "other.md").read_text()


def test_programs_are_told_where_it_is_or_why_not(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = project / "SPEC.md"
    _, _, _, _, *options = plan_argv(spec, mode="exec", items=("A-1",))
    assert main(options) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["plan"] == str(project / "SPEC.plan.md")
    assert "mode: exec" in Path(answer["plan"]).read_text()
    spec.write_text("# Nothing\n\nNothing to do.\n")
    assert main(options) == 2
    assert json.loads(capsys.readouterr().out).keys() >= {"error", "message", "hint"}


def test_a_plan_runs_as_it_was_edited_and_its_document_is_what_is_ticked(project: Path) -> None:
    plan = written(project, "### T3: do the third", "### T3: do the third differently")
    found = prepared(plan)
    assert found.document == project / "SPEC.md"
    assert [task.title for task in found.plan.tasks()][-1] == "do the third differently"
    assert found.about == ()
    assert not any("Not committed" in note for note in found.notes)
    only = prepared(plan, items=("T3",))
    assert [task.id for task in only.plan.tasks()] == ["T3"]


def test_a_plan_may_name_a_mode_of_ones_own(project: Path) -> None:
    (project / ".orchestrator.toml").write_text('[modes.polish]\nbase = "refactor"\n')
    found = prepared(written(project, "mode: feature", "mode: polish"))
    assert found.plan.mode == "polish"
    assert found.plan.own is not None
    with pytest.raises(BadDocument, match="there is no mode “polsh”"):
        prepared(written(project, "mode: feature", "mode: polsh"))


def test_a_wish_is_carried_out_in_a_mode_of_ones_own(project: Path) -> None:
    polish = wish_argv("Polish it", mode="polish", cwd=project)
    assert polish[4:7] == ["exec", "--mode", "polish"]
    assert wish_argv("Mend it", mode="fix", cwd=project)[4] == "fix"


def test_a_document_that_changed_since_is_said_and_its_items_are_matched_anew(
    project: Path,
) -> None:
    plan = written(project)
    text = "# App\n\nNew words.\n\n" + SPEC.partition("\n")[2].replace("[ ] A-1", "[x] A-1")
    (project / "SPEC.md").write_text(text + "- [ ] A-4: new\n")
    found = prepared(plan)
    assert found.about == (
        CHANGED,
        "SPEC.plan.md:1: no task serves A-4: it will not be done.",
        "SPEC.plan.md:20: A-1 is not open any more in the document: T1 leaves it out.",
    )
    assert [task.id for task in found.plan.tasks()] == ["T2", "T3"]
    assert found.plan.items[0].line == 9
    assert found.plan.left_out == (("A-4", "no task of the plan serves it"),)


def test_a_plan_with_mistakes_starts_nothing_and_says_each_with_its_line(project: Path) -> None:
    plan = written(project, "- Serves: A-3", "- Serves: A-33\n- After: T9")
    with pytest.raises(BadDocument) as refused:
        prepared(plan)
    line = plan.read_text().splitlines().index("### T3: do the third") + 1
    assert refused.value.message.splitlines() == [
        "the plan cannot be carried out",
        f"{plan}:{line}: T3 serves A-33, and there is no such item; did you mean A-3?",
        f"{plan}:{line}: T3 waits for T9: there is no such task; did you mean T3?",
    ]


def test_a_plan_is_checked_by_the_same_command(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(project)
    capsys.readouterr()
    assert main(["plan", "SPEC.plan.md"]) == 0
    assert capsys.readouterr().out == "SPEC.plan.md can be carried out.\n"
    written(project, "- After: T1", "- After: T2")
    capsys.readouterr()
    assert main(["plan", "SPEC.plan.md", "--json"]) == 1
    (_, wrong) = json.loads(capsys.readouterr().out)["wrong"]
    assert "these tasks wait for each other in a circle: T2 → T2" in wrong


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("document: SPEC.md", "document: GONE.md", "is a plan of GONE.md, and there is no file"),
        ("document: SPEC.md\n", "", "does not say which document"),
        ("mode: exec", "mode: exe", "there is no mode “exe”; did you mean “exec”?"),
    ],
)
def test_a_plan_of_nothing_is_refused(project: Path, old: str, new: str, said: str) -> None:
    assert main(["plan", "SPEC.md", "--mode", "exec"]) == 0
    plan = project / "SPEC.plan.md"
    plan.write_text(plan.read_text().replace(old, new))
    with pytest.raises(BadDocument) as refused:
        prepared(plan)
    assert said in refused.value.message


def test_no_agent_is_paid_for_planning_what_a_person_planned(project: Path) -> None:
    assert prepared(project / "SPEC.md", planner=True).settings.planner
    assert not prepared(written(project), planner=True).settings.planner


def test_what_a_title_says_that_it_waits_for_is_said_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "SPEC.md").write_text(
        "# App\n\n- [ ] A-1: draw\n- [ ] A-2: print (after A-1)\n- [ ] A-3: sell\n\n  After A-2.\n"
    )
    assert main(["run", "SPEC.md", "--dry-run"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines() if "  A-" in line]
    assert lines == ["A-1  draw", "A-2  print (after A-1)", "A-3  sell  (after A-2)"]
