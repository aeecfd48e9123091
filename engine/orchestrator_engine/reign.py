"""One reign over a run: taken over, driven to its end, or paused by what would stop every try."""

import errno
import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import anyio
from anyio import to_thread

from orchestrator_engine import events as e
from orchestrator_engine import (
    telemetry,
)
from orchestrator_engine.context import Context
from orchestrator_engine.driver import Driver
from orchestrator_engine.notifying import Notifier
from orchestrator_engine.plugins.calling import Plugins
from orchestrator_engine.recover import abandon
from orchestrator_engine.run import Status
from orchestrator_engine.store import StoreFull
from orchestrator_engine.system import sandbox
from orchestrator_engine.system.git import GitFailed
from orchestrator_engine.takeover import recover, write_report
from orchestrator_engine.trust_store import Rewired, still_trusted

log = logging.getLogger(__name__)

FULL = "the disk is full"
"""Why a run pauses that has no room left to write in."""

LEAST_ROOM = 256 * 1024
"""Bytes below which a disk counts as full; what just failed may have freed some."""

WALLS_GONE = (
    "the sandbox that holds agents and checks in this run (bubblewrap) does not work here now: "
    "make it work again, or run the document anew with --no-sandbox"
)
"""Why a run pauses that began behind walls."""

Mishap = TypeVar("Mishap", bound=Exception)


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who are told of a run."""

    plugins: Plugins
    notifier: Notifier

    async def gather(self) -> Plugins | None:
        """Have them hear what happens from here on; the plugins, where there are any."""
        self.notifier.listen()
        if not self.plugins.there:
            return None
        await self.plugins.catch_up()
        await self.plugins.before_run()
        return self.plugins


async def heard(context: Context, swept: int, environment: Mapping[str, str]) -> None:
    """As `reign`, with those who are told of it: plugins, and a person who went away."""
    plugins = Plugins(context.folder, context.journal, context.environment)
    notifier = Notifier(context.folder, context.journal, environment)
    flush = telemetry.follow(context.folder, context.journal, environment)
    async with anyio.create_task_group() as group:
        group.start_soon(plugins.serve)
        group.start_soon(notifier.serve)
        await reign(context, swept, Audience(plugins, notifier))
        await plugins.finish()
        await notifier.finish()
        await to_thread.run_sync(flush)
        group.cancel_scope.cancel()


async def reign(context: Context, swept: int, audience: Audience | None = None) -> None:
    """Recover, and drive the run to its end; what would stop every further try too pauses it.

    To begin again by oneself would have agents paid for the same work again and again.
    """
    try:
        await to_thread.run_sync(recover, context, swept)
        if not context.run.over:
            await to_thread.run_sync(_require_trust, context)
            await to_thread.run_sync(_require_walls, context)
        plugins = await audience.gather() if audience is not None else None
        await Driver(context, plugins).drive()
    except* Rewired as rewired:
        log.warning("%s", first_of(rewired))
        pause(context, str(first_of(rewired)))
    except* WallsGone:
        log.warning(WALLS_GONE)
        pause(context, WALLS_GONE)
    except* StoreFull as full:
        log.warning("%s", full.exceptions[0])
        pause(context, FULL)
    except* GitFailed as failed:
        first = first_of(failed)
        if first.killed:
            raise
        log.warning("%s", first)
        pause(context, FULL if first.full or _no_room(context) else str(first))
    except* OSError as failed:
        if first_of(failed).errno != errno.ENOSPC:
            raise
        log.warning("%s", first_of(failed))
        pause(context, FULL)


def _no_room(context: Context) -> bool:
    """Whether a disk that the run writes to is full: git does not always say why it could not."""
    places = (context.folder.path, context.repository.common)
    return any(shutil.disk_usage(place).free < LEAST_ROOM for place in places)


def _require_trust(context: Context) -> None:
    """Look what would be executed before anything is; raises `Rewired`."""
    run = context.run
    context.git.clear()
    repository = context.repository.harmless()
    context.git.append(still_trusted(context.folder.state, repository, run.created, context.plan))


class WallsGone(Exception):  # noqa: N818  # what happened, not a kind of error
    """What is to hold agents and checks cannot be had here any more."""


def _require_walls(context: Context) -> None:
    """Look that what the run promised to hold agents with works; raises `WallsGone`.

    Without it every check would fail, and each failure would be given to an agent to mend.
    """
    if context.run.created.settings.sandbox == sandbox.BUBBLEWRAP and not sandbox.works():
        raise WallsGone


def pause(context: Context, why: str) -> None:
    """End the run for now, even though the disk may be full."""
    if context.run.over:
        return
    abandoned = abandon(context.run, frozenset(), why)
    context.journal.append_last(*abandoned, e.RunEnded(Status.PAUSED, why))
    write_report(context)


def first_of(group: BaseExceptionGroup[Mishap]) -> Mishap:
    """The first mishap of a group, however deep it is."""
    first = group.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first
