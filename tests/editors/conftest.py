"""A VS Code and a browser that the stories of one file share; each has a window of its own."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, sync_playwright

from support import vscode
from support.skips import skip_without
from support.vscode_program import built, chromium, installed


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    if chromium() is None:
        skip_without("chromium")
    if installed() is None:
        skip_without("VS Code")
    if built() is None:
        skip_without("npm")
    with sync_playwright() as playwright, vscode.browser(playwright) as made:
        yield made


@pytest.fixture(scope="module")
def workbench(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Generator[vscode.Workbench]:
    """VS Code with the extension in a profile of its own, and with nothing but a bare Python."""
    assert browser
    home = tmp_path_factory.mktemp("vscode")
    yield from vscode.running(home, vscode.TRUSTING)


@pytest.fixture(scope="module")
def wary(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[vscode.Workbench]:
    """The same, in which no folder is trusted."""
    assert browser
    yield from vscode.running(tmp_path_factory.mktemp("wary"), vscode.ASKING)
