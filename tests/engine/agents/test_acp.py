"""An agent of the Agent Client Protocol, as a program that does what a test wrote down."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from cattrs import Converter

from orchestrator_engine.agents import AGENTS, adapter
from orchestrator_engine.agents.acp import Acp
from orchestrator_engine.agents.acp_asking import question, settled
from orchestrator_engine.agents.acp_end import judge
from orchestrator_engine.agents.acp_stream import Stream
from orchestrator_engine.agents.acp_table import KINDS
from orchestrator_engine.agents.acp_wire import Call
from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    Acting,
    AgentEvent,
    Ended,
    Feature,
    Job,
    Limits,
    Refused,
    Said,
    Started,
)
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.choices import Tool
from orchestrator_engine.config import load
from orchestrator_engine.errors import BadConfig, NoAgent
from orchestrator_engine.settings import Settings
from support.acps import KIND, VERSION, FakeAcp, Step, fake
from support.agents import Person, alive, ended, files_in, job, told
from support.fake_acp_words import ANSWERS, DONE, bytes_of, came_back, cost, edit, said, tool, wrote


def end_of(events: list[AgentEvent]) -> Ended:
    last = events[-1]
    assert isinstance(last, Ended)
    return last


def outcome(end: Ended) -> tuple[Ending, Trouble | None]:
    return end.status, end.trouble


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


def call(kind: str, *paths: str, number: str = "t1") -> dict[str, Any]:
    locations = [{"path": path} for path in paths]
    return {"toolCallId": number, "kind": kind, "title": f"{kind} it", "locations": locations}


@pytest.mark.parametrize(
    ("access", "kind", "paths", "allowed"),
    [
        (Access.READ, "read", ["a.txt"], True),
        (Access.READ, "read", ["/etc/passwd"], False),
        (Access.READ, "edit", ["a.txt"], False),
        (Access.READ, "execute", [], False),
        (Access.EDIT, "edit", ["sub/a.txt"], True),
        (Access.EDIT, "edit", [], False),
        (Access.EDIT, "edit", ["/etc/passwd"], False),
        (Access.EDIT, "edit", ["../a.txt"], False),
        (Access.EDIT, "edit", ["link/a.txt"], False),
        (Access.EDIT, "edit", [".git/config"], False),
        (Access.EDIT, "move", ["a.txt", "/etc/a.txt"], False),
        (Access.EDIT, "execute", [], False),
        (Access.EDIT, "other", ["a.txt"], False),
        (Access.ASK, "execute", [], False),
        (Access.FREE, "execute", ["/etc/passwd"], True),
    ],
)
def test_the_access_says_what_needs_nobody(
    tmp_path: Path, access: Access, kind: str, paths: list[str], allowed: bool
) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "link").symlink_to(tmp_path)
    asks = Call("session/request_permission", {"toolCall": call(kind, *paths)}, 1)
    answer = settled(question(asks, str(tmp_path / "tree")), access, tmp_path / "tree")
    assert (answer is not None and answer.allow) == allowed


@pytest.mark.parametrize(
    ("access", "kind", "paths", "allowed"),
    [
        (Access.READ, "edit", ["a.txt"], False),
        (Access.EDIT, "edit", ["sub/a.txt"], True),
        (Access.EDIT, "edit", ["link/a.txt"], False),
    ],
)
async def test_where_nobody_is_asked_only_what_the_access_allows_is_done(
    tmp_path: Path, access: Access, kind: str, paths: list[str], allowed: bool
) -> None:
    one = fake(tmp_path, ("ask", call(kind, *paths), "made.txt"), said("x"), DONE)
    work = job(tmp_path, access=access)
    (work.cwd / "link").symlink_to(tmp_path)
    end = await ended(one.agent, work)
    (answer,) = one.answered()
    chosen = {"outcome": "selected", "optionId": "yes" if allowed else "no"}
    assert answer["result"]["outcome"] == chosen
    assert len(end.refusals) == (0 if allowed else 1)
    assert (work.cwd / "made.txt").exists() == allowed
    bad = not allowed and access is not Access.READ
    assert end.status is (Ending.DENIED if bad else Ending.DONE)


async def test_a_person_gets_to_see_what_it_is_about(tmp_path: Path) -> None:
    asked = call("execute", "a.txt") | {
        "rawInput": {"command": "make"},
        "content": [edit("a.txt", "b\n", "a\n")],
    }
    person = Person(allow=True)
    one = fake(tmp_path, ("ask", asked, "made.txt"), said("x"), DONE)
    events = await told(one.agent, job(tmp_path, access=Access.ASK), person)
    (request,) = person.asked
    assert (request.tool, request.title, request.input) == ("Shell", "execute it", "make")
    assert request.paths == ("a.txt",)
    assert "-a\n+b\n" in request.diff
    assert end_of(events).status is Ending.DONE


async def test_the_time_that_a_person_takes_does_not_count(tmp_path: Path) -> None:
    person = Person(allow=True, seconds=6.5)
    one = fake(tmp_path, ("ask", call("execute"), "made.txt"), said("x"), DONE)
    limits = Limits(seconds=6, idle_seconds=6)
    end = await ended(one.agent, job(tmp_path, access=Access.ASK, limits=limits), person)
    assert end.status is Ending.DONE


async def test_what_is_allowed_is_allowed_once(tmp_path: Path) -> None:
    params = {
        "toolCall": call("execute"),
        "options": [{"optionId": "always", "name": "Always", "kind": "allow_always"}],
    }
    one = fake(tmp_path, ("call", "session/request_permission", params), said("x"), DONE)
    end = await ended(one.agent, job(tmp_path, access=Access.ASK), Person(allow=True))
    assert one.answered()[0]["result"]["outcome"] == {"outcome": "cancelled"}
    assert end.status is Ending.DENIED


async def test_an_agent_that_dies_while_a_person_thinks_needs_no_answer(tmp_path: Path) -> None:
    params: dict[str, Any] = {"sessionId": "thread-1", "toolCall": call("execute")}
    asks: dict[str, Any] = {"id": 7, "method": "session/request_permission", "params": params}
    one = fake(tmp_path, ("line", json.dumps(asks)), ("exit", 3))
    with anyio.fail_after(90):
        end = await ended(
            one.agent, job(tmp_path, access=Access.ASK), Person(allow=True, seconds=3600)
        )
    assert end.status is Ending.FAILED


async def test_an_agent_that_asks_for_ever_is_stopped(tmp_path: Path) -> None:
    steps = [("ask", call("execute", number=str(n)), "x") for n in range(150)]
    one = fake(tmp_path, *steps, ("hang",))
    end = await ended(one.agent, job(tmp_path))
    assert end.status is Ending.DENIED
    assert "100 times" in end.why


def written(path: str, content: object = "hello\n") -> Step:
    return ("call", "fs/write_text_file", {"path": path, "content": content})


async def test_files_of_the_worktree_are_given_and_written(tmp_path: Path) -> None:
    work = job(tmp_path)
    (work.cwd / "a.txt").write_text("1\n2\n3\n")
    lines = {"path": str(work.cwd / "a.txt"), "line": 2, "limit": 1}
    read = ("call", "fs/read_text_file", lines)
    one = fake(tmp_path, read, written(str(work.cwd / "sub" / "new.txt")), said("x"), DONE)
    assert (await ended(one.agent, work)).status is Ending.DONE
    assert [each.get("result") for each in one.answered()] == [{"content": "2\n"}, {}]
    assert files_in(work.cwd / "sub") == {"new.txt": b"hello\n"}


@pytest.mark.parametrize(
    "path", ["/etc/shadow", "../out.txt", "link/out.txt", "file", ".git/hooks/x", "", ".", "a\0b"]
)
async def test_no_file_outside_is_given_or_written(tmp_path: Path, path: str) -> None:
    work = job(tmp_path)
    (tmp_path / "out.txt").write_text("secret\n")
    (work.cwd / "link").symlink_to(tmp_path)
    (work.cwd / "file").symlink_to(tmp_path / "out.txt")
    one = fake(tmp_path, ("call", "fs/read_text_file", {"path": path}), written(path), DONE)
    end = await ended(one.agent, work)
    assert all("error" in each for each in one.answered())
    assert "secret" not in json.dumps(one.answered()[0])
    assert (tmp_path / "out.txt").read_text() == "secret\n"
    assert len(end.refusals) == 1


async def test_who_may_only_look_writes_nothing_through_us(tmp_path: Path) -> None:
    work = job(tmp_path, access=Access.READ)
    one = fake(tmp_path, written("new.txt"), said("x"), DONE)
    assert (await ended(one.agent, work)).refusals
    assert files_in(work.cwd) == {}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("terminal/create", {"command": "touch", "args": ["made.txt"]}),
        ("elicitation/create", {"message": "your password?"}),
        ("fs/write_text_file", {"path": "made.txt", "content": "x", "sessionId": "another"}),
        ("fs/write_text_file", {"path": "made.txt", "content": 7}),
        ("nothing/like_it", {}),
    ],
)
async def test_what_is_not_served_is_answered_by_an_error(
    tmp_path: Path, method: str, params: dict[str, Any]
) -> None:
    one = fake(tmp_path, ("call", method, params), said("x"), DONE)
    work = job(tmp_path)
    await told(one.agent, work)
    assert "error" in one.answered()[0]
    assert files_in(work.cwd) == {}


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


async def test_a_repository_that_it_would_run_is_shunned(tmp_path: Path) -> None:
    one = fake(tmp_path, said("x"), DONE, kind=replace(KIND, shuns=("its.json",)))
    work = job(tmp_path)
    (work.cwd / "its.json").write_text("{}")
    end = await ended(one.agent, work)
    assert end.status is Ending.UNAVAILABLE
    assert "its.json" in end.why
    assert not one.began


async def test_it_sees_its_own_settings_and_no_other_agents(tmp_path: Path) -> None:
    kind = replace(KIND, settings={Access.EDIT: {"CLAUDE_CODE_OURS": "1"}})
    one = fake(tmp_path, said("x"), DONE, kind=kind)
    given = {"PATH": "/usr/bin:/bin", "CLAUDE_CODE_THEIRS": "1", "FAKE_KEY": "k"}
    await told(one.agent, job(tmp_path, environment=given))
    seen = one.told[0]["environment"]
    assert (seen["CLAUDE_CODE_OURS"], seen["FAKE_KEY"]) == ("1", "k")
    assert "CLAUDE_CODE_THEIRS" not in seen


async def test_the_probe_tells_version_and_features(tmp_path: Path) -> None:
    probe = await fake(tmp_path).agent.probe()
    assert (probe.found, probe.version, probe.missing) == (True, VERSION, None)
    assert probe.features == KIND.features


@pytest.mark.parametrize("name", KINDS)
async def test_the_probe_of_each_says_how_to_get_it(name: str) -> None:
    probe = await Acp(KINDS[name], environment={"PATH": "/nowhere"}).probe()
    assert not probe.found
    assert KINDS[name].install in (probe.missing or "")


@pytest.mark.parametrize("name", KINDS)
def test_each_has_a_row_that_is_whole(name: str) -> None:
    kind = KINDS[name]
    assert kind.install
    assert kind.login
    assert kind.modes or kind.settings
    for table in (kind.modes, kind.settings):
        assert not table or set(table) == set(Access)
    assert Feature.SCHEMA not in kind.features
    assert AGENTS[name].environment == kind.environment
    assert AGENTS[name].states_cost == (Feature.COST in kind.features)


def test_a_project_names_others_by_their_command_line() -> None:
    mine = Tool("mine", ("mine", "acp"), speaks="acp", mode="ask", environment=("MINE_*",))
    made = adapter("mine", (mine,))
    assert made.environment == ("MINE_*",)
    assert isinstance(made.make(Path("SPEC.md")), Acp)
    assert mine.reviews


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    with pytest.raises(NoAgent, match="two agents called “gemini”"):
        adapter("gemini", (Tool("gemini", ("gemini",)),))


async def test_refused_commands_are_no_loss_where_files_were_changed(tmp_path: Path) -> None:
    asks = ("ask", call("execute", number="t2"), "x")
    one = fake(tmp_path, *wrote("new.txt", "hello\n"), asks, DONE)
    events = await told(one.agent, job(tmp_path))
    assert end_of(events).status is Ending.DONE
    assert end_of(events).refusals == ("Shell: execute it was not allowed",)
    assert Refused("Shell", "execute it was not allowed") in events


async def test_a_refusal_that_ends_the_turn_is_a_refusal(tmp_path: Path) -> None:
    # Codex and opencode do so.
    one = fake(tmp_path, ("ask", call("execute"), "x"), ("end", {"stopReason": "cancelled"}))
    assert (await ended(one.agent, job(tmp_path))).status is Ending.DENIED


async def test_what_failed_is_no_edit(tmp_path: Path) -> None:
    failed = came_back("t1", edit("a.txt", "x\n"), status="failed")
    one = fake(tmp_path, tool("t1", "edit", title="x"), failed, DONE)
    events = await told(one.agent, job(tmp_path))
    assert [event.ok for event in events if isinstance(event, Acted)] == [False]


def test_what_a_project_says_of_an_agent_survives_in_the_journal(tmp_path: Path) -> None:
    (tmp_path / ".orchestrator.toml").write_text(
        'agent = "mine"\n[agents.mine]\nspeaks = "acp"\ncommand = ["mine", "acp"]\nmode = "ask"\n'
    )
    settings = load(tmp_path).settings(agent="mine")
    (tool,) = settings.tools
    assert (tool.speaks, tool.mode, tool.reviews) == ("acp", "ask", True)
    converter = Converter()
    assert converter.structure(converter.unstructure(settings), Settings) == settings


def test_no_other_way_of_speaking_is_known(tmp_path: Path) -> None:
    file = tmp_path / ".orchestrator.toml"
    file.write_text('[agents.mine]\nspeaks = "morse"\ncommand = ["mine"]\n')
    with pytest.raises(BadConfig, match="speaks"):
        load(tmp_path)
