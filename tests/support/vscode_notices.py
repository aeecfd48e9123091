"""What VS Code tells and asks, in notifications and dialogs, and the answers."""

import contextlib
import time

from playwright.sync_api import Locator, TimeoutError  # noqa: A004

from orchestrator_server.editor import READ_SECONDS
from support.vscode_hands import AGAIN, PATIENCE, Hands, Text

PUT_AWAY = 60_000
"""Milliseconds after which something that is waited for may have been told, and put away."""


class Notices(Hands):
    """The notifications and the dialogs of one window."""

    def clear(self) -> None:
        """Put away what is told, but for what goes on."""
        toasts = self.page.locator(".notifications-toasts .notification-list-item")
        closes = toasts.locator("a.codicon-notifications-clear")
        for _ in range(toasts.count()):
            with contextlib.suppress(TimeoutError):
                toasts.first.hover(timeout=AGAIN)
                closes.first.click(timeout=AGAIN)

    def toasts(self) -> list[str]:
        """What all notifications say."""
        rows = self.page.locator(".notifications-toasts .notification-list-item")
        return rows.all_inner_texts()

    def toast(self, text: Text) -> Locator:
        """A notification that says that, wherever it is shown."""
        told = self.page.locator(
            ".notifications-toasts .notification-list-item,"
            ".notifications-center .notification-list-item"
        )
        return told.filter(has_text=text).filter(visible=True).first

    def hear(self, text: Text, seconds: float = PATIENCE) -> None:
        """Wait until something is asked or told.

        VS Code puts away after ten seconds what it told, which is kept behind the bell.
        """
        bell = self.page.locator('.statusbar-item[id="status.notifications"] a')
        asked = self.asked(text)
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(TimeoutError):
                asked.wait_for(timeout=PUT_AWAY)
                break
            assert time.monotonic() < end, f"never told: {text}"
            with contextlib.suppress(TimeoutError):
                bell.click(timeout=AGAIN)
        self._step(f"told: {text}")

    def asked(self, text: Text) -> Locator:
        """A dialog or a notification that asks that."""
        return self.dialog(text).or_(self.toast(text)).first

    def dialog(self, text: Text) -> Locator:
        """A dialog that asks that."""
        return self.page.locator(".monaco-dialog-box").filter(has_text=text).first

    def answer(self, text: Text, button: str, seconds: float = PATIENCE) -> None:
        """Press a button of a dialog or of a notification."""
        self.hear(text, seconds)
        # A dialog lies above everything else.
        asked = self.dialog(text) if self.dialog(text).is_visible() else self.toast(text)
        asked.hover()
        time.sleep(READ_SECONDS)  # who answers a question sooner cannot have read it
        pressed = asked.get_by_role("button", name=button, exact=True)
        self._until_gone(lambda: pressed.click(timeout=AGAIN), pressed)
        self._step(f"pressed: {button}")
