"""A window of VS Code, for a person who reads, clicks and types in it."""

import contextlib
import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, FrameLocator, Locator, TimeoutError  # noqa: A004

from support.browsers import SHOTS
from support.vscode_hands import AGAIN, PATIENCE, Text
from support.vscode_notices import Notices

_KEPT = """async (words) => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    try {
      for (const store of database.objectStoreNames) {
        const kept = await done(database.transaction(store).objectStore(store).getAll());
        if (kept.some((one) => typeof one === "string" && one.includes(words))) return true;
      }
    } finally {
      database.close();
    }
  }
  return false;
}"""
"""Whether the window's storage has such words; VS Code writes there when it has the time."""


class Window(Notices):
    """One window; every method waits for what it is about, as long as a busy machine takes."""

    def told(self) -> str:
        """What was done in this window and when, and what it shows now, for who looks into it."""
        with contextlib.suppress(Error):
            self._step(f"notifications: {self.toasts()}")
            self._step(f"lenses: {self.page.locator('.codelens-decoration a').all_inner_texts()}")
        return "\n".join(self._steps)

    def shot(self, name: str) -> None:
        """A picture for the guide, where somebody wants them."""
        self._step(f"shot {name}")
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS) / f"vscode-{name}.png")

    def file(self, name: str) -> Locator:
        """A file in the explorer."""
        rows = self.page.locator(".explorer-folders-view .monaco-list-row")
        return rows.filter(has=self.page.get_by_text(name, exact=True)).first

    def open(self, name: str) -> None:
        """Open a file from the explorer."""
        self._until(self.file(name).dblclick, self.tab(name))

    def command(self, title: str) -> None:
        """Choose a command in the palette."""
        box = self.page.locator(".quick-input-widget .quick-input-box input")
        rows = self.page.locator(".quick-input-list .monaco-list-row")
        row = rows.filter(has=self.page.get_by_text(title, exact=True)).first

        def look() -> None:
            # Where nothing else is open, Escape would put away the notifications.
            if box.is_visible():
                self.page.keyboard.press("Escape")
            self.page.keyboard.press("F1")
            box.fill(f">{title}", timeout=AGAIN)

        end = time.monotonic() + PATIENCE
        while True:
            self._until(look, row)
            try:
                row.click(timeout=AGAIN)
            except TimeoutError:  # the list was put away by something that came up meanwhile
                assert time.monotonic() < end, f"cannot be chosen: {title}"
            else:
                self._step(f"chosen: {title}")
                return

    def choose(self, label: str) -> None:
        """Choose a line of the list that is shown."""
        row = self.row(label)
        self._until_gone(lambda: self.see(row).click(timeout=AGAIN), row)

    def reply(self, words: str) -> None:
        """Type into the box that is shown, and send it off."""
        box = self.page.locator(".quick-input-widget .quick-input-box input")

        def send() -> None:
            box.fill(words, timeout=AGAIN)
            box.press("Enter", timeout=AGAIN)

        self._until_gone(send, box)

    def row(self, label: str) -> Locator:
        """A line of the list that is shown."""
        return self.page.locator(".quick-input-list .monaco-list-row").filter(has_text=label).first

    def tab(self, name: str) -> Locator:
        """The tab of an open file."""
        return self.page.locator(f'.tabs-container .tab[data-resource-name="{name}"]')

    def goto(self, line: int) -> None:
        """Go to a line of the document in front.

        An editor that is just being opened takes the keyboard away from the box.
        """
        box = self.page.locator(".quick-input-widget .quick-input-box input")

        def ask() -> None:
            if not box.is_visible():
                self.page.keyboard.press("Control+g")
            box.fill(f":{line}", timeout=AGAIN)
            box.press("Enter", timeout=AGAIN)

        at = self.page.locator('.statusbar-item[id="status.editor.selection"]')
        self._until(ask, at.filter(has_text=re.compile(rf"\bLn {line}\b")))
        self.gone(self.page.locator(".quick-input-widget"))

    def quick_fix(self, title: str, shows: Locator) -> None:
        """Choose a quick fix where the cursor is, until what it is for is shown.

        VS Code forgets the fixes of a menu that it looks for anew, and a click does nothing then.
        """
        action = self._fix(title)

        def choose() -> None:
            if not action.is_visible():
                self._ask_for_fixes()
                action.wait_for(timeout=AGAIN)
            action.click(timeout=AGAIN)

        self._until(choose, shows)

    def see_fix(self, title: str) -> None:
        """Have the quick fixes at the cursor shown, that one among them."""
        self._until(self._ask_for_fixes, self._fix(title))

    def _ask_for_fixes(self) -> None:
        if self.page.locator(".action-widget").first.is_visible():
            self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+.")

    def _fix(self, title: str) -> Locator:
        actions = self.page.locator(".action-widget").first.locator(".monaco-list-row.action")
        return actions.filter(has_text=title).first

    def text(self, words: str) -> None:
        """Wait until the editor shows these words."""
        self.see(self.line(words))

    def line(self, words: str) -> Locator:
        """A line of an editor that has these words."""
        shown = self.page.locator(".editor-instance .view-line")
        # The editor writes a space as another sign.
        return shown.filter(has_text=re.compile(r"\s".join(map(re.escape, words.split(" "))))).first

    def type_in(self, line: int, *keys: str, text: str = "", gone: Locator | None = None) -> None:
        """Press keys in a line of the document in front, until a text is there or `gone` is not."""

        def press() -> None:
            self.goto(line)
            for key in keys:
                self.page.keyboard.press(key)
            self.page.keyboard.insert_text(text)

        if gone is None:
            self._until(press, self.line(text))
        else:
            self._until_gone(press, gone)

    def save(self) -> None:
        """Save the document in front."""
        unsaved = self.page.locator(".tabs-container .tab.active.dirty")
        self._until_gone(lambda: self.page.keyboard.press("Control+s"), unsaved)

    def menu(self, name: str) -> list[str]:
        """Open the context menu of a file in the explorer: its entries."""
        entries = self.page.locator(".monaco-menu .action-item .action-label")
        self._until(lambda: self.file(name).click(button="right", timeout=AGAIN), entries.first)
        return [text for text in entries.all_inner_texts() if text.strip()]

    def leave_menu(self) -> None:
        """Close the context menu without choosing anything."""
        entries = self.page.locator(".monaco-menu .action-item .action-label")
        self._until_gone(lambda: self.page.keyboard.press("Escape"), entries.first)

    def pick(self, entry: str, seen: Locator) -> None:
        """Choose an entry of the context menu that is shown.

        A menu of VS Code does not heed the mouse in its first tenth of a second.
        """
        item = self.page.get_by_role("menuitem", name=entry)
        self._until(lambda: item.click(timeout=AGAIN), seen, pause=500)

    def lens(self, text: Text) -> Locator:
        """A lens in the editor."""
        return self.page.locator(".codelens-decoration a").filter(has_text=text).first

    def press(self, lens: str, shows: str) -> None:
        """Click a lens until something is asked or told."""
        self.see(self.lens(lens))
        self._until(lambda: self.lens(lens).click(timeout=AGAIN), self.asked(shows))

    def side_bar(self, title: str) -> None:
        """Show a view in the side bar."""
        bar = self.page.locator(f'.activitybar .action-item a[aria-label*="{title}"]').first
        opened = self.page.locator(f'.sidebar .title-label:has-text("{title}")').first
        if not opened.is_visible():
            self._until(bar.click, opened)

    def node(self, text: str) -> Locator:
        """A line of the tree in the side bar."""
        return self.page.locator(".pane-body .monaco-list-row").filter(has_text=text).first

    def act(self, node: str, title: str, shows: str) -> None:
        """Press a button that a line of the tree has, until something is asked.

        A tree that is drawn anew under the mouse takes no notice of a click.
        """
        row = self.node(node)
        button = row.locator(f'.actions a.action-label[aria-label="{title}"]').first

        def reach() -> None:
            self.page.mouse.move(700, 5)
            row.hover(timeout=AGAIN)

        asked = self.asked(shows)

        def click() -> None:
            # What is asked may come late, and then it lies above the tree.
            self._until(reach, button.or_(asked).filter(visible=True).first)
            if not asked.is_visible():
                button.click(timeout=AGAIN)

        self._until(click, asked, 2 * AGAIN)
        self._step(f"{title}: {node}")

    def webview(self, title: str, seconds: float = PATIENCE) -> FrameLocator:
        """The inside of the webview whose page is about that."""
        frames = self.page.locator("iframe.webview.ready")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for name in self._widest(frames):
                frame = self.page.locator(f'iframe.webview.ready[name="{name}"]')
                inner = frame.content_frame.frame_locator("#active-frame")
                if inner.get_by_role("heading", name=title, level=1).count():
                    self._step(f"page: {title}")
                    return inner
            self.page.wait_for_timeout(200)
        raise AssertionError(f"no page is called {title}")

    def _widest(self, frames: Locator) -> list[str]:
        """The names of frames; the side bar may show the same as a page, in less room."""
        found = frames.evaluate_all("all => all.map(each => [each.clientWidth, each.name])")
        return [name for _, name in sorted(found, reverse=True)]

    def written_down(self, words: str) -> None:
        """Wait until VS Code has kept what has these words for when the window is opened again."""
        end = time.monotonic() + PATIENCE
        while not self.page.evaluate(_KEPT, words):
            assert time.monotonic() < end, f"never written down: {words}"
            self.page.wait_for_timeout(200)
        self._step(f"written down: {words}")

    def trust(self) -> None:
        """Trust the folder, on the page that VS Code has for that."""
        page = self.page.locator(".workspace-trust-editor")
        button = page.get_by_role("button", name="Trust", exact=True)
        trusted = page.get_by_text("You trust this folder")
        self._until(lambda: button.click(timeout=AGAIN), trusted)

    def status(self) -> Locator:
        """Our item in the status bar."""
        return self.page.locator('.statusbar-item[id*="codeOrchestrator.status"]')

    def settings(self, values: Mapping[str, Any]) -> None:
        """Settings of the folder, which VS Code notices when they change."""
        place = self.folder / ".vscode"
        place.mkdir(exist_ok=True)
        (place / "settings.json").write_text(json.dumps(values))
