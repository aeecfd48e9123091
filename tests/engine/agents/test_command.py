"""The adapter for any program: what the program is given, and what is made of how it ends."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.agents.answers import VERDICT_SCHEMA
from orchestrator_engine.agents.command import Command
from orchestrator_engine.agents.protocol import Access, Limits, Said
from orchestrator_engine.agents.written_answers import asked_for, value_in
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.choices import Tool
from support.agents import alive, ended, files_in, job, told

EDITOR = """
import pathlib, sys
prompt = pathlib.Path(sys.argv[1]).read_text()
pathlib.Path("done.txt").write_text(prompt)
print("Done with", *sys.argv[2:])
"""


def shell(script: str, look: tuple[str, ...] = ()) -> Command:
    return Command(Tool("mine", ("/bin/sh", "-c", script), look))


async def test_a_program_gets_its_prompt_as_a_file_and_edits_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "editor.py"
    file.write_text(EDITOR)
    tool = Tool("mine", (sys.executable, str(file), "{prompt_file}", "--model={model}"))
    prompt = "é" * 200_000
    work = replace(job(tmp_path, prompt=prompt), model="m1", arguments=("--more",))
    events = await told(Command(tool), work)
    assert Said("Done with --model=m1 --more") in events
    assert files_in(work.cwd) == {"done.txt": prompt.encode()}
    assert [path.name for path in work.spool.parent.iterdir()] == [work.spool.name]
    await told(Command(tool), replace(work, model=None, arguments=()))
    assert work.spool.read_text().endswith("Done with\n")


async def test_without_a_place_for_a_file_the_prompt_is_its_input(tmp_path: Path) -> None:
    prompt = "line\n" * 50_000
    work = replace(job(tmp_path, prompt=prompt), system="Be brief.")
    assert (await ended(shell("cat > got.txt"), work)).status is Ending.DONE
    assert files_in(work.cwd) == {"got.txt": f"Be brief.\n\n{prompt}".encode()}


async def test_one_that_does_not_read_its_prompt_is_not_waited_for(tmp_path: Path) -> None:
    end = await ended(shell("echo hello"), job(tmp_path, prompt="x" * 1_000_000))
    assert (end.status, end.text) == (Ending.DONE, "hello")
    assert (end.usd, end.tokens) == (None, None)


@pytest.mark.parametrize(
    ("script", "status", "trouble", "why"),
    [
        ("echo half; echo broken >&2; exit 3", Ending.FAILED, None, "mine: exit code 3: broken"),
        ("kill -9 $$", Ending.FAILED, Trouble.KILLED, "mine: killed by signal 9 (SIGKILL)"),
        ("sh -c 'kill -9 $$'; exit $?", Ending.FAILED, Trouble.KILLED, "mine: exit code 137"),
        ("sleep 190", Ending.TIMEOUT, Trouble.SILENT, "no sign of life for 2 s"),
    ],
)
async def test_how_it_ends_is_told(
    tmp_path: Path, script: str, status: Ending, trouble: Trouble | None, why: str
) -> None:
    work = job(tmp_path, limits=Limits(seconds=200, idle_seconds=2))
    end = await ended(shell(script), work)
    assert (end.status, end.trouble) == (status, trouble)
    assert end.why.startswith(why)
    assert alive(work) == []


async def test_a_job_that_may_only_look_has_a_command_of_its_own(tmp_path: Path) -> None:
    work = job(tmp_path, access=Access.READ)
    end = await ended(shell("touch made"), work)
    assert end.status is Ending.UNAVAILABLE
    assert "look = […] in [agents.mine]" in end.why
    assert (await ended(shell("touch made", look=("true",)), work)).status is Ending.DONE
    assert files_in(work.cwd) == {}


async def test_an_answer_that_is_none_is_a_failure(tmp_path: Path) -> None:
    work = job(tmp_path, access=Access.READ, schema=VERDICT_SCHEMA)
    end = await ended(shell("", look=("echo", "Eight of ten.")), work)
    assert (end.status, end.value, end.trouble) == (Ending.FAILED, None, Trouble.FORM)


async def test_it_sees_only_what_the_job_gives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "s")
    work = job(tmp_path, environment={"PATH": "/usr/bin:/bin", "MINE": "yes"})
    end = await ended(shell("env"), work)
    assert "MINE=yes" in end.text
    assert "SECRET" not in end.text


async def test_the_probe_tells_the_version_or_how_to_get_it(tmp_path: Path) -> None:
    tool = Tool("mine", ("sh",), version=("echo", "mine 1.2.3"))
    probe = await Command(tool).probe()
    assert (probe.found, probe.version) == (True, "1.2.3")
    gone = Tool("mine", (str(tmp_path / "mine"),), install="pip install mine")
    probe = await Command(gone).probe()
    assert not probe.found
    assert (probe.missing or "").endswith("pip install mine")


def test_the_last_block_of_json_is_the_value() -> None:
    assert value_in('```json\n{"a": 1}\n```\nNo:\n```\n{"a": 2}\n```\nSo.') == {"a": 2}
    assert value_in('I say:\n{"a": {"b": 3}}\n') == {"a": {"b": 3}}
    assert value_in("```json\n[1]\n```") is None
    assert value_in('```json\n{"a": NaN}\n```') is None
    assert asked_for("Do it.", None) == "Do it."
    assert '"score"' in asked_for("Do it.", VERDICT_SCHEMA)


@given(st.text() | st.text("{}[]\"'`\n:,1aj son", max_size=80))
def test_no_text_is_too_strange_to_look_for_a_value_in(text: str) -> None:
    value = value_in(text)
    assert value is None or isinstance(value, dict)
