"""What the earlier tool's users were promised of its command line, and where it broke."""

import json
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine import errors, journal, places, wishes
from orchestrator_engine import events as e
from orchestrator_engine.cli import choosing, ending, exits, main, table
from orchestrator_engine.cli import run as running
from orchestrator_engine.cli.earlier_flags import FLAGS, translated
from orchestrator_engine.cli.parsing import Misuse
from orchestrator_engine.errors import NoSuchRun
from orchestrator_engine.places import RunFolder
from orchestrator_engine.request import Request
from orchestrator_engine.run import Status
from orchestrator_engine.summary import summary
from support.plans import ORIGIN, created, plan, task

MODES = ("build", "feature", "fix", "audit", "test", "review", "refactor", "exec")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path / "state"))
    return places.state_dir()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """What runs were asked for, none of which is started."""
    found: list[Request] = []

    def begin(request: Request, _options: object) -> int:
        found.append(request)
        return 0

    monkeypatch.setattr(running, "_begin", begin)
    return found


def recorded(state: Path, name: str, repository: Path) -> RunFolder:
    folder = RunFolder(state / "runs" / name)
    origin = replace(ORIGIN, repository=str(repository))
    journal.create(folder, replace(created(), origin=origin), e.RunPlanned(plan((task(1),))))
    return folder


@pytest.mark.parametrize(
    ("flag", "command"),
    [
        (["--status"], ["status", "--all"]),
        (["--status", "shop"], ["status", "shop"]),
        (["--status", "--json"], ["status", "--all", "--json"]),
        (["--logs"], ["logs"]),
        (["--logs", "shop"], ["logs", "shop"]),
        (["--logs=shop"], ["logs", "shop"]),
        (["--stop", "shop"], ["stop", "shop"]),
        (["--stop-all"], ["stop", "--all"]),
        (["--restart", "shop"], ["restart", "shop"]),
        (["--resume", "/a/shop"], ["resume", "/a/shop"]),
        (["--install-watchdog"], ["watchdog", "install"]),
        (["--uninstall-watchdog"], ["watchdog", "uninstall"]),
        (["--watchdog-status"], ["watchdog", "status"]),
        (["fix", "--status"], ["fix", "--status"]),
        ([], []),
    ],
)
def test_a_flag_of_the_earlier_tool_is_the_command_that_does_it(
    flag: list[str], command: list[str]
) -> None:
    assert translated(flag) == command


@pytest.mark.parametrize("flag", FLAGS)
def test_every_such_flag_ends_in_a_command_that_takes_it(flag: str) -> None:
    name, *rest = translated([flag])
    assert table.parsed(table.COMMANDS[name], rest)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "option",
    [
        ["--cwd", "."],
        ["--dry-run"],
        ["--no-review"],
        ["--dev-port", "3000"],
        ["--max-restarts", "3"],
        ["--port", "3111"],
        ["--verbose"],
    ],
)
def test_every_mode_takes_every_option_and_none_is_dropped(mode: str, option: list[str]) -> None:
    given = table.parsed(table.COMMANDS[mode], ["x.md", *option])
    name = option[0].lstrip("-").replace("-", "_")
    assert getattr(given, name) not in (None, False)


def test_the_flags_that_are_settings_reach_the_run(asked: list[Request]) -> None:
    told = ["--dev-port", "3000", "--max-restarts", "0", "--set", "min_task_score=9"]
    assert main(["fix", "it", *told]) == 0
    (request,) = asked
    assert request.flags is not None
    assert dict(request.flags.table) == {"dev_port": 3000, "max_restarts": 0, "min_task_score": 9}


HARD = (
    "100% of the lines, 50%s and %(prog)s",
    "Stop! Why does it stop!?",
    "line one\nline two\r\nline three",
    "a 'single' and a \"double\" quote",
    "$(touch pwned) `touch pwned` ; touch pwned | & > pwned",
    "-- not an option",
    "ünïcode ☕ 漢字",
    "back\\slash \\n",
)


@pytest.mark.parametrize("words", HARD)
def test_a_wish_arrives_as_it_was_written(
    words: str, asked: list[Request], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["fix", "--agent", "claude", "--", words]) == 0
    (request,) = asked
    text = request.document.read_bytes().decode("utf-8")
    assert "claude" not in text, "the value of an option leaked into the wish"
    said = [line for line in words.splitlines() if line.strip()]
    assert all(re.sub(r"\W", "", line) in re.sub(r"\W", "", text) for line in said)
    assert not (tmp_path / "pwned").exists()


def test_values_of_options_stay_with_their_options(asked: list[Request]) -> None:
    assert main(["feature", "a door", "--model", "opus", "--items", "A-1", "A-2"]) == 0
    (request,) = asked
    assert (request.model, request.items) == ("opus", ("A-1", "A-2"))
    assert "opus" not in request.document.read_text("utf-8")


def test_a_folder_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "SPEC.md"
    document.write_text("# A\n\n- [ ] A-1: do it\n")
    assert main(["build", str(document), "--cwd", str(tmp_path / "gone")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert main(["status", "--cwd", str(tmp_path / "gone")]) == 2
    assert "Check --cwd" in capsys.readouterr().err


def test_two_projects_with_the_same_folder_name_are_told_apart(state: Path, tmp_path: Path) -> None:
    projects = [tmp_path / "a" / "shop", tmp_path / "b" / "shop"]
    for number, project in enumerate(projects):
        (project / ".git").mkdir(parents=True)
        recorded(state, f"2026010{number + 1}-000000-aaa{number}", project)
    with pytest.raises(NoSuchRun) as caught:
        choosing.choose("shop")
    assert all(str(project) in caught.value.message for project in projects)
    assert choosing.choose(str(projects[0])).id == "20260101-000000-aaa0"
    assert choosing.choose(str(projects[1])).id == "20260102-000000-aaa1"


def test_a_project_is_meant_by_the_name_of_its_folder(state: Path, tmp_path: Path) -> None:
    for name in ("shop", "it's a; $(touch pwned) “shop”\nin two lines"):
        project = tmp_path / name
        (project / ".git").mkdir(parents=True)
        mine = recorded(state, f"20260101-000000-{len(name):04}", project)
        assert choosing.choose(name) == mine
    assert not Path("pwned").exists()


def test_stop_all_asks_only_runs_that_somebody_drives(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = recorded(state, "20260101-000000-aaaa", tmp_path)
    assert main(["--stop-all"]) == 0
    assert "No run of yours is going on" in capsys.readouterr().out
    assert journal.read(quiet) == journal.read(quiet)
    assert main(["stop", "--all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"] == []


MISUSES: list[tuple[list[str], str, str]] = [
    (["run", "x.md", "--agnet", "y"], "has no option --agnet", "Did you mean --agent?"),
    (["run"], "SPEC.md is missing", "usage: code-orch run SPEC.md"),
    (["fix", "the", "login"], "“login” is one argument too many", "Put what you want in quotes"),
    (["audit", "--type", "secruity"], "there is no “secruity”", "Did you mean security?"),
    (["run", "x.md", "--budget"], "--budget needs a value", "--budget USD"),
    (["run", "x.md", "--budget", "much"], "“much” is no amount of money", "--help"),
    (["run", "x.md", "--dev-port", "web"], "“web” is no whole number", "--help"),
    (["run", "x.md", "--max-restarts", "-1"], "--max-restarts", ""),
    (["history", "--limit", "few"], "“few” is no number", "--help"),
    (["watchdog", "instal"], "there is no “instal”", "Did you mean install?"),
    (["biuld", "x.md"], "There is no command “biuld”", "Did you mean build?"),
    (["SPEC.md"], "There is no command", "code-orch run SPEC.md"),
    (["--stats"], "There is no option “--stats”", "--help"),
    (["fix", "-broken"], "WISH is missing", "comes after “--”"),
]


@pytest.mark.parametrize(("arguments", "what", "hint"), MISUSES)
def test_misuse_is_told_in_plain_words_with_a_way_on(
    arguments: list[str], what: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert what in said.err
    assert hint in said.err
    assert "argument --" not in said.err
    assert "usage: code-orch" not in said.err.splitlines()[0]
    assert main([*arguments, "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["error"], told["schema"]) == ("usage", 1)


def test_every_command_answers_in_json_or_says_why_not() -> None:
    without = {"man", "completion"}
    for name, command in table.COMMANDS.items():
        options = {each for argument in command.arguments for each in argument.names}
        assert "--json" in options or name in without, name


def subclasses(kind: type[errors.Refusal]) -> set[type[errors.Refusal]]:
    return {kind} | {each for one in kind.__subclasses__() for each in subclasses(one)}


def test_every_exit_code_that_is_used_is_in_the_table() -> None:
    codes = {one.code for one in subclasses(errors.Refusal)} | {ending.CODES[one] for one in Status}
    assert codes | {70, 130, 141} == set(exits.EXITS)
    assert Misuse.code == 2


@pytest.mark.parametrize(
    "arguments", [["--version"], ["status", "--all"], ["status", "--json", "--all"]]
)
def test_what_is_asked_often_loads_nothing_that_it_does_not_need(
    arguments: list[str], tmp_path: Path, state: Path
) -> None:
    folder = recorded(state, "20261122-101010-aaaa", tmp_path)
    with closing(journal.Journal.take_over(folder, "a test")) as ours:
        ours.append(e.RunEnded(Status.STOPPED, "as asked"))
    assert summary(folder, 0).state == "stopped"  # kept from here on
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "orchestrator_engine", *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    loaded = set(re.findall(r"\|\s+([\w.]+)$", ended.stderr, re.MULTILINE))
    heavy = {"pygls", "lsprotocol", "starlette", "pydantic", "rich", "anyio", "uvicorn"}
    heavy |= {"asyncio", "sqlite3", "logging.handlers", "importlib.resources"}
    assert not {name.partition(".")[0] for name in loaded} & heavy
    assert not loaded & {f"orchestrator_engine.{name}" for name in ("events", "journal", "run")}
    assert "20261122-101010-aaaa" in ended.stdout or arguments == ["--version"]


def test_a_wish_is_kept_under_a_name_that_no_shell_reads(state: Path) -> None:
    kept = wishes.document("$(touch pwned); “x”\n../../up", state)
    assert re.fullmatch(r"[\w.-]+", kept.name)
    assert state in kept.parents
