"""Modes: ours and the person's own are offered wherever one can be chosen."""

from pathlib import Path

import pytest

from support.lsp_desk import ALL, NOTHING, Desk, opened, until
from support.lsp_runs import FakeEngine
from support.repositories import git

pytestmark = pytest.mark.usefixtures("impatient")

TRANSLATE = '[modes.translate]\nbase = "exec"\ntitle = "put all texts into another language"\n'
POLISH = '[modes.polish]\nbase = "refactor"\n'
PLAN = "---\ncode-orchestrator: plan\ndocument: SPEC.md\nmode: \n---\n\n# Greeter\n"


@pytest.fixture
def project(
    document: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project with a mode of its own, of a person who has one, too."""
    git(document.parent, "init", "-q", "-b", "main")
    (document.parent / ".orchestrator.toml").write_text(TRANSLATE)
    home = tmp_path_factory.mktemp("settings")
    (home / "config.toml").write_text(POLISH)
    monkeypatch.setenv("ORCHESTRATOR_CONFIG_DIR", str(home))
    return document.parent


def modes(desk: Desk) -> dict[str, str]:
    return {one["name"]: one["summary"] for one in desk.command("analyze")["modes"]}


def test_the_menu_has_the_modes_of_the_project_the_person_and_the_editor(
    project: Path, document: Path
) -> None:
    assert project.is_dir()
    settings = {"modes": {"shorten": {"base": "exec", "title": "say it shorter"}}}
    with opened(document, ALL, initializationOptions={"settings": settings}) as desk:
        found = modes(desk)
        assert list(found)[-3:] == ["polish", "translate", "shorten"]
        assert found["translate"] == "put all texts into another language"
        (project / ".orchestrator.local.toml").write_text(POLISH.replace("polish", "sand"))
        assert "sand" in modes(desk)


def test_an_editor_that_asks_chooses_the_mode_in_a_message(
    project: Path, desk: Desk, engine: FakeEngine
) -> None:
    assert project.is_dir()
    assert "Run in another mode… · GREET-1" in desk.titles()
    desk.answers["window/showMessageRequest"] = lambda asked: {
        "title": "translate" if "which mode" in asked["message"] else "Run"
    }
    desk.command("run", {"choose": True, "items": ["GREET-1"]})
    until(engine.started, "the run begins")
    (asked,) = engine.started()
    assert (asked["mode"], asked["items"]) == ("translate", ["GREET-1"])


@pytest.mark.parametrize("choice", ["Not now", None])
def test_without_a_mode_nothing_is_run(desk: Desk, engine: FakeEngine, choice: str | None) -> None:
    desk.choice = choice
    desk.command("run", {"choose": True})
    asked = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
    titles = [one["title"] for one in asked["actions"]]
    assert titles[0] == "Not now"
    assert asked["message"].endswith(". In which mode?")
    assert ".." not in asked["message"]
    assert {"build", "fix", "exec"} <= {*titles}
    desk.settle()
    assert engine.started() == []


def test_an_editor_that_cannot_ask_has_an_action_a_mode(
    project: Path, document: Path, engine: FakeEngine
) -> None:
    assert project.is_dir()
    with opened(document, NOTHING) as desk:
        until(lambda: any("translate" in title for title in desk.titles(0)), "the mode is known")
        words = "Run in another mode: translate — put all texts into another language"
        assert words in desk.titles(0)
        assert not any("another mode" in title for title in desk.titles())
        desk.command("run", {"mode": "translate"})
        desk.said("choose the code action “Confirm: run translate”")
        assert engine.started() == []


@pytest.mark.usefixtures("project")
def test_a_plan_names_its_mode_with_help_and_may_name_an_own_one(document: Path) -> None:
    plan = document.with_name("SPEC.plan.md")
    plan.write_text(PLAN, "utf-8")
    with opened(plan, ALL) as desk:
        assert "translate" in modes(desk)
        about = {"textDocument": {"uri": desk.uri}, "position": {"line": 3, "character": 6}}
        offered = desk.ask("textDocument/completion", about)["items"]
        assert {"build", "translate", "polish"} <= {one["label"] for one in offered}
        desk.retype(PLAN.replace("mode: ", "mode: translat"))
        near = "no mode “translat”; did you mean “translate”?"
        found = desk.wait(lambda m: near in str(m.get("params")))
        assert found["method"] == "textDocument/publishDiagnostics"
        desk.retype(PLAN.replace("mode: ", "mode: translate"))
        desk.wait(lambda m: m.get("params", {}).get("version") == 3 and "no mode" not in str(m))


def test_a_prompt_is_run_in_a_mode_of_ones_own(
    project: Path, document: Path, engine: FakeEngine
) -> None:
    assert project.is_dir()
    prompt = document.with_name("words.md")
    prompt.write_text("---\ncode-orchestrator: prompt\nmode: translate\n---\n\nInto Welsh.\n")
    with opened(prompt, ALL) as desk:
        assert "translate" in modes(desk)
        desk.choice = "Run"
        desk.command("run")
        until(engine.started, "the run begins")
        assert engine.started()[0]["mode"] == "translate"
