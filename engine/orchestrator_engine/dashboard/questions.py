"""What can be asked of the dashboard: all runs, one of them, its parts. It changes nothing."""

import time
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from orchestrator_engine import details
from orchestrator_engine import view as views
from orchestrator_engine.dashboard.answers import Answer, Bad, asked, number
from orchestrator_engine.dashboard.desk import Desk
from orchestrator_engine.run_log import LEVELS
from orchestrator_engine.sequel import told_of

_ALL = 10**6
"""More tasks than a run has."""


class Questions:
    """The answers to GET requests about runs, in the shapes of `docs/reference/dashboard.md`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.paths: Mapping[str, Answer] = {
            "/state": self._state,
            "/view": self._view,
            "/task": self._task,
            "/diff": self._diff,
            "/logs": self._logs,
            "/history": self._history,
            "/compare": self._compare,
        }

    async def _state(self, request: Request) -> Mapping[str, Any]:
        if "run" in request.query_params:
            return await self._view(request)
        return await self._desk.overview()

    async def _view(self, request: Request) -> Mapping[str, Any]:
        name, runs = await self._named(request), self._desk.runs
        brief, first = "brief" in request.query_params, number(request, "first", _ALL)

        def read() -> dict[str, Any]:
            runs.look()
            folder, run, driven = runs.read(name)
            now = time.time()
            return views.view(
                run,
                folder.id,
                now=now,
                driven=driven,
                brief=brief,
                first=first,
                sequel=told_of(folder),
            )

        return await self._desk.read(read)

    async def _task(self, request: Request) -> Mapping[str, Any]:
        name, task = await self._named(request), asked(request, "task")

        def read() -> dict[str, Any]:
            _, run, driven = self._desk.runs.read(name)
            return details.task(run, task, driven=driven)

        return await self._desk.read(read)

    async def _diff(self, request: Request) -> Mapping[str, Any]:
        name, task = await self._named(request), asked(request, "task")
        attempt = number(request, "attempt", 0)

        def read() -> dict[str, Any]:
            folder, run, _ = self._desk.runs.read(name)
            return details.diff(folder, run, task, attempt)

        return await self._desk.read(read)

    async def _logs(self, request: Request) -> Mapping[str, Any]:
        name = await self._named(request)
        level = request.query_params.get("level", LEVELS[0])
        if level not in LEVELS:
            raise Bad(400, f"there is no level {level}", f"There are {', '.join(LEVELS)}.")
        text = request.query_params.get("text", "")
        wish = details.Wish(level=level, text=text, before=number(request, "before", 0) or None)

        def read() -> dict[str, Any]:
            folder, run, _ = self._desk.runs.read(name)
            return details.log(folder, run, wish)

        return await self._desk.read(read)

    async def _history(self, request: Request) -> Mapping[str, Any]:
        wish = details.Wish(
            offset=number(request, "offset", 0),
            limit=number(request, "limit", details.MOST_RUNS),
            text=request.query_params.get("text", ""),
        )
        await self._desk.whole()
        return await self._desk.read(lambda: details.history(self._desk.runs.known, wish))

    async def _compare(self, request: Request) -> Mapping[str, Any]:
        names = asked(request, "run"), asked(request, "other")

        def read() -> dict[str, Any]:
            one, other = (
                (self._desk.runs.read(name)[1], self._desk.runs.summary(name)) for name in names
            )
            return details.compare(one, other)

        return await self._desk.read(read)

    async def _named(self, request: Request) -> str:
        """The run that a request is about; without its id one that goes on, or the last."""
        name = request.query_params.get("run")
        return name or await self._desk.only(otherwise_latest=True)
