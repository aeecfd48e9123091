"""Plugins beside a real run: all hooks are called, and nothing that a plugin does harms the run."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import anyio
import pytest

from orchestrator_engine import journal, reign
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.events import Event, PluginFailed
from orchestrator_engine.hooks import HOOKS, Hook
from orchestrator_engine.listeners import Plugin
from orchestrator_engine.run import Run, Status
from orchestrator_engine.store import StoreFull
from support.rooms import FakeAgent, Stage, shell, verdict, write_a_file

NOTES = """
    import json, os
    HOOKS = {hooks!r}
    def register(orchestrator):
        for name in HOOKS:
            orchestrator.add_hook(name, lambda values, name=name: note(name, values))
    def note(name, values):
        print("noise on standard output")
        with open({file!r}, "a") as out:
            out.write(json.dumps([name, values]) + "\\n")
"""


def plugin(stage: Stage, text: str, name: str = "notes") -> Plugin:
    path = stage.folder.plugins / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text))
    return Plugin(name, "file", path.name)


def notes(stage: Stage, name: str = "notes", hooks: tuple[str, ...] = tuple(Hook)) -> Plugin:
    file = str(stage.where / f"{name}.jsonl")
    return plugin(stage, NOTES.format(hooks=list(map(str, hooks)), file=file), name)


def called(stage: Stage, name: str = "notes") -> list[tuple[str, dict[str, Any]]]:
    file = stage.where / f"{name}.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    return [tuple(json.loads(line)) for line in lines]


async def drive(stage: Stage, agent: FakeAgent | None = None, **settings: Any) -> Run:  # noqa: ANN401
    plan = settings.pop("plan", None)
    context = stage.context(agent or FakeAgent(), plan, **settings)
    try:
        with anyio.fail_after(60):
            await reign.heard(context, 0, {})
        return context.run
    finally:
        context.journal.close()


async def low_then_high(job: Job) -> Ended:
    if job.subject.role is Role.REVIEWER and job.subject.round == 1:
        return Ended(Ending.DONE, value=verdict(f"{job.subject.task}.txt", 3))
    return await write_a_file(job)


async def test_all_ten_hooks_fire_with_what_the_guide_says(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    once = f"test -e {tmp_path}/seen || {{ touch {tmp_path}/seen; exit 1; }}"
    plan = stage.plan(shell("tests", once))
    run = await drive(stage, plan=plan, plugins=(notes(stage),))
    assert run.status is Status.COMPLETED, run.why
    seen = called(stage)
    assert {name for name, _ in seen} == set(Hook)
    for name, values in seen:
        assert set(values) == set(HOOKS[Hook(name)][1]), name
        assert values["run"]["id"] == stage.folder.id


async def test_what_comes_before_is_called_before_it_begins(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    run = await drive(stage, plugins=(notes(stage),))
    assert run.status is Status.COMPLETED
    order = [
        values["event"]["kind"] if name == Hook.ON_EVENT else name for name, values in called(stage)
    ]
    for before, after in (
        (Hook.BEFORE_RUN, Hook.BEFORE_PHASE),
        (Hook.BEFORE_PHASE, "phase.started"),
        (Hook.BEFORE_TASK, "attempt.started"),
        (Hook.BEFORE_PHASE_VALIDATION, "phase.ended"),
    ):
        assert order.index(before) < order.index(after)
    assert order[-2:] == ["run.ended", Hook.AFTER_RUN]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("raise RuntimeError('broken at import')", "broken at import"),
        ("def register(o):\n    o.add_hook('beforeTask', lambda v: 1 / 0)", "ZeroDivisionError"),
        (
            "import os\ndef register(o):\n    o.add_hook('onEvent', lambda v: os._exit(3))",
            "its process ended",
        ),
        (
            "import sys\ndef register(o):\n    o.add_hook('afterTask', lambda v: sys.exit(1))",
            "its process ended",
        ),
        (
            "import time\ndef register(o):\n    o.add_hook('beforeRun', lambda v: time.sleep(99))",
            "no answer within 8 s",
        ),
        ("def register(o):\n    o.add_hook('beforeTask', None)", "TypeError"),
        ("x = 1", "has no function register"),
    ],
)
async def test_a_bad_plugin_harms_nothing_but_its_own_result(
    tmp_path: Path, text: str, why: str
) -> None:
    stage = Stage(tmp_path)
    good, bad = notes(stage, "good"), plugin(stage, text, "bad")
    run = await drive(stage, plugins=(bad, good), plugin_timeout=8.0)
    assert run.status is Status.COMPLETED, run.why
    assert any(why in fault for fault in run.faults), run.faults
    assert all(fault.startswith("bad at ") for fault in run.faults)
    assert Hook.AFTER_RUN in {name for name, _ in called(stage, "good")}
    assert f"bad at {run.faults[0].split()[2]}" in stage.folder.report.read_text()


async def test_what_a_hook_prints_is_kept_in_the_folder_of_the_run(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    text = "def register(o):\n    o.add_hook('afterTask', lambda v: print('seen', v['task']['id']))"
    run = await drive(stage, plugins=(plugin(stage, text, "talks"),))
    assert run.faults == ()
    assert "seen T1" in (stage.folder.spool / "plugin.talks.log").read_text()


async def test_a_hook_may_close_its_output_and_is_called_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    text = "import sys\ndef register(o):\n    o.add_hook('afterTask', lambda v: sys.stdout.close())"
    run = await drive(stage, plugins=(plugin(stage, text, "closes"),))
    assert run.faults == ()


async def test_a_fault_on_a_full_disk_is_told_by_the_log_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = journal.Journal.append

    def full(self: journal.Journal, *events: Event) -> None:
        if any(isinstance(event, PluginFailed) for event in events):
            raise StoreFull("no room", "make some")
        append(self, *events)

    monkeypatch.setattr(journal.Journal, "append", full)
    stage = Stage(tmp_path)
    run = await drive(stage, plugins=(plugin(stage, "raise RuntimeError", "bad"),))
    assert (run.status, run.faults) == (Status.COMPLETED, ())


async def test_how_far_plugins_came_is_told_whole_or_not_at_all(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    run = await drive(stage, plugins=(notes(stage),))
    (kept,) = stage.folder.path.glob("hooks.*")
    assert int(kept.read_text()) == run.seq


async def test_a_fault_is_written_down_once_a_hook(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    bad = plugin(stage, "def register(o):\n    o.add_hook('onEvent', lambda v: 1 / 0)", "bad")
    await drive(stage, plugins=(bad,))
    recorded = journal.read(stage.folder)
    assert sum(isinstance(one.event, PluginFailed) for one in recorded) == 1


async def test_a_worker_that_takes_over_calls_for_what_was_not_told(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    told = (notes(stage, hooks=(Hook.ON_EVENT,)),)
    await drive(stage, plugins=told)
    whole = [values["event"]["seq"] for _, values in called(stage)]
    # As if the worker had been killed after the fourth event was told.
    (stage.where / "notes.jsonl").unlink()
    (stage.folder.path / "hooks.seq").write_text("4")
    stage.send("resume")
    await drive(stage, plugins=told)
    again = [values["event"]["seq"] for _, values in called(stage)]
    assert again[: len(whole) - 4] == [seq for seq in whole if seq > 4]


async def test_a_plugin_sees_no_key_and_runs_in_the_project(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    file = stage.where / "seen.json"
    text = f"""
        import json, os
        def register(o):
            o.add_hook('beforeRun', look)
        def look(values):
            with open({str(file)!r}, 'w') as out:
                json.dump([dict(os.environ), os.getcwd()], out)
    """
    await drive(stage, plugins=(plugin(stage, text, "curious"),))
    environment, folder = json.loads(file.read_text())
    assert folder == str(stage.project)
    assert not any("KEY" in name or "TOKEN" in name for name in environment)


async def test_async_hooks_are_awaited(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    file = stage.where / "said"
    text = f"""
        import asyncio, pathlib
        async def hook(values):
            await asyncio.sleep(0)
            pathlib.Path({str(file)!r}).write_text(values["ending"]["status"])
        def register(o):
            o.add_hook('afterRun', hook)
    """
    await drive(stage, plugins=(plugin(stage, text, "later"),))
    assert file.read_text() == "completed"
