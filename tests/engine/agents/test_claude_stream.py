"""What Claude Code says, by recordings of the real program."""

import json
from typing import Any

import pytest

from orchestrator_engine.agents.claude_end import fatal, held_up, judge
from orchestrator_engine.agents.claude_stream import Stream
from orchestrator_engine.agents.program_ends import Cut
from orchestrator_engine.agents.protocol import (
    Acted,
    Acting,
    AgentEvent,
    Ended,
    Refused,
    Said,
    Started,
    Used,
    Waiting,
)
from orchestrator_engine.attempt import Ending, Trouble
from support.claudes import RECORDINGS, recorded

NO_RESULT = Cut(Ending.FAILED, "no result")


def heard(data: bytes) -> tuple[list[AgentEvent], Stream]:
    stream = Stream()
    events = stream.feed(data)
    return [*events, *stream.close()], stream


def end_of(
    data: bytes, *, wants_value: bool = False, cut: Cut | None = None, otherwise: Cut = NO_RESULT
) -> Ended:
    _, stream = heard(data)
    return judge(stream.heard, wants_value=wants_value, cut=cut, otherwise=otherwise)


def result(changes: dict[str, Any]) -> bytes:
    """The recording of an edit with a changed last line; `...` takes a field away."""
    *before, last = recorded("edit").splitlines(keepends=True)
    fields = {key: value for key, value in (json.loads(last) | changes).items() if value is not ...}
    return b"".join(before) + json.dumps(fields).encode()


def test_an_edit_is_told_as_it_happens() -> None:
    events, _ = heard(recorded("edit"))
    assert [type(event) for event in events] == [Started, *[Acting, Acted] * 3, Said]
    started, write, written, _, _, edit, edited, said = events
    assert isinstance(started, Started)
    assert started.model == "claude-opus-5-5"
    assert started.thread
    assert write == Acting("toolu_0001", "Write", "Write hello.py")
    assert isinstance(written, Acted)
    assert written.ok
    assert written.diff == "--- /dev/null\n+++ b/hello.py\n@@ -0,0 +1 @@\n+print('hey')\n"
    assert edit == Acting("toolu_0003", "Edit", "Edit hello.py")
    assert isinstance(edited, Acted)
    assert edited.diff == (
        "--- a/hello.py\n+++ b/hello.py\n@@ -1,1 +1,1 @@\n-print('hey')\n+print('hello')\n"
    )
    assert said == Said("Done: hello")


def test_an_edit_ends_done_with_thread_cost_and_tokens() -> None:
    end = end_of(recorded("edit"))
    assert (end.status, end.text, end.why) == (Ending.DONE, "Done: hello", "")
    assert end.usd == pytest.approx(0.024)
    assert end.tokens == 4400
    assert end.thread


def test_a_refusal_is_told_and_makes_the_end_denied() -> None:
    events, stream = heard(recorded("refused"))
    assert [event.tool for event in events if isinstance(event, Refused)] == ["Write"]
    end = judge(stream.heard, wants_value=False, cut=None, otherwise=NO_RESULT)
    assert end.status is Ending.DENIED
    (refusal,) = end.refusals
    assert refusal.startswith("Write: Claude requested permissions to write to /elsewhere/")


def test_a_refusal_that_only_the_result_tells_counts_too() -> None:
    denial = {"tool_name": "Bash", "tool_use_id": "x", "tool_input": {"command": "make  test"}}
    end = end_of(result({"permission_denials": [denial]}))
    assert (end.status, end.refusals) == (Ending.DENIED, ("Bash: Bash make test was not allowed",))


def test_a_look_that_was_refused_is_listed_and_takes_nothing_from_the_work() -> None:
    denial = {"tool_name": "Read", "tool_use_id": "x", "tool_input": {"file_path": "/etc/hosts"}}
    end = end_of(result({"permission_denials": [denial]}))
    assert (end.status, end.refusals) == (Ending.DONE, ("Read: Read /etc/hosts was not allowed",))


def test_text_that_cannot_be_stored_is_mended() -> None:
    end = end_of(result({"result": "half \ud800 a character"}))
    assert end.text == "half ? a character"
    torn = recorded("edit").replace(b"Done: hello", b"Done: \xff")
    assert end_of(torn).text == "Done: \N{REPLACEMENT CHARACTER}"


def test_an_answer_by_schema_is_the_value() -> None:
    end = end_of(recorded("review"), wants_value=True)
    assert end.status is Ending.DONE
    assert end.value == {"score": 8, "summary": "Good", "remarks": []}


def test_a_schema_that_was_never_answered_is_a_failure() -> None:
    end = end_of(recorded("review_without_answer"), wants_value=True)
    assert end.status is Ending.FAILED
    assert "no answer of the form" in end.why
    assert end.value is None
    assert end.usd == pytest.approx(0.012)


@pytest.mark.parametrize(
    ("name", "status", "why"),
    [
        ("no_credit", Ending.UNAVAILABLE, "Credit balance is too low"),
        ("no_key", Ending.UNAVAILABLE, "Not logged in · Please run /login"),
        ("model_unknown", Ending.UNAVAILABLE, "There's an issue with the selected model"),
        ("overloaded", Ending.UNAVAILABLE, "API Error: 529 busy"),
        ("request_too_large", Ending.FAILED, "Request too large"),
        ("prompt_too_long", Ending.FAILED, "Prompt is too long"),
        ("unauthorized_interrupted", Ending.INTERRUPTED, "aborted streaming"),
        ("interrupted_in_tool", Ending.INTERRUPTED, "aborted tools"),
        ("tool_not_there", Ending.DONE, ""),
        ("rate_limited_then_fine", Ending.DONE, ""),
    ],
)
def test_each_recorded_end_is_what_it_was(name: str, status: Ending, why: str) -> None:
    end = end_of(recorded(name))
    assert end.status is status
    assert end.why.startswith(why)


def test_waiting_is_told_in_seconds() -> None:
    events, _ = heard(recorded("rate_limited_then_fine"))
    assert Waiting("rate limit (429)", 1.105) in events


def test_an_error_that_trying_again_does_not_mend_is_fatal() -> None:
    assert fatal(heard(recorded("unauthorized_interrupted"))[1].heard) == Cut(
        Ending.UNAVAILABLE, "the model's API says: authentication failed", Trouble.LOGIN
    )
    assert fatal(heard(recorded("rate_limited_then_fine"))[1].heard) is None


def test_what_was_spent_before_an_interruption_is_known() -> None:
    assert end_of(recorded("interrupted_in_tool")).usd == pytest.approx(0.006)


def test_a_price_that_was_guessed_is_unknown() -> None:
    end = end_of(recorded("price_unknown"))
    assert (end.status, end.usd, end.tokens) == (Ending.DONE, None, 1100)


def test_only_the_first_result_counts() -> None:
    last = recorded("edit").splitlines(keepends=True)[-1]
    assert end_of(recorded("edit") + last * 3) == end_of(recorded("edit"))


@pytest.mark.parametrize(
    ("changes", "usd"),
    [
        ({"model_usage_since_last_result": ...}, 0.024),
        ({"model_usage_since_last_result": ..., "total_cost_usd": ...}, None),
        ({"model_usage_since_last_result": ..., "total_cost_usd": -1}, None),
        ({"model_usage_since_last_result": ..., "total_cost_usd": True}, None),
        ({"model_usage_since_last_result": {}}, 0.0),
        ({"model_usage_since_last_result": None}, None),
        ({"model_usage_since_last_result": {"m": {"costUSD": 1}, "n": {"costUSD": 2.5}}}, 3.5),
        ({"model_usage_since_last_result": {"m": {"costUSD": 1}, "n": {}}}, None),
        ({"model_usage_since_last_result": {"m": {"costUSD": 10**400}}}, None),
    ],
)
def test_a_cost_is_this_runs_own_or_unknown(changes: dict[str, Any], usd: float | None) -> None:
    assert end_of(result(changes)).usd == usd


def test_a_cost_that_is_no_number_makes_the_line_unreadable() -> None:
    data = recorded("edit").replace(b'"costUSD":0.024', b'"costUSD":NaN')
    assert end_of(data) == end_of(b"".join(recorded("edit").splitlines(keepends=True)[:-1]))


def test_tokens_of_the_run_stand_in_for_those_by_model() -> None:
    assert end_of(result({"model_usage_since_last_result": ...})).tokens == 4400
    assert end_of(result({"model_usage_since_last_result": ..., "usage": ...})).tokens is None


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"subtype": "error_max_turns", "is_error": True}, Ending.LIMIT),
        ({"subtype": "error_max_budget_usd", "is_error": True}, Ending.LIMIT),
        ({"subtype": "error_during_execution"}, Ending.FAILED),
        ({"subtype": "something_new"}, Ending.FAILED),
        ({"subtype": ...}, Ending.FAILED),
        ({"is_error": ...}, Ending.FAILED),
        ({"is_error": "false"}, Ending.FAILED),
        ({"is_error": True}, Ending.FAILED),
        ({"is_error": True, "api_error_status": 500}, Ending.UNAVAILABLE),
        ({"api_error_status": 400}, Ending.FAILED),
        ({"terminal_reason": "image_error"}, Ending.FAILED),
        ({"terminal_reason": "aborted_tools"}, Ending.INTERRUPTED),
    ],
)
def test_a_success_has_to_be_one_in_each_place_that_tells(
    changes: dict[str, Any], status: Ending
) -> None:
    assert end_of(result(changes)).status is status


def test_what_a_limit_says_is_the_reason() -> None:
    errors = ["Reached maximum number of turns (2)"]
    end = end_of(result({"subtype": "error_max_turns", "is_error": True, "errors": errors}))
    assert end.why == "Reached maximum number of turns (2)"


def test_an_end_without_a_models_answer_is_not_done() -> None:
    first, *_, last = recorded("edit").splitlines(keepends=True)
    end = end_of(first + last)
    assert (end.status, end.why) == (Ending.FAILED, "claude ended without having asked a model")


def test_when_we_cut_it_short_that_is_the_end_whatever_it_says() -> None:
    cut = Cut(Ending.TIMEOUT, "not done within 1 s")
    end = end_of(recorded("edit"), cut=cut)
    assert (end.status, end.why) == (Ending.TIMEOUT, "not done within 1 s")
    assert end.usd == pytest.approx(0.024)


def test_without_a_result_nothing_is_known_of_cost() -> None:
    end = end_of(b"".join(recorded("edit").splitlines(keepends=True)[:-1]))
    assert (end.status, end.why, end.usd, end.tokens) == (Ending.FAILED, "no result", None, None)
    assert end.text == "Done: hello"
    assert end.thread


RECORDED = sorted(path.stem for path in RECORDINGS.glob("*.jsonl"))


@pytest.mark.parametrize("name", RECORDED)
def test_how_the_output_is_cut_makes_no_difference(name: str) -> None:
    whole, one = heard(recorded(name))
    stream = Stream()
    data = recorded(name)
    pieces = [data[at : at + 97] for at in range(0, len(data), 97)]
    assert [event for piece in pieces for event in stream.feed(piece)] + stream.close() == whole
    assert stream.heard == one.heard


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("edit", None),
        ("no_credit", Trouble.BILLING),
        ("no_key", Trouble.LOGIN),
        ("overloaded", Trouble.OVERLOADED),
        ("model_unknown", Trouble.MODEL),
        ("prompt_too_long", Trouble.TOO_LONG),
        ("request_too_large", Trouble.TOO_LONG),
        ("rate_limited_then_fine", None),
    ],
)
def test_each_recorded_trouble_is_what_it_was(name: str, trouble: Trouble | None) -> None:
    assert end_of(recorded(name)).trouble is trouble


RETRY = {
    "type": "system",
    "subtype": "api_retry",
    "attempt": 1,
    "retry_delay_ms": 60_500,
    "error_status": 429,
    "error": "rate_limit",
}
REJECTED: dict[str, Any] = {
    "subtype": "success",
    "is_error": True,
    "terminal_reason": "api_error",
    "api_error_status": 429,
    "result": "You've hit your limit · resets 10pm (America/New_York)",
}


def test_a_long_pause_is_not_waited_out_by_the_program_itself() -> None:
    _, stream = heard(json.dumps(RETRY).encode() + b"\n")
    cut = held_up(stream.heard, 1000.0)
    assert cut == Cut(
        Ending.LIMIT, "the model's API says: rate limit (for 60 s)", Trouble.RATE, 1060.5
    )
    _, stream = heard(json.dumps(RETRY | {"retry_delay_ms": 1000}).encode() + b"\n")
    assert held_up(stream.heard, 1000.0) is None


def test_a_usage_limit_ends_when_the_program_says() -> None:
    told = {"status": "rejected", "resetsAt": 1_795_400_000, "rateLimitType": "five_hour"}
    event = json.dumps({"type": "rate_limit_event", "rate_limit_info": told}).encode() + b"\n"
    _, stream = heard(event + result(REJECTED))
    end = judge(stream.heard, wants_value=False, cut=None, otherwise=NO_RESULT, now=1_795_363_200.0)
    assert (end.status, end.trouble, end.until) == (Ending.LIMIT, Trouble.USAGE, 1_795_400_000.0)


def test_a_usage_limit_that_only_words_tell_of_ends_when_they_say() -> None:
    _, stream = heard(result(REJECTED))
    end = judge(stream.heard, wants_value=False, cut=None, otherwise=NO_RESULT, now=1_795_363_200.0)
    assert (end.status, end.trouble) == (Ending.LIMIT, Trouble.USAGE)
    assert end.until is not None
    assert 0 < end.until - 1_795_363_200.0 < 86_400


def test_tokens_are_counted_message_by_message() -> None:
    lines: list[dict[str, Any]] = []
    for name in ("msg_1", "msg_2"):
        usage = {"input_tokens": 1000, "cache_read_input_tokens": 50, "output_tokens": 1}
        start = {"type": "message_start", "message": {"id": name, "usage": usage}}
        lines += [start, {"type": "message_delta", "usage": {"output_tokens": 100}}]
    data = b"".join(
        json.dumps({"type": "stream_event", "event": event}).encode() + b"\n" for event in lines
    )
    events, stream = heard(data)
    assert events == [Used(tokens=1050), Used(tokens=1150), Used(tokens=2200), Used(tokens=2300)]
    assert stream.heard.tokens == 2300


def test_a_message_that_tells_its_tokens_twice_used_them_once() -> None:
    start = {"type": "message_start", "message": {"id": "m", "usage": {"input_tokens": 10}}}
    delta = {"type": "message_delta", "usage": {"output_tokens": 5}}
    lines = [{"type": "stream_event", "event": event} for event in (delta, start, delta, delta)]
    _, stream = heard(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    assert stream.heard.tokens == 15


@pytest.mark.parametrize("number", [10**400, 1e308])
def test_a_number_that_no_account_can_hold_is_unknown(number: float) -> None:
    model = {"inputTokens": number, "outputTokens": 1, "costUSD": number}
    usage = {"model_usage_since_last_result": {"one": model, "other": model}}
    end = end_of(result(usage))
    assert (end.status, end.usd, end.tokens) == (Ending.DONE, None, None)


def test_a_moment_that_nobody_lives_to_see_is_no_end_of_a_limit() -> None:
    told = {"status": "rejected", "resetsAt": 9e15}
    event = json.dumps({"type": "rate_limit_event", "rate_limit_info": told}).encode() + b"\n"
    assert end_of(event + result(REJECTED | {"result": "usage limit"})).until is None
