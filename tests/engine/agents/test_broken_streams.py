"""Whatever becomes of an agent's stream: no crash, no cost twice, no failure called done.

Each promise is held against 200 broken streams every time, and against 2,000 when asked for.
"""

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_engine.agents.acp_asking import answered as acp_answered
from orchestrator_engine.agents.acp_asking import question as acp_question
from orchestrator_engine.agents.acp_end import judge as acp_judge
from orchestrator_engine.agents.acp_stream import Stream as AcpStream
from orchestrator_engine.agents.claude_asking import NOBODY, answered, not_served
from orchestrator_engine.agents.claude_end import fatal, held_up, judge
from orchestrator_engine.agents.claude_stream import Stream as ClaudeStream
from orchestrator_engine.agents.codex_stream import Stream as CodexStream
from orchestrator_engine.agents.codex_stream import ended as codex_ended
from orchestrator_engine.agents.codex_stream import vain
from orchestrator_engine.agents.program_ends import Cut
from orchestrator_engine.agents.program_ends import Cut as AcpCut
from orchestrator_engine.agents.protocol import Access, AgentEvent, Ended, Job, Limits, Used
from orchestrator_engine.asking import outcome
from orchestrator_engine.attempt import Ending
from orchestrator_engine.events import AttemptEnded
from orchestrator_engine.recorded import decode, encode
from orchestrator_engine.spending import NOTHING_SPENT, Amount
from orchestrator_engine.system.processes import Mark
from support.acps import KIND
from support.agents import WORK
from support.broken_streams import bent, broken, pieces
from support.claudes import RECORDINGS, recorded
from support.codex_streams import STREAMS
from support.fake_acp_words import STREAMS as ACP_STREAMS

NOW = 1_795_363_200.0
"""Seconds since 1970, for what tells when it will be over."""

UNENDED = Cut(Ending.FAILED, "it ended without a result")
WHOLE = 1 << 20

AMOUNTS = [200, pytest.param(2_000, marks=pytest.mark.torture)]


@dataclass(frozen=True)
class Parser:
    """An agent's parser: its streams by name, and how it reads one that comes in pieces."""

    streams: tuple[tuple[str, bytes], ...]
    read: Callable[[list[bytes], bool], tuple[list[AgentEvent], Ended]]

    def end(self, data: bytes, *, wants_value: bool = False) -> Ended:
        return self.read([data], wants_value)[1]

    def failures(self) -> list[tuple[str, bytes]]:
        # A refusal is told in two places; one who loses both of them cannot know.
        fine = {Ending.DONE, Ending.DENIED}
        return [each for each in self.streams if self.end(each[1]).status not in fine]


def _claude(parts: list[bytes], wants_value: bool) -> tuple[list[AgentEvent], Ended]:
    stream = ClaudeStream()
    events: list[AgentEvent] = []
    cut: Cut | None = None
    for part in parts:
        events += stream.feed(part)
        heard = stream.heard
        for question in heard.questions:
            json.dumps(answered(question, NOBODY)).encode()
            _storable(question.request.input, question.request.title, question.request.diff)
        for request in heard.unknown:
            json.dumps(not_served(request)).encode()
        cut = cut or fatal(heard) or held_up(heard, NOW)
    events += stream.close()
    end = judge(stream.heard, wants_value=wants_value, cut=cut, otherwise=UNENDED, now=NOW)
    return events, end


def _codex(parts: list[bytes], wants_value: bool) -> tuple[list[AgentEvent], Ended]:
    stream = CodexStream("/tree", "m")
    events = [event for part in parts for event in stream.feed(part)]
    events += stream.close()
    heard = stream.heard
    if heard.ended or (heard.fault and vain(heard.fault)):
        return events, codex_ended(heard, wants_value=wants_value, tokens=heard.total, now=NOW)
    return events, Ended(Ending.FAILED, text=heard.said, thread=heard.thread, why=UNENDED.why)


def _partial(data: bytes) -> bytes:
    """A recording of Claude Code with the counts that it tells on the way, where it is asked to."""
    told: list[dict[str, Any]] = []
    for name in ("msg_1", "msg_2"):
        usage = {"input_tokens": 1000, "cache_read_input_tokens": 50, "output_tokens": 1}
        start = {"type": "message_start", "message": {"id": name, "usage": usage}}
        told += [start, {"type": "message_delta", "usage": {"output_tokens": 100}}]
    lines = [json.dumps({"type": "stream_event", "event": event}).encode() for event in told]
    first, *rest = data.splitlines()
    return b"\n".join([first, *lines, *rest, b""])


def _acp(parts: list[bytes], wants_value: bool) -> tuple[list[AgentEvent], Ended]:
    stream = AcpStream("/tree")
    stream.expected, stream.prompt = {1, 2, 3}, 3
    stream.heard.thread, stream.heard.listening = "thread-1", True
    events: list[AgentEvent] = []
    for part in parts:
        events += stream.feed(part)
        for call in stream.heard.calls:
            asked = acp_question(call, "/tree")
            acp_answered(asked, NOBODY)[0].decode("ascii")
            _storable(asked.request.input, asked.request.title, asked.request.diff)
    events += stream.flush()
    work = ACP_JOB if not wants_value else replace(ACP_JOB, schema={"type": "object"})
    cut = None if stream.reply is not None else AcpCut(Ending.FAILED, UNENDED.why)
    heard = stream.heard
    end = acp_judge(KIND, work, heard, reply=stream.reply, cut=cut, usd=heard.total)
    return events, end


ACP_JOB = Job(
    subject=WORK,
    prompt="",
    cwd=Path("/tree"),
    access=Access.EDIT,
    limits=Limits(seconds=1, idle_seconds=1),
    environment={},
    spool=Path("/tree/x.log"),
    mark=Mark("run", "task", 1),
)
CLAUDE = Parser(
    (
        *((path.stem, recorded(path.stem)) for path in sorted(RECORDINGS.glob("*.jsonl"))),
        ("edit, counted", _partial(recorded("edit"))),
    ),
    _claude,
)
CODEX = Parser(tuple(STREAMS.items()), _codex)
ACP = Parser(tuple(ACP_STREAMS.items()), _acp)
PARSERS = pytest.mark.parametrize("parser", [CLAUDE, CODEX, ACP], ids=["claude", "codex", "acp"])
EXAMPLES = pytest.mark.parametrize("examples", AMOUNTS)


def _storable(*texts: str) -> None:
    for text in texts:
        text.encode()


def check(events: list[AgentEvent], end: Ended) -> None:
    """What a run needs of each end: it can be written down, read again, added up and shown."""
    kept = AttemptEnded("T1", 1, outcome(end, 1.0))
    assert decode(*encode(kept)) == kept
    _storable(*(json.dumps(asdict(event), ensure_ascii=False) for event in events))
    encode(kept)[2].encode()
    assert end.usd is None or (math.isfinite(end.usd) and end.usd >= 0)
    assert end.tokens is None or end.tokens >= 0
    assert end.until is None or NOW - 86_400 < end.until < NOW + 100 * 86_400
    assert bool(end.why) == (end.status is not Ending.DONE)
    NOTHING_SPENT.plus(Amount(end.usd, end.tokens))
    counts = [event.tokens or 0 for event in events if isinstance(event, Used)]
    assert counts == sorted(counts)


@PARSERS
@EXAMPLES
def test_no_stream_is_too_much(parser: Parser, examples: int) -> None:
    @settings(max_examples=examples)
    @given(bent(parser.streams), st.integers(1, 300) | st.just(WHOLE), st.booleans())
    def hold(case: tuple[str, bytes], size: int, wants_value: bool) -> None:
        check(*parser.read(pieces(case[1], size), wants_value))

    hold()


@PARSERS
@EXAMPLES
def test_accidents_to_lines_may_hide_a_cost_and_never_change_it(
    parser: Parser, examples: int
) -> None:
    usual = {name: parser.end(data) for name, data in parser.streams}

    @settings(max_examples=examples)
    @given(broken(parser.streams))
    def hold(case: tuple[str, bytes]) -> None:
        name, data = case
        events, end = parser.read([data], False)
        assert end.usd in {None, usual[name].usd}
        told = [event.tokens for event in events if isinstance(event, Used)]
        assert end.tokens in {None, usual[name].tokens, *told}
        assert max((count or 0 for count in told), default=0) <= 2300  # all that `_partial` tells

    hold()


@PARSERS
@EXAMPLES
def test_what_comes_after_the_end_changes_nothing(parser: Parser, examples: int) -> None:
    ended = [each for each in parser.streams if parser.end(each[1]).why != UNENDED.why]

    @settings(max_examples=examples)
    @given(st.sampled_from(ended), bent(parser.streams))
    def hold(stream: tuple[str, bytes], more: tuple[str, bytes]) -> None:
        end = parser.end(stream[1])
        assert parser.end(stream[1] + more[1]) == end

    hold()


@PARSERS
@EXAMPLES
def test_a_failure_is_never_called_done(parser: Parser, examples: int) -> None:
    failures = parser.failures()
    assert failures

    @settings(max_examples=examples)
    @given(bent(failures), st.booleans())
    def hold(case: tuple[str, bytes], wants_value: bool) -> None:
        assert parser.end(case[1], wants_value=wants_value).status is not Ending.DONE

    hold()


@PARSERS
@EXAMPLES
def test_a_missing_answer_is_never_called_done(parser: Parser, examples: int) -> None:
    silent = [
        each for each in parser.streams if parser.end(each[1], wants_value=True).value is None
    ]
    assert silent

    @settings(max_examples=examples)
    @given(bent(silent))
    def hold(case: tuple[str, bytes]) -> None:
        assert parser.end(case[1], wants_value=True).status is not Ending.DONE

    hold()


@PARSERS
@EXAMPLES
def test_how_the_output_is_cut_makes_no_difference(parser: Parser, examples: int) -> None:
    @settings(max_examples=examples)
    @given(broken(parser.streams), st.integers(1, 300))
    def hold(case: tuple[str, bytes], size: int) -> None:
        data = case[1]
        assert parser.read(pieces(data, size), False)[0] == parser.read([data], False)[0]

    hold()
