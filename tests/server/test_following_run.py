"""What an editor is told of the run that follows another by itself."""

from dataclasses import replace
from pathlib import Path

from orchestrator_engine import events as e
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from orchestrator_engine.sequel import keep
from orchestrator_engine.then import NOTHING, Sequel, Then
from orchestrator_server import states
from orchestrator_server.glimpse import Glimpse, glimpsed
from support.stories import mended


def test_after_the_end_it_is_said_what_keeps_the_run_that_follows(tmp_path: Path) -> None:
    run = mended().run
    created = replace(run.created, then=Then("fix"))
    folder = RunFolder(tmp_path / "runs" / "20260101-000000-aaaa")
    folder.path.mkdir(parents=True)
    ended = replace(run, created=created, status=Status.COMPLETED)

    def over() -> Glimpse:
        return glimpsed(folder, ended, driven=False)

    before = over()
    assert states.ending(over()).endswith("follows by itself.")
    keep(folder, Sequel("20260102-000000-bbbb", waits="20260102-000000-cccc"))
    assert "once run 20260102-000000-cccc of this project is over" in states.ending(over())
    keep(folder, Sequel(why="it is not trusted; look at it", settled=True))
    assert over().moment != before.moment, "it is drawn again"
    assert "not begun: it is not trusted" in states.ending(over())
    assert f"code-orch resume {folder.id}" in states.ending(over())
    keep(folder, Sequel(why=NOTHING["test"], settled=True))
    assert "follow" not in states.ending(over()), "nothing was to be done"


def test_a_lens_gives_a_long_reason_in_brief_and_a_hover_all_of_it() -> None:
    story = mended()
    why = "the words of a reviewer go on and on, " * 9
    story.tell(e.TaskRetried("T2"), e.TaskFailed("T2", why))
    run = story.run
    tasks = [run.tasks["T2"]]
    assert why.strip(", ") in states.of_item(run, tasks)
    brief = states.of_item(run, tasks, 60)
    assert brief.startswith("failed (the words of a reviewer go on")
    assert "…)" in brief
    assert len(brief) < len("failed () · $0.00 and some") + 60


def test_a_task_that_was_taken_back_is_called_that() -> None:
    story = mended()
    story.tell(e.TaskReverted("T1", "abcdef0123456789", story.run.created.branch))
    told = states.of_item(story.run, [story.run.tasks["T1"]])
    assert told.startswith("taken back · 9/10"), told
