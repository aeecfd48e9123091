"""What an editor is told of the run that follows another by itself."""

from dataclasses import replace
from pathlib import Path

from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from orchestrator_engine.sequel import keep
from orchestrator_engine.then import NOTHING, Sequel, Then
from orchestrator_server import states
from orchestrator_server.glimpse import Glimpse
from support.stories import mended


def test_after_the_end_it_is_said_what_keeps_the_run_that_follows(tmp_path: Path) -> None:
    run = mended().run
    created = replace(run.created, then=Then("fix"))
    folder = RunFolder(tmp_path / "runs" / "20260101-000000-aaaa")
    folder.path.mkdir(parents=True)
    over = Glimpse(folder, replace(run, created=created, status=Status.COMPLETED), driven=False)
    assert states.ending(over).endswith("follows by itself.")
    keep(folder, Sequel("20260102-000000-bbbb", waits="20260102-000000-cccc"))
    assert "once run 20260102-000000-cccc of this project is over" in states.ending(over)
    keep(folder, Sequel(why="it is not trusted; look at it", settled=True))
    assert "not begun: it is not trusted" in states.ending(over)
    assert f"code-orch resume {folder.id}" in states.ending(over)
    keep(folder, Sequel(why=NOTHING["test"], settled=True))
    assert "follow" not in states.ending(over), "nothing was to be done"
