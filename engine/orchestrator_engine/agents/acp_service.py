"""What an agent of the Agent Client Protocol wants of us: leave, and files of the worktree.

Files are given though no agent is told that it may ask: some do all the same. Commands are not run
for it: it has ways of its own, which it asks for.
"""

from collections.abc import Mapping
from typing import Any

import anyio
from anyio import CancelScope, to_thread

from orchestrator_engine.agents import acp_wire as wire
from orchestrator_engine.agents.acp_asking import Question, answered, question, settled, withdrawn
from orchestrator_engine.agents.acp_files import Outside, read_text, write_text
from orchestrator_engine.agents.acp_link import Link
from orchestrator_engine.agents.program_ends import Cut
from orchestrator_engine.agents.protocol import Access, AgentEvent, Answer, Ask, Job, Refused
from orchestrator_engine.attempt import Ending
from orchestrator_engine.json_values import count_of, text_of

_SERVED = frozenset({"session/request_permission", "fs/read_text_file", "fs/write_text_file"})

_MOST_REFUSED = 100
"""Refusals after which an agent is stopped."""

_MOST_WAITING = 1_000
"""Requests that wait while a person thinks; what comes then stays in the pipe."""

_NOTHING = Answer(allow=False)


class Service:
    """Does what an agent wants, as far as its job allows."""

    def __init__(self, link: Link, name: str, job: Job, ask: Ask | None) -> None:
        self._link = link
        self._name = name
        self._job = job
        self._ask = ask

    async def serve(self) -> list[AgentEvent]:
        """Answer all that waits, in its order; what there is to tell of it."""
        told: list[AgentEvent] = []
        calls, thread = self._link.stream.heard.calls, self._link.stream.heard.thread
        while calls:
            call = calls.pop(0)
            number = call.number
            assert number is not None
            if call.method not in _SERVED:
                words = f"{call.method[:100]} is not served"
                await self._link.send(wire.error(number, wire.NOT_SERVED, words))
            elif self._link.stream.prompt is None or call.params.get("sessionId") != thread:
                await self._link.send(wire.error(number, wire.INVALID, "no such session"))
            elif call.method == "session/request_permission":
                told += await self._permission(question(call, str(self._job.cwd)))
            else:
                told += await self._file(number, call)
        return told

    async def _permission(self, asked: Question) -> list[AgentEvent]:
        link, job = self._link, self._job
        if link.cut is not None:
            await link.send(withdrawn(asked.number))
            return []
        told: list[AgentEvent] = []
        answer = await to_thread.run_sync(settled, asked, job.access, job.cwd)
        if answer is None and self._ask is not None:
            with link.running.waiting():
                begun = anyio.current_time()
                answer = await self._person(self._ask, asked, told)
                link.over += anyio.current_time() - begun
        if asked.number in link.stream.heard.withdrawn:
            return told
        line, allowed = answered(asked, answer or _NOTHING)
        if not allowed:
            told += self._refuse(asked.request.tool, f"{asked.request.title} was not allowed")
        await link.send(line)
        return told

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
        heard = self._link.stream.heard
        try:
            async for data in self._link.running.chunks():
                told += self._link.stream.feed(data)
                if asked.number in heard.withdrawn or self._link.stream.reply is not None:
                    break
                if len(heard.calls) > _MOST_WAITING:
                    await anyio.sleep_forever()
            thinking.cancel()
        finally:
            self._link.interrupted()

    async def _file(self, number: wire.Number, call: wire.Call) -> list[AgentEvent]:
        path = text_of(call.params.get("path"))
        writes = call.method == "fs/write_text_file"
        try:
            work = _written if writes else _read
            value = await to_thread.run_sync(work, self._job, path, call.params)
        except (OSError, Outside) as error:
            words = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            await self._link.send(wire.error(number, wire.FAILED, words))
            return self._refuse("Write", f"{path}: {words}") if writes else []
        heard = self._link.stream.heard
        heard.edited = heard.edited or writes
        await self._link.send(wire.result(number, value))
        return []

    def _refuse(self, tool: str, why: str) -> list[AgentEvent]:
        refused = Refused(tool, why)
        heard = self._link.stream.heard
        heard.refused.append(refused)
        if len(heard.refused) >= _MOST_REFUSED and self._link.cut is None:
            words = f"{self._name} asked {_MOST_REFUSED} times for what is not allowed"
            self._link.cut = Cut(Ending.DENIED, words)
        return [refused]


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
