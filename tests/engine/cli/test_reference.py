"""Reference, manual page and completion follow from the table of commands, and shells take them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from orchestrator_engine.cli import main
from orchestrator_engine.cli.exits import EXITS
from orchestrator_engine.cli.reference import manual, markdown
from orchestrator_engine.cli.table import COMMANDS
from support import debian
from support.schemas import REFERENCE
from support.skips import skip_without

SHELLS = ("bash", "zsh", "fish")


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


def test_the_reference_is_what_follows_from_the_table() -> None:
    assert REFERENCE.read_text("utf-8") == markdown(), "python3 dev.py schema"


def test_the_reference_has_every_command_option_and_exit_code() -> None:
    told = markdown()
    for name, command in COMMANDS.items():
        assert f"\n### {name}\n" in told
        section = told.partition(f"\n### {name}\n")[2].partition("\n##")[0]
        for argument in command.arguments:
            assert (argument.how.get("metavar") or argument.names[-1]) in section
            assert argument.how["help"]
    assert all(f"| `{code}` |" in told for code in EXITS)


def test_the_manual_has_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["man"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(".TH CODE-ORCH 1 ")
    assert all(f".SS code\\-orch {name.replace('-', chr(92) + '-')}" in told for name in COMMANDS)
    for line in manual().splitlines():
        assert not re.match(r"'|\.(?!(TH|SH|SS|TP|B|I)( |$))", line), line


def test_mandoc_finds_nothing_wrong_with_the_manual() -> None:
    if (mandoc := debian.small("mandoc")) is None:
        skip_without("mandoc")
    ended = subprocess.run(
        [mandoc, "-T", "lint", "-W", "warning"],
        input=manual(),
        capture_output=True,
        text=True,
        check=False,
    )
    # It is printed whenever it is wanted, and has no date to tell.
    told = [line for line in ended.stdout.splitlines() if "missing date" not in line]
    assert told == []


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_groff_finds_nothing_wrong_with_the_manual() -> None:
    ended = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z"],
        input=manual(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.stderr == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_completed(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = script(shell, capsys)
    for name, command in COMMANDS.items():
        assert name in told
        for argument in command.arguments:
            if argument.names[-1].startswith("--"):
                assert argument.names[-1].lstrip("-") in told


@pytest.mark.parametrize("shell", SHELLS)
def test_a_real_shell_takes_the_script(
    shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if (program := debian.small(shell)) is None:
        skip_without(shell)
    file = tmp_path / "script"
    file.write_text(script(shell, capsys))
    ended = subprocess.run(
        [program, "-n", str(file)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("code-orch sta", ["status"]),
        ("code-orch run --dry", ["--dry-run"]),
        ("code-orch audit --type se", ["security"]),
        ("code-orch watchdog un", ["uninstall"]),
        ("code-orch build it's", ["it's a spec.md"]),
    ],
)
def test_bash_completes(
    line: str, expected: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if (bash := shutil.which("bash")) is None:
        pytest.skip("there is no bash here")
    (tmp_path / "it's a spec.md").touch()
    words = line.split(" ")
    asked = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
    program = (
        script("bash", capsys)
        + f"\nCOMP_WORDS=({asked}) COMP_CWORD={len(words) - 1}\n_code_orch 2>/dev/null\n"
        + "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    ended = subprocess.run(
        [bash, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60
    )
    assert ended.stdout.splitlines() == expected
