"""`config set`: one setting changes, and not a letter beside it."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine import places
from orchestrator_engine.cli import main, setting
from orchestrator_engine.config.changing import UNSET, CannotChange, changed
from orchestrator_engine.system.locks import locked

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


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_file_of_a_windows_editor_stays_one(project: Path, mark: bytes, end: bytes) -> None:
    file = project / ".orchestrator.toml"
    file.write_bytes(mark + b'agent = "claude"' + end)
    assert main(["config", "set", "min_task_score", "9"]) == 0
    assert main(["config", "set", "roles.reviewer.agent", "codex"]) == 0
    made = file.read_bytes()
    assert made.startswith(mark + b'agent = "claude"' + end + b"min_task_score = 9" + end)
    assert made.count(b"\n") == made.count(end)
    assert main(["config", "unset", "roles.reviewer.agent"]) == 0
    assert main(["config", "unset", "min_task_score"]) == 0
    assert file.read_bytes().startswith(mark + b'agent = "claude"' + end)


def test_what_is_no_setting_cannot_be_taken_out_and_what_is_not_set_was_not(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "unset", "min_task_skore"]) == 78
    assert "Did you mean min_task_score?" in capsys.readouterr().err
    assert main(["config", "unset", "roles.reviewer.agnt"]) == 78
    assert "Did you mean roles.reviewer.agent?" in capsys.readouterr().err
    assert main(["config", "unset", "min_task_score"]) == 0
    assert "was not set there" in capsys.readouterr().out
    (project / ".orchestrator.toml").write_text("min_task_skore = 9\n")
    assert main(["config", "unset", "min_task_skore"]) == 0
    assert (project / ".orchestrator.toml").read_text() == ""


def test_a_setting_that_there_is_not_names_no_line_of_a_file_and_not_all_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["config", "set", "zzzzz", "1"]) == 78
    said = capsys.readouterr().err
    assert "there is no setting zzzzz" in said.lower()
    assert "code-orch config show" in said
    assert ".orchestrator.toml" not in said
    assert len(said) < 200


def test_a_link_out_of_the_project_is_not_followed_and_one_of_your_own_is(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text("max_restarts = 3\n")
    link = project / ".orchestrator.toml"
    link.symlink_to(elsewhere)
    assert main(["config", "set", "min_task_score", "9"]) == 78
    assert f"leads out of the project, to {elsewhere}" in capsys.readouterr().err
    assert elsewhere.read_text() == "max_restarts = 3\n"
    (tmp_path / "mine").mkdir()
    mine = tmp_path / "mine" / "config.toml"
    mine.symlink_to(elsewhere)
    assert main(["config", "set", "--user", "max_restarts", "4"]) == 0
    assert mine.is_symlink()
    assert elsewhere.read_text() == "max_restarts = 4\n"


def test_of_several_who_write_at_once_each_is_there_afterwards(project: Path) -> None:
    keys = ("min_task_score", "max_restarts", "dev_port", "max_review_cycles")
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "orchestrator_engine", "config", "set", key, "7"],
            stdout=subprocess.DEVNULL,
        )
        for key in keys
    ]
    assert [writer.wait(120) for writer in writers] == [0] * len(keys)
    held = tomllib.loads((project / ".orchestrator.toml").read_text())
    assert held == dict.fromkeys(keys, 7)


def test_who_changes_settings_waits_for_another_who_does(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setting, "_PATIENCE", 0.0)
    with locked(places.state_dir() / "settings.lock", 1.0):
        assert main(["config", "set", "min_task_score", "9"]) == 78
    assert "by another program" in capsys.readouterr().err
    assert not (project / ".orchestrator.toml").exists()


def test_what_is_for_you_alone_and_git_would_take_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    assert main(["config", "set", "min_task_score", "9", "--local"]) == 0
    assert "git does not ignore .orchestrator.local.toml yet" in capsys.readouterr().err
    (project / ".gitignore").write_text(".orchestrator.local.toml\n")
    assert main(["config", "set", "--local", "min_task_score", "8"]) == 0
    assert "ignore" not in capsys.readouterr().err


def test_what_holds_for_one_key_is_shown_alone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("--cwd", str(project))
    (project / ".orchestrator.toml").write_text(FILE)
    assert main(["config", "show", "min_task_score", *here]) == 0
    assert capsys.readouterr().out == "min_task_score = 8\n"
    assert main(["config", "show", "roles.reviewer", "--origin", *here]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split(" = ")[0] for line in told] == [
        "roles.reviewer.effort",
        "roles.reviewer.model",
    ]
    assert all(".orchestrator.toml:" in line for line in told)
    assert main(["config", "show", "build", *here]) == 0
    assert capsys.readouterr().out == "# build is not set\n"
    assert main(["config", "show", "min_task_scor", *here]) == 78
    assert "Did you mean min_task_score?" in capsys.readouterr().err
    assert main(["config", "show", "roles", "--json", *here]) == 0
    shown = json.loads(capsys.readouterr().out)["settings"]
    assert set(shown) == {"roles.reviewer.effort", "roles.reviewer.model"}
