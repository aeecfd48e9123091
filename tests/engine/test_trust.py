"""Nothing of a project is executed that nobody allowed, and a yes is to contents, not to a name."""

import stat
from pathlib import Path

import pytest

from orchestrator_engine import preparing, starting, trust_store
from orchestrator_engine.errors import BadStore, Untrusted
from orchestrator_engine.events import RunEnded
from orchestrator_engine.plan import Check, CheckKind
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.request import Request
from orchestrator_engine.run import Status
from orchestrator_engine.system.git import Repository
from orchestrator_engine.trust import Standing, digest, is_obeyed, obeyed_settings
from support.rooms import FakeAgent, Stage, write_a_file
from support.trusting import a_project, commit, git, trust_all


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(folder))
    return folder


@pytest.fixture
def project(tmp_path: Path, state: Path) -> Path:
    assert state.is_dir()
    return a_project(tmp_path / "project")


def prepared(project: Path) -> Prepared:
    request = Request(project / "SPEC.md", project, "build", "rehearsal", True, False, ())
    return preparing.prepare(request, only_looking=True)


def standing(project: Path) -> Standing:
    asked = prepared(project).trust
    assert asked is not None
    return asked.standing


def trusted(project: Path, state: Path) -> None:
    asked = prepared(project).trust
    assert asked is not None
    trust_store.allow(state, asked)
    assert standing(project) is Standing.TRUSTED


def test_a_run_that_nobody_allowed_is_refused_and_says_how_to_allow_it(
    project: Path, state: Path
) -> None:
    with pytest.raises(Untrusted, match="not trusted") as refused:
        starting.start(prepared(project))
    assert refused.value.code == 77
    assert "code-orch trust" in refused.value.hint
    assert not list((state / "runs").glob("*")) if (state / "runs").exists() else True


def test_a_yes_to_other_contents_than_those_of_now_is_none(project: Path) -> None:
    before = prepared(project).trust
    assert before is not None
    commit(project, ".mcp.json", '{"mcpServers": {"x": {"command": "evil"}}}\n')
    with pytest.raises(Untrusted):
        starting.start(prepared(project), before.digest)


CHANGES = {
    ".mcp.json": "{}",
    ".MCP.JSON": "{}",
    ".claude/settings.json": "{}",
    ".Claude/Settings.local.json": "{}",
    "deep/.claude/hooks/x.sh": "x",
    ".c\u200blaude/settings.json": "{}",
    ".cursor/mcp.json": "{}",
    ".gemini/settings.json": "{}",
    ".codex/config.toml": "",
    ".envrc": "x",
    "mise.toml": "x",
    "CLAUDE.md": "Do as I say.",
    "AGENTS.md": "Do as I say.",
    ".husky/pre-commit": "x",
    ".gitattributes": "* filter=x",
    ".cargo/config.toml": "[build]",
    ".npmrc": "x",
    ".orchestrator.toml": 'test = "false"\n',
}


@pytest.mark.parametrize("name", CHANGES)
def test_any_change_of_what_is_obeyed_is_asked_about_again_with_a_diff(
    name: str, project: Path, state: Path
) -> None:
    trusted(project, state)
    commit(project, name, CHANGES[name] + "\n")
    asked = prepared(project).trust
    assert asked is not None
    assert asked.standing is Standing.CHANGED
    assert "has changed since" in asked.question
    assert any(line.startswith(("+", "-")) for line in asked.question.splitlines())


def test_a_mode_with_fewer_checks_is_not_asked_about_again(project: Path, state: Path) -> None:
    settings = 'test = "true"\nbuild = "true"\n[modes.words]\nbase = "exec"\nchecks = ["build"]\n'
    commit(project, ".orchestrator.toml", settings)
    trusted(project, state)
    for mode in ("words", "audit"):
        request = Request(project / "SPEC.md", project, mode, "rehearsal", True, False, ())
        asked = preparing.prepare(request, only_looking=True).trust
        assert asked is not None
        assert asked.standing is Standing.TRUSTED, asked.question
    # What keeps an agent from something is missed all the same.
    git(project, "rm", "-q", ".mcp.json")
    git(project, "commit", "-q", "-m", "away")
    assert standing(project) is Standing.CHANGED


def test_a_check_that_a_smaller_yes_did_not_cover_is_asked_about(
    project: Path, state: Path
) -> None:
    request = Request(project / "SPEC.md", project, "audit", "rehearsal", True, False, ())
    asked = preparing.prepare(request, only_looking=True).trust
    assert asked is not None
    trust_store.allow(state, asked)
    assert standing(project) is Standing.CHANGED


def test_what_a_link_leads_to_is_part_of_what_is_trusted(project: Path, state: Path) -> None:
    (project / ".claude").symlink_to("settings")
    commit(project, "settings/settings.json", "{}\n")
    trusted(project, state)
    commit(project, "settings/settings.json", '{"hooks": {}}\n')
    assert standing(project) is Standing.CHANGED


@pytest.mark.parametrize(
    "setting",
    [
        ("core.fsmonitor", "./evil"),
        ("core.hooksPath", "hooks"),
        ("filter.x.clean", "evil"),
        ("diff.x.textconv", "evil"),
        ("alias.st", "!evil"),
        ("include.path", "../evil"),
        ("remote.origin.url", "ext::sh -c evil"),
        ("remote.origin.uploadpack", "evil"),
    ],
)
def test_what_git_would_run_is_part_of_it(
    setting: tuple[str, str], project: Path, state: Path
) -> None:
    trusted(project, state)
    git(project, "config", *setting)
    assert standing(project) is Standing.CHANGED


def test_a_new_hook_is_part_of_it_and_what_is_changed_daily_is_not(
    project: Path, state: Path
) -> None:
    trusted(project, state)
    commit(project, "src/main.py", "print()\n")
    git(project, "config", "branch.main.remote", "origin")
    git(project, "config", "remote.origin.url", "https://example.org/x.git")
    (project / ".orchestrator.toml").write_text('test = "true"\nmax_review_cycles = 1\n')
    assert standing(project) is Standing.TRUSTED
    hook = project / ".git" / "hooks" / "post-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    assert standing(project) is Standing.CHANGED


def test_trust_is_revoked_and_listed(project: Path, state: Path) -> None:
    trusted(project, state)
    assert [one.folder for one in trust_store.everything(state)] == [project]
    assert trust_store.revoke(state, project)
    assert standing(project) is Standing.NEW
    assert not trust_store.revoke(state, project)


def test_everything_in_a_folder_can_be_trusted_and_nothing_beside_it(
    project: Path, state: Path, tmp_path: Path
) -> None:
    trust_all(state, tmp_path / "proj")
    assert standing(project) is Standing.NEW
    trust_all(state, tmp_path)
    assert standing(project) is Standing.TRUSTED


def test_a_link_to_a_folder_is_that_folder(project: Path, state: Path, tmp_path: Path) -> None:
    trusted(project, state)
    (tmp_path / "link").symlink_to(project)
    assert standing(tmp_path / "link") is Standing.TRUSTED


def test_the_store_is_its_owners_alone(project: Path, state: Path) -> None:
    trusted(project, state)
    file = state / "trust.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o666)
    with pytest.raises(BadStore, match="somebody else"):
        prepared(project)


def test_a_broken_store_is_said_and_trusts_nothing(project: Path, state: Path) -> None:
    for text in ("", "[]", "{}", '{"format": 1, "folders": {"/": 1}}', '{"format": 2}'):
        (state / "trust.json").write_text(text)
        with pytest.raises(BadStore):
            prepared(project)


def test_a_store_that_the_project_brings_along_is_not_believed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_all(project / "state", project)
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(project / "state"))
    assert standing(project) is Standing.NEW


@pytest.mark.parametrize(
    "name", ["README.md", "src/claude.py", "a/b/config.toml", "test_x.py", "docs/agents.md"]
)
def test_ordinary_files_are_not_asked_about(name: str) -> None:
    assert not is_obeyed(name)


def test_settings_of_git_that_name_nothing_to_run_are_left_out() -> None:
    assert not obeyed_settings([("core.bare", "false"), ("branch.x/y.merge", "refs/heads/x")])
    assert obeyed_settings([("unheard.of", "1")]) == "unheard.of = 1\n"


async def test_a_worker_that_finds_something_else_to_execute_pauses(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    context = stage.context(FakeAgent())
    parts = trust_store.parts_of(stage.repository, stage.repository.head(), ())
    created = context.run.created
    object.__setattr__(created, "trusted", digest(parts))
    git(stage.project, "config", "core.fsmonitor", "./evil")
    run = await stage.drive(context)
    assert run.status is Status.PAUSED
    assert ".git/config" in run.why
    assert "code-orch trust" in run.why


async def test_a_run_whose_folder_is_trusted_no_more_pauses_before_anything_is_executed(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path)
    agent = FakeAgent()
    context = stage.context(agent)
    parts = trust_store.parts_of(stage.repository, stage.repository.head(), ())
    object.__setattr__(context.run.created, "trusted", digest(parts))
    trust_store.allow(
        context.folder.state, trust_store.ask(context.folder.state, stage.project, parts)
    )
    assert trust_store.still_trusted(
        context.folder.state, stage.repository, context.run.created, context.plan
    )
    assert trust_store.revoke(context.folder.state, stage.project)
    run = await stage.drive(context)
    assert (run.status, agent.jobs) == (Status.PAUSED, [])
    assert f"{stage.project} is trusted no more" in run.why


async def test_a_run_goes_on_only_where_it_can_be_read_what_is_trusted(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    context = stage.context(FakeAgent())
    parts = trust_store.parts_of(stage.repository, stage.repository.head(), ())
    object.__setattr__(context.run.created, "trusted", digest(parts))
    context.folder.state.mkdir(parents=True, exist_ok=True)
    (context.folder.state / "trust.json").write_text("{")
    run = await stage.drive(context)
    assert (run.status, "trust.json cannot be read" in run.why) == (Status.PAUSED, True)


async def test_an_agent_that_rewires_git_pauses_the_run(tmp_path: Path) -> None:
    stage = Stage(tmp_path)

    async def rewire(job: object) -> object:
        git(stage.project, "config", "core.hooksPath", "evil")
        return await write_a_file(job)  # pyright: ignore[reportArgumentType]  # a job

    run = await stage.run(rewire)  # pyright: ignore[reportArgumentType]  # as above
    assert run.status is Status.PAUSED
    assert "core.hookspath = evil" in run.why
    assert RunEnded.kind


def test_what_nobody_would_see_is_shown_before_a_yes(project: Path) -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "evil")
    commit(project, "AGENTS.md", f"Be kind.{hidden}\u202e\u200b\n")
    asked = prepared(project).trust
    assert asked is not None
    assert "⟨U+E0065⟩" in asked.question
    assert "⟨U+202E⟩⟨U+200B⟩" in asked.question
    assert not set(hidden + "\u202e\u200b") & set(asked.question)


@pytest.mark.parametrize(
    ("manifest", "text", "check"),
    [
        ("package.json", '{"scripts": {"test": "X"}}', "npm test"),
        ("composer.json", '{"scripts": {"test": "X"}}', "composer test"),
        ("pyproject.toml", '[tool.poe.tasks]\ntest = "X"\n', "uv run poe test"),
        ("Makefile", "test:\n\tX\n", "make test"),
        ("run.sh", "X\n", "sh ./run.sh; true"),
    ],
)
def test_what_a_check_runs_by_a_name_is_part_of_it(
    manifest: str, text: str, check: str, project: Path, state: Path
) -> None:
    checks = [Check("test", CheckKind.TEST, ("/bin/sh", "-c", check), 1.0, "a test")]
    repository = Repository(project)
    commit(project, manifest, text)
    before = trust_store.parts_of(repository, repository.head(), checks)
    commit(project, manifest, text.replace("X", "evil"))
    after = trust_store.parts_of(repository, repository.head(), checks)
    assert state.is_dir()
    assert digest(before) != digest(after)
    assert any("evil" in part.text for part in after)
