"""What shells are told may come next: runs, tasks, keys, modes and agents; nothing dangerous."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine import events as e
from orchestrator_engine import journal, places
from orchestrator_engine.cli import main
from orchestrator_engine.places import RunFolder
from support import debian
from support.plans import ORIGIN, created, plan, task
from support.skips import skip_without

RUN = "20261122-101010-aaaa"
EVIL = "$(touch${IFS}pwned)"
PROGRAM = Path(sys.executable).parent / "code-orch"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a run of three tasks, one of which has a name that a shell would carry out."""
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path / "state"))
    monkeypatch.setenv("PATH", os.pathsep.join((str(PROGRAM.parent), os.environ["PATH"])))
    top = tmp_path / "project"
    (top / ".git").mkdir(parents=True)
    (top / ".orchestrator.toml").write_text(
        '[modes.translate]\nbase = "exec"\n[modes."a b"]\n[modes."--trust"]\n'
    )
    monkeypatch.chdir(top)
    folder = RunFolder(places.state_dir() / "runs" / RUN)
    tasks = (task(1), task(2), replace(task(3), id=EVIL, title="a: b\tc\nd"))
    origin = replace(ORIGIN, repository=str(top))
    planned = e.RunPlanned(plan(tasks))
    journal.create(folder, replace(created(), origin=origin), planned)
    return top


def told(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["__complete", *words]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return [line.partition("\t")[0] for line in said.out.splitlines()]


def test_runs_of_this_project_are_offered_where_a_run_is_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for words in (("show",), ("retry",), ("compare", "other"), ("logs", "--level", "info", "-f")):
        assert told(capsys, *words) == [RUN], words
    assert told(capsys, "open", "--port") == []
    assert told(capsys, "retry", RUN, "T1") == []


def test_tasks_of_the_run_that_was_named_are_offered_by_item_and_by_task(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = told(capsys, "retry", "aaaa")
    assert [name for name in names if name.startswith("T")] == ["T1", "T2"]
    assert EVIL not in names
    assert told(capsys, "retry", "no-such-run") == []


def test_keys_modes_and_agents_are_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"min_task_score", "roles.reviewer.agent"} <= set(told(capsys, "config", "set"))
    assert "min_task_score=" in told(capsys, "run", "SPEC.md", "--set")
    assert told(capsys, "config", "migrate") == []
    modes = told(capsys, "run", "SPEC.md", "--mode")
    assert {"fix", "translate"} <= set(modes)
    assert not {"a b", "--trust"} & set(modes)
    assert {"claude", "rehearsal"} <= set(told(capsys, "run", "--agent"))


@pytest.mark.parametrize("words", [(), ("",), ("no-such-command",), ("retry", "\0"), ("lsp",)])
def test_what_makes_no_sense_is_answered_with_nothing(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(capsys, *words) == []
    monkeypatch.setenv(places.STATE_VARIABLE, "/dev/null/nothing")
    assert told(capsys, "show") == []


def in_bash(line: str, script: Path) -> list[str]:
    if (bash := shutil.which("bash")) is None:
        pytest.skip("there is no bash here")
    words = line.split(" ")
    asked = " ".join(f"'{word}'" for word in words)
    program = (
        f"source {script}\nCOMP_WORDS=({asked}) COMP_CWORD={len(words) - 1}\n_code_orch\n"
        "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    return _lines(bash, "-c", program)


def in_zsh(line: str, script: Path) -> list[str]:
    if (zsh := debian.small("zsh")) is None:
        skip_without("zsh")
    asked = " ".join(f"'{word}'" for word in line.split(" ")[1:])
    # What comes before the completion proper: the rest needs modules of a zsh that is installed.
    asking = script.with_suffix(".asking")
    asking.write_text(script.read_text().partition("\n_code_orch() {")[0])
    program = (
        f"source {asking}\n_describe() {{ print -rl -- ${{found%%:*}} }}\n"
        f"program=code-orch; words=({asked}); CURRENT=$#words; _code_orch_looked\n"
    )
    return _lines(str(zsh), "-f", "-c", program)


def in_fish(line: str, script: Path) -> list[str]:
    if (fish := debian.small("fish")) is None:
        skip_without("fish")
    told = _lines(str(fish), "--no-config", "-c", f"source {script}; complete -C '{line}'")
    return [each.partition("\t")[0] for each in told]


def _lines(*command: str) -> list[str]:
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.stderr == ""
    return ended.stdout.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_real_shells_offer_them_and_carry_none_of_them_out(
    shell: str, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out)
    ask = {"bash": in_bash, "zsh": in_zsh, "fish": in_fish}[shell]
    assert RUN in ask("code-orch show ", script)
    assert {"T1", "T2"} <= set(ask(f"code-orch retry {RUN} ", script))
    assert "roles.reviewer.agent" in ask("code-orch config set ", script)
    assert not {RUN, "T1"} & set(ask("code-orch retry no-such-run ", script))
    assert not (project / "pwned").exists()
