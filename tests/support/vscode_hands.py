"""What whoever sits in front of a window of VS Code does until it has an effect.

A click can come to nothing: a lens is drawn anew, a list has just changed, a command is not enabled
yet. So what is done is done again until what it is for can be seen (`_until`), which is never wrong
here: nothing of ours starts twice because it was asked for twice.
"""

import contextlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, TimeoutError, expect  # noqa: A004

PATIENCE = 240.0
"""Seconds that anything may take on a busy machine; an installation may take twice of it."""

AGAIN = 8000
"""Milliseconds after which something that had no effect is done again."""

Text = str | re.Pattern[str]


class Hands:
    """Doing and seeing in one page, and a list of what was done and seen."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self._begun = time.monotonic()
        self._steps: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)

    def see(self, shown: Locator, seconds: float = PATIENCE) -> Locator:
        """Wait until something is shown."""
        shown.wait_for(timeout=seconds * 1000)
        self._step(f"seen: {shown}")
        return shown

    def gone(self, shown: Locator, seconds: float = PATIENCE) -> None:
        """Wait until something is shown no more."""
        shown.wait_for(state="hidden", timeout=seconds * 1000)
        self._step(f"gone: {shown}")

    def _until(self, act: Callable[[], object], seen: Locator, pause: int = AGAIN) -> None:
        """Do something, and again after a pause, until what it is for is shown."""
        self._until_it_is("visible", act, seen, pause)

    def _until_gone(self, act: Callable[[], object], shown: Locator) -> None:
        """Do something, and again after a pause, until something is shown no more."""
        self._until_it_is("hidden", act, shown, AGAIN)

    def _until_it_is(
        self,
        state: Literal["visible", "hidden"],
        act: Callable[[], object],
        what: Locator,
        pause: int,
    ) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(TimeoutError):
                act()
            try:
                what.wait_for(state=state, timeout=pause)
            except TimeoutError:
                self._step(f"again, without effect so far: {what}")
                assert time.monotonic() < end, f"never {state}: {what}"
            else:
                self._step(f"{state}: {what}")
                return

    def _step(self, what: str) -> None:
        what = re.sub(r"<Locator .*?selector='(.*)'>", r"\1", what)
        self._steps.append(f"{time.monotonic() - self._begun:7.2f} {what}")
