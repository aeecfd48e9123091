"""What the dashboard answers: the page, what runs say, and the commands of the person.

The table of all paths is here. `questions.py` answers about runs, `listening.py` tells what
happens, and commands, which wait for a run's answer, have threads of their own.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router, WebSocketRoute

import orchestrator_engine
from orchestrator_engine.dashboard import acting
from orchestrator_engine.dashboard.answers import Answer, answering, body, in_json
from orchestrator_engine.dashboard.bodies import COMMANDS
from orchestrator_engine.dashboard.desk import Desk
from orchestrator_engine.dashboard.listening import CLIENTS, Listening
from orchestrator_engine.dashboard.questions import Questions
from orchestrator_engine.metrics import TYPE, metrics

_SCRIPTS = (
    "boot.js",
    "app.js",
    "transport.js",
    "dom.js",
    "overview.js",
    "parts.js",
    "run.js",
    "task.js",
    "remarks.js",
    "tasks.js",
    "steering.js",
    "timeline.js",
    "cost.js",
    "scale.js",
    "fit.js",
    "drawings.js",
    "frame.js",
    "graph.js",
    "diff.js",
    "log.js",
    "history.js",
    "dialogs.js",
    "words.js",
)

PAGE = {
    "/": ("index.html", "text/html; charset=utf-8"),
    **{f"/{name}": (name, "text/javascript; charset=utf-8") for name in _SCRIPTS},
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
"""Every file of the page, by its path: nothing else is ever read for a request."""

FREE = frozenset(PAGE) - {"/"} | {"/health"}
"""Paths that need no token: there is nothing of the person in them."""


class Dashboard:
    """The dashboard of a state folder; `app` answers what the guard lets through."""

    def __init__(self, state: Path, *, clients: int = CLIENTS) -> None:
        self._started = time.monotonic()
        self.desk = Desk(state)
        self._acting = ThreadPoolExecutor(4, "commands")
        self._files = {path: _file(name) for path, (name, _) in PAGE.items()}
        questions = Questions(self.desk)
        self.app = Router(
            [
                *(Route(path, self._page) for path in PAGE),
                Route("/health", self._health),
                *(Route(path, self._answering(each)) for path, each in questions.paths.items()),
                Route("/metrics", self._metrics),
                *(
                    Route(
                        f"/{name}", self._answering(partial(self._command, name)), methods=["POST"]
                    )
                    for name in COMMANDS
                ),
                WebSocketRoute("/ws", Listening(self.desk, clients).listen),
            ],
            redirect_slashes=False,
        )

    @property
    def shell(self) -> bytes:
        """The page, which holds nothing of anybody's."""
        return self._files["/"]

    async def close(self) -> None:
        """Let go of everything."""
        await self.desk.close()
        self._acting.shutdown(wait=False, cancel_futures=True)

    def _answering(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def used(request: Request) -> Mapping[str, Any]:
            self.desk.used = time.monotonic()
            return await answer(request)

        return answering(used)

    async def _page(self, request: Request) -> Response:
        path: str = request.scope["path"]
        return Response(self._files[path], headers={"content-type": PAGE[path][1]})

    async def _health(self, _: Request) -> Response:
        up = round(time.monotonic() - self._started, 1)
        return in_json(200, {"ok": True, "uptime": up, "version": orchestrator_engine.__version__})

    async def _metrics(self, _: Request) -> Response:
        # It does not count as somebody who is there: a scraper would keep us up for ever.
        await self.desk.whole()
        return Response(metrics(await self.desk.overview()), headers={"content-type": TYPE})

    async def _command(self, name: str, request: Request) -> Mapping[str, Any]:
        told = body(COMMANDS[name], await request.body())
        desk = self.desk
        run = told.run or await desk.only()
        folder = await desk.read(lambda: desk.runs.folder(run))
        await desk.read(desk.runs.sign)
        done = await asyncio.get_running_loop().run_in_executor(
            self._acting, acting.act, name, folder, told
        )
        if name in ("restart", "resume"):
            desk.hub.publish(
                "orchestrator_restarting", run, time.time(), {"why": acting.SAID[name]}
            )
        desk.wanted.set()
        return done


def _file(name: str) -> bytes:
    return resources.files("orchestrator_engine.dashboard").joinpath("page", name).read_bytes()
