import re
from dataclasses import replace
from pathlib import Path

from orchestrator_engine import events as e
from orchestrator_engine.cli.status import as_object, table
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.summary import Summary
from orchestrator_engine.summing import of
from support.stories import Story, mended

FOLDER = RunFolder(Path("/state/runs/20261122-114703-k3f9"))
DAMAGED = Summary(FOLDER.id, "unreadable", "damaged")


def told(run: Run, *, driven: bool = False) -> Summary:
    return of(run, FOLDER.id, 61.0, driven=driven)


def test_runs_are_a_table_with_what_is_unknown_left_open() -> None:
    runs = [
        told(mended().run),
        told(Story(agent="rehearsal").run, driven=True),
        told(Story().run),
        DAMAGED,
    ]
    assert table(runs).splitlines() == [
        "RUN                   STATE       TASKS  TIME        COST            TITLE",
        "20261122-114703-k3f9  failed      1/2    25 s        $1.75 + ?       Greeter",
        "20261122-114703-k3f9  running     0/2    1 min 00 s  $0 (rehearsal)  Rehearsal: Greeter",
        "20261122-114703-k3f9  crashed     0/2    -           $0.00           Greeter",
        "20261122-114703-k3f9  unreadable  -      -           -               damaged",
    ]


def test_programs_get_null_for_what_nobody_knows() -> None:
    crashed = as_object(told(Story().run), FOLDER)
    assert (crashed["state"], crashed["seconds"]) == ("crashed", None)
    failed = as_object(told(mended().run), FOLDER)
    assert (failed["usd"], failed["jobs_of_unknown_cost"]) == (1.75, 1)
    broken = as_object(DAMAGED, FOLDER)
    assert broken == {"run": FOLDER.id, "state": "unreadable", "why": "damaged"}


def test_a_run_that_is_to_come_to_a_rest_says_so_while_what_is_under_way_is_finished() -> None:
    paused = Story().tell(e.CommandApplied("c", "pause")).run
    stopped = Story().tell(e.CommandApplied("c", "stop", how="finish")).run
    assert [as_object(told(run, driven=True), FOLDER)["state"] for run in (paused, stopped)] == [
        "pausing",
        "stopping",
    ]
    assert " pausing " in table([told(paused, driven=True)])
    assert as_object(told(paused), FOLDER)["state"] == "crashed"


def test_of_runs_of_all_projects_the_project_is_named_by_what_tells_it_from_others() -> None:
    one = told(Story().run)
    places = ("/a/shop", "/b/shop", "/b/blog", "/b/sh\nop")
    runs = [*(replace(one, repository=place) for place in places), DAMAGED]
    rows = table(runs, projects=True).splitlines()
    assert [re.split(r" {2,}", row)[-2] for row in rows] == [
        "PROJECT",
        "a/shop",
        "b/shop",
        "blog",
        "sh op",
        "-",
    ]
