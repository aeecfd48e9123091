"""Changes on the disk, for editors that tell of none: looked for every few seconds, in a thread.

What is looked at are the documents that are known, the folders that hold them, the settings of the
workspace's folders, and the sources that have remarks. Nothing is opened.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator_server.documents import path_of
from orchestrator_server.settings_file import NAME

if TYPE_CHECKING:
    from orchestrator_server.session import Session

SECONDS = 5.0
"""How often it is looked."""

Stamps = Mapping[Path, int | None]


async def watch(session: "Session", changed: Callable[[list[str]], None]) -> None:
    """Tell what has changed, by its address, for as long as the session lasts.

    What was not looked at before counts as unchanged: it has just been read.
    """
    before: Stamps = {}
    while True:
        await asyncio.sleep(SECONDS)
        paths = [*session.indexing.watched(), *_others(session)]
        now = await asyncio.to_thread(_stamps, paths)
        news = [path for path in now if path in before and before[path] != now[path]]
        before = now
        if news:
            changed([path.as_uri() for path in news])


def _others(session: "Session") -> Iterable[Path]:
    yield from (root / NAME for root in session.runs.roots)
    yield from filter(None, map(path_of, session.remarks.files()))


def _stamps(paths: Iterable[Path]) -> Stamps:
    return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
