"""A dashboard of three runs, and who may ask it."""

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from support.dashboard_stories import Teller, asking, failed, running
from support.dashboard_wire import NOW, PATIENCE
from support.dashboards import TOKEN, Served, served, telling


def _tell(state: Path) -> list[Teller]:
    failed(state, NOW - 9_000).close()
    return [running(state, NOW), asking(state, NOW + 60)]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Generator[list[Teller]]:
    with telling(tmp_path_factory.mktemp("state") / "s", _tell) as told:
        yield told


@pytest.fixture(scope="module")
def dashboard(stories: list[Teller]) -> Generator[Served]:
    with served(stories[0].folder.state) as there:
        yield there


@pytest.fixture(scope="module")
def client(dashboard: Served) -> Generator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=dashboard.url, headers=headers, timeout=PATIENCE) as made:
        yield made
