"""Every command says with `--json` what its schema promises: each is run, over real runs."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator_engine.attendance import Attendance
from orchestrator_engine.cli import main
from orchestrator_engine.cli.answer_schemas import OWN, schema
from orchestrator_engine.cli.answers import ANSWERS
from orchestrator_engine.cli.arguments import JSON
from orchestrator_engine.cli.table import COMMANDS
from orchestrator_engine.places import RunFolder
from support import answers_guide, schemas
from support.answered import kept
from support.project import Project, look, tiny, wait

PLAN = """
## Plan, round 1

Two steps.

```toml plan
[[phases]]
title = "All"
why = "the document says so"

[[phases.tasks]]
id = "one"
title = "Write both"
items = ["REQ-1", "REQ-2"]
```
"""

WISHES = """
# Tea

## Requirements

- REQ-1: The kettle boils water.
- REQ-2: The pot keeps tea warm.
"""


class Desk:
    """A person's shell in a project; what they ask is compared with what is promised."""

    def __init__(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        self.project = project
        self._capsys = capsys

    def __call__(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> list[str]:
        """Run a command; the shapes of what it says."""
        return kept(arguments[0], self.said(*arguments, codes=codes))

    def said(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """What a command says."""
        self._capsys.readouterr()
        code = main([*arguments, "--json"])
        told = self._capsys.readouterr()
        assert code in codes, (arguments, told)
        return told.out


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    project = tiny(tmp_path, tasks=2)
    for name in os.environ:
        monkeypatch.delenv(name)
    for name, value in project.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(project.folder)
    yield Desk(project, capsys)
    for folder in project.runs():
        project.try_code_orch("stop", folder.id)
    if (address := project.state / "dashboard" / "address.json").exists():
        os.kill(json.loads(address.read_text("utf-8"))["pid"], signal.SIGTERM)


def test_every_command_with_json_has_a_schema_that_is_shipped() -> None:
    with_json = {name for name, command in COMMANDS.items() if JSON in command.arguments}
    assert set(ANSWERS) == with_json
    for name in with_json:
        told = json.loads(schema(name))
        assert told["$schema"].endswith("2020-12/schema")
        assert name in OWN or "#/$defs/Refused" in {one["$ref"] for one in told["anyOf"]}


def test_what_is_shipped_and_documented_follows_from_the_shapes() -> None:
    folder = Path(schemas.__file__).parents[2] / "engine" / "orchestrator_engine" / "schemas"
    told = (folder / "answers.json").read_text("utf-8")
    assert told == schemas.written(schemas.answers()), "python3 dev.py schema"
    page = answers_guide.GUIDE.read_text("utf-8")
    assert page == answers_guide.guide(schemas.answers()), "python3 dev.py schema"


def test_a_schema_is_printed_without_what_the_command_needs_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["answer", "--schema"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["$defs"]) == {"Answered", "Refused"}


def test_what_is_said_before_a_run(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / ".orchestrator.config.mjs").write_text("export default { minTaskScore: 8 };\n")
    assert desk("status") == ["Runs"]
    assert desk("history") == ["History"]
    assert desk("plan", "SPEC.md") == ["PlanWritten"]
    assert desk("plan", "SPEC.plan.md") == ["PlanChecked"]
    assert desk("forecast", "SPEC.md") == ["Foretold"]
    assert desk("rehearse", "SPEC.md", "-o", str(other / "script.md")) == ["ScriptWritten"]
    assert desk("rehearse", "SPEC.md", "--check", codes=(0, 1)) == ["ScriptChecked"]
    assert desk("analyze", "SPEC.md") == ["Analyzed"]
    assert desk("agents") == ["Agents"]
    assert desk("scan") == ["Scan"]
    assert desk("doctor", codes=(0, 1)) == ["Doctor"]
    assert desk("config", "show") == ["Settings"]
    assert desk("config", "set", "min_task_score", "8", "--local") == ["SettingWritten"]
    assert desk("config", "unset", "min_task_score", "--local") == ["SettingWritten"]
    assert desk("config", "migrate", "--cwd", str(tmp_path)) == ["Migrated"]
    assert desk("init", str(other)) == ["Written"]
    assert desk("init", "--spec", "bugs", "-o", str(other / "BUGS.md")) == ["DocumentWritten"]
    assert desk("trust", "--yes") == ["Trusted"]
    assert desk("trust", "--list") == ["TrustedFolders"]
    assert desk("build", "SPEC.md", "--dry-run") == ["DryRun"]
    assert desk("show", codes=(3,)) == ["Refused"]
    assert desk("watchdog", "status") == ["Watchdog"]
    assert desk("resume", "--all") == ["Resumed"]
    assert desk("stop", "--all") == ["Ends"]


def test_what_is_said_of_runs_that_begin_go_on_and_end(desk: Desk, tmp_path: Path) -> None:
    said = desk("run", "SPEC.md", "--record")
    assert (said[0], said[-1]) == ("Begun", "End")
    assert set(said[1:-1]) == {"Event"}
    (first,) = desk.project.runs()
    task = next(iter(look(first).tasks))
    assert desk("status") == ["Runs"]
    assert desk("history", "--all") == ["History"]
    assert desk("show", first.id) == ["Show"]
    assert set(desk("logs", first.id)) == {"Event"}
    assert set(desk("logs", first.id, "--of", "worker")) == {"Line"}
    assert desk("report", first.id) == ["Report"]
    assert desk("report", first.id, "--text") == ["Report"]
    assert desk("trace", "T-1") == ["Traced"]
    assert desk("remarks", first.id, "--all") == ["Remarks"]
    assert desk("compare", first.id, first.id) == ["Compared"]
    zipped = str(tmp_path / "x.zip")
    assert desk("export", first.id, "-o", zipped) == ["Exported"]
    assert set(desk("replay", zipped)) == {"State"}
    assert desk("replay", first.id, "--at", "1") == ["State"]
    assert desk("replay", first.id, "--again") == ["Again"]
    recording = str(next(first.recordings.glob("*.jsonl")))
    assert desk("replay", recording) == ["Recording"]
    kept_in = str(tmp_path / "again")
    assert desk("replay", recording, "--again", "--keep", kept_in, codes=(0, 1)) == [
        "RecordingAgain"
    ]
    remark = json.loads(desk.said("remarks", first.id, "--all"))
    if remark["remarks"]:
        assert desk("dismiss", remark["remarks"][0]["id"], "as meant") == ["Dismissed"]
        assert desk("dismiss", "--revoke", remark["remarks"][0]["id"]) == ["Reopened"]
    assert desk("move", first.id, "SPEC.md") == ["Moved"]
    assert desk("revert", first.id, task, "--dry-run") == ["Reverted"]
    assert desk("revert", first.id, task) == ["Reverted"]
    assert desk("open", "--no-browser", codes=(0,)) == ["Link"]
    assert desk("trust", "--revoke", codes=(0, 78)) in (["Revoked"], ["Refused"])


def test_what_is_said_to_who_steers(desk: Desk) -> None:
    script = desk.project.folder / "SPEC.rehearsal.md"
    words = "Here it is.\n"
    script.write_text(script.read_text().replace(words, f"asks: pip install tea\n\n{words}", 1))
    folder = desk.project.start()
    with Attendance(folder):
        wait(lambda: look(folder).question is not None, "the question")
        assert desk("status", folder.id) == ["Runs"]
        assert desk("show", folder.id) == ["Show"]
        assert desk("answer", folder.id, "q1", "refuse") == ["Answered"]
    assert desk("attach", folder.id, codes=(2,)) == ["Refused"]
    assert desk("pause", folder.id, codes=(0, 2)) in (["End"], ["Refused"])
    assert desk("stop", folder.id) == ["End"]
    ended = look(folder)
    last = [*ended.tasks][-1]
    assert desk("skip", folder.id, last, codes=(0, 2)) in (["End"], ["Refused"])
    assert desk("retry", folder.id, last, codes=(0, 2)) in (["End"], ["Refused"])
    assert desk("restart", folder.id, codes=(0, 2)) in (["End"], ["Refused"])
    assert desk("stop", folder.id) == ["End"]
    assert desk("resume", folder.id, "--detach", codes=(0, 2)) in (["Begun"], ["Refused"])
    assert desk("dashboard", "--no-browser") == ["Link"]


def test_what_is_said_of_a_plan_that_waits(desk: Desk) -> None:
    script = desk.project.folder / "SPEC.rehearsal.md"
    script.write_text(f"---\npace: 0\n---\n{PLAN}")
    desk.project.document.write_text(WISHES)
    said = desk("run", "SPEC.md", "--plan", codes=(0, 1, 75))
    assert said[-1] == "End"
    (folder,) = desk.project.runs()
    assert isinstance(folder, RunFolder)
    assert desk("approve", folder.id, "--yes", codes=(0,)) == ["Approved"]
