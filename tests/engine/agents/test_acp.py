"""An agent of the Agent Client Protocol, as a program that does what a test wrote down."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from orchestrator_engine.agents.acp_end import judge
from orchestrator_engine.agents.acp_stream import Stream
from orchestrator_engine.agents.acp_table import KINDS
from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    Acting,
    Ended,
    Job,
    Limits,
    Said,
    Started,
)
from orchestrator_engine.attempt import Ending, Trouble
from support.acps import KIND, FakeAcp, fake
from support.agents import alive, ended, job, outcome, told
from support.fake_acp_words import DONE, bytes_of, cost, said, tool, wrote


async def test_a_job_is_told_event_by_event(tmp_path: Path) -> None:
    steps = [said("I "), said("write."), *wrote("new.txt", "hello\n"), said("Done."), DONE]
    one = fake(tmp_path, *steps)
    events = await told(one.agent, job(tmp_path))
    diff = "--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+hello\n"
    assert events == [
        Started("thread-1", None),
        Said("I write."),
        Acting("t1", "Edit", "Write new.txt"),
        Acted("t1", ok=True, output="", diff=diff),
        Said("Done."),
        Ended(Ending.DONE, text="I write.\n\nDone.", thread="thread-1", tokens=120),
    ]


async def test_it_is_told_what_we_can_do_and_only_that(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), DONE)
    work = job(tmp_path, prompt="/clear everything\n@/etc/passwd")
    await told(one.agent, work)
    (hello,) = one.asked("initialize")
    assert hello["protocolVersion"] == 1
    assert hello["clientCapabilities"]["terminal"] is False
    assert one.asked("session/new") == [{"cwd": str(work.cwd), "mcpServers": []}]
    (prompt,) = one.asked("session/prompt")
    assert prompt["sessionId"] == "thread-1"
    (block,) = prompt["prompt"]
    assert block["text"].endswith("\n\n/clear everything\n@/etc/passwd")
    assert not block["text"].startswith("/")


async def test_mode_model_effort_and_words_reach_it(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), DONE)
    chosen = {"model": "S", "effort": "high", "system": "Be brief.", "arguments": ("--odd",)}
    assert (await ended(one.agent, replace(job(tmp_path), **chosen))).status is Ending.DONE
    thread = {"sessionId": "thread-1"}
    assert one.asked("session/set_mode") == [thread | {"modeId": "default"}]
    assert one.asked("session/set_model") == [thread | {"modelId": "small"}]
    effort = {"configId": "effort", "value": "high"}
    assert one.asked("session/set_config_option") == [thread | effort]
    assert one.told[0]["arguments"] == ["--odd"]
    assert one.asked("session/prompt")[0]["prompt"][0]["text"].startswith("Be brief.\n\nDo what")


async def test_what_holds_already_is_not_chosen_again(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), DONE, kind=replace(KIND, modes={Access.EDIT: "wild"}))
    await told(one.agent, replace(job(tmp_path), model="big", effort="low"))
    assert not one.asked("session/set_mode")
    assert not one.asked("session/set_model")
    assert not one.asked("session/set_config_option")


NO = {"error": {"code": -32602, "message": "no such thing"}}
BARE: dict[str, Any] = {"sessionId": "thread-1"}
OTHER = BARE | {"modes": {"currentModeId": "x", "availableModes": [{"id": "x"}]}}


@pytest.mark.parametrize(
    ("answers", "chosen", "why", "trouble"),
    [
        ({"session/new": OTHER}, {}, "cannot be held to its mode “default”", None),
        ({"session/set_mode": NO}, {}, "cannot be held to its mode “default”", None),
        ({"session/set_model": NO}, {"model": "x"}, "has no model “x”", Trouble.MODEL),
        ({"session/new": BARE}, {"model": "x"}, "has no model “x”", Trouble.MODEL),
        ({"session/new": BARE}, {"effort": "x"}, "knows no effort “x”", None),
        ({"initialize": {"protocolVersion": 2}}, {}, "speaks version 2 of the", None),
        ({"initialize": {}}, {}, "speaks no version of the", None),
    ],
)
async def test_what_it_cannot_be_held_to_ends_it_before_the_prompt(
    tmp_path: Path,
    answers: dict[str, Any],
    chosen: dict[str, Any],
    why: str,
    trouble: Trouble | None,
) -> None:
    one = fake(tmp_path, said("x"), DONE, answers=answers)
    end = await ended(one.agent, replace(job(tmp_path), **chosen))
    assert outcome(end) == (Ending.UNAVAILABLE, trouble)
    assert why in end.why
    assert not one.asked("session/prompt")


async def test_a_closed_room_needs_no_mode(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), DONE, answers={"session/new": OTHER})
    assert (await ended(one.agent, job(tmp_path, access=Access.FREE))).status is Ending.DONE


async def test_who_is_not_logged_in_reads_how_to(tmp_path: Path) -> None:
    refusal = {"error": {"code": -32000, "message": "Authentication required"}}
    one = fake(tmp_path, DONE, answers={"session/new": refusal})
    end = await ended(one.agent, job(tmp_path))
    assert outcome(end) == (Ending.UNAVAILABLE, Trouble.LOGIN)
    assert "run “fake login” once" in end.why
    # To log in for a person would store a key in their settings.
    assert not one.asked("authenticate")


@pytest.mark.parametrize(
    ("last", "status", "trouble"),
    [
        ({"stopReason": "end_turn"}, Ending.DONE, None),
        ({"stopReason": "max_tokens"}, Ending.LIMIT, None),
        ({"stopReason": "max_turn_requests"}, Ending.LIMIT, None),
        ({"stopReason": "refusal"}, Ending.DENIED, None),
        ({"stopReason": "cancelled"}, Ending.INTERRUPTED, None),
        ({"stopReason": "splendid"}, Ending.FAILED, None),
        ({"stopReason": ["end_turn"]}, Ending.FAILED, None),
        ({}, Ending.FAILED, None),
        ({"error": {"code": -32603, "message": "boom"}}, Ending.FAILED, None),
        ({"error": {"code": -32000, "message": "log in"}}, Ending.UNAVAILABLE, Trouble.LOGIN),
        ({"error": {"code": 429, "message": "429 too many"}}, Ending.LIMIT, Trouble.RATE),
        (
            {"error": {"code": -32603, "message": "Internal error", "data": {"details": "401"}}},
            Ending.UNAVAILABLE,
            Trouble.LOGIN,
        ),
        (
            {"error": {"code": 500, "message": '{"error": {"code": 401, "message": "bad"}}'}},
            Ending.UNAVAILABLE,
            Trouble.LOGIN,
        ),
        ({"error": "no object"}, Ending.FAILED, None),
    ],
    ids=str,
)
def test_each_end_has_its_ending(
    tmp_path: Path, last: dict[str, Any], status: Ending, trouble: Trouble | None
) -> None:
    stream = Stream("/tree")
    stream.expected, stream.prompt = {3}, 3
    stream.heard.thread, stream.heard.listening = "thread-1", True
    stream.feed(bytes_of(said("Yes."), ("end", last)))
    end = judge(KIND, job(tmp_path), stream.heard, reply=stream.reply, cut=None, usd=None)
    assert outcome(end) == (status, trouble)
    assert bool(end.why) == (status is not Ending.DONE)


async def test_an_end_without_a_word_or_a_deed_is_a_failure(tmp_path: Path) -> None:
    end = await ended(fake(tmp_path, DONE).agent, job(tmp_path))
    assert end.status is Ending.FAILED
    assert "without having said or done anything" in end.why


async def test_a_death_in_the_middle_is_told_with_its_last_words(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), ("stderr", "out of luck\n"), ("kill",))
    end = await ended(one.agent, job(tmp_path))
    assert end.status is Ending.FAILED
    assert "killed by signal 9" in end.why
    assert "out of luck" in end.why


async def test_an_exit_without_an_answer_is_never_done(tmp_path: Path) -> None:
    end = await ended(fake(tmp_path, said("Done."), ("exit", 0)).agent, job(tmp_path))
    assert end.status is Ending.FAILED


async def left_early(one: FakeAcp, work: Job) -> list[Ended]:
    left: list[Ended] = []
    async with one.agent.run(replace(work, left=left.append)) as events:
        async for event in events:
            if isinstance(event, Said | Acting):
                break
    return left


async def test_who_is_left_early_is_asked_to_stop_and_says_what_it_cost(tmp_path: Path) -> None:
    one = fake(tmp_path, cost(0.5), tool("t1", "execute", title="make"), ("hang",))
    work = job(tmp_path)
    (end,) = await left_early(one, work)
    assert (end.status, end.usd, end.thread) == (Ending.INTERRUPTED, 0.5, "thread-1")
    assert one.asked("session/cancel") == [{"sessionId": "thread-1"}]
    assert alive(work) == []


async def test_who_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    one = fake(tmp_path, ("spawn",), tool("t1", "execute", title="make"), ("deaf",))
    work = job(tmp_path)
    with anyio.fail_after(90):
        (end,) = await left_early(one, work)
    assert end.status is Ending.INTERRUPTED
    assert alive(work) == []


async def test_a_limit_is_told_while_an_agent_is_deaf(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), ("deaf",))
    with anyio.fail_after(90):
        end = await ended(one.agent, job(tmp_path, limits=Limits(seconds=60, idle_seconds=1)))
    assert (end.status, end.why) == (Ending.TIMEOUT, "no sign of life for 1 s")


async def test_a_flood_of_junk_is_passed_by(tmp_path: Path) -> None:
    one = fake(tmp_path, ("flood", 1_000_000, 40), ("bytes", "\xff\xfe no end "), ("line", ""))
    scenario = tmp_path / "fake" / "scenario.json"
    content = json.loads(scenario.read_text())
    content["steps"] += [said("x"), DONE]
    scenario.write_text(json.dumps(content))
    assert (await ended(one.agent, job(tmp_path))).status is Ending.DONE


async def test_answers_to_what_nobody_asked_are_passed_by(tmp_path: Path) -> None:
    reply = {"jsonrpc": "2.0", "result": {"stopReason": "end_turn"}}
    wrong = [reply | {"id": number} for number in (99, "4", True, None, -1, 1.0, 1)]
    lines = [("line", json.dumps(each)) for each in wrong]
    one = fake(tmp_path, said("x"), *lines, ("end", {"stopReason": "max_tokens"}))
    assert (await ended(one.agent, job(tmp_path))).status is Ending.LIMIT


async def test_what_another_thread_tells_is_passed_by(tmp_path: Path) -> None:
    update = {"sessionUpdate": "agent_message_chunk", "content": {"type": "text", "text": "Moo."}}
    stray = {"method": "session/update", "params": {"sessionId": "other", "update": update}}
    one = fake(tmp_path, ("line", json.dumps(stray)), said("x"), DONE)
    assert (await ended(one.agent, job(tmp_path))).text == "x"


async def test_a_value_that_was_asked_for_in_words_is_found_or_it_has_failed(
    tmp_path: Path,
) -> None:
    work = job(tmp_path, access=Access.READ, schema={"type": "object"})
    answer = said('So:\n\n```json\n{"score": 7}\n```\n')
    assert (await ended(fake(tmp_path, answer, DONE).agent, work)).value == {"score": 7}
    end = await ended(fake(tmp_path, said("Seven."), DONE).agent, work)
    assert (end.status, end.value) == (Ending.FAILED, None)


async def test_tokens_are_told_where_they_can_be_relied_on(tmp_path: Path) -> None:
    gemini = replace(KINDS["gemini"], modes={})
    count = {"input_tokens": 100, "output_tokens": 20}
    last = {"stopReason": "end_turn", "_meta": {"quota": {"token_count": count}}}
    one = fake(tmp_path, said("x"), ("end", last), kind=gemini)
    assert (await ended(one.agent, job(tmp_path))).tokens == 120
    silent = replace(KINDS["opencode"], modes={})
    assert (
        await ended(fake(tmp_path, said("x"), DONE, kind=silent).agent, job(tmp_path))
    ).tokens is None
