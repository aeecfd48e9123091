"""A dashboard of a week of runs, one of them hostile and one long, and a browser."""

import time
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser

from support import browsers
from support.dashboard_pages import FREE, hostile
from support.dashboard_stories import Teller, done, driven, large, many
from support.dashboards import Served, served


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Generator[list[Teller]]:
    state = tmp_path_factory.mktemp("state") / "s"
    state.mkdir(mode=0o700)
    now = time.time()
    told = [*many(state, now), hostile(state, now - 300), large(state, now - 5_000)]
    free = done(state, now - 2_000, FREE, "A stall", usd=0.0, agent="rehearsal")
    free.close()
    with driven(*told):
        yield told
    for one in told:
        one.close()


@pytest.fixture(scope="module")
def dashboard(live: list[Teller]) -> Generator[Served]:
    with served(live[0].folder.state) as there:
        yield there


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    with browsers.browser("--host-resolver-rules=MAP evil.test 127.0.0.1") as made:
        yield made
