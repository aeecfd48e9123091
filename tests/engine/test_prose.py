"""A page of prose, which names no item, is planned as a whole: by an agent, or by a person."""

from pathlib import Path
from typing import Any

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine import preparing
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.agents.rehearsal import Rehearsal
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.cli import main
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.plan import Plan
from orchestrator_engine.planning import WHOLE, Wanted, plan
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.request import Request
from orchestrator_engine.run import Status
from support.rooms import FakeAgent, Stage, verdict

PROSE = """\
The greeter shall greet a person by name in `greeting.py`. It must refuse an empty name.

It should also say goodbye.
"""
SCRIPT = """\
## Plan, round 1

One step.

```toml plan
[[phases]]
title = "Words"
why = "a greeting comes first"

[[phases.tasks]]
id = "hello"
title = "Greet by name"
items = ["SPEC"]
```

## SPEC, round 1

I write it.

```python write greeting.py
def greet(name):
    return "Hello " + name
```
"""
PLANNED: dict[str, Any] = {
    "phases": [
        {
            "title": "Words",
            "tasks": [
                {"id": "a", "title": "greet", "items": ["SPEC"]},
                {"id": "b", "title": "say goodbye", "items": [WHOLE], "after": ["a"]},
            ],
        }
    ]
}


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    stage = Stage(tmp_path, {"README.md": "A project.\n", "SPEC.rehearsal.md": SCRIPT}, PROSE)
    monkeypatch.chdir(stage.project)
    return stage


def whole(text: str = PROSE) -> Plan:
    return plan(analyze(text, "SPEC.md"), "SPEC", Wanted("exec", whole=True), ())


def prepared(document: Path, *items: str, planner: bool = False) -> Prepared:
    request = Request(
        document=document,
        cwd=document.parent,
        mode=None,
        agent="rehearsal",
        review=False,
        init=False,
        items=items,
        planner=planner,
    )
    return preparing.prepare(request)


def test_it_is_one_item_with_every_word_of_it() -> None:
    planned = whole()
    (item,) = planned.items
    assert (item.handle, item.label, item.words) == (WHOLE, "SPEC", PROSE.strip())
    assert [task.items for task in planned.tasks()] == [(WHOLE,)]


def test_a_document_that_has_items_is_planned_by_them() -> None:
    assert [item.label for item in whole("# App\n\n- [ ] A-1: a\n").items] == ["A-1"]
    with pytest.raises(BadDocument, match="all 1 items"):
        whole("# App\n\n- [x] A-1: a\n")


def test_without_a_planner_it_is_refused_and_the_way_is_named(stage: Stage) -> None:
    with pytest.raises(BadDocument, match="has no items") as caught:
        prepared(stage.project / "SPEC.md")
    assert "--plan" in caught.value.hint


def test_the_flag_and_the_setting_have_it_planned(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    document = stage.project / "SPEC.md"
    ready = prepared(document, planner=True)
    assert [item.handle for item in ready.plan.items] == [WHOLE]
    assert ready.settings.planner
    assert main(["run", "SPEC.md", "--plan", "--agent", "rehearsal", "--dry-run"]) == 0
    assert "it names no item, and is planned as a whole" in capsys.readouterr().out
    (stage.project / ".orchestrator.toml").write_text("planner = true\n")
    assert prepared(document).settings.planner


def test_items_that_are_not_there_are_refused_all_the_same(stage: Stage) -> None:
    with pytest.raises(BadDocument, match="has no items"):
        prepared(stage.project / "SPEC.md", "A-1", planner=True)


def test_a_plan_that_a_person_wrote_is_one_of_it(stage: Stage) -> None:
    mine = stage.project / "mine.md"
    mine.write_text(
        "---\ncode-orchestrator: plan\ndocument: SPEC.md\nmode: feature\n---\n\n# Greeter\n\n"
        "## Phase 1: Words\n\n### T1: Greet\n\n- Serves: `SPEC`\n"
    )
    ready = prepared(mine)
    assert [(task.title, task.items) for task in ready.plan.tasks()] == [("Greet", (WHOLE,))]


async def test_an_agent_is_handed_all_of_it_and_its_tasks_are_done(stage: Stage) -> None:
    async def act(job: Job) -> Ended:
        if job.subject.role is Role.PLANNER:
            return Ended(Ending.DONE, value=PLANNED, usd=0.125)
        if job.subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value=verdict(f"{job.subject.task}.txt"), usd=0.25)
        (job.cwd / f"{job.subject.task}.txt").write_text("done")
        return Ended(Ending.DONE, text="written", usd=0.5)

    agent = FakeAgent(act)
    run = await stage.drive(stage.context(agent, whole(), planner=True))
    assert run.status is Status.COMPLETED
    assert [state.task.title for state in run.tasks.values()] == ["greet", "say goodbye"]
    assert "It should also say goodbye." in agent.jobs[0].prompt
    assert "It should also say goodbye." in agent.jobs[1].prompt
    # Prose has no box, and stays as it is.
    assert (stage.project / "SPEC.md").read_text() == PROSE


async def test_it_is_rehearsed(stage: Stage) -> None:
    rehearsal = Rehearsal(stage.project / "SPEC.rehearsal.md")
    context = stage.context(rehearsal, whole(), planner=True, review=False)
    run = await stage.drive(context)
    assert [state.task.title for state in run.tasks.values()] == ["Greet by name"]
    assert run.status is Status.COMPLETED, run.why


APART = """\
## Plan, round 1

Two steps.

```toml plan
[[phases]]
title = "Words"
why = "a greeting comes first"

[[phases.tasks]]
id = "hello"
title = "Greet by name"
items = ["SPEC"]

[[phases.tasks]]
id = "bye"
title = "Say goodbye"
items = ["SPEC"]
after = ["hello"]
```

## Greet by name, round 1

```text write hello.txt
hello
```

## SPEC, round 1

```text write bye.txt
bye
```
"""


async def test_two_tasks_of_the_same_prose_are_rehearsed_apart(stage: Stage) -> None:
    script = stage.project / "SPEC.rehearsal.md"
    script.write_text(APART)
    context = stage.context(Rehearsal(script), whole(), planner=True, review=False)
    run = await stage.drive(context)
    assert run.status is Status.COMPLETED, run.why
    changed = [
        [change.path for change in state.attempts[-1].changes] for state in run.tasks.values()
    ]
    assert changed == [["hello.txt"], ["bye.txt"]]
