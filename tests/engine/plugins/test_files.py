"""Plugins that are files of the project: trusted by content, kept with the run, checked first."""

import sys
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from orchestrator_engine import config
from orchestrator_engine.checking import checks_of
from orchestrator_engine.config import load
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.listeners import Notify, Occasion, Plugin
from orchestrator_engine.plan import At, Check, CheckKind
from orchestrator_engine.plugins import found
from orchestrator_engine.run import Status
from orchestrator_engine.standing import look
from support import hooks_guide
from support.rooms import Stage

PLUGIN = "def register(orchestrator):\n    pass\n"


def test_the_guide_lists_every_hook_with_what_it_gets() -> None:
    text = hooks_guide.GUIDE.read_text("utf-8")
    assert hooks_guide.guide(text) == text


def test_settings_name_plugins_and_how_to_tell(tmp_path: Path) -> None:
    (tmp_path / config.FILE).write_text(
        'plugins = ["./tools/a.py"]\n[notify]\ndesktop = true\non = ["failed"]\n'
        'webhook = "https://example.com/x"\nsecret_env = "S"\n'
    )
    settings = load(tmp_path).settings(agent="claude")
    assert settings.plugins == (Plugin("tools.a", "file", "tools/a.py"),)
    wished = Notify(desktop=True, webhook="https://example.com/x", on=(Occasion.FAILED,))
    assert settings.notify == replace(wished, secret="S")  # noqa: S106  # a name


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('plugins = ["/etc/x.py"]', "is no path of a Python file"),
        ('plugins = ["../x.py"]', "is no path of a Python file"),
        ('plugins = ["x.sh"]', "is no path of a Python file"),
        ('plugins = ["a/b.py", "a.b.py"]', "have the same name"),
        ('plugins = "x.py"', "list of paths"),
        ('[notify]\non = ["often"]', "list of ended, failed, asks, limit"),
        ('[notify]\nwebhook = "http://example.com/x"', "begins with https"),
        ('[notify]\nwebhook = "http://localhost:1@example.com/x"', "begins with https"),
    ],
)
def test_what_cannot_be_is_said_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / config.FILE).write_text(f"{line}\n")
    with pytest.raises(BadConfig, match=why):
        load(tmp_path)


def test_trust_is_bound_to_what_the_plugin_says(tmp_path: Path) -> None:
    stage = Stage(tmp_path, {"tools/a.py": PLUGIN, config.FILE: 'plugins = ["tools/a.py"]\n'})
    parts = {part.name: part for part in look(stage.project).parts}
    assert parts["tools/a.py"].text == PLUGIN


def test_a_plugin_that_is_not_committed_is_missed_before_anything_starts(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    (stage.project / "late.py").write_text(PLUGIN)
    late = (Plugin("late", "file", "late.py"),)
    with pytest.raises(BadConfig, match="not in the commit"):
        found.require(late, stage.repository, stage.repository.head(), ".orchestrator.toml")


def test_a_run_keeps_its_plugins_as_they_were_trusted(tmp_path: Path) -> None:
    stage = Stage(tmp_path, {"tools/a.py": PLUGIN})
    plugin = Plugin("tools.a", "file", "tools/a.py")
    stage.folder.path.mkdir(parents=True)
    found.keep((plugin,), stage.repository, stage.repository.head(), stage.folder)
    (stage.project / "tools/a.py").write_text("raise SystemExit")
    assert found.place(plugin, stage.folder).read_text() == PLUGIN


def test_our_own_commands_are_no_plugin_of_a_run() -> None:
    assert "server" not in {plugin.name for plugin in found.installed()}


JUDGE = """
def register(orchestrator):
    orchestrator.add_validator("first", first)
    orchestrator.add_validator("second", second)


async def first(folder, settings):
    import pathlib

    print("noise")
    names = sorted(path.name for path in pathlib.Path(folder).glob("T*.txt"))
    return {"type": "files", "ok": names == ["T1.txt", "T2.txt"], "message": str(names)}


def second(folder, settings):
    return {"type": "other", "ok": OK, "message": settings["run"]}
"""


@pytest.mark.parametrize(("ok", "status"), [("True", "completed"), ("False", "failed")])
async def test_validators_judge_a_phase_where_its_work_came_together(
    tmp_path: Path, ok: str, status: str
) -> None:
    stage = Stage(tmp_path)
    stage.folder.plugins.mkdir(parents=True)
    (stage.folder.plugins / "judge.py").write_text(JUDGE.replace("OK", ok))
    check = Check("plugin judge", CheckKind.PLUGIN, ("file", "judge"), 20.0, "x", at=At.PHASE)
    run = await stage.run(plan=stage.plan(check))
    assert run.status == status, run.why
    (result,) = next(iter(run.phases.values())).results
    assert "passed first: ['T1.txt', 'T2.txt']" in result.tail
    assert result.passed == (ok == "True")
    if ok == "False":
        assert f"FAILED second: {stage.folder.id}" in result.tail


@pytest.mark.parametrize("bad", ["raise SystemExit", "import os; os._exit(0)", "1 / 0"])
async def test_a_validator_that_breaks_fails_and_nothing_else_does(
    tmp_path: Path, bad: str
) -> None:
    stage = Stage(tmp_path)
    stage.folder.plugins.mkdir(parents=True)
    text = JUDGE.replace("OK", "True").replace('    print("noise")', f"    {bad}")
    (stage.folder.plugins / "judge.py").write_text(text)
    check = Check("plugin judge", CheckKind.PLUGIN, ("file", "judge"), 20.0, "x", at=At.PHASE)
    run = await stage.run(plan=stage.plan(check))
    assert run.status is Status.FAILED
    assert all(state.merged for state in run.tasks.values())


@pytest.mark.parametrize("given", ["None", "[1]", '{"type": "x"}', '{"ok": "false"}'])
async def test_a_validator_that_does_not_say_yes_or_no_is_told_how(
    tmp_path: Path, given: str
) -> None:
    judge = tmp_path / "judge.py"
    judge.write_text(f"def register(o):\n    o.add_validator('odd', lambda f, s: {given})\n")
    command = (sys.executable, "-m", "orchestrator_engine.plugins.host", "file", str(judge))
    done = await anyio.run_process((*command, "validate"), check=False)
    assert done.returncode == 1
    assert b"FAILED odd: it gave " in done.stdout
    assert b'a dict such as {"type"' in done.stdout


async def test_a_command_may_say_no_in_json(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    line = """echo '{"ok": false, "message": "two files have no licence"}'"""
    command = ("/bin/sh", "-c", line)
    check = Check("licences", CheckKind.CUSTOM, command, 20.0, "x", at=At.PHASE)
    run = await stage.run(plan=stage.plan(check))
    (result,) = next(iter(run.phases.values())).results
    assert not result.passed
    assert result.why == "two files have no licence"


def test_a_file_that_has_a_validator_becomes_a_check(tmp_path: Path) -> None:
    (tmp_path / "judge.py").write_text(JUDGE)
    (tmp_path / "quiet.py").write_text(PLUGIN)
    (tmp_path / config.FILE).write_text('plugins = ["judge.py", "quiet.py"]\n')
    names = [check.name for check in checks_of(tmp_path, load(tmp_path))]
    assert names == ["plugin judge"]
