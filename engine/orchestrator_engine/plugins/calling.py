"""Calling the hooks of plugins: each lives in a process of its own, and is asked one call a time.

What a plugin does wrong is written into the journal once a hook, and shown in the report; the run
goes on. A call is made at least once: after a crash, what was not answered is called again.
"""

import json
import logging
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from anyio import to_thread

from orchestrator_engine import actions, hooks
from orchestrator_engine.events import PluginFailed
from orchestrator_engine.hooks import Call, Hook
from orchestrator_engine.journal import Journal, read
from orchestrator_engine.json_values import is_object, list_of
from orchestrator_engine.listeners import Plugin
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plugins.found import argv
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from orchestrator_engine.store import StoreFull
from orchestrator_engine.system.processes import Program, program
from orchestrator_engine.system.sweeping import Mark

log = logging.getLogger(__name__)

ENDED = "its process ended"

BEGINNINGS = 3
"""How often the process of a plugin is started in one worker before it is left alone."""

_FOREVER = 365 * 86_400.0
_PIECE = 1024 * 1024
"""Bytes that an answer may have: what is longer is no answer."""


@dataclass(slots=True)
class _Pending:
    seq: int
    call: Call
    done: anyio.Event = field(default_factory=anyio.Event)


class Plugins:
    """All plugins of one run, in one worker."""

    def __init__(self, folder: RunFolder, journal: Journal, environment: Mapping[str, str]) -> None:
        created = journal.run.created
        self._folder = folder
        self._journal = journal
        self._seconds = created.settings.plugin_timeout
        self._heard = 0
        self._told: set[tuple[str, str]] = set()
        top = Path(created.origin.repository)
        self._hosts = [
            _Host(
                plugin=each,
                command=argv(each, folder),
                cwd=top,
                folder=folder,
                environment=environment,
                owner=self,
            )
            for each in created.settings.plugins
        ]

    async def catch_up(self) -> None:
        """Put what the worker before could not tell any more in front, and listen from here on."""
        if not self._hosts:
            return
        missed = await to_thread.run_sync(self._missed)
        self.hear(missed, self._journal.run)
        self._journal.watch(lambda _, recorded, run: self.hear(recorded, run))

    def hear(self, recorded: Sequence[Recorded], run: Run) -> None:
        """Have plugins called for what happened, in the order in which it did."""
        for one in recorded:
            self._heard = one.seq
            if isinstance(one.event, PluginFailed):
                continue
            for call in hooks.after((one,), run, self._folder.id):
                self._put(call)

    async def before_run(self) -> None:
        """Call what a run waits for before it does anything."""
        await self._awaited(hooks.before_run(self._journal.run, self._folder.id))

    async def before(self, action: actions.Action) -> None:
        """Call what an action waits for; bounded, whatever the plugins do."""
        await self._awaited(hooks.before(action, self._journal.run, self._folder.id))

    @property
    def there(self) -> bool:
        """Whether there is any."""
        return bool(self._hosts)

    async def serve(self) -> None:
        """Call plugins until `finish`."""
        async with anyio.create_task_group() as group:
            for host in self._hosts:
                group.start_soon(host.serve)

    async def finish(self) -> None:
        """Let the plugins answer what is left, for a bounded time."""
        for host in self._hosts:
            host.close()
        with anyio.move_on_after(self._seconds):
            for host in self._hosts:
                await host.idle.wait()

    def failed(self, plugin: Plugin, hook: str, why: str) -> None:
        """Write down that a plugin did something wrong, once a hook."""
        log.warning("the plugin %s at %s: %s", plugin.name, hook, why)
        if (plugin.name, hook) in self._told:
            return
        self._told.add((plugin.name, hook))
        if not self._journal.run.over:
            # Where there is no room the run says so itself, and pauses.
            with suppress(StoreFull):
                self._journal.append(PluginFailed(plugin.name, hook, why))

    def answered(self) -> None:
        """Note how far all of them have come."""
        with suppress(OSError):
            reached = min((host.next for host in self._hosts), default=self._heard + 1) - 1
            draft = self._cursor.with_suffix(".new")
            draft.write_text(str(min(reached, self._heard)), "ascii")
            draft.replace(self._cursor)

    @property
    def seconds(self) -> float:
        """How long a plugin may take for one call."""
        return self._seconds

    def _missed(self) -> list[Recorded]:
        reached = 0
        with suppress(OSError, ValueError):
            reached = int(self._cursor.read_text("ascii"))
        return [one for one in read(self._folder) if one.seq > reached]

    @property
    def _cursor(self) -> Path:
        return self._folder.path / "hooks.seq"

    def _put(self, call: Call) -> list[_Pending]:
        return [host.put(self._heard, call) for host in self._hosts]

    async def _awaited(self, calls: Iterable[Call]) -> None:
        waiting = [pending for call in calls for pending in self._put(call)]
        with anyio.move_on_after(2 * self._seconds):
            for pending in waiting:
                await pending.done.wait()


class _Host:
    """The process of one plugin, started when there is something to call."""

    def __init__(  # noqa: PLR0913  # what a program is started with
        self,
        *,
        plugin: Plugin,
        command: tuple[str, ...],
        cwd: Path,
        folder: RunFolder,
        environment: Mapping[str, str],
        owner: Plugins,
    ) -> None:
        self._plugin = plugin
        self._command = command
        self._cwd = cwd
        self._folder = folder
        self._environment = environment
        self._owner = owner
        self._inbox: deque[_Pending] = deque()
        self._news = anyio.Event()
        self._closed = False
        self.idle = anyio.Event()

    @property
    def next(self) -> int:
        """The number of the event whose calls it has not all answered, infinite without any."""
        return self._inbox[0].seq if self._inbox else sys.maxsize

    def put(self, seq: int, call: Call) -> _Pending:
        """Have a call made."""
        pending = _Pending(seq, call)
        self._inbox.append(pending)
        self._news.set()
        return pending

    def close(self) -> None:
        """Take no more."""
        self._closed = True
        self._news.set()

    async def serve(self) -> None:
        """Start the process as often as it makes sense, and call what there is to call."""
        for _ in range(BEGINNINGS):
            if not await self._something() or await self._live():
                break
        else:
            self._owner.failed(self._plugin, "start", "it is left alone from here on")
        while await self._something():
            self._answered()
        self.idle.set()

    async def _something(self) -> bool:
        """Wait for a call; False when none will come any more."""
        while not self._inbox:
            if self._closed:
                return False
            self._news = anyio.Event()
            await self._news.wait()
        return True

    async def _live(self) -> bool:
        """One life of the process; whether it ended because nothing is left to call."""
        name = f"plugin.{self._plugin.name}"
        async with program(
            self._command,
            cwd=self._cwd,
            env=self._environment,
            mark=Mark(self._folder.id, name, 0),
            spool=self._folder.spool / f"{name.replace('/', '-')}.log",
            seconds=_FOREVER,
        ) as running:
            lines = _lines(running)
            hello = await self._line(lines)
            if "error" in hello:
                self._fault("register", hello, running)
                return False
            wanted = frozenset(map(str, list_of(hello.get("hooks"))))
            while await self._something():
                call = self._inbox[0].call
                if call.hook in wanted and not await self._ask(running, lines, call):
                    return False
                self._answered()
            running.close_input()
            return True

    async def _ask(
        self, running: Program, lines: AsyncIterator[dict[str, object]], call: Call
    ) -> bool:
        """Make one call; whether the process can be asked again."""
        question = {"id": 0, "hook": call.hook, "values": call.values}
        sent = await running.send(f"{json.dumps(question)}\n".encode())
        answer = await self._line(lines) if sent else _gone(ENDED)
        if "error" in answer:
            self._fault(call.hook, answer, running)
        if "gone" in answer:
            self._answered()
            return False
        return True

    async def _line(self, lines: AsyncIterator[dict[str, object]]) -> dict[str, object]:
        """What the process says next; `gone` where it will say nothing any more."""
        with anyio.move_on_after(self._owner.seconds):
            return await anext(lines, _gone(ENDED))
        return _gone(f"no answer within {self._owner.seconds:g} s")

    def _fault(self, hook: Hook | str, answer: dict[str, object], running: Program) -> None:
        why = str(answer["error"]) if running.pid is not None else "it could not be started"
        self._owner.failed(self._plugin, str(hook), why)

    def _answered(self) -> None:
        self._inbox.popleft().done.set()
        self._owner.answered()


def _gone(why: str) -> dict[str, object]:
    """What stands for an answer where none will come."""
    return {"gone": True, "error": why}


async def _lines(running: Program) -> AsyncIterator[dict[str, object]]:
    """The objects that a process writes, a line each; ends with the first that is none."""
    rest = b""
    async for chunk in running.chunks():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            try:
                told = json.loads(line)
            except ValueError:
                return
            if not is_object(told):
                return
            yield told
        if len(rest) > _PIECE:
            return
