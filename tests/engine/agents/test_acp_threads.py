"""Threads of ACP agents, and what they cost."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.agents.protocol import (
    Acted,
    Limits,
    Said,
)
from orchestrator_engine.attempt import Ending, Trouble
from support.acps import Step, fake
from support.agents import end_of, ended, job, outcome, told
from support.fake_acp_words import ANSWERS, DONE, cost, said, wrote


async def test_a_thread_goes_on_or_is_copied_where_it_can(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), DONE)
    work = job(tmp_path, thread="thread-1")
    assert (await ended(one.agent, work)).thread == "thread-1"
    assert (await ended(one.agent, replace(work, fork=True))).thread == "thread-1"
    place: dict[str, Any] = {"cwd": str(work.cwd), "mcpServers": [], "sessionId": "thread-1"}
    assert one.asked("session/resume") == [place]
    assert one.asked("session/fork") == [place]
    assert not one.asked("session/new")


OLD = {"protocolVersion": 1, "agentCapabilities": {"loadSession": True}}


async def test_the_past_of_a_thread_is_passed_by(tmp_path: Path) -> None:
    past = [said("Long ago."), *wrote("old.txt", "old\n")]
    loud = {**ANSWERS["session/new"], "sessionId": "thread-1"}
    one = fake(tmp_path, said("Now."), DONE, answers={"initialize": OLD, "session/load": loud})
    # What is told before the prompt is the past, whoever tells it.
    scenario = json.loads((tmp_path / "fake" / "scenario.json").read_text())
    scenario["past"] = past
    (tmp_path / "fake" / "scenario.json").write_text(json.dumps(scenario))
    events = await told(one.agent, job(tmp_path, thread="thread-1"))
    assert [event for event in events if isinstance(event, Said)] == [Said("Now.")]
    assert not [event for event in events if isinstance(event, Acted)]
    assert end_of(events).text == "Now."
    assert one.asked("session/load")


async def test_an_agent_that_knows_no_threads_says_so(tmp_path: Path) -> None:
    none = {"protocolVersion": 1}
    one = fake(tmp_path, said("x"), DONE, answers={"initialize": none})
    end = await ended(one.agent, job(tmp_path, thread="thread-1"))
    assert (end.status, end.why) == (Ending.FAILED, "fake cannot go on with a thread")
    copied = await ended(one.agent, job(tmp_path, thread="thread-1", fork=True))
    assert copied.why == "fake cannot go on with a copy of a thread"


async def test_the_cost_of_a_thread_is_shared_out_to_its_jobs(tmp_path: Path) -> None:
    first = fake(tmp_path, said("x"), cost(0.25), DONE)
    agent = first.agent
    begun = await ended(agent, job(tmp_path))
    again = job(tmp_path, thread=begun.thread)
    fake(tmp_path, said("x"), cost(0.75), DONE)
    assert [begun.usd, (await ended(agent, again)).usd] == [0.25, 0.5]
    # Another engine knows nothing of the thread, and so says nothing.
    assert (await ended(first.agent, again)).usd is None


@pytest.mark.parametrize("told_cost", [cost(1.0, "EUR"), cost(-1.0), cost(float("1e400"))])
async def test_a_cost_that_makes_no_sense_is_unknown(tmp_path: Path, told_cost: Step) -> None:
    assert (
        await ended(fake(tmp_path, said("x"), told_cost, DONE).agent, job(tmp_path))
    ).usd is None


async def test_a_job_that_used_up_its_money_is_stopped(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), cost(0.6), ("hang",))
    limits = Limits(seconds=30, idle_seconds=20, usd=0.5)
    end = await ended(one.agent, job(tmp_path, limits=limits))
    assert outcome(end) == (Ending.LIMIT, Trouble.BUDGET)
    assert (end.usd, len(one.asked("session/cancel"))) == (0.6, 1)
