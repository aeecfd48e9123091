"""What the editor draws, drawn again when something is new: never often, and all of it at once."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from lsprotocol import types as lsp

from orchestrator_server.background import Background
from orchestrator_server.capabilities import Client
from orchestrator_server.names import CHANGED

REFRESH_SECONDS = 0.5
"""Lenses and hints are asked to be drawn again at most this often, and changes are told."""

SOON_SECONDS = 0.05
"""What was found out about several documents at once is asked for once."""

LENSES = lsp.WORKSPACE_CODE_LENS_REFRESH
HINTS = lsp.WORKSPACE_INLAY_HINT_REFRESH
DIAGNOSTICS = lsp.WORKSPACE_DIAGNOSTIC_REFRESH


class Redrawing:
    """Has lenses, hints and diagnostics drawn again, and widgets told, by an editor that can.

    `have_redrawn` asks the editor for one of them, `tell` names the runs that have changed.
    """

    def __init__(
        self,
        client: Client,
        background: Background,
        have_redrawn: Callable[[str], Coroutine[Any, Any, object]],
        tell: Callable[[list[str]], None],
    ) -> None:
        self._client = client
        self._background = background
        self._have_redrawn = have_redrawn
        self._tell = tell
        self._done_at: dict[str, float] = {}
        self._changed: dict[str, None] = {}

    def lenses(self) -> None:
        """Have the lenses drawn again, soon; asking often costs nothing."""
        if self._client.refreshes_lenses:
            self._soon(LENSES, partial(self._ask, LENSES))

    def hints(self) -> None:
        """Have the inlay hints drawn again, soon; asking often costs nothing."""
        if self._client.refreshes_hints:
            self._soon(HINTS, partial(self._ask, HINTS))

    def changed(self, run: str) -> None:
        """Tell widgets that a run has changed, soon, and together with others."""
        if self._client.hears_of_changes:
            self._changed[run] = None
            self._soon(CHANGED, self._tell_changes)

    def _tell_changes(self) -> None:
        runs = list(self._changed)
        self._changed.clear()
        self._tell(runs)

    def _ask(self, method: str) -> None:
        self._background.spawn(self._have_redrawn(method))

    def _soon(self, key: str, work: Callable[[], object]) -> None:
        """Do something of a kind at most twice a second."""
        if self._background.put_off(key):
            return
        loop = asyncio.get_running_loop()
        wait = max(0.0, self._done_at.get(key, float("-inf")) + REFRESH_SECONDS - loop.time())

        def do() -> None:
            self._done_at[key] = loop.time()
            work()

        self._background.later(key, wait, do)

    def diagnostics(self) -> None:
        """Have an editor that pulls findings ask for them again, soon."""
        if self._client.refreshes_diagnostics and not self._background.put_off(DIAGNOSTICS):
            self._background.later(DIAGNOSTICS, SOON_SECONDS, partial(self._ask, DIAGNOSTICS))
