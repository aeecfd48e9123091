"""Nobody waits for a long document: not the loop, not another document, not who gave up."""

import gc
import random
import time
from collections import Counter
from typing import cast

import pytest

from orchestrator_analyzer.analysis import Analysis
from orchestrator_server.messages import Encoded
from support.long_documents import edit, line_of_box, long_document, questions
from support.loop_turns import turns
from support.lsp_wire import InProcess, Json, in_process

LONG, SHORT = "file:///nowhere/LONG.md", "file:///nowhere/SHORT.md"
LINES = 2_000
AS_LONG = 560_000
"""Additions that take some 20 ms, on a machine on which turns may take 20 ms."""

VERSIONS = 16
CANCELLED = -32800
PULLS: Json = {"capabilities": {"textDocument": {"diagnostic": {}}}}


def seconds_to_add() -> float:
    begun = time.thread_time()
    assert sum(number * number for number in range(AS_LONG))
    return time.thread_time() - begun


def ids(client: InProcess) -> list[object]:
    """The requests that were answered, in the order of their answers."""
    return [message["id"] for message in client.seen if "method" not in message]


@pytest.mark.parametrize("capabilities", [{}, PULLS], ids=["pushed", "pulled"])
def test_no_turn_of_the_loop_takes_long_whatever_is_asked_of_a_long_document(
    capabilities: Json, request: pytest.FixtureRequest
) -> None:
    text, line = long_document(LINES), line_of_box(40)
    # The tests' process has much more to look through than a server, which freezes what it loaded.
    gc.disable()
    request.addfinalizer(gc.enable)
    with in_process() as client, turns() as taken:
        client.initialize(capabilities)
        client.settle()
        taken.clear()  # what is made once, before there is any document
        client.open(LONG, text)
        for version in range(2, 6):
            asked = [client.request(*question) for question in questions(LONG, line)]
            for one in asked:
                client.answer_to(one)
            client.notify("textDocument/didChange", edit(LONG, version, line))
        client.settle()
    allowed = max(seconds_to_add() for _ in range(5))
    longest = max(taken)
    assert longest.seconds < allowed, f"{longest} of {allowed:.4f} allowed"


def test_a_short_document_is_answered_while_a_long_one_is_being_read() -> None:
    with in_process() as client:
        client.initialize()
        client.open(LONG, long_document(2 * LINES))
        client.open(SHORT, "# Tasks\n\n- [ ] T1 Do it\n")
        slow = client.request("textDocument/codeLens", {"textDocument": {"uri": LONG}})
        quick = client.request("textDocument/codeLens", {"textDocument": {"uri": SHORT}})
        client.answer_to(slow)
        assert ids(client).index(quick) < ids(client).index(slow)


def test_who_gives_up_on_a_long_document_is_answered_at_once() -> None:
    with in_process() as client:
        client.initialize()
        client.open(LONG, long_document(2 * LINES))
        asked = [client.request(*question) for question in questions(LONG, 20)]
        for one in asked[1:]:
            client.notify("$/cancelRequest", {"id": one})
        client.answer_to(asked[0])
        given_up = [client.answer_to(one) for one in asked[1:]]
        assert {one["error"]["code"] for one in given_up} == {CANCELLED}
        answered = ids(client)
        assert max(map(answered.index, asked[1:])) < answered.index(asked[0])


def test_commands_are_carried_out_in_order_though_one_waits_for_a_long_document() -> None:
    with in_process() as client:
        client.initialize()
        client.open(LONG, long_document(LINES))
        command = {"command": "codeOrchestrator.analyze", "arguments": [{"uri": LONG}]}
        first = client.request("workspace/executeCommand", command)
        client.open(SHORT, "# Tasks\n\n- [ ] T1 Do it\n")
        command = {"command": "codeOrchestrator.analyze", "arguments": [{"uri": SHORT}]}
        second = client.request("workspace/executeCommand", command)
        client.answer_to(second)
        assert [one for one in ids(client) if one in {first, second}] == [first, second]


def test_each_request_is_answered_once_whatever_else_goes_on() -> None:
    dice = random.Random(11)
    with in_process() as client:
        client.initialize(PULLS)
        client.open(LONG, long_document(600))
        client.open(SHORT, "# Tasks\n\n- [ ] T1 Do it\n")
        asked: list[int] = []
        for version in range(2, 400):
            uri = dice.choice((LONG, LONG, SHORT))
            line = line_of_box(dice.randint(1, 20)) if uri == LONG else 2
            what = dice.random()
            if what < 0.3:
                client.notify("textDocument/didChange", edit(uri, version, line, dice.choice("xy")))
            elif what < 0.33 and uri == SHORT:
                client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
                client.open(uri, "# Tasks\n\n- [ ] T1 Do it\n")
            elif what < 0.4 and asked:
                client.notify("$/cancelRequest", {"id": dice.choice(asked[-5:])})
            else:
                asked.append(client.request(*dice.choice(questions(uri, line))))
        for one in asked:
            client.answer_to(one)
        client.settle()
        counted = Counter(ids(client))
        assert {counted[one] for one in asked} == {1}


def test_an_editor_that_pulls_is_told_when_nothing_has_changed() -> None:
    this: Json = {"textDocument": {"uri": LONG}}
    with in_process() as client:
        client.initialize(PULLS)
        client.open(LONG, long_document(300))
        first = client.ask("textDocument/diagnostic", this)
        assert first["kind"] == "full"
        assert first["items"]
        again = {**this, "previousResultId": first["resultId"]}
        same = {"kind": "unchanged", "resultId": first["resultId"]}
        assert client.ask("textDocument/diagnostic", again) == same
        above = {"line": 1, "character": 0}
        change = {"range": {"start": above, "end": above}, "text": "New.\n"}
        params = {"textDocument": {"uri": LONG, "version": 2}, "contentChanges": [change]}
        client.notify("textDocument/didChange", params)
        moved = client.ask("textDocument/diagnostic", again)
        assert moved["kind"] == "full"
        assert len(moved["items"]) == len(first["items"])


def test_versions_and_answers_that_nobody_needs_any_more_go_without_a_search(
    request: pytest.FixtureRequest,
) -> None:
    gc.collect()
    gc.disable()
    request.addfinalizer(gc.enable)
    # What others left behind, such as a test that failed, is not looked at.
    gc.freeze()
    request.addfinalizer(gc.unfreeze)
    with in_process() as client:
        client.initialize()
        client.open(LONG, long_document(600))
        line = line_of_box(10)
        for version in range(2, VERSIONS + 2):
            client.notify("textDocument/didChange", edit(LONG, version, line))
            for method in ("codeAction", "codeLens", "documentSymbol"):
                question = next(one for one in questions(LONG, line) if one[0].endswith(method))
                client.answer_to(client.request(*question))
        client.settle()
        held = Counter(map(type, cast("list[object]", gc.get_objects())))
        # The present version and the last answers, and what is on its way to be let go of.
        assert held[Analysis] < VERSIONS / 2
        assert held[Encoded] < VERSIONS / 2
