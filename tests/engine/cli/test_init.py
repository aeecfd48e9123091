"""What a new user begins with: settings as comments, documents of templates, and a look around."""

import json
import subprocess
import tomllib
from pathlib import Path

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine import places, settings_schema
from orchestrator_engine.cli import doctor as doctoring
from orchestrator_engine.cli import main, table
from orchestrator_engine.cli.init import TEMPLATES, template
from orchestrator_engine.config import FILE, Keys, load
from orchestrator_engine.system import sandbox
from support.projects import manifest, written

MODES = {
    "build": "build",
    "feature": "feature",
    "bugs": "fix",
    "backlog": "exec",
    "tests": "test",
    "refactor": "refactor",
}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path / "state"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "package.json": manifest(
            scripts={"build": "tsc", "test": "jest", "dev": "vite"}, dependencies={"vite": "7"}
        )
    }
    top = written(tmp_path / "it's a “shop” of\ntwo lines", files)
    subprocess.run(["git", "init", "-q", str(top)], check=True)
    return top


def test_the_settings_that_are_written_change_nothing(project: Path) -> None:
    assert main(["init", str(project)]) == 0
    assert load(project).keys == Keys()


def test_every_line_of_them_can_be_taken_in(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(project)]) == 0
    assert f"Wrote {project / FILE}".split("\n")[0] in capsys.readouterr().out
    text = (project / FILE).read_text("utf-8")
    given = [line[2:] for line in text.splitlines() if line.startswith("# ") and " = " in line]
    keys = settings_schema.schema()["properties"]
    wanted = {key for key, about in keys.items() if about.get("type") not in ("object", "array")}
    told = {line.partition(" = ")[0] for line in given}
    assert wanted <= told
    for line in given:
        key = line.partition(" = ")[0]
        if key in wanted:
            Keys.model_validate(tomllib.loads(line))
    assert '# test = ["npm", "test"]  # found in package.json, scripts.test' in text
    assert "# dev_port = 5173  # found in package.json" in text


def test_what_is_there_is_not_replaced_unasked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / FILE).write_text("min_task_score = 9\n")
    assert main(["init", str(project)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert load(project).keys.min_task_score == 9
    assert main(["init", str(project), "--force", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == str(project / FILE)
    assert load(project).keys.min_task_score == 7


def test_settings_in_the_shared_file_are_not_overruled_unasked(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.code-orchestrator]\nmin_task_score = 9\n")
    assert main(["init", str(project)]) == 78
    assert not (project / FILE).exists()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_read_as_what_it_is_for(name: str, tmp_path: Path) -> None:
    assert main(["init", str(tmp_path), "--spec", name]) == 0
    document = tmp_path / TEMPLATES[name]
    assert document.read_text("utf-8") == template(name)
    read = analyze(template(name), str(document))
    assert read.recommendation.mode == MODES[name]
    assert len(read.open_items) > 1
    assert [finding.rule for finding in read.findings] == []


def test_every_template_can_be_named() -> None:
    option = next(one for one in table.COMMANDS["init"].arguments if one.names == ("--spec",))
    assert option.how["choices"] == tuple(TEMPLATES)


def test_the_doctor_says_what_is_missing_and_how_to_get_it(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "works", lambda: False)
    (project / FILE).write_text('test = "no-such-program-here"\nbuild = ["no-such-program"]\n')
    code = main(["doctor", str(project), "--json"])
    told = json.loads(capsys.readouterr().out)
    signs = {sign["name"]: sign for sign in told["signs"]}
    assert code == 1
    assert not told["ready"]
    assert signs["git"]["state"] == "good"
    assert signs["sandbox"]["state"] == "worth knowing"
    assert signs["build command"]["state"] == "missing"
    assert signs["build command"]["do"] == "Install no-such-program, or name another command."
    assert "no commit yet" in signs["project"]["words"]
    assert all(sign["do"] for sign in told["signs"] if sign["state"] == "missing")


def test_the_doctor_tells_wrong_settings_and_goes_on(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / FILE).write_text('tets = "x"\n')
    assert main(["doctor", str(project)]) == 1
    said = capsys.readouterr().out
    assert "unknown key tets" in said
    assert "Did you mean test?" in said
    assert "A run could not start." in said


def test_the_doctor_looks_at_a_folder_that_is_no_project(tmp_path: Path) -> None:
    signs = {sign.name: sign for sign in doctoring.examined(tmp_path)}
    assert "in no git repository" in signs["project"].words
    gone = {sign.name: sign for sign in doctoring.examined(tmp_path / "gone")}
    assert gone["project"].state is doctoring.State.MISSING
