"""Who is asked in which role: as the project says it, and as a run keeps it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine.attempt import Role
from orchestrator_engine.choices import Choice, Tool, in_words
from orchestrator_engine.config import FILE, load
from orchestrator_engine.context import Member
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.events import Origin, RunCreated
from orchestrator_engine.recorded import decode, encode
from orchestrator_engine.settings import Settings
from support.rooms import FakeAgent, Stage

pytestmark = pytest.mark.anyio


def resolved(top: Path, text: str, **wishes: object) -> Settings:
    (top / FILE).write_text(text)
    return load(top).settings(**{"agent": "claude", **wishes})  # type: ignore[arg-type]


def run_created(settings: Settings) -> RunCreated:
    origin = Origin("/SPEC.md", "", "/", "SPEC.md", "0" * 40, None)
    return RunCreated("App", origin, "code-orch/1", settings, "0.1.0")


def test_without_roles_one_agent_does_everything(tmp_path: Path) -> None:
    settings = resolved(tmp_path, "")
    assert settings.roles == ()
    assert settings.choice(Role.REVIEWER) == Choice(Role.REVIEWER, "claude")
    assert not settings.mixed
    assert in_words(settings.crew) == "claude"


def test_each_role_may_have_its_own_agent_and_model(tmp_path: Path) -> None:
    settings = resolved(
        tmp_path,
        '[roles.worker]\nmodel = "large"\n'
        '[roles.reviewer]\nagent = "claude"\nmodel = "other"\neffort = "high"\n'
        'system = "Be strict."\narguments = ["--x"]\n',
    )
    assert settings.choice(Role.REVIEWER) == Choice(
        Role.REVIEWER, "claude", "other", "high", "Be strict.", ("--x",)
    )
    assert in_words(settings.crew) == (
        "worker claude (large), fixer claude (large), reviewer claude (other, high)"
    )


def test_who_mends_is_who_works_unless_it_is_said(tmp_path: Path) -> None:
    text = '[roles.worker]\nmodel = "a"\neffort = "low"\n'
    assert resolved(tmp_path, text).choice(Role.FIXER).model == "a"
    fixer = resolved(tmp_path, text + '[roles.fixer]\nmodel = "b"\n').choice(Role.FIXER)
    assert (fixer.model, fixer.effort) == ("b", "low")


def test_a_mode_may_have_roles_of_its_own(tmp_path: Path) -> None:
    text = '[roles.worker]\nmodel = "a"\n[modes.build.roles.worker]\nmodel = "b"\n'
    assert resolved(tmp_path, text, mode="build").choice(Role.WORKER).model == "b"
    assert resolved(tmp_path, text, mode="exec").choice(Role.WORKER).model == "a"


def test_another_agent_does_not_inherit_a_model(tmp_path: Path) -> None:
    text = '[roles.worker]\nmodel = "a"\nsystem = "Hello."\n[roles.fixer]\nagent = "mine"\n'
    fixer = resolved(tmp_path, text).choice(Role.FIXER)
    assert fixer == Choice(Role.FIXER, "mine", system="Hello.")


def test_what_a_person_says_on_the_command_line_counts_in_every_role(tmp_path: Path) -> None:
    text = '[roles.reviewer]\nagent = "mine"\nmodel = "m"\nsystem = "Be strict."\n'
    settings = resolved(tmp_path, text, agent="rehearsal", only=True)
    assert {choice.agent for choice in settings.crew} == {"rehearsal"}
    assert settings.choice(Role.REVIEWER).model is None
    assert settings.choice(Role.REVIEWER).system == "Be strict."
    settings = resolved(tmp_path, text, model="x")
    assert {choice.model for choice in settings.crew} == {"x"}


def test_a_script_and_an_agent_are_not_mixed(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="a rehearsal is one in every role"):
        resolved(tmp_path, '[roles.reviewer]\nagent = "rehearsal"\n')
    text = '[roles.reviewer]\nagent = "rehearsal"\n'
    assert resolved(tmp_path, text, review=False).agent == "claude"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('[roles.worker]\nmodel = "a"\nmodels = "b"\n', ":3:", "unknown key roles.worker.models"),
        ('\n[roles.judge]\nagent = "x"\n', ":2:", "unknown key roles.judge"),
        ("[roles.reviewer]\neffort = 3\n", ":2:", "roles.reviewer.effort"),
        ('[modes.bild.roles.worker]\nmodel = "x"\n', ":1:", "there is no mode bild"),
        ('[agents.mine]\ncommand = ""\n', ":2:", "agents.mine.command"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, text: str, where: str, what: str) -> None:
    with pytest.raises(BadConfig) as refused:
        resolved(tmp_path, text)
    assert where in refused.value.message
    assert what in refused.value.message


def test_a_run_keeps_who_is_asked_and_the_programs_that_are(tmp_path: Path) -> None:
    text = (
        '[roles.worker]\nagent = "mine"\n'
        '[agents.mine]\ncommand = ["mine", "{prompt_file}"]\nenvironment = ["MINE_*"]\n'
        '[agents.other]\ncommand = "other"\n'
    )
    settings = resolved(tmp_path, text)
    assert settings.agent == "mine"
    mine = Tool("mine", ("mine", "{prompt_file}"), environment=("MINE_*",))
    assert settings.tools == (mine,)
    created = run_created(settings)
    assert decode(*encode(created)) == created


def test_a_journal_from_before_roles_is_read() -> None:
    kind, version, data = encode(run_created(Settings("claude")))
    fields = json.loads(data)
    del fields["settings"]["roles"], fields["settings"]["tools"]
    again = decode(kind, version, json.dumps(fields))
    assert isinstance(again, RunCreated)
    assert again.settings.choice(Role.FIXER) == Choice(Role.FIXER, "claude")


async def test_each_role_is_asked_of_its_own_agent_with_its_own_keys(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    roles = (Choice(Role.REVIEWER, "judge", model="m", system="Be strict."),)
    works, judges = FakeAgent(name="works"), FakeAgent(name="judge")
    crew = {Role.REVIEWER: Member(judges, {"JUDGE_KEY": "k"})}
    await stage.drive(replace(stage.context(works, roles=roles), crew=crew))
    assert {job.subject.role for job in works.jobs} == {Role.WORKER}
    assert {job.subject.role for job in judges.jobs} == {Role.REVIEWER}
    assert {(job.model, job.system) for job in judges.jobs} == {("m", "Be strict.")}
    assert all("JUDGE_KEY" in job.environment for job in judges.jobs)
    assert not any("JUDGE_KEY" in job.environment for job in works.jobs)
