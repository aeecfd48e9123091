import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from orchestrator_engine import events as e
from orchestrator_engine.journal import Journal, Reader, create
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Task
from orchestrator_engine.spending import Budget, Limit, money
from orchestrator_engine.summing import of
from orchestrator_engine.view import task, view
from orchestrator_engine.view_overview import SCHEMA, overview
from orchestrator_engine.viewing import as_json, run_view, runs_overview, told
from orchestrator_engine.visible import clean
from support.plans import plan
from support.plans import task as a_task
from support.runs import created, planned
from support.stories import Story, mended

NOW = 100.0


def seen(story: Story, *, driven: bool = True) -> dict[str, Any]:
    made = view(story.run, "20261122-200000-abcd", now=NOW, driven=driven)
    assert json.loads(json.dumps(made)) == made, "it is JSON as it stands"
    return made


def test_a_view_in_short_tells_of_attempts_when_and_how_they_ended() -> None:
    made = view(mended().run, "a-run", now=9.0, driven=True, brief=True)
    (task_,) = [one for one in made["tasks"] if one["id"] == "T1"]
    assert [set(one) for one in task_["attempts"]] == [
        {"number", "round", "role", "at", "ending", "abandoned"}
    ] * len(task_["attempts"])
    assert not made["partial"]


def test_the_first_tasks_alone_are_told_where_there_are_more() -> None:
    run = mended().run
    whole = view(run, "a-run", now=9.0, driven=True, first=len(run.tasks))
    assert not whole["partial"]
    made = view(run, "a-run", now=9.0, driven=True, first=0)
    assert (made["partial"], made["tasks"], made["items"], made["remarks"]) == (True, [], [], None)
    assert made["progress"] == whole["progress"]
    assert made["phases"] == whole["phases"]


def test_what_became_of_a_remark_is_told_with_it() -> None:
    made = view(mended().run, "run", now=9.0, driven=True)
    assert (made["remarks"]["open"], made["remarks"]["mended"]) == (1, 2)
    assert [one["id"] for one in made["remarks"]["list"]] == ["run/T1.3.1"]
    said = [
        (remark["id"], remark["state"])
        for attempt in made["tasks"][0]["attempts"]
        for review in attempt["reviews"]
        for remark in review["remarks"]
    ]
    assert said == [("run/T1.2.1", "mended"), ("run/T1.3.1", "open")]


def test_a_view_says_how_a_run_stands() -> None:
    made = seen(mended())
    assert (made["schema"], made["kind"], made["state"]) == (SCHEMA, "run", "failed")
    assert made["progress"]["merged"] == 1
    assert made["progress"]["failed"] == 1
    assert made["progress"]["percent"] == 100
    assert made["phases"][0]["state"] == "failed"
    assert [one["state"] for one in made["tasks"]] == ["done", "failed"]
    assert [one["state"] for one in made["items"]] == ["done", "failed"]
    assert made["items"][0]["ticked"]


def test_every_attempt_has_its_checks_reviews_and_remarks() -> None:
    first = seen(mended())["tasks"][0]
    broken, rejected, approved = first["attempts"]
    assert [one["passed"] for one in broken["checks"]] == [False]
    assert "24:02" in broken["checks"][0]["tail"]
    assert rejected["reviews"][0]["score"] == 4
    assert approved["reviews"][0]["remarks"][0]["file"] == "greet.py"
    assert approved["checks"][0]["tail"] == "", "what a check that passed printed is left out"
    assert first["score"] == 9


def test_unknown_cost_is_unknown_and_not_nothing() -> None:
    made = seen(mended())
    assert made["spending"]["unknown"] == 1
    assert made["spending"]["words"].endswith("?")
    assert made["tasks"][1]["cost"] == "?"
    assert made["tasks"][1]["attempts"][0]["usd"] is None


def test_spending_grows_from_nothing_to_what_was_spent() -> None:
    made = seen(mended())["spending"]
    amounts = [usd for _, usd in made["series"]]
    assert amounts[0] == 0
    assert amounts == sorted(amounts)
    assert amounts[-1] == pytest.approx(made["usd"])


def test_a_long_run_has_a_few_hundred_points_and_its_last_one() -> None:
    tasks = tuple(a_task(number) for number in range(1, 401))
    story = Story(plan(tasks)).tell(e.PhaseStarted("P1"))
    for number in range(1, 401):
        story.attempt(f"T{number}", 1)
    made = seen(story)["spending"]
    assert len(made["series"]) < 300
    assert made["series"][-1][1] == pytest.approx(made["usd"])


@pytest.mark.parametrize(
    ("told_", "driven", "state", "actions"),
    [
        ((), True, "running", ["pause", "stop", "restart"]),
        ((), False, "crashed", ["resume", "restart"]),
        ((e.RunEnded("paused", "a person"),), False, "paused", ["resume", "restart"]),
        ((e.RunEnded("failed", "it"),), False, "failed", ["restart"]),
        ((e.RunEnded("completed", ""),), False, "completed", []),
        ((e.CommandApplied("c", "pause"),), True, "running", ["resume", "stop", "restart"]),
    ],
)
def test_actions_are_what_the_run_would_obey(
    told_: tuple[e.Event, ...], driven: bool, state: str, actions: list[str]
) -> None:
    made = seen(Story().tell(*told_), driven=driven)
    assert (made["state"], made["actions"]) == (state, actions)


def test_a_question_comes_with_its_answers_the_safe_one_first() -> None:
    story = Story().tell(e.PhaseStarted("P1"))
    story.tell(e.AttemptStarted("T1", 1, 1, e.Role.WORKER, "base"))
    story.tell(e.QuestionAsked("q1", "T1", 1, "Bash", "run make", "make all"))
    made = seen(story)
    assert made["questions"][0]["title"] == "run make"
    assert [one["value"] for one in made["questions"][0]["answers"]] == [
        "refuse",
        "allow",
        "always",
    ]
    assert made["tasks"][0]["state"] == "asks"
    assert seen(story, driven=False)["questions"] == [], "nobody is there any more who asked"


def test_one_task_comes_with_the_words_of_its_items() -> None:
    made = task(mended().run, "T1", now=NOW, driven=False)
    assert made["words"][0]["words"] == "- [ ] I-1: Do I-1"
    assert made["attempts"][0]["text"] == "I greet by name."
    with pytest.raises(KeyError):
        task(mended().run, "T9", now=NOW, driven=False)


A_DAY = Budget(day=Limit(nanos=7_500_000_000))


def test_an_overview_groups_runs_by_who_has_to_do_something() -> None:
    rows = [
        of(mended().run, "one", NOW, driven=False),
        of(Story().run, "two", NOW, driven=True),
        of(Story().tell(e.RunEnded("completed", "")).run, "three", NOW, driven=False),
    ]
    made = overview([one.as_data() for one in rows], now=NOW)
    assert made["groups"] == {"asks": [], "running": ["two"], "done": ["three"], "failed": ["one"]}
    assert made["runs"][0]["project"] == "project"
    assert {one["cost"] for one in made["runs"]} == {
        money(one.spending, rehearsal=one.rehearsal) for one in rows
    }
    pretended = {**rows[0].as_data(), "rehearsal": True, "usd": 0.6}
    assert overview([pretended], now=NOW)["runs"][0]["cost"] == "$0.60 (rehearsal)"
    json.dumps(made)


def test_what_is_shown_holds_no_secret_and_nothing_to_obey(tmp_path: Path) -> None:
    key = "sk-ant-api03-" + "a1" * 20
    title = f"\x1b]52;c;aGk=\x07 \u202eevil {key} zero\u200bwidth \U000e0041tag"
    folder = RunFolder(tmp_path / "runs" / "20261122-200000-abcd")
    words = planned()
    tasks = (Task("t1", title, ("i1",), ()),)
    words = replace(words, plan=replace(words.plan, phases=()))
    phase = replace(planned().plan.phases[0], tasks=tasks)
    create(folder, created(), e.RunPlanned(replace(words.plan, phases=(phase,))))
    reader = Reader(folder)
    made = run_view(folder, reader)
    reader.close()
    text = json.dumps(made, ensure_ascii=False)
    for odd in ("\x1b", "\\u001b", "\u202e", "\u200b", "\U000e0041", key):
        assert odd not in text
    assert runs_overview(tmp_path)["runs"][0]["title"] == "Rehearsal: Greetings"
    assert runs_overview(tmp_path, "/elsewhere")["runs"] == []


def test_of_runs_that_are_over_the_one_that_ended_last_is_the_latest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_CONFIG", str(tmp_path / "none.toml"))
    first, second = (
        RunFolder(tmp_path / "runs" / f"20261122-200{minute}00-abcd") for minute in (0, 1)
    )
    limited = replace(created(), settings=replace(created().settings, budget=A_DAY))
    for folder, words in ((first, created()), (second, limited)):
        create(folder, words, planned())
        with closing(Journal.take_over(folder, "test")) as journal:
            journal.append(e.RunEnded("stopped", "a person"))
    told = runs_overview(tmp_path)
    assert [one["run"] for one in told["runs"]] == [second.id, first.id]
    with closing(Journal.take_over(first, "test")) as journal:
        journal.append(e.RunResumed(), e.RunEnded("completed", ""))
    told = runs_overview(tmp_path)
    assert [one["run"] for one in told["runs"]] == [first.id, second.id]
    assert told["today"]["limit_usd"] == 7.5


def test_the_quick_look_for_odd_characters_misses_none_that_would_be_changed() -> None:
    for code in [*range(0x3000), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0100)]:
        letter = chr(code)
        if clean(f"a{letter}b") != f"a{letter}b":
            data = json.loads(as_json({"text": f"a{letter}b"}))
            assert data == told({"text": f"a{letter}b"}), hex(code)
            assert letter not in cast("str", data["text"])


def test_joiners_stay_where_emoji_and_scripts_need_them() -> None:
    family = "\U0001f468\u200d\U0001f469"
    assert clean(family) == family
    assert clean("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e"
    assert "\u200d" not in clean("pass\u200dword")
