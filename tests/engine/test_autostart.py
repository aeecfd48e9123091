"""What is handed to each operating system: the texts, and what its commands are told."""

import os
import plistlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine import autostart as texts
from orchestrator_engine.autostart import Watchdog
from orchestrator_engine.cli import main
from orchestrator_engine.cli.watchdog import this
from orchestrator_engine.places import state_dir
from orchestrator_engine.system import autostart

PLAIN = Watchdog(("/usr/bin/python3", "-m", "orchestrator_engine"), "/usr/bin:/bin", "/home/ada")
ODD = Watchdog(
    ("/opt/my tools/py%h$X", "-m", 'say "hi" \\'),
    "/usr/bin:/a b'c",
    "/home/ada lovelace",
    "/var/state 100%",
)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r"), min_size=1)


def watchdogs() -> st.SearchStrategy[Watchdog]:
    words = st.tuples(NAMES, NAMES, NAMES)
    return st.builds(Watchdog, words, NAMES, NAMES, st.none() | NAMES, st.none() | NAMES)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("watchdog", [PLAIN, ODD], ids=["plain", "odd"])
def test_systemd_itself_finds_nothing_wrong_with_the_unit(
    watchdog: Watchdog, tmp_path: Path
) -> None:
    program = (sys.executable, *watchdog.program[1:])
    unit = tmp_path / "code-orchestrator.service"
    there = Watchdog(program, watchdog.path, watchdog.home, watchdog.state)
    unit.write_text(texts.systemd_unit(there))
    done = subprocess.run(
        ("systemd-analyze", "--user", "verify", unit),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_keeps_every_word_as_it_is() -> None:
    unit = texts.systemd_unit(ODD)
    # The signs that systemd would replace are doubled.
    assert 'ExecStart="/opt/my tools/py%%h$$X" "-m" "say \\"hi\\" \\\\"' in unit
    assert 'Environment="ORCHESTRATOR_STATE_DIR=/var/state 100%%"' in unit
    assert "KillMode=process" in unit


@given(watchdogs())
def test_launchd_reads_back_what_was_written(watchdog: Watchdog) -> None:
    try:
        told = plistlib.loads(texts.launchd_plist(watchdog))
    except ValueError:
        # A property list cannot hold control characters, and says so.
        return
    assert told["ProgramArguments"] == list(watchdog.program)
    assert told["EnvironmentVariables"] == watchdog.variables


def test_the_scheduler_gets_a_task_in_utf_16() -> None:
    data = texts.task_xml(ODD)
    assert data[:2] in (b"\xff\xfe", b"\xfe\xff")
    task = ET.fromstring(data)  # noqa: S314  # our own
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    command = task.findtext("t:Actions/t:Exec/t:Command", namespaces=space)
    arguments = task.findtext("t:Actions/t:Exec/t:Arguments", namespaces=space)
    assert (command, arguments) == ("/opt/my tools/py%h$X", '-m "say \\"hi\\" \\\\"')


@given(watchdogs())
def test_a_line_of_the_crontab_is_one_command_with_every_word_as_it_is(watchdog: Watchdog) -> None:
    for line in texts.cron_lines(watchdog):
        bare = line.removesuffix(texts.MARK)
        # Five fields, or one word that stands for them.
        when, command = bare.split(" ", 1) if bare[0] == "@" else bare.split(" ", 5)[::5]
        assert when in {"@reboot", "*/10"}
        words = shlex.split(command.replace("\\%", "%"))
        named = dict(word.split("=", 1) for word in words[: len(watchdog.variables)])
        assert named == watchdog.variables
        rest = words[len(named) :]
        assert tuple(rest[: len(watchdog.program)]) == watchdog.program


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]))))
def test_other_peoples_lines_stay_as_they_are(lines: list[str]) -> None:
    others = "".join(f"{line}\n" for line in lines if not line.endswith(texts.MARK))
    ours = texts.cron_lines(PLAIN)
    once = texts.with_cron(others, ours)
    assert texts.with_cron(once, ours) == once
    assert texts.without_cron(once) == others


def test_a_crontab_without_a_last_line_end_is_not_run_together() -> None:
    table = texts.with_cron("0 1 * * * backup", texts.cron_lines(PLAIN))
    assert table.startswith("0 1 * * * backup\n@reboot ")


def test_a_comment_that_is_like_ours_is_somebody_elses() -> None:
    others = f"{texts.MARK}\n# 0 1 * * * backup {texts.MARK}\n"
    assert texts.without_cron(texts.with_cron(others, texts.cron_lines(PLAIN))) == others


def test_what_starts_at_boot_looks_where_the_runs_of_this_shell_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ORCHESTRATOR_STATE_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert this().variables.keys() == {"PATH"}
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "own"))
    assert this().variables["ORCHESTRATOR_STATE_DIR"] == str(tmp_path / "own")
    monkeypatch.delenv("ORCHESTRATOR_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    told = this().variables
    assert told["ORCHESTRATOR_STATE_DIR"] == str(state_dir())
    assert told["XDG_CONFIG_HOME"] == str(tmp_path / "config")


def test_a_machine_with_no_way_says_so_and_only_installing_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(autostart, "choose", lambda: None)
    for action in ("status", "uninstall"):
        assert main(["watchdog", action]) == 0
        told = capsys.readouterr().out
        assert told.startswith("The watchdog is not installed.\nThis machine has neither")
    assert main(["watchdog", "install"]) == 2
    assert "resume --all" in capsys.readouterr().err


# The commands


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose commands write down what they were told; `crontab` keeps a table."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("systemctl", "loginctl", "launchctl"):
        _program(programs / name, f'echo "{name} $*" >> {tmp_path}/told\n')
    table = tmp_path / "table"
    none = "{ echo no crontab for me >&2; exit 1; }"
    look = f"-l) cat {table} 2>/dev/null || {none} ;;"
    cases = (look, f"-r) rm {table} ;;", f"-) cat > {table} ;;")
    _program(programs / "crontab", "\n".join(('case "$1" in', *cases, "esac\n")))
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def _program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}")
    path.chmod(0o755)


def a_watchdog(machine: Path) -> Watchdog:
    return Watchdog(PLAIN.program, PLAIN.path, str(machine / "home"))


def told(machine: Path) -> list[str]:
    return (machine / "told").read_text().splitlines()


def test_systemd_gets_the_unit_once_and_loses_it_again(machine: Path) -> None:
    watchdog = a_watchdog(machine)
    unit = machine / "home" / ".config" / "systemd" / "user" / "code-orchestrator.service"
    for _ in range(2):
        assert autostart.SYSTEMD.install(watchdog) == ()
        assert unit.read_text() == texts.systemd_unit(watchdog)
    assert "systemctl --user enable --now code-orchestrator.service" in told(machine)
    assert "loginctl enable-linger" in told(machine)
    assert autostart.SYSTEMD.state(watchdog).installed
    autostart.SYSTEMD.uninstall(watchdog)
    assert list(unit.parent.iterdir()) == []
    assert not autostart.SYSTEMD.state(watchdog).installed
    assert autostart.SYSTEMD.uninstall(watchdog) == ("It was not installed.",)


def test_without_lingering_it_is_said_that_it_begins_at_log_in_only(machine: Path) -> None:
    _program(machine / "bin" / "loginctl", "exit 1\n")
    (note,) = autostart.SYSTEMD.install(a_watchdog(machine))
    assert "at log-in only" in note


def test_a_system_that_refuses_is_quoted(machine: Path) -> None:
    _program(machine / "bin" / "systemctl", "echo Failed to connect to bus >&2\nexit 1\n")
    with pytest.raises(autostart.Refused, match="Failed to connect to bus"):
        autostart.SYSTEMD.install(a_watchdog(machine))


def test_the_unit_of_another_version_is_found_out(machine: Path) -> None:
    watchdog = a_watchdog(machine)
    autostart.SYSTEMD.install(watchdog)
    other = Watchdog(("/elsewhere/python3",), PLAIN.path, watchdog.home)
    assert any("another version" in note for note in autostart.SYSTEMD.state(other).notes)


def test_cron_keeps_the_lines_of_others_to_the_byte(machine: Path) -> None:
    watchdog, table = a_watchdog(machine), machine / "table"
    others = "# mine\n0 1 * * * backup  # nightly\n"
    table.write_text(others)
    for _ in range(2):
        autostart.CRON.install(watchdog)
        assert table.read_text() == texts.with_cron(others, texts.cron_lines(watchdog))
    assert autostart.CRON.state(watchdog).installed
    autostart.CRON.uninstall(watchdog)
    assert table.read_text() == others
    assert autostart.CRON.uninstall(watchdog) == ("It was not installed.",)


def test_cron_keeps_bytes_that_are_no_text_and_line_ends_of_others(machine: Path) -> None:
    watchdog, table = a_watchdog(machine), machine / "table"
    others = b"# caf\xe9\r\n0 1 * * * backup\n"
    table.write_bytes(others)
    autostart.CRON.install(watchdog)
    assert table.read_bytes().startswith(others)
    assert autostart.CRON.state(watchdog).installed
    autostart.CRON.uninstall(watchdog)
    assert table.read_bytes() == others


@pytest.mark.parametrize("act", [autostart.CRON.install, autostart.CRON.uninstall])
def test_a_crontab_that_cannot_be_read_is_left_alone(
    machine: Path, act: Callable[[Watchdog], tuple[str, ...]]
) -> None:
    (machine / "table").write_text("0 1 * * * backup\n")
    cases = ("-l) echo 'cannot open your crontab' >&2; exit 1 ;;", f"*) cat > {machine}/table ;;")
    _program(machine / "bin" / "crontab", "\n".join(('case "$1" in', *cases, "esac\n")))
    with pytest.raises(autostart.Refused, match="cannot open your crontab"):
        act(a_watchdog(machine))
    assert (machine / "table").read_text() == "0 1 * * * backup\n"


def test_a_crontab_gets_no_line_that_would_be_two(machine: Path) -> None:
    watchdog = Watchdog(PLAIN.program, "/usr/bin:/a\nb", str(machine))
    (machine / "table").write_text("0 1 * * * backup\n")
    with pytest.raises(autostart.Refused, match="cannot hold the line end"):
        autostart.CRON.install(watchdog)
    assert (machine / "table").read_text() == "0 1 * * * backup\n"


def test_a_crontab_of_ours_alone_goes_away_whole(machine: Path) -> None:
    watchdog = a_watchdog(machine)
    autostart.CRON.install(watchdog)
    autostart.CRON.uninstall(watchdog)
    assert not (machine / "table").exists()


def test_launchd_gets_an_agent_and_loses_it_again(machine: Path) -> None:
    watchdog = a_watchdog(machine)
    autostart.LAUNCHD.install(watchdog)
    agents = machine / "home" / "Library" / "LaunchAgents"
    assert [path.name for path in agents.iterdir()] == ["dev.code-orchestrator.watchdog.plist"]
    assert any(line.startswith("launchctl bootstrap gui/") for line in told(machine))
    autostart.LAUNCHD.uninstall(watchdog)
    assert list(agents.iterdir()) == []


# What an agent needs after a reboot


def test_the_environment_of_a_person_is_read_as_systemd_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text(
        "# my keys\n; and more\n\nANTHROPIC_API_KEY=sk-1 2\nQUOTED=\"a b\"\nSINGLE='c'\n"
        " SPACED = d \nno line of it\n1BAD=x\nEMPTY=\n"
    )
    file.chmod(0o600)
    assert autostart.environment_in(file) == {
        "ANTHROPIC_API_KEY": "sk-1 2",
        "QUOTED": "a b",
        "SINGLE": "c",
        "SPACED": "d",
        "EMPTY": "",
    }
    assert autostart.environment_in(tmp_path / "nothing") == {}


def test_an_environment_that_others_could_have_written_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text("KEY=x\n")
    file.chmod(0o662)
    with pytest.raises(autostart.Refused, match="written by others"):
        autostart.environment_in(file)
