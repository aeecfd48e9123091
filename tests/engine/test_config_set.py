"""`config set`: one setting changes, and not a letter beside it."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine import places
from orchestrator_engine.cli import main
from orchestrator_engine.config.changing import UNSET, CannotChange, changed

FILE = """\
# Ours; see the wiki.
agent = "claude"   # not the other one

min_task_score = 8  # high
  max_restarts = 3

[roles.reviewer]  # somebody else
# a model of its own
model = "big"
effort = 'high'

[checks.licences]
command = ["make", "licences"]
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path / "state"))
    monkeypatch.setenv(places.CONFIG_VARIABLE, str(tmp_path / "mine"))
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("place", "value", "before", "after"),
    [
        (("min_task_score",), 9, "min_task_score = 8  # high", "min_task_score = 9  # high"),
        (("agent",), "codex", 'agent = "claude"   # not', 'agent = "codex"   # not'),
        (("max_restarts",), 5, "  max_restarts = 3", "  max_restarts = 5"),
        (("roles", "reviewer", "effort"), "low", "effort = 'high'", 'effort = "low"'),
        (("roles", "reviewer", "effort"), UNSET, "effort = 'high'\n", ""),
        (("nothing", "at", "all"), UNSET, "", ""),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_line_changes_and_all_else_stays_to_the_letter(
    place: tuple[str, ...], value: object, before: str, after: str, end: str
) -> None:
    text = FILE.replace("\n", end)
    wanted = text.replace(before.replace("\n", end), after.replace("\n", end), 1)
    assert changed(text, place, value) == wanted


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("build",), ["make", "it"]),
        (("roles", "worker", "agent"), "codex"),
        (("roles", "reviewer", "agent"), "codex"),
        (("notify", "desktop"), True),
    ],
)
def test_what_is_new_is_put_where_it_counts_and_every_old_line_stays(
    place: tuple[str, ...], value: object
) -> None:
    made = changed(FILE, place, value)
    table: Any = tomllib.loads(made)
    for part in place:
        table = table[part]
    assert table == value
    lines = iter(made.splitlines())
    assert all(line in lines for line in FILE.splitlines())


@given(
    st.lists(st.sampled_from(FILE.splitlines(keepends=True)), max_size=9, unique=True),
    st.sampled_from(["agent", "budget_usd", "roles.reviewer.model", "checks.licences.timeout"]),
    st.one_of(st.text(max_size=9), st.integers(-9, 9), st.booleans(), st.lists(st.text("ab"))),
)
def test_whatever_the_file_only_that_value_changes(
    lines: list[str], key: str, value: object
) -> None:
    text, place = "".join(lines), key.split(".")
    try:
        before: Any = tomllib.loads(text)
        made = changed(text, place, value)
    except (tomllib.TOMLDecodeError, CannotChange):
        return
    table = before
    for part in place[:-1]:
        table = table.setdefault(part, {})
    table[place[-1]] = value
    assert tomllib.loads(made) == before


def test_a_table_that_is_a_value_is_left_alone() -> None:
    with pytest.raises(CannotChange, match="is no table"):
        changed("roles = 3\n", ("roles", "worker", "agent"), "codex")


def test_it_is_written_to_the_project_to_you_or_for_here_alone(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "set", "min_task_score", "9"]) == 0
    assert "line 1" in capsys.readouterr().out
    assert (project / ".orchestrator.toml").read_text() == "min_task_score = 9\n"
    assert main(["config", "set", "task_timeout", "20m", "--user", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(tmp_path / "mine" / "config.toml")
    assert (told["line"], told["value"]) == (1, "20m")
    assert main(["config", "set", "agent", "rehearsal", "--local"]) == 0
    assert (project / ".orchestrator.local.toml").read_text() == 'agent = "rehearsal"\n'
    assert main(["config", "unset", "min_task_score"]) == 0
    assert (project / ".orchestrator.toml").read_text() == ""


def test_a_project_that_has_its_settings_in_its_manifest_keeps_them_there(project: Path) -> None:
    manifest = project / "pyproject.toml"
    manifest.write_text('[project]\nname = "x"\n\n[tool.code-orchestrator]\nagent = "claude"\n')
    manifest.chmod(0o640)
    assert main(["config", "set", "min_task_score", "9"]) == 0
    assert not (project / ".orchestrator.toml").exists()
    assert tomllib.loads(manifest.read_text())["tool"]["code-orchestrator"]["min_task_score"] == 9
    assert manifest.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["min_task_skore", "9"], "Did you mean min_task_score?"),
        (["min_task_score", "high"], "min_task_score:"),
        (["min_task_score", "11"], "min_task_score:"),
        (["min_task_score"], "needs a value"),
        ([], "needs a key"),
    ],
)
def test_what_would_not_be_read_back_is_refused_and_nothing_is_written(
    project: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "set", *words]) in (2, 78)
    assert said in capsys.readouterr().err
    assert not (project / ".orchestrator.toml").exists()


def test_a_project_that_loosens_what_only_you_may_hears_that_it_does_not_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["config", "set", "sandbox", "off"]) == 0
    assert "would allow more than you do" in capsys.readouterr().err
