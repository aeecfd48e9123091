"""One prompt over the Agent Client Protocol: from the first words to the end, its time kept."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import anyio
from anyio import CancelScope, to_thread

from orchestrator_engine.agents import acp_wire as wire
from orchestrator_engine.agents.acp_asking import Question, answered, question, settled, withdrawn
from orchestrator_engine.agents.acp_end import Cut, fault, gone, judge
from orchestrator_engine.agents.acp_files import Outside, read_text, write_text
from orchestrator_engine.agents.acp_session import Offer, offer
from orchestrator_engine.agents.acp_stream import Stream
from orchestrator_engine.agents.acp_table import Kind
from orchestrator_engine.agents.json_values import count_of, object_of, text_of
from orchestrator_engine.agents.protocol import (
    Access,
    AgentEvent,
    Answer,
    Ask,
    Ended,
    Job,
    Refused,
    Started,
)
from orchestrator_engine.agents.written_answers import asked_for
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.money import in_words, nanos_of
from orchestrator_engine.system.processes import Program

GRACE = 3.0
"""Seconds for the answer to a prompt, once it was asked to stop."""

_LINGER = 1.0
"""Seconds to put its things in order, once it has answered."""

_MOST_REFUSED = 100
"""Refusals after which an agent is not asked to go on."""

_MOST_WAITING = 1_000
"""Requests that wait while a person thinks; what comes then stays in the pipe."""

_SERVED = frozenset({"session/request_permission", "fs/read_text_file", "fs/write_text_file"})
"""What an agent may want of us. Commands are not run for it: it has ways of its own for them."""

_NOTHING = Answer(allow=False)

_SET_MODE = Offer("session/set_mode", "modeId", {}, (), "")
"""How a mode is chosen where an agent tells nothing of those that it has."""


class Conversation:
    """One prompt and what comes of it. `costs` are those of threads, as far as they are known."""

    def __init__(
        self, running: Program, kind: Kind, job: Job, ask: Ask | None, costs: dict[str, float]
    ) -> None:
        self._running = running
        self._kind = kind
        self._job = job
        self._ask = ask
        self._costs = costs
        self._stream = Stream(str(job.cwd))
        self._output = running.chunks()
        self._over = anyio.current_time() + job.limits.seconds
        self._stop: float | None = None
        self._number = 0
        self._cut: Cut | None = None
        self._gone = False
        self._prompt: int | None = None
        self._before: float | None = None
        self._told = False

    async def events(self) -> AsyncGenerator[AgentEvent]:
        """Everything it tells, and how it ended."""
        await self._begin()
        heard = self._stream.heard
        if self._cut is None and heard.thread is not None:
            yield Started(heard.thread, self._job.model)
            async with aclosing(self._prompted()) as events:
                async for event in events:
                    yield event
        end = await self._ended()
        self._told = True
        yield end

    async def leave(self) -> None:
        """Give it a moment to stop by itself, and to say what it cost. Bounded."""
        if self._prompt is None or self._told:
            return
        with CancelScope(shield=True), anyio.move_on_after(GRACE):
            self._output = self._running.chunks()
            self._cut = self._cut or Cut(Ending.INTERRUPTED, "it was stopped")
            await self._cancel()
            while self._prompt not in self._stream.heard.replies and not self._gone:
                await self._hear()
                await self._serve()
        if self._job.left is not None:
            self._job.left(self._judged())

    async def _begin(self) -> None:
        """Agree on the protocol, begin or find the thread, and choose; or say why not."""
        hello = {
            "protocolVersion": wire.VERSION,
            # What it does to files it does in the worktree by itself, where a diff finds it.
            "clientCapabilities": {
                "fs": {"readTextFile": False, "writeTextFile": False},
                "terminal": False,
            },
            "clientInfo": {"name": "code-orchestrator", "version": "0.1.0"},
        }
        told = await self._answer("initialize", hello)
        if told is None:
            return
        version = count_of(told.get("protocolVersion"))
        if version != wire.VERSION:
            spoken = "no version" if version is None else f"version {version}"
            why = f"{self._kind.name} speaks {spoken} of the Agent Client Protocol"
            self._cut = Cut(Ending.UNAVAILABLE, f"{why}, and we speak version {wire.VERSION}")
            return
        session = await self._session(object_of(told.get("agentCapabilities")) or {})
        if session is not None:
            await self._choose(session)

    async def _session(self, capabilities: dict[str, Any]) -> dict[str, Any] | None:
        job, more = self._job, object_of(capabilities.get("sessionCapabilities")) or {}
        place: dict[str, Any] = {"cwd": str(job.cwd), "mcpServers": []}
        if self._kind.meta:
            place["_meta"] = dict(self._kind.meta)
        method = "session/new"
        if job.thread is not None:
            place["sessionId"] = job.thread
            method = "session/fork" if job.fork else "session/resume"
            if method.removeprefix("session/") not in more:
                # The other way to go on tells the whole past once more, which we pass by.
                method = "session/load"
                if job.fork or capabilities.get("loadSession") is not True:
                    how = "a copy of a thread" if job.fork else "a thread"
                    why = f"{self._kind.name} cannot go on with {how}"
                    self._cut = Cut(Ending.FAILED, why)
                    return None
        told = await self._answer(method, place)
        if told is None:
            return None
        heard = self._stream.heard
        heard.thread = text_of(told.get("sessionId")) or (None if job.fork else job.thread)
        if heard.thread is None:
            self._cut = Cut(Ending.FAILED, f"{self._kind.name} gave its thread no name")
        return told

    async def _choose(self, session: dict[str, Any]) -> None:
        job, name = self._job, self._kind.name
        wished = self._kind.modes.get(job.access)
        if wished is not None:
            modes = offer(session, "mode") or _SET_MODE
            known = modes is _SET_MODE or modes.has(wished)
            # In a closed room we say yes to everything, should it ask.
            if known or job.access is not Access.FREE:
                why = f"{name} cannot be held to its mode “{wished}”"
                await self._set(modes if known else None, wished, Cut(Ending.UNAVAILABLE, why))
        if job.model is not None and self._cut is None:
            why = f"{name} has no model “{job.model}”"
            lack = Cut(Ending.UNAVAILABLE, why, Trouble.MODEL)
            await self._set(offer(session, "model"), job.model, lack)
        if job.effort is not None and self._cut is None:
            why = f"{name} knows no effort “{job.effort}”"
            await self._set(
                offer(session, "thought_level"), job.effort, Cut(Ending.UNAVAILABLE, why)
            )

    async def _set(self, offered: Offer | None, wished: str, lack: Cut) -> None:
        if offered is None:
            self._cut = lack
        elif step := offered.step(wished):
            params = {"sessionId": self._stream.heard.thread, **step.params}
            await self._answer(step.method, params, lack)

    async def _prompted(self) -> AsyncGenerator[AgentEvent]:
        job, heard = self._job, self._stream.heard
        self._before = heard.total
        heard.listening = True
        words = "\n\n".join(
            part for part in (job.system, asked_for(job.prompt, job.schema)) if part
        )
        # A slash in front would make a command of it.
        text = words if words[:1].isalnum() else f"This is what there is to do:\n\n{words}"
        block = {"type": "text", "text": text}
        self._prompt = number = self._next()
        params = {"sessionId": heard.thread, "prompt": [block]}
        await self._send(wire.request(number, "session/prompt", params))
        while number not in heard.replies and not self._gone:
            for event in await self._hear():
                yield event
            for event in await self._serve():
                yield event
            self._cut = self._cut or self._over_share()
            if self._cut is not None and self._stop is None:
                await self._cancel()
        for event in self._stream.flush():
            yield event

    async def _answer(
        self, method: str, params: Mapping[str, Any], lack: Cut | None = None
    ) -> dict[str, Any] | None:
        """What it answers; None where it gives no answer, with `_cut` as the reason."""
        number = self._next()
        await self._send(wire.request(number, method, params))
        replies = self._stream.heard.replies
        while number not in replies and self._cut is None and not self._gone:
            await self._hear()
            await self._serve()
        reply = replies.pop(number, None)
        if reply is None:
            return None
        if isinstance(reply.result, wire.Fault):
            login = reply.result.code == wire.LOGIN_NEEDED
            self._cut = lack if lack and not login else fault(self._kind, reply.result)
            return None
        return reply.result

    def _next(self) -> int:
        self._number += 1
        self._stream.expected.add(self._number)
        return self._number

    async def _send(self, line: bytes) -> None:
        most = self._job.limits.idle_seconds if self._stop is None else 1.0
        with anyio.move_on_after(min(most, max(self._over - anyio.current_time(), 0.0))) as scope:
            await self._running.send(line)
        if scope.cancelled_caught and self._cut is None:
            self._cut = Cut(Ending.TIMEOUT, f"{self._kind.name} does not read what it is told")

    async def _cancel(self) -> None:
        """Ask it to stop, which it answers by the end of its turn."""
        self._stop = anyio.current_time() + GRACE
        await self._send(wire.notice("session/cancel", {"sessionId": self._stream.heard.thread}))

    async def _hear(self) -> list[AgentEvent]:
        """What the next piece of its output tells."""
        idle = anyio.current_time() + self._job.limits.idle_seconds
        until = min(self._over, idle) if self._stop is None else self._stop
        try:
            with anyio.fail_after(max(0.0, until - anyio.current_time())):
                data = await anext(self._output, None)
        except TimeoutError:
            # To be cut off is the end of an iterator.
            self._output = self._running.chunks()
            self._gone = self._stop is not None
            self._cut = self._cut or self._timeout(until)
            return []
        self._gone = data is None
        return [] if data is None else self._stream.feed(data)

    def _timeout(self, until: float) -> Cut:
        limits = self._job.limits
        if until == self._over:
            return Cut(Ending.TIMEOUT, f"not done within {limits.seconds:g} s")
        return Cut(Ending.TIMEOUT, f"no sign of life for {limits.idle_seconds:g} s")

    async def _serve(self) -> list[AgentEvent]:
        """Do what it wants of us, in its order."""
        told: list[AgentEvent] = []
        calls, thread = self._stream.heard.calls, self._stream.heard.thread
        while calls:
            call = calls.pop(0)
            if call.method not in _SERVED:
                words = f"{call.method[:100]} is not served"
                await self._send(wire.error(_number(call), wire.NOT_SERVED, words))
            elif self._prompt is None or call.params.get("sessionId") != thread:
                await self._send(wire.error(_number(call), wire.INVALID, "no such session"))
            elif call.method == "session/request_permission":
                told += await self._permission(question(call, str(self._job.cwd)))
            else:
                told += await self._file(call)
        return told

    async def _permission(self, asked: Question) -> list[AgentEvent]:
        heard, told = self._stream.heard, list[AgentEvent]()
        if self._cut is not None:
            await self._send(withdrawn(asked.number))
            return told
        job = self._job
        answer = await to_thread.run_sync(settled, asked, job.access, job.cwd)
        if answer is None and self._ask is not None:
            with self._running.waiting():
                begun = anyio.current_time()
                answer = await self._person(self._ask, asked, told)
                self._over += anyio.current_time() - begun
        if asked.number in heard.withdrawn:
            return told
        line, allowed = answered(asked, answer or _NOTHING)
        if not allowed:
            told += self._refuse(asked.request.tool, f"{asked.request.title} was not allowed")
        await self._send(line)
        return told

    def _refuse(self, tool: str, why: str) -> list[AgentEvent]:
        heard = self._stream.heard
        heard.refused.append(Refused(tool, why))
        if len(heard.refused) >= _MOST_REFUSED and self._cut is None:
            words = f"{self._kind.name} asked {_MOST_REFUSED} times for what is not allowed"
            self._cut = Cut(Ending.DENIED, words)
        return [heard.refused[-1]]

    async def _person(self, ask: Ask, asked: Question, told: list[AgentEvent]) -> Answer:
        """What a person says; nothing once the agent is gone or wants no answer any more."""
        answer = _NOTHING
        with CancelScope() as thinking:
            async with anyio.create_task_group() as group:
                group.start_soon(self._overhear, asked, thinking, told)
                answer = await ask(asked.request)
                group.cancel_scope.cancel()
        return answer

    async def _overhear(
        self, asked: Question, thinking: CancelScope, told: list[AgentEvent]
    ) -> None:
        """Take in what it says while a person thinks: it may end, or take its question back."""
        heard = self._stream.heard
        try:
            async for data in self._running.chunks():
                told += self._stream.feed(data)
                if asked.number in heard.withdrawn or self._prompt in heard.replies:
                    break
                if len(heard.calls) > _MOST_WAITING:
                    await anyio.sleep_forever()
            thinking.cancel()
        finally:
            # To be cut off is the end of an iterator.
            self._output = self._running.chunks()

    async def _file(self, call: wire.Call) -> list[AgentEvent]:
        """Give or write a file, though no agent is told that it may ask for one."""
        number, path = _number(call), text_of(call.params.get("path"))
        writes = call.method == "fs/write_text_file"
        try:
            if writes:
                value = await to_thread.run_sync(_written, self._job, path, call.params)
                self._stream.heard.edited = True
            else:
                value = await to_thread.run_sync(_read, self._job, path, call.params)
        except (OSError, Outside) as error:
            words = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            await self._send(wire.error(number, wire.FAILED, words))
            return self._refuse("Write", f"{path}: {words}") if writes else []
        await self._send(wire.result(number, value))
        return []

    def _over_share(self) -> Cut | None:
        """Whether it used up its money: asked to stop, it says what it cost."""
        most, used = self._job.limits.usd, self._usd()
        if most is None or used is None or used < most:
            return None
        share, took = (in_words(nanos_of(usd)) for usd in (most, used))
        why = f"it used up its share of the budget, {share}, and was stopped at {took}"
        return Cut(Ending.LIMIT, why, Trouble.BUDGET)

    def _usd(self) -> float | None:
        """What this job alone cost: what is told is of the whole thread."""
        total, thread = self._stream.heard.total, self._job.thread
        if total is None or thread is None:
            return total
        before = self._costs.get(thread) if self._before is None else self._before
        return None if before is None or before > total else total - before

    async def _ended(self) -> Ended:
        heard = self._stream.heard
        answered = self._prompt is not None and self._prompt in heard.replies
        if answered or self._cut is not None:
            # What is told late, such as a cost, counts; and a thread is written down meanwhile.
            self._running.close_input()
            with anyio.move_on_after(_LINGER):
                async for data in self._running.chunks():
                    self._stream.feed(data)
        else:
            finished = await self._running.wait()
            self._cut = gone(self._kind, finished, begun=self._prompt is not None)
        return self._judged()

    def _judged(self) -> Ended:
        heard = self._stream.heard
        reply = None if self._prompt is None else heard.replies.get(self._prompt)
        end = judge(self._kind, self._job, heard, reply=reply, cut=self._cut, usd=self._usd())
        if heard.thread is not None and heard.total is not None:
            self._costs[heard.thread] = heard.total
        return end


def _number(call: wire.Call) -> wire.Number:
    assert call.number is not None
    return call.number


def _read(job: Job, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
    line, limit = count_of(params.get("line")) or 1, count_of(params.get("limit"))
    return {"content": read_text(path, job.cwd, line, limit)}


def _written(job: Job, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
    if job.access is Access.READ:
        raise Outside("nothing is to be changed here")
    if not isinstance(params.get("content"), str):
        raise Outside("there is no content to write")
    write_text(path, job.cwd, text_of(params.get("content")))
    return {}
