"""What the dashboard answers: the page, what runs say, and the commands of the person.

Everything that reads a store is done by one thread beside the event loop, so that `/health` answers
whatever the runs do. Commands wait for a run's answer, and have threads of their own.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

import orchestrator_engine
from orchestrator_engine import view as views
from orchestrator_engine.comparing import Standing, pairs
from orchestrator_engine.dashboard import acting, log
from orchestrator_engine.dashboard.bodies import COMMANDS, AboutRun
from orchestrator_engine.dashboard.following import Runs
from orchestrator_engine.dashboard.guard import PROTOCOL
from orchestrator_engine.dashboard.hub import Hub
from orchestrator_engine.errors import Refusal
from orchestrator_engine.metrics import TYPE, metrics
from orchestrator_engine.viewing import as_json

PAGE = {
    "/": ("index.html", "text/html; charset=utf-8"),
    **{
        f"/{name}": (name, kind)
        for kind, names in {
            "text/javascript; charset=utf-8": (
                "boot.js",
                "app.js",
                "transport.js",
                "dom.js",
                "overview.js",
                "run.js",
                "charts.js",
                "graph.js",
                "diff.js",
                "log.js",
                "history.js",
                "dialogs.js",
                "words.js",
            ),
            "text/css; charset=utf-8": ("style.css",),
            "image/svg+xml": ("icon.svg",),
        }.items()
        for name in names
    },
}
"""Every file of the page, by its path: nothing else is ever read for a request."""

FREE = frozenset(PAGE) - {"/"} | {"/health"}
"""Paths that need no token: there is nothing of the person in them."""

CLIENTS = 100
"""Pages and programs that may look on at once."""

_POLL = 0.25
_QUIET = 2.0
_PATCH = 512 * 1024
_HISTORY = 100

Value = TypeVar("Value")


class Bad(Exception):  # noqa: N818  # it is an answer, not a mishap
    """A request that makes no sense: its status and why."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.hint = status, message, hint


class Dashboard:
    """The dashboard of a state folder; `app` answers what the guard lets through."""

    def __init__(self, state: Path, *, clients: int = CLIENTS) -> None:
        self._started = time.monotonic()
        self.used = time.monotonic()
        self.hub = Hub(lambda message: as_json(message).decode())
        self.clients = 0
        self._most = clients
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: list[tuple[str, str, float, dict[str, Any]]] = []
        self.runs = Runs(state, self._heard)
        self._reading = ThreadPoolExecutor(1, "stores")
        self._acting = ThreadPoolExecutor(4, "commands")
        self._wanted = asyncio.Event()
        self._files = {path: _file(name) for path, (name, _) in PAGE.items()}
        self.app = Router(
            [
                *(Route(path, self._page) for path in PAGE),
                Route("/health", self._health),
                Route("/state", self._answering(self._state)),
                Route("/view", self._answering(self._view)),
                Route("/task", self._answering(self._task)),
                Route("/diff", self._answering(self._diff)),
                Route("/logs", self._answering(self._logs)),
                Route("/history", self._answering(self._history)),
                Route("/compare", self._answering(self._compare)),
                Route("/metrics", self._metrics),
                *(
                    Route(
                        f"/{name}", self._answering(partial(self._command, name)), methods=["POST"]
                    )
                    for name in COMMANDS
                ),
                WebSocketRoute("/ws", self._listen),
            ],
            redirect_slashes=False,
        )

    @property
    def shell(self) -> bytes:
        """The page, which holds nothing of anybody's."""
        return self._files["/"]

    @property
    def idle(self) -> float:
        """Seconds since somebody was there."""
        return 0.0 if self.clients else time.monotonic() - self.used

    async def follow(self) -> None:
        """Look what runs do for as long as somebody is there; until cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            await self._look()
            if not self.clients:
                # Nobody looks on: a request wakes us, and what it asks for is read then.
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wanted.wait(), _QUIET if self.runs.live else 60.0)
                self._wanted.clear()
            await asyncio.sleep(_POLL)

    async def close(self) -> None:
        """Let go of everything."""
        await self._read(self.runs.close)
        self._reading.shutdown()
        self._acting.shutdown(wait=False, cancel_futures=True)

    def _heard(self, kind: str, run: str, at: float, data: dict[str, Any]) -> None:
        """Note what is to be told, in the thread that reads."""
        self._news.append((kind, run, at, data))

    async def _look(self) -> None:
        await self._read(partial(self.runs.look, attend=self.clients > 0))

    async def _read(self, read: Callable[[], Value]) -> Value:
        """Have the thread that reads stores do it, and tell what it met on the way."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reading, read)
        finally:
            news, self._news[:] = [*self._news], []
            for told in news:
                self.hub.publish(*told)

    def _answering(
        self, answer: Callable[[Request], Awaitable[Mapping[str, Any]]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that says in JSON what `answer` returns, or why not."""

        async def endpoint(request: Request) -> Response:
            self.used = time.monotonic()
            try:
                return _json(200, await answer(request))
            except Bad as bad:
                return _json(bad.status, _error("bad-request", bad.message, bad.hint))
            except Refusal as refusal:
                return _json(409, _error(refusal.name, refusal.message, refusal.hint))
            except KeyError as error:
                return _json(404, _error("not-found", f"there is no {error.args[0]}", ""))

        return endpoint

    async def _page(self, request: Request) -> Response:
        path: str = request.scope["path"]
        return Response(self._files[path], headers={"content-type": PAGE[path][1]})

    async def _health(self, _: Request) -> Response:
        up = round(time.monotonic() - self._started, 1)
        return _json(200, {"ok": True, "uptime": up, "version": orchestrator_engine.__version__})

    async def _state(self, request: Request) -> Mapping[str, Any]:
        if "run" in request.query_params:
            return await self._view(request)
        return await self._overview()

    async def _metrics(self, _: Request) -> Response:
        # It does not count as somebody who is there: a scraper would keep us up for ever.
        return Response(metrics(await self._overview()), headers={"content-type": TYPE})

    async def _overview(self) -> dict[str, Any]:
        def read() -> dict[str, Any]:
            self.runs.look()
            return self.runs.overview()

        made = await self._read(read)
        return made | {"instance": self.hub.instance, "message": self.hub.last}

    async def _view(self, request: Request) -> Mapping[str, Any]:
        name = await self._named(request)

        def read() -> dict[str, Any]:
            self.runs.look()
            folder, run, driven = self.runs.read(name)
            return views.view(run, folder.id, now=time.time(), driven=driven)

        return await self._read(read)

    async def _task(self, request: Request) -> Mapping[str, Any]:
        name, task = await self._named(request), _asked(request, "task")

        def read() -> dict[str, Any]:
            _, run, driven = self.runs.read(name)
            if task not in run.tasks:
                raise KeyError(f"task {task}")
            return views.task(run, task, now=time.time(), driven=driven)

        return await self._read(read)

    async def _diff(self, request: Request) -> Mapping[str, Any]:
        name, task = await self._named(request), _asked(request, "task")
        number = _number(request, "attempt", 0)

        def read() -> dict[str, Any]:
            folder, run, _ = self.runs.read(name)
            state = run.tasks.get(task)
            if state is None or not 0 < number <= len(state.attempts):
                raise KeyError(f"attempt {number} of {task}")
            try:
                with folder.patch(task, number).open("rb") as file:
                    data = file.read(_PATCH + 1)
            except FileNotFoundError:
                raise KeyError(f"change of attempt {number} of {task}") from None
            patch = data[:_PATCH].decode("utf-8", "replace")
            return {"task": task, "attempt": number, "patch": patch, "cut": len(data) > _PATCH}

        return await self._read(read)

    async def _logs(self, request: Request) -> Mapping[str, Any]:
        name = await self._named(request)
        level = request.query_params.get("level", log.LEVELS[0])
        if level not in log.LEVELS:
            raise Bad(400, f"there is no level {level}", f"There are {', '.join(log.LEVELS)}.")
        text = request.query_params.get("text", "")
        before = _number(request, "before", 0) or None

        def read() -> dict[str, Any]:
            folder, run, _ = self.runs.read(name)
            made = log.rows(folder, run, before=before, level=level, text=text)
            return {"run": name, "last": run.seq, "rows": made}

        return await self._read(read)

    async def _history(self, request: Request) -> Mapping[str, Any]:
        offset = _number(request, "offset", 0)
        limit = min(_number(request, "limit", _HISTORY), _HISTORY)
        text = request.query_params.get("text", "")

        def read() -> dict[str, Any]:
            self.runs.look()
            return self.runs.history(offset, limit, text)

        return await self._read(read)

    async def _compare(self, request: Request) -> Mapping[str, Any]:
        one, other = _asked(request, "run"), _asked(request, "other")

        def read() -> dict[str, Any]:
            _, first, _ = self.runs.read(one)
            _, second, _ = self.runs.read(other)
            items = [
                {
                    "item": pair.label,
                    "alike": pair.alike,
                    "runs": [_standing(pair.one), _standing(pair.other)],
                }
                for pair in pairs(first, second)
            ]
            return {"runs": [self.runs.row(one), self.runs.row(other)], "items": items}

        return await self._read(read)

    async def _command(self, name: str, request: Request) -> Mapping[str, Any]:
        body = _body(COMMANDS[name], await request.body())
        run = body.run or await self._only()
        folder = await self._read(lambda: self.runs.folder(run))
        if folder is None:
            raise KeyError(f"run {run}")
        await self._read(self.runs.sign)
        done = await asyncio.get_running_loop().run_in_executor(
            self._acting, acting.act, name, folder, body
        )
        if name in ("restart", "resume"):
            self.hub.publish(
                "orchestrator_restarting", run, time.time(), {"why": acting.SAID[name]}
            )
        self._wanted.set()
        return done

    async def _named(self, request: Request) -> str:
        """The run that a request is about; without its id one that goes on, or the last."""
        name = request.query_params.get("run")
        return name or await self._only(otherwise_latest=True)

    async def _only(self, *, otherwise_latest: bool = False) -> str:
        def read() -> tuple[list[str], list[str]]:
            self.runs.look()
            return self.runs.live, [*self.runs.known][:1]

        live, latest = await self._read(read)
        if len(live) == 1 or (live and otherwise_latest):
            return live[0]
        if otherwise_latest and latest:
            return latest[0]
        if not live:
            raise Bad(404, "no run goes on", "Name one: run")
        raise Bad(400, f"{len(live)} runs go on", "Name the one that you mean: run")

    async def _listen(self, socket: WebSocket) -> None:
        if self.clients >= self._most:
            await socket.send_denial_response(
                Response("too many look on already\n", 503, media_type="text/plain")
            )
            return
        self.clients += 1
        self._wanted.set()
        try:
            known = PROTOCOL in socket.scope["subprotocols"]
            await socket.accept(PROTOCOL if known else None)
            async with asyncio.TaskGroup() as tasks:
                telling: list[asyncio.Task[None]] = []
                try:
                    await self._hear(socket, tasks, telling)
                finally:
                    for task in telling:
                        task.cancel()
        except* (WebSocketDisconnect, OSError, RuntimeError):
            pass  # it is gone
        finally:
            self.clients -= 1
            self.used = time.monotonic()

    async def _hear(
        self, socket: WebSocket, tasks: asyncio.TaskGroup, telling: list[asyncio.Task[None]]
    ) -> None:
        """What a listener says: from where on it wants to be told. Never a command."""
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            code, said = _heard(message)
            if code:
                await socket.close(code)
                return
            self.used = time.monotonic()
            if said["type"] == "ping":
                await socket.send_text(self.hub.single("pong", None))
            elif not telling:
                after = said.get("after")
                same = said.get("instance") == self.hub.instance
                known = same and isinstance(after, int) and self.hub.knows(after)
                telling.append(tasks.create_task(self._tell(socket, after if known else None)))

    async def _tell(self, socket: WebSocket, after: int | None) -> None:
        if after is None:
            # What happens while it is made is told after it, a second time if need be.
            after = self.hub.last
            overview = await self._overview()
            await socket.send_text(self.hub.single("initial_state", overview | {"message": after}))
        while socket.application_state is WebSocketState.CONNECTED:
            after, frame = await self.hub.frame(after)
            await socket.send_text(frame)


def _heard(message: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """The code to close with, or 0, and what was said."""
    text = message.get("text")
    if text is None:
        return 1003, {}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return 1007, {}
    if not isinstance(said, dict) or said.get("type") not in ("hello", "ping"):  # pyright: ignore[reportUnknownMemberType]
        return 1008, {}
    return 0, said  # pyright: ignore[reportUnknownVariableType]


def _body(shape: type[AboutRun], data: bytes) -> AboutRun:
    try:
        return shape.model_validate_json(data or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the body"
        raise Bad(422, f"{place}: {first['msg']}") from None


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "stage": None if standing.stage is None else str(standing.stage),
        "rounds": standing.rounds,
        "score": standing.score,
        "seconds": standing.seconds,
        "usd": standing.spending.usd,
        "unknown": standing.spending.unknown,
    }


def _asked(request: Request, name: str) -> str:
    value = request.query_params.get(name)
    if not value:
        raise Bad(400, f"{name} is missing")
    return value


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10):  # noqa: PLR2004
        raise Bad(400, f"{name} is a whole number")
    return int(text)


def _error(name: str, message: str, hint: str) -> dict[str, Any]:
    return {"error": name, "message": message, "hint": hint}


def _json(status: int, value: Mapping[str, Any]) -> Response:
    return Response(as_json(value), status, media_type="application/json")


def _file(name: str) -> bytes:
    return resources.files("orchestrator_engine.dashboard").joinpath("page", name).read_bytes()
