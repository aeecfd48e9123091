"""What Codex says, line by line, and what is made of it when it says something else."""

import json

import pytest

from orchestrator_engine.agents.codex import arguments
from orchestrator_engine.agents.codex_stream import Stream, fault_of, vain
from orchestrator_engine.agents.protocol import Access, Acted, Acting, Said, Started, Waiting
from orchestrator_engine.attempt import Ending, Trouble
from support.agents import job

LINES: list[dict[str, object]] = [
    {"type": "thread.started", "thread_id": "t-1"},
    {"type": "turn.started"},
    {
        "type": "item.started",
        "item": {"id": "item_0", "type": "command_execution", "command": "ls", "exit_code": None},
    },
    {
        "type": "item.completed",
        "item": {
            "id": "item_0",
            "type": "command_execution",
            "command": "ls",
            "aggregated_output": "a.txt\n",
            "exit_code": 0,
            "status": "completed",
        },
    },
    {
        "type": "item.completed",
        "item": {
            "id": "item_1",
            "type": "file_change",
            "changes": [{"path": "/tree/a.txt", "kind": "update"}],
            "status": "completed",
        },
    },
    {"type": "item.completed", "item": {"id": "item_2", "type": "agent_message", "text": "Done."}},
    {
        "type": "turn.completed",
        "usage": {"input_tokens": 2000, "cached_input_tokens": 500, "output_tokens": 200},
    },
]


def bytes_of(*lines: object) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def test_a_run_is_told_event_by_event() -> None:
    stream = Stream("/tree", "m")
    assert stream.feed(bytes_of(*LINES)) == [
        Started("t-1", "m"),
        Acting("item_0", "Shell", "Shell ls"),
        Acted("item_0", ok=True, output="a.txt\n"),
        Acting("item_1", "Edit", "Edit a.txt"),
        Acted("item_1", ok=True, output=""),
        Said("Done."),
    ]
    heard = stream.heard
    assert (heard.ended, heard.total, heard.fault, heard.said) == (True, 2200, "", "Done.")


def test_what_comes_after_the_end_belongs_to_no_run() -> None:
    stream = Stream("/tree")
    stream.feed(bytes_of(*LINES, {"type": "turn.failed", "error": {"message": "no"}}, LINES[-1]))
    assert (stream.heard.fault, stream.heard.total) == ("", 2200)


def test_a_pause_is_told_and_forgotten_when_all_goes_well() -> None:
    stream = Stream("/tree")
    pause = {"type": "error", "message": "Reconnecting... 1/5 (unexpected status 503)"}
    events = stream.feed(bytes_of(LINES[0], pause, *LINES[1:]))
    assert Waiting("Reconnecting... 1/5 (unexpected status 503)", 0.0) in events
    assert stream.heard.fault == ""


@pytest.mark.parametrize(
    ("words", "status", "trouble"),
    [
        ("unexpected status 401 Unauthorized: bad key", Ending.UNAVAILABLE, Trouble.LOGIN),
        (
            "Quota exceeded. Check your plan.",
            Ending.UNAVAILABLE,
            Trouble.BILLING,
        ),
        ("exceeded retry limit, last status: 429", Ending.LIMIT, Trouble.RATE),
        ("You've hit your usage limit.", Ending.LIMIT, Trouble.USAGE),
        ("unexpected status 503 Service Unavailable", Ending.UNAVAILABLE, Trouble.OVERLOADED),
        ("error sending request for url", Ending.UNAVAILABLE, Trouble.UNREACHED),
        ("The model 'x' does not exist", Ending.UNAVAILABLE, Trouble.MODEL),
        ("Codex ran out of room in the model's context window.", Ending.FAILED, Trouble.TOO_LONG),
    ],
)
def test_words_of_failure_have_their_kind(
    words: str, status: Ending, trouble: Trouble | None
) -> None:
    fault = fault_of(words, 0.0)
    assert (fault.status, fault.trouble) == (status, trouble)
    assert vain(words) == (trouble in {Trouble.LOGIN, Trouble.BILLING, Trouble.MODEL})


def test_each_access_is_a_sandbox_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    told = {
        access: arguments(job(tmp_path_factory.mktemp("job"), access=access), None)
        for access in Access
    }
    assert 'sandbox_mode="read-only"' in told[Access.READ]
    assert 'sandbox_mode="workspace-write"' in told[Access.EDIT]
    assert 'sandbox_mode="danger-full-access"' in told[Access.FREE]
    assert {words[-1] for words in told.values()} == {"-"}


def test_a_network_that_does_not_come_back_is_told_from_a_short_break() -> None:
    words = "Reconnecting... waiting for network (Connection failed: error sending request)"
    line = json.dumps({"type": "error", "message": words}).encode() + b"\n"
    item = b'{"type":"item.completed","item":{"type":"agent_message","text":"Back."}}\n'
    stream = Stream("/project")
    stream.feed(line * 2 + item + line * 2)
    assert not stream.heard.hopeless
    stream.feed(line)
    assert stream.heard.hopeless
    assert fault_of(stream.heard.fault, 0.0).trouble is Trouble.UNREACHED
