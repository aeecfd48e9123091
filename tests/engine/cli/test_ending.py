from pathlib import Path

import pytest

from orchestrator_engine import events as e
from orchestrator_engine.cli import ending
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from support.stories import Story, mended

CODES = {"completed": 0, "failed": 1, "limit": 5, "paused": 75, "stopped": 130, "running": 75}


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


def test_every_end_has_its_exit_code() -> None:
    assert {status.value for status in Status} == set(CODES)
    for status, code in CODES.items():
        story = Story() if status == "running" else Story().tell(e.RunEnded(status, "why"))
        assert ending.exit_code(story.run) == code


def test_the_last_words_say_how_it_ended_and_how_to_take_it(folder: RunFolder) -> None:
    folder.report.touch()
    assert ending.closing(mended().run, folder).splitlines() == [
        "Greeter: failed after 25 s, cost $1.75 + ?",
        "  phase “Phase 1” failed: 1 of 2 tasks failed",
        "  kept:      1 of 2 tasks",
        f"  report:    {folder.report}",
        "  look:      git log --stat base..code-orch/run",
        "  take it:   git merge code-orch/run",
        "  try again: code-orch restart run",
    ]


def test_a_run_that_could_not_begin_says_that_mending_needs_a_new_one(folder: RunFolder) -> None:
    looked = e.BaselineTaken("base", (), "test fails before anything is done (exit code 127)")
    story = Story().tell(looked, e.RunEnded("paused", "test fails before anything is done"))
    last = ending.closing(story.run, folder).splitlines()[-2:]
    assert last[0].startswith("  mend it:   and begin anew: code-orch run ")
    assert last[1] == "  or all the same, as it is: code-orch resume run"


def test_a_crashed_run_says_why_and_how_to_go_on(folder: RunFolder) -> None:
    folder.given_up.write_text("the worker died 50 times\n")
    words = ending.closing(Story().run, folder)
    assert "crashed, nobody drives it any more; what is done is safe" in words
    assert "the worker died 50 times" in words
    assert "code-orch resume run" in words


def test_a_limit_of_a_day_says_when_the_run_can_go_on(folder: RunFolder) -> None:
    story = Story().tell(e.RunEnded("limit", "the day's budget of $1.00 is used up"))
    assert ending.closing(story.run, folder).splitlines()[-2:] == [
        "  go on:     code-orch resume run",
        "             tomorrow, or with a larger limit for the day (--day-budget 10usd)",
    ]


def test_programs_get_the_end_as_an_object(folder: RunFolder) -> None:
    assert ending.answer(mended().run, folder) == {
        "run": "run",
        "folder": str(folder.path),
        "status": "failed",
        "why": "phase “Phase 1” failed: 1 of 2 tasks failed",
        "branch": "code-orch/run",
        "report": None,
    }
    assert ending.answer(Story().run, folder)["status"] == "crashed"
