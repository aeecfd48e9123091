"""The pictures of the guide show what the page shows: taken anew where they are asked for."""

import time
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from support import browsers
from support.dashboard_pages import FAILED, enter, quiet
from support.dashboard_stories import Teller, driven, many
from support.dashboards import Served

pytestmark = pytest.mark.slow
SIZE: ViewportSize = {"width": 1200, "height": 820}
GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "dashboard.md"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Generator[list[Teller]]:
    """A week without attacks."""
    state = tmp_path_factory.mktemp("state") / "s"
    state.mkdir(mode=0o700)
    told = many(state, time.time())
    with driven(*told):
        yield told
    for one in told:
        one.close()


@pytest.fixture
def light(chromium: Browser) -> Generator[Page]:
    with browsers.context(chromium, color_scheme="light", viewport=SIZE) as made:
        yield made.new_page()


@pytest.fixture
def dark(chromium: Browser) -> Generator[Page]:
    with browsers.context(chromium, color_scheme="dark", viewport=SIZE) as made:
        yield made.new_page()


@pytest.fixture(scope="module")
def stories(live: list[Teller]) -> list[str]:
    return [one.folder.id for one in live]


def show(page: Page, dashboard: Served, route: str, words: str, name: str) -> None:
    """Look at a page until it has these words, and take its picture if one is wanted."""
    assert f"images/dashboard-{name}.png" in GUIDE.read_text("utf-8")
    enter(page, dashboard)
    page.goto(f"{dashboard.url}/{route}")
    expect(page.locator("main")).to_contain_text(words)
    quiet(page)
    if browsers.SHOTS:
        browsers.picture(page, Path(browsers.SHOTS) / f"dashboard-{name}.png")


def test_all_runs_at_a_glance(light: Page, dashboard: Served) -> None:
    show(light, dashboard, "#/", "Waits for your answer", "overview")


def test_a_question_stands_on_top(light: Page, dashboard: Served, stories: list[str]) -> None:
    show(light, dashboard, f"#/run/{stories[1]}", "A word to the agent", "question")


def test_a_task_with_its_attempts(dark: Page, dashboard: Served, stories: list[str]) -> None:
    show(dark, dashboard, f"#/run/{stories[0]}/tasks?task=T2", "Reviewer: approved", "task")


def test_time_and_cost(dark: Page, dashboard: Served, stories: list[str]) -> None:
    dark.set_viewport_size({"width": 1200, "height": 1120})
    show(dark, dashboard, f"#/run/{stories[0]}/cost", "What cost most", "cost")


def test_the_graph(light: Page, dashboard: Served, stories: list[str]) -> None:
    show(light, dashboard, f"#/run/{stories[0]}/graph", "SHOP-7", "graph")


def test_what_is_left_to_see_to(light: Page, dashboard: Served) -> None:
    show(light, dashboard, f"#/run/{FAILED}/remarks", "5 remarks to see to", "remarks")


def test_two_runs_side_by_side(light: Page, dashboard: Served, stories: list[str]) -> None:
    show(light, dashboard, f"#/compare/{FAILED}/{stories[0]}", "differs", "compare")
