"""A real browser for tests: Chromium of the system, driven by Playwright."""

import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from support.npm import package

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
AXE = ("axe-core", "4.14.1")
PATIENCE = 120_000
"""Milliseconds that anything in a page may take on a busy machine."""
SHOTS = os.environ.get("CODE_ORCH_SCREENSHOTS")
"""A folder for the pictures of the guide (`docs/images`); without it only failures have one."""
_STILL = """() => Promise.allSettled(
  document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished)
)"""
"""Until nothing moves but what never ends: what fades in has not the colours that it will have."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def program() -> str:
    """Where the browser is; a test is skipped, loudly, where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
    if found is None:
        pytest.skip("no Chromium is installed")
    return found


@contextmanager
def browser(*arguments: str) -> Generator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=program(), args=[*ARGUMENTS, *arguments], timeout=PATIENCE
        )
        try:
            yield made
        finally:
            made.close()


def axe() -> str:
    """The source of axe-core; a test is skipped, loudly, where it cannot be had."""
    folder = package(*AXE)
    if folder is None:
        pytest.skip("axe-core is not in the cache, and npm cannot fetch it")
    return (folder / "axe.min.js").read_text("utf-8")


def violations(page: Page, source: str) -> list[str]:
    """What axe-core has against a page, as lines."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(source)
    page.evaluate(_STILL)
    told: Any = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{one['id']}: {node['html'][:160]} {json.dumps(node.get('any', [{}])[:1])[:300]}"
        for one in told["violations"]
        for node in one["nodes"]
    ]


@contextmanager
def context(browser: Browser, **how: Any) -> Generator[BrowserContext]:  # noqa: ANN401  # playwright's
    made = browser.new_context(**how)
    made.set_default_timeout(PATIENCE)
    # Playwright keeps this for the whole process, whose tests may have set another before.
    expect.set_options(timeout=PATIENCE)
    try:
        yield made
    finally:
        made.close()


def picture(page: Page, path: Path, *, full: bool = False) -> None:
    """A screenshot, as small as a picture of words can be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path), full_page=full, animations="disabled")
