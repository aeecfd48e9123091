"""Modes that a project makes of ours, and the respects in which an audit looks."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine.attempt import Change, Role
from orchestrator_engine.checking import checks_of, kept
from orchestrator_engine.config import load
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.manners import in_manner
from orchestrator_engine.modes import MODES, Demand
from orchestrator_engine.modes.aspects import ASPECTS
from orchestrator_engine.modes.own import named_worker, own_modes
from orchestrator_engine.prompts import work
from orchestrator_engine.proving import only_paths
from orchestrator_engine.wishes import AUDITS
from support.rooms import FakeAgent, Stage

FILE = ".orchestrator.toml"
TRANSLATE = """
[modes.translate]
base = "exec"
title = "put all texts into another language"
prompt = "Keep placeholders as they are."
rubric = ["Is every placeholder still there?"]
phases = ["Draft", "Polish"]
checks = ["test"]
paths = ["lang/*"]
permission_mode = "edit"
review = { lenses = ["correctness"] }
"""


@pytest.mark.parametrize(
    ("told", "editor", "named"),
    [
        ("", {}, None),
        ('agent = "claude"', {}, "claude"),
        ('agent = "claude"', {"agent": "rehearsal"}, "rehearsal"),
        ('agent = "claude"\n[roles.worker]\nagent = "codex"', {"agent": "rehearsal"}, "codex"),
        ('agent = "a"\n[modes.exec.roles.worker]\nagent = "b"', {}, "b"),
        ('agent = "a"\n[modes.fix.roles.worker]\nagent = "b"', {}, "a"),
        ("agent = 3\n[roles]\nworker = 4", {}, None),
    ],
)
def test_who_works_in_a_mode_is_known_without_a_close_look(
    tmp_path: Path, told: str, editor: dict[str, str], named: str | None
) -> None:
    (tmp_path / FILE).write_text(told)
    environment = {"HOME": str(tmp_path), "ORCHESTRATOR_CONFIG": str(tmp_path / "none")}
    assert named_worker("exec", tmp_path, editor, environment) == named


def test_a_mode_of_ones_own_is_made_of_one_of_ours(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(TRANSLATE)
    config = load(tmp_path)
    (mode,) = config.own_modes
    assert (mode.name, mode.kind) == ("translate", "exec")
    assert mode.summary == "put all texts into another language"
    assert mode.working == (*MODES["exec"].working, "Keep placeholders as they are.")
    assert mode.reviewing[-1] == "Is every placeholder still there?"
    assert mode.demands == (Demand.ONLY_PATHS,)
    chosen = config.settings(agent="claude", mode="translate")
    assert (chosen.permission_mode, chosen.lenses) == ("edit", ("correctness",))
    assert config.settings(agent="claude", mode="exec").permission_mode == "ask"
    assert config.own_mode("exec") is None
    assert own_modes(tmp_path, environment={}) == {"translate": mode.summary}


def test_modes_of_the_person_the_project_and_the_editor_are_offered_together(
    tmp_path: Path,
) -> None:
    mine, project = tmp_path / "mine", tmp_path / "project"
    mine.mkdir()
    project.mkdir()
    (mine / "config.toml").write_text('[modes.polish]\nbase = "refactor"\ntitle = "polish"\n')
    (project / FILE).write_text(TRANSLATE)
    (project / ".orchestrator.local.toml").write_text('[modes.translate]\ntitle = "to Welsh"\n')
    found = own_modes(
        project,
        {"modes": {"polish": {"title": "sand and polish"}}},
        {"ORCHESTRATOR_CONFIG_DIR": str(mine)},
    )
    assert found == {"polish": "sand and polish", "translate": "to Welsh"}
    assert own_modes(None, environment={"ORCHESTRATOR_CONFIG_DIR": str(mine)}) == {
        "polish": "polish"
    }


def test_one_of_our_modes_can_be_told_more(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[modes.fix]\nrubric = ["Is there a note for users?"]\n')
    mode = load(tmp_path).own_mode("fix")
    assert mode is not None
    assert (mode.kind, mode.demands) == ("fix", MODES["fix"].demands)
    assert mode.reviewing[-1] == "Is there a note for users?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[modes.tranlate]\ntitle = "x"\n', "there is no mode tranlate; A mode of your own has"),
        ('[modes.biuld]\ntitle = "x"\n', "did you mean build?"),
        ('[modes.x]\nbase = "fxi"\n', "there is no mode fxi; did you mean fix?"),
        ('[modes.fix]\nbase = "exec"\n', "fix is one of our modes, and has no base"),
        ('[modes."X Y"]\nbase = "exec"\n', "small letters, digits and hyphens"),
        ('[modes.x]\nbase = "exec"\nprompts = "y"\n', "unknown key modes.x.prompts"),
    ],
)
def test_a_mode_that_makes_no_sense_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadConfig) as refused:
        load(tmp_path)
    assert f"{FILE}:" in refused.value.message
    assert said in refused.value.message


@pytest.mark.parametrize("text", ["[modes", "modes = 3", '[modes.x]\nbase = "none"\n', ""])
def test_faces_offer_no_mode_of_settings_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert own_modes(tmp_path) == {}


def test_a_mode_wants_only_some_checks(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('test = "true"\nbuild = "true"\n')
    checks = checks_of(tmp_path, load(tmp_path))
    assert [check.name for check in kept(checks, ("test",))] == ["test"]
    assert kept(checks, ()) == checks
    with pytest.raises(BadConfig) as refused:
        kept(checks, ("licences",))
    assert "a check that is not there: licences" in refused.value.message


def test_nothing_may_change_outside_of_its_paths() -> None:
    inside, outside = Change("lang/de/tea.po", 1, 0), Change("tea.py", 1, 0)
    assert only_paths([inside], ["lang"]).passed
    assert only_paths([inside], ["lang/*"]).passed
    assert "tea.py changed, too" in only_paths([inside, outside], ["lang/*"]).why


async def test_each_item_goes_through_each_phase_and_is_told_which_it_is(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    own = replace(MODES["exec"], name="translate", base="exec", phases=("Draft", "Polish"))
    plan = in_manner(replace(stage.plan(), mode="translate"), own)
    assert [[task.id for task in phase.tasks] for phase in plan.phases] == [
        ["T1", "T2"],
        ["T3", "T4"],
    ]
    agent = FakeAgent()
    run = await stage.drive(stage.context(agent, plan))
    assert str(run.status) == "completed"
    assert run.merged_items() == ("A-1", "A-2")
    told = [job for job in agent.jobs if job.subject.role is Role.WORKER]
    assert ["Now it is `Draft`" in job.prompt for job in told] == [True, True, False, False]


@pytest.mark.parametrize("kind", list(AUDITS))
async def test_the_type_of_an_audit_steers_who_looks_and_who_judges(
    tmp_path: Path, kind: str
) -> None:
    stage = Stage(tmp_path)
    plan = replace(stage.plan(), mode="audit")
    item = replace(plan.items[0], words=f"- [ ] {AUDITS[kind]}")
    plan = replace(plan, items=(item, *plan.items[1:]))
    agent = FakeAgent()
    run = stage.context(agent, plan).run
    task = next(plan.tasks())
    asked = work(run, task, ())
    for name, aspect in ASPECTS.items():
        assert (aspect.working[0] in asked) is (name == kind)
