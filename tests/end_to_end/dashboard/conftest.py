"""A dashboard of a week of runs, one of them hostile and one long, and a browser."""

import time
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support import browsers
from support.dashboard_pages import FREE, hostile
from support.dashboard_stories import Teller, done, large, many
from support.dashboards import Served, served, telling


def _tell(state: Path) -> list[Teller]:
    now = time.time()
    done(state, now - 2_000, FREE, "A stall", usd=0.0, agent="rehearsal").close()
    return [*many(state, now), hostile(state, now - 300), large(state, now - 5_000)]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Generator[list[Teller]]:
    with telling(tmp_path_factory.mktemp("state") / "s", _tell) as told:
        yield told


@pytest.fixture(scope="module")
def dashboard(live: list[Teller]) -> Generator[Served]:
    with served(live[0].folder.state) as there:
        yield there


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    with browsers.browser("--host-resolver-rules=MAP evil.test 127.0.0.1") as made:
        yield made
