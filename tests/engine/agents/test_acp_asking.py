"""Whom an ACP agent may ask, what is allowed without, and what a refusal comes to."""

import json
from pathlib import Path
from typing import Any

import anyio
import pytest

from orchestrator_engine.agents.acp_asking import question, settled
from orchestrator_engine.agents.acp_wire import Call
from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    Limits,
    Refused,
)
from orchestrator_engine.attempt import Ending
from support.acps import fake
from support.agents import Person, end_of, ended, job, told
from support.fake_acp_words import DONE, came_back, edit, said, tool, wrote


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
