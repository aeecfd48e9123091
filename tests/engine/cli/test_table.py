"""The door of the command line: what is imported for what, and how misuse is answered."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from orchestrator_engine import __version__, cli, errors
from orchestrator_engine.cli import bugs, plugins, table
from orchestrator_engine.cli.arguments import Argument
from orchestrator_engine.cli.parsing import Misuse

HEAVY = (
    "pydantic",
    "rich",
    "pygls",
    "lsprotocol",
    "anyio",
    "cattrs",
    "sqlite3",
    "argparse",
    "json",
)


def loaded_by(*arguments: str) -> set[str]:
    """The modules that the program loads for these arguments."""
    program = (
        "import sys\n"
        "from orchestrator_engine.cli import main\n"
        "main(sys.argv[1:])\n"
        "print('\\n'.join(sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return set(ended.stdout.split())


def command_that_raises(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def act(_options: object) -> int:
        raise error

    def load(_command: table.Command) -> Callable[[object], int]:
        return act

    monkeypatch.setattr(table, "load", load)


def test_the_version_is_told_at_once_and_loads_nothing() -> None:
    assert not loaded_by("--version").intersection(HEAVY)


def test_a_built_in_command_does_not_look_for_plugins() -> None:
    loaded = loaded_by("build", "--help")
    assert "importlib.metadata" not in loaded
    assert not loaded.intersection({"pydantic", "rich", "pygls", "lsprotocol", "anyio"})


def test_the_version_is_the_program_and_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"code-orch {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_the_help_names_every_command(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in table.COMMANDS)


@pytest.mark.parametrize("name", list(table.COMMANDS))
def test_every_command_can_be_loaded_and_has_help(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(table.load(table.COMMANDS[name]))
    assert cli.main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"usage: code-orch {name}")


def test_an_unknown_command_is_a_misuse_with_the_likely_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["stats"]) == 2
    assert "Did you mean status?" in capsys.readouterr().err


def test_an_unknown_option_is_a_misuse() -> None:
    assert cli.main(["status", "--everything"]) == 2


def test_an_abbreviated_option_is_not_guessed_at() -> None:
    assert cli.main(["build", "SPEC.md", "--dry"]) == 2


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (errors.BadDocument, 2),
        (errors.BadProject, 2),
        (errors.NoAgent, 2),
        (errors.BadStore, 2),
        (errors.NoSuchRun, 3),
        (errors.AlreadyRunning, 4),
        (errors.BadConfig, 78),
    ],
)
def test_a_refusal_is_a_message_a_hint_and_its_exit_code(
    refusal: type[errors.Refusal],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command_that_raises(monkeypatch, refusal("it does not go", "go round it"))
    assert cli.main(["status"]) == code
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "It does not go\n  Go round it\n")


def test_a_refusal_is_an_object_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command_that_raises(monkeypatch, errors.NoSuchRun("there is none", "make one"))
    assert cli.main(["status", "--json"]) == 3
    assert json.loads(capsys.readouterr().out) == {
        "schema": 1,
        "error": "no-such-run",
        "message": "there is none",
        "hint": "make one",
    }


def test_every_refusal_has_a_name_of_its_own() -> None:
    kinds = errors.Refusal.__subclasses__()
    assert len({kind.name for kind in kinds}) == len(kinds)


def test_a_bug_is_one_line_and_a_file_with_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path))
    command_that_raises(monkeypatch, KeyError("oops"))
    assert cli.main(["status"]) == 70
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert "KeyError: 'oops'" in shown
    (file,) = tmp_path.glob("bug-*.txt")
    assert str(file) in shown
    assert "Traceback" in file.read_text()


def test_a_bug_is_recorded_even_where_the_state_folder_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "file" / "state"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert bugs.record(ValueError("oops")).parent == tmp_path


def test_an_interrupt_has_the_exit_code_of_interrupts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command_that_raises(monkeypatch, KeyboardInterrupt())
    assert cli.main(["status"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"


def test_a_reader_that_goes_away_ends_the_program_without_a_word() -> None:
    program = [sys.executable, "-m", "orchestrator_engine", "status", "--help"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def register_tea(orchestrator: plugins.Orchestrator) -> None:
    def load() -> plugins.Act:
        return len

    orchestrator.add_command("tea", "count the cups", load)


def register_all(orchestrator: plugins.Orchestrator) -> None:
    """All that the guide promises to an installed plugin, in one function."""
    print("hello from a plugin")  # noqa: T201  # as plugins do
    orchestrator.add_hook("afterRun", print)
    orchestrator.add_validator("cups", lambda _folder, _settings: {"ok": True})
    register_tea(orchestrator)


def register_and_leave(_orchestrator: plugins.Orchestrator) -> None:
    sys.exit("I am leaving")


def register_nothing(_orchestrator: plugins.Orchestrator) -> None:
    raise RuntimeError("the kettle is broken")


def with_plugins(monkeypatch: pytest.MonkeyPatch, *functions: str) -> None:
    entries = [EntryPoint(name, f"{__name__}:{name}", plugins.GROUP) for name in functions]

    def entry_points(*, group: str) -> list[EntryPoint]:
        return [entry for entry in entries if entry.group == group]

    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    monkeypatch.setattr(plugins, "entry_points", entry_points)


def test_a_plugin_brings_a_command_that_gets_its_arguments(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_plugins(monkeypatch, "register_tea")
    assert cli.main(["tea", "--milk", "2", "cups"]) == 3
    assert cli.main(["--help"]) == 0
    assert "tea count the cups" in " ".join(capsys.readouterr().out.split())


def test_a_broken_plugin_is_named_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_plugins(monkeypatch, "register_nothing", "register_tea")
    assert cli.main(["tea"]) == 0
    assert "the kettle is broken" in capsys.readouterr().err


def test_a_plugin_may_bring_hooks_validators_and_commands_and_prints_into_no_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_plugins(monkeypatch, "register_all")
    assert cli.main(["tea", "1"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "hello from a plugin\n")


def test_a_plugin_that_exits_takes_nobody_along(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_plugins(monkeypatch, "register_and_leave", "register_tea")
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr()
    assert "count the cups" in said.out
    assert "I am leaving" in said.err


def _unnamed(argument: Argument) -> str | None:
    """Something to say for an argument that has no name."""
    if argument.names[0].startswith("-"):
        return None
    return next(iter(argument.how.get("choices", (argument.names[0],))))


@pytest.mark.parametrize("name", table.COMMANDS)
def test_an_option_may_stand_anywhere_among_what_has_no_name(name: str) -> None:
    command = table.COMMANDS[name]
    words = [word for word in map(_unnamed, command.arguments) if word is not None]
    flags = [one for one in command.own if one.how.get("action") == "store_true"]
    valued = [one for one in command.own if one.names[-1] in {"--cwd", "--set", "--level"}]
    options = [[one.names[-1]] for one in flags]
    options += [[one.names[-1], one.how.get("choices", ("k=v",))[0]] for one in valued]
    for option in options:
        said = [
            table.parsed(command, [*words[:place], *option, *words[place:]])
            for place in range(len(words) + 1)
        ]
        assert all(one == said[0] for one in said)
        assert said[0] != table.parsed(command, words) or option[0] == "--level"


@pytest.mark.parametrize(
    "words",
    [
        ["set", "--user", "min_task_score", "9"],
        ["--user", "set", "min_task_score", "9"],
        ["set", "min_task_score", "--user", "9"],
        ["set", "min_task_score", "9", "--user"],
        ["--user", "set", "min_task_score", "--", "9"],
        ["set", "--user", "--", "min_task_score", "9"],
    ],
)
def test_a_setting_of_your_own_is_set_in_any_order(words: list[str]) -> None:
    told = table.parsed(table.COMMANDS["config"], words)
    assert (told.action, told.about, told.value, told.user) == ("set", "min_task_score", "9", True)


def test_what_comes_after_two_dashes_is_no_option() -> None:
    told = table.parsed(table.COMMANDS["feature"], ["--dry-run", "--", "--dark mode"])
    assert (told.wish, told.dry_run) == ("--dark mode", True)
    with pytest.raises(Misuse, match="no option --drk-run"):
        table.parsed(table.COMMANDS["feature"], ["--drk-run", "dark mode"])
    with pytest.raises(Misuse, match="--dry-run stands after “--”"):
        table.parsed(table.COMMANDS["feature"], ["--", "--dark mode", "--dry-run"])
