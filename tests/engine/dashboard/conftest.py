"""A dashboard of three runs, and who may ask it."""

from collections.abc import Generator

import httpx
import pytest

from support.dashboard_stories import Teller, asking, driven, failed, running
from support.dashboard_wire import NOW, PATIENCE
from support.dashboards import TOKEN, Served, served


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Generator[list[Teller]]:
    state = tmp_path_factory.mktemp("state") / "s"
    state.mkdir(mode=0o700)
    told = [running(state, NOW), asking(state, NOW + 60)]
    failed(state, NOW - 9_000).close()
    with driven(*told):
        yield told
    for one in told:
        one.close()


@pytest.fixture(scope="module")
def dashboard(stories: list[Teller]) -> Generator[Served]:
    with served(stories[0].folder.state) as there:
        yield there


@pytest.fixture(scope="module")
def client(dashboard: Served) -> Generator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=dashboard.url, headers=headers, timeout=PATIENCE) as made:
        yield made
