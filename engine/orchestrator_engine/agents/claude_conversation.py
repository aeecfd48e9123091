"""One prompt to Claude Code and what comes of it: its questions answered, its time kept."""

import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from uuid import uuid4

import anyio
from anyio import CancelScope

from orchestrator_engine.agents.claude_asking import NOBODY, Question, answered, not_served
from orchestrator_engine.agents.claude_end import fatal, held_up, judge
from orchestrator_engine.agents.claude_stream import Stream
from orchestrator_engine.agents.program_ends import Cut, trouble_of
from orchestrator_engine.agents.protocol import (
    Access,
    AgentEvent,
    Answer,
    Ask,
    Ended,
    Job,
    Refused,
    Used,
)
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.bad_luck import ending_of
from orchestrator_engine.money import tokens_in_words
from orchestrator_engine.system.processes import Finished, Program

GRACE = 3.0
"""Seconds for the result, once a run was asked to stop or has given it."""

_SHOWN = 300
"""Characters of what it wrote beside the stream, at most."""

_WITHDRAWN = Answer(allow=False)


class Conversation:
    """One prompt and what comes of it, within the limits of the job."""

    def __init__(self, running: Program, job: Job, ask: Ask | None) -> None:
        self._running = running
        self._ask = ask
        self._job = job
        self._stream = Stream()
        self._output = running.chunks()
        self._cut: Cut | None = None
        self._interrupted = False
        self._prompted = False
        self._told = False
        self._over = anyio.current_time() + job.limits.seconds

    async def events(self) -> AsyncGenerator[AgentEvent]:
        """Everything it tells, and how it ended."""
        await self._prompt()
        async with aclosing(self._chunks()) as chunks:
            async for data in chunks:
                for event in self._stream.feed(data):
                    if not isinstance(event, Used):
                        yield event
                heard = self._stream.heard
                while heard.questions or heard.unknown:
                    for event in await self._answer():
                        yield event
                self._cut = (
                    self._cut or fatal(heard) or held_up(heard, time.time()) or self._over_share()
                )
        for event in self._stream.close():
            yield event
        end = await self._ended()
        self._told = True
        yield end

    async def leave(self) -> None:
        """Give it a moment to put things in order and to say what it cost. Bounded."""
        if not self._prompted or self._told:
            return
        with CancelScope(shield=True), anyio.move_on_after(GRACE):
            if not self._interrupted:
                await self._interrupt()
            async for data in self._running.chunks():
                self._stream.feed(data)
                if self._stream.heard.result is not None:
                    break
        if self._job.left is not None:
            self._job.left(self._judged(Cut(Ending.INTERRUPTED, "it was stopped")))

    async def _prompt(self) -> None:
        limits = self._job.limits
        self._prompted = True
        # A program that does not read would let us wait for ever.
        with anyio.move_on_after(min(limits.seconds, limits.idle_seconds)) as waiting:
            await self._running.send(_message(self._job.prompt))
        if waiting.cancelled_caught:
            self._cut = Cut(Ending.TIMEOUT, "claude did not take its prompt")

    async def _answer(self) -> list[AgentEvent]:
        """Answer what it asks, in its order; what it told meanwhile, a refusal included."""
        heard = self._stream.heard
        told: list[AgentEvent] = []
        while heard.unknown:
            await self._send(not_served(heard.unknown.pop(0)))
        if not heard.questions:
            return told
        question = heard.questions.pop(0)
        answer = NOBODY
        if self._ask is not None:
            with self._running.waiting():
                begun = anyio.current_time()
                answer = await self._person(self._ask, question, told)
                self._over += anyio.current_time() - begun
        if question.id in heard.withdrawn:
            return told
        if not answer.allow:
            request = question.request
            refused = Refused(request.tool, f"{request.title} was not allowed")
            heard.refused.setdefault(request.id, refused)
            told.append(refused)
        await self._send(answered(question, answer))
        return told

    async def _person(self, ask: Ask, question: Question, told: list[AgentEvent]) -> Answer:
        """What a person says; the answer does not matter once it is gone or wants none any more."""
        answer = _WITHDRAWN
        with CancelScope() as thinking:
            async with anyio.create_task_group() as group:
                group.start_soon(self._overhear, question, thinking, told)
                answer = await ask(question.request)
                group.cancel_scope.cancel()
        return answer

    async def _overhear(
        self, question: Question, thinking: CancelScope, told: list[AgentEvent]
    ) -> None:
        """Take in what it says while a person thinks: it may end, or take its question back."""
        try:
            async for data in self._running.chunks():
                told += [one for one in self._stream.feed(data) if not isinstance(one, Used)]
                heard = self._stream.heard
                if question.id in heard.withdrawn or heard.result is not None:
                    break
            thinking.cancel()
        finally:
            # To be cut off is the end of an iterator.
            self._output = self._running.chunks()

    async def _send(self, message: Mapping[str, object]) -> None:
        # It may not be reading any more.
        with anyio.move_on_after(GRACE):
            await self._running.send(_line(message))

    async def _chunks(self) -> AsyncGenerator[bytes]:
        """Its output until it ends, or its time is over and a little more."""
        stop: float | None = None
        while True:
            if self._stream.heard.result is not None:
                # It has said all, and ends when its input does.
                self._running.close_input()
            elif self._cut is not None and not self._interrupted:
                await self._interrupt()
            if stop is None and (self._interrupted or self._stream.heard.result is not None):
                stop = anyio.current_time() + GRACE
            idle = anyio.current_time() + self._job.limits.idle_seconds
            until = min(self._over, idle) if stop is None else stop
            try:
                with anyio.fail_after(max(0.0, until - anyio.current_time())):
                    data = await anext(self._output, None)
            except TimeoutError:
                if stop is not None:
                    return
                self._cut = self._timeout(until)
                # To be cut off is the end of an iterator.
                self._output = self._running.chunks()
                continue
            if data is None:
                return
            yield data

    def _timeout(self, until: float) -> Cut:
        limits = self._job.limits
        if until == self._over:
            return Cut(Ending.TIMEOUT, f"not done within {limits.seconds:g} s")
        why = f"no sign of life for {limits.idle_seconds:g} s"
        return Cut(Ending.TIMEOUT, why, Trouble.SILENT)

    async def _interrupt(self) -> None:
        request = {
            "type": "control_request",
            "request_id": uuid4().hex,
            "request": {"subtype": "interrupt"},
        }
        self._interrupted = True
        # It may not be reading any more.
        with anyio.move_on_after(1):
            await self._running.send(_line(request))

    async def _ended(self) -> Ended:
        heard = self._stream.heard
        otherwise = Cut(Ending.FAILED, "claude did not end when it was asked to")
        if heard.result is None and self._cut is None:
            otherwise = _without_result(await self._running.wait(), begun=heard.thread is not None)
        return self._judged(self._cut, otherwise)

    def _judged(self, cut: Cut | None, otherwise: Cut | None = None) -> Ended:
        assert cut is not None or otherwise is not None
        return judge(
            self._stream.heard,
            wants_value=self._job.schema is not None,
            cut=cut,
            otherwise=otherwise or Cut(Ending.FAILED, ""),
            now=time.time(),
            resumed=self._job.thread is not None,
            asked=self._job.access is Access.ASK,
        )

    def _over_share(self) -> Cut | None:
        """Whether it used up its tokens: asked to stop, it says what it cost, which is worth it."""
        most, used = self._job.limits.tokens, self._stream.heard.tokens
        if most is None or used < most:
            return None
        why = f"it used up its share of the budget, {tokens_in_words(most)}"
        return Cut(Ending.LIMIT, f"{why}, and was stopped at {used}", Trouble.BUDGET)


def _message(text: str) -> bytes:
    return _line(
        {
            "type": "user",
            "message": {"role": "user", "content": text},
            "parent_tool_use_id": None,
            "session_id": "",
            "client_composed": True,
        }
    )


def _line(message: Mapping[str, object]) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _without_result(finished: Finished, *, begun: bool) -> Cut:
    """Why a run gave no result: what it wrote beside the stream, or how its process ended."""
    words = [
        line.strip()
        for line in finished.tail.splitlines()
        if line.strip() and not line.lstrip().startswith("{")
    ]
    how = finished.why or f"exit code {finished.code}"
    said = f": {words[-1][:_SHOWN]}" if words else ""
    trouble = trouble_of(finished)
    if begun:
        why = f"claude ended without a result ({how}){said}"
        return Cut(ending_of(trouble, Ending.FAILED), why, trouble)
    why = f"claude did not begin ({how}){said}"
    return Cut(ending_of(trouble, Ending.UNAVAILABLE), why, trouble)
