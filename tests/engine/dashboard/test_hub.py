"""Telling many: nothing is missing, nobody waits for a slow one, and what happens has a name."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Role
from orchestrator_engine.dashboard.hub import Hub
from orchestrator_engine.dashboard.messages import TYPES, messages
from support.stories import Story, mended

sys.path.insert(0, str(Path(__file__).parents[3]))
from benchmarks.dashboard import listen, telling


def hub(kept: int = 100) -> Hub:
    return Hub(json.dumps, kept)


async def heard(from_: Hub, after: int) -> tuple[int, list[Any]]:
    until, frame = await asyncio.wait_for(from_.frame(after), 90)
    return until, json.loads(frame)["events"]


async def test_each_listener_reads_on_from_where_it_is() -> None:
    made = hub()
    for number in range(5):
        made.publish("task_start", "a-run", 1.0, {"number": number})
    after, events = await heard(made, 2)
    assert [event["seq"] for event in events] == [3, 4, 5]
    assert after == 5
    waiting = asyncio.create_task(heard(made, after))
    await asyncio.sleep(0)
    assert not waiting.done()
    made.publish("task_done", "a-run", 2.0, {})
    assert [event["seq"] for event in (await waiting)[1]] == [6]


async def test_a_burst_goes_out_in_few_frames_without_a_gap() -> None:
    made = hub(1_000)
    for number in range(500):
        made.publish("task_start", "a-run", 1.0, {"number": number})
    after, seen, frames = 0, list[int](), 0
    while after < 500:
        after, events = await heard(made, after)
        seen += [event["seq"] for event in events]
        frames += 1
    assert seen == [*range(1, 501)]
    assert frames < 10


async def test_who_is_too_far_behind_begins_anew() -> None:
    made = hub(10)
    for _ in range(30):
        made.publish("task_start", "a-run", 1.0, {})
    assert not made.knows(19)
    assert made.knows(20)
    assert not made.knows(31)
    after, events = await heard(made, 19)
    assert (after, events[0]["type"]) == (30, "resync")
    after, events = await heard(made, 20)
    assert [event["seq"] for event in events] == [*range(21, 31)]


def test_what_happens_in_a_run_is_told_by_its_names() -> None:
    story = mended()
    told = [kind for record in story.records for kind, _ in messages(record, story.run)]
    assert told[:3] == ["plan_ready", "phase_start", "task_start"]
    assert told.count("task_reviewed") == 2
    assert told[-3:] == ["phase_done", "run_complete", "error"]
    assert set(told) <= set(TYPES)


def test_a_run_that_goes_on_or_is_taken_over_is_told() -> None:
    story = Story().tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1"))
    story.tell(e.AttemptStarted("T1", 1, 1, Role.WORKER, "base"), e.WorkerTookOver(2, "0.1.0"))
    story.tell(e.RunEnded("stopped", "a person"), e.RunResumed())
    told = [kind for record in story.records[4:] for kind, _ in messages(record, story.run)]
    assert told == [
        "task_start",
        "orchestrator_restarting",
        "run_complete",
        "orchestrator_restarting",
    ]


def test_s27_r22_listeners_that_stall_cost_nobody_anything() -> None:
    """The short form of the benchmark: no bet on time, only on what arrives and what it costs."""
    with telling(rate=300, size=2_000) as (port, own):
        before = own.memory_info().rss / 1e6
        told = asyncio.run(listen(port, own, clients=12, stalled=4, seconds=6))
    assert told.lost == 0
    assert len(told.latencies) > 0
    assert told.memory - before < 32, "4,096 messages of 2 kB are kept, and nothing for each"
