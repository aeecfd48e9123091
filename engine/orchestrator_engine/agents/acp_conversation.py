"""One prompt over the Agent Client Protocol: from the first words to how it ended."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import anyio
from anyio import CancelScope

from orchestrator_engine.agents import acp_wire as wire
from orchestrator_engine.agents.acp_end import fault, gone, judge
from orchestrator_engine.agents.acp_link import GRACE, Link
from orchestrator_engine.agents.acp_service import Service
from orchestrator_engine.agents.acp_session import Offer, offer
from orchestrator_engine.agents.acp_table import Kind
from orchestrator_engine.agents.program_ends import Cut
from orchestrator_engine.agents.protocol import Access, AgentEvent, Ask, Ended, Job, Started
from orchestrator_engine.agents.written_answers import asked_for
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.json_values import count_of, object_of, text_of
from orchestrator_engine.money import in_words, nanos_of
from orchestrator_engine.system.processes import Program

_LINGER = 1.0
"""Seconds to put its things in order, once it has answered."""

_HELLO = {
    "protocolVersion": wire.VERSION,
    # What it does to files it does in the worktree by itself, where a diff finds it.
    "clientCapabilities": {
        "fs": {"readTextFile": False, "writeTextFile": False},
        "terminal": False,
    },
    "clientInfo": {"name": "code-orchestrator", "version": "0.1.0"},
}

_SET_MODE = Offer("session/set_mode", "modeId", {}, (), "")
"""How a mode is chosen where an agent tells nothing of those that it has."""


class Conversation:
    """One prompt and what comes of it. `costs` are those of threads, as far as they are known."""

    def __init__(
        self, running: Program, kind: Kind, job: Job, ask: Ask | None, costs: dict[str, float]
    ) -> None:
        self._link = Link(running, kind.name, job)
        self._service = Service(self._link, kind.name, job, ask)
        self._kind = kind
        self._job = job
        self._costs = costs
        self._before: float | None = None
        self._told = False

    async def events(self) -> AsyncGenerator[AgentEvent]:
        """Everything it tells, and how it ended."""
        await self._begin()
        thread = self._link.stream.heard.thread
        if self._link.cut is None and thread is not None:
            yield Started(thread, self._job.model)
            async with aclosing(self._prompted()) as events:
                async for event in events:
                    yield event
        end = await self._ended()
        self._told = True
        yield end

    async def leave(self) -> None:
        """Give it a moment to stop by itself, and to say what it cost. Bounded."""
        link = self._link
        if link.stream.prompt is None or self._told:
            return
        with CancelScope(shield=True), anyio.move_on_after(GRACE):
            link.interrupted()
            link.cut = link.cut or Cut(Ending.INTERRUPTED, "it was stopped")
            await link.stop()
            while link.stream.reply is None and not link.gone:
                await link.hear()
                await self._service.serve()
        if self._job.left is not None:
            self._job.left(self._judged())

    async def _begin(self) -> None:
        """Agree on the protocol, begin or find the thread, and choose; or note why not."""
        told = await self._answer("initialize", _HELLO)
        if told is None:
            return
        version = count_of(told.get("protocolVersion"))
        if version != wire.VERSION:
            spoken = "no version" if version is None else f"version {version}"
            why = f"{self._kind.name} speaks {spoken} of the Agent Client Protocol"
            self._link.cut = Cut(Ending.UNAVAILABLE, f"{why}, and we speak version {wire.VERSION}")
            return
        session = await self._session(object_of(told.get("agentCapabilities")) or {})
        if session is not None:
            await self._choose(session)

    async def _session(self, capabilities: dict[str, Any]) -> dict[str, Any] | None:
        job = self._job
        method = _way(job, capabilities)
        if method is None:
            how = "a copy of a thread" if job.fork else "a thread"
            self._link.cut = Cut(Ending.FAILED, f"{self._kind.name} cannot go on with {how}")
            return None
        place: dict[str, Any] = {"cwd": str(job.cwd), "mcpServers": []}
        if job.thread is not None:
            place["sessionId"] = job.thread
        if self._kind.meta:
            place["_meta"] = dict(self._kind.meta)
        told = await self._answer(method, place)
        if told is None:
            return None
        heard = self._link.stream.heard
        heard.thread = text_of(told.get("sessionId")) or (None if job.fork else job.thread)
        if heard.thread is None:
            self._link.cut = Cut(Ending.FAILED, f"{self._kind.name} gave its thread no name")
        return told

    async def _choose(self, session: dict[str, Any]) -> None:
        job, name = self._job, self._kind.name
        mode = self._kind.modes.get(job.access)
        modes = offer(session, "mode") or _SET_MODE
        known = mode is not None and (modes is _SET_MODE or modes.has(mode))
        # In a closed room we say yes to everything, should it ask.
        if mode is not None and (known or job.access is not Access.FREE):
            why = f"{name} cannot be held to its mode “{mode}”"
            await self._set(modes if known else None, mode, Cut(Ending.UNAVAILABLE, why))
        if job.model is not None and self._link.cut is None:
            lack = Cut(Ending.UNAVAILABLE, f"{name} has no model “{job.model}”", Trouble.MODEL)
            await self._set(offer(session, "model"), job.model, lack)
        if job.effort is not None and self._link.cut is None:
            lack = Cut(Ending.UNAVAILABLE, f"{name} knows no effort “{job.effort}”")
            await self._set(offer(session, "thought_level"), job.effort, lack)

    async def _set(self, offered: Offer | None, wished: str, lack: Cut) -> None:
        if offered is None:
            self._link.cut = lack
        elif step := offered.step(wished):
            params = {"sessionId": self._link.stream.heard.thread, **step.params}
            await self._answer(step.method, params, lack)

    async def _answer(
        self, method: str, params: Mapping[str, Any], lack: Cut | None = None
    ) -> dict[str, Any] | None:
        """What it answers; None where it gives no answer, with the reason noted.

        `lack` is the reason where it says no.
        """
        link = self._link
        number = link.next_number()
        await link.send(wire.request(number, method, params))
        replies = link.stream.heard.replies
        while number not in replies and link.cut is None and not link.gone:
            await link.hear()
            await self._service.serve()
        reply = replies.pop(number, None)
        if reply is None:
            return None
        if isinstance(reply.result, wire.Fault):
            login = reply.result.code == wire.LOGIN_NEEDED
            link.cut = lack if lack and not login else fault(self._kind, reply.result)
            return None
        return reply.result

    async def _prompted(self) -> AsyncGenerator[AgentEvent]:
        link, heard = self._link, self._link.stream.heard
        self._before = heard.total
        heard.listening = True
        link.stream.prompt = link.next_number()
        block = {"type": "text", "text": _words(self._job)}
        params = {"sessionId": heard.thread, "prompt": [block]}
        await link.send(wire.request(link.stream.prompt, "session/prompt", params))
        while link.stream.reply is None and not link.gone:
            for event in await link.hear():
                yield event
            for event in await self._service.serve():
                yield event
            link.cut = link.cut or self._over_share()
            if link.cut is not None:
                await link.stop()
        for event in link.stream.flush():
            yield event

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
        total, thread = self._link.stream.heard.total, self._job.thread
        if total is None or thread is None:
            return total
        before = self._costs.get(thread) if self._before is None else self._before
        return None if before is None or before > total else total - before

    async def _ended(self) -> Ended:
        link = self._link
        if link.stream.reply is not None or link.cut is not None:
            # It writes its thread down meanwhile, to go on with another day.
            link.running.close_input()
            with anyio.move_on_after(_LINGER):
                async for _ in link.running.chunks():
                    pass
        else:
            finished = await link.running.wait()
            link.cut = gone(self._kind, finished, begun=link.stream.prompt is not None)
        return self._judged()

    def _judged(self) -> Ended:
        link, heard = self._link, self._link.stream.heard
        usd = self._usd()
        if heard.thread is not None and heard.total is not None:
            self._costs[heard.thread] = heard.total
        return judge(self._kind, self._job, heard, reply=link.stream.reply, cut=link.cut, usd=usd)


def _way(job: Job, capabilities: dict[str, Any]) -> str | None:
    """The request that begins a thread or goes on with one; None where there is none."""
    more = object_of(capabilities.get("sessionCapabilities")) or {}
    if job.thread is None:
        return "session/new"
    if job.fork:
        return "session/fork" if "fork" in more else None
    if "resume" in more:
        return "session/resume"
    # This one tells the whole past once more, which is passed by.
    return "session/load" if capabilities.get("loadSession") is True else None


def _words(job: Job) -> str:
    words = "\n\n".join(part for part in (job.system, asked_for(job.prompt, job.schema)) if part)
    # A slash in front would make a command of it.
    return words if words[:1].isalnum() else f"This is what there is to do:\n\n{words}"
