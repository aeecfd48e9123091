"""The dashboard's pages in a real Chromium: who can use them, and what they show."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from orchestrator_engine.money import tokens_in_words
from support import browsers
from support.dashboard_pages import FAILED, FREE, pages, quiet, shown, visit
from support.dashboard_stories import Teller
from support.dashboards import Served
from support.project import wait

pytestmark = pytest.mark.slow

THEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"color_scheme": "dark", "viewport": {"width": 320, "height": 700}},
    "forced": {"forced_colors": "active", "reduced_motion": "reduce"},
}


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, dashboard: Served, live: list[Teller], theme: str
) -> None:
    source = browsers.axe()
    with shown(chromium, dashboard, **THEMES[theme]) as page:
        for name, route, there in pages(live):
            visit(page, route, there)
            assert browsers.violations(page, source) == [], name
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{name} is {over} pixels too wide"


def test_axe_finds_nothing_in_the_dialogs(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    source = browsers.axe()
    with browsers.context(chromium) as made:
        page = made.new_page()
        page.goto(dashboard.url)
        page.wait_for_selector("dialog[open]")
        assert browsers.violations(page, source) == []
        token = page.locator("#token")
        token.fill(dashboard.token)
        token.press("Enter")
        page.wait_for_selector(".figures")
        page.goto(f"{dashboard.url}/#/run/{live[0].folder.id}")
        page.get_by_role("button", name="Stop…").click()
        page.wait_for_selector("dialog[open]")
        assert browsers.violations(page, source) == []
        safe = page.get_by_role("button", name="Leave it as it is", exact=True)
        expect(safe, "the safe answer has the focus").to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
    assert not live[0].journal.commands()


def test_everything_can_be_done_with_the_keyboard(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    with shown(chromium, dashboard) as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.goto(f"{dashboard.url}/#/run/{live[0].folder.id}")
        page.wait_for_selector(".task")
        page.locator("[role=tab][aria-selected=true]").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#tab-graph")).to_have_attribute("aria-selected", "true")
        expect(page.locator("#tab-graph")).to_be_focused()
        page.locator(".node").nth(1).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#detail-title")).to_contain_text("SHOP-2")
        page.locator("[data-task=T2]").focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-task=T3]")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#detail-title")).to_contain_text("SHOP-3")
        page.keyboard.press("Escape")
        expect(page.locator(".detail")).to_have_count(0)
        expect(page.locator("[data-task=T3]")).to_be_focused()


def test_it_stays_live_and_keeps_the_focus(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    story = live[0]
    with shown(chromium, dashboard) as page:
        page.goto(f"{dashboard.url}/#/run/{story.folder.id}")
        page.locator("[data-task=T5]").focus()
        story.work("T4").merge("T4")
        expect(page.locator(".legend .is-done strong")).to_have_text("4")
        expect(page.locator("[data-task=T5]")).to_be_focused()
        expect(page.locator("[role=status]").first).to_contain_text("SHOP-4")


def test_an_answer_that_was_overtaken_is_not_shown(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    with shown(chromium, dashboard) as page:
        page.route("**/view?*", hold)
        page.goto(f"{dashboard.url}/#/run/{live[1].folder.id}")
        while not held:
            page.wait_for_timeout(20)
        page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
        expect(page.locator("h1")).to_have_text("Tidy up the cart")
        late = held[0].fetch()
        held[0].fulfill(response=late, json=late.json() | {"title": "As it was before"})
        quiet(page)
        expect(page.locator("h1")).to_have_text("Tidy up the cart")


def test_motion_is_left_out_where_it_is_not_wanted(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    for motion, moving in (("reduce", "=== 0"), ("no-preference", "> 0")):
        with shown(chromium, dashboard, reduced_motion=motion) as page:
            page.goto(f"{dashboard.url}/#/run/{live[1].folder.id}")
            page.wait_for_selector(".task")
            asked = f"document.getAnimations().length {moving}"
            wait(lambda page=page, asked=asked: page.evaluate(asked), motion)


def test_a_change_is_shown_when_it_is_asked_for(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    with shown(chromium, dashboard) as page:
        page.goto(f"{dashboard.url}/#/run/{live[0].folder.id}/tasks?task=T1")
        page.get_by_text("The change: 2 files").click()
        expect(page.locator(".diff .added").first).to_contain_text("if count < 1:")
        expect(page.locator(".diff-name")).to_have_text("shop/cart.py")


def test_a_thousand_tasks_are_there_soon(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    """Its figure is measured by a benchmark; here it must only come, and be whole."""
    with shown(chromium, dashboard) as page:
        page.goto(f"{dashboard.url}/#/run/{live[3].folder.id}")
        page.wait_for_selector(".task")
        expect(page.locator(".phase")).to_have_count(10)
        page.get_by_role("button", name="Show all 100 tasks").first.click()
        expect(page.locator(".phase").first.locator(".task")).to_have_count(100)
        page.get_by_placeholder("Find a task").fill("R-777")
        expect(page.locator(".task")).to_have_count(1)


def test_a_log_is_searched_and_sifted_while_the_page_is_drawn_anew(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    with shown(chromium, dashboard) as page:
        page.goto(f"{dashboard.url}/#/run/{live[0].folder.id}/log")
        rows = page.locator(".log-rows li")
        expect(page.locator(".log-rows")).to_contain_text("attempt 1 begins")
        field = page.get_by_placeholder("Search the log")
        for letter in "sent it back":
            field.press_sequentially(letter)
            page.evaluate("dispatchEvent(new Event('resize'))")
            quiet(page)
        expect(field).to_have_value("sent it back")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("5/10")
        field.fill("")
        page.get_by_label("Level").select_option("warning")
        expect(page.locator(".log-rows .at-detail, .log-rows .at-info")).to_have_count(0)
        expect(rows).not_to_have_count(0)


def test_two_runs_are_found_chosen_and_compared(chromium: Browser, dashboard: Served) -> None:
    with shown(chromium, dashboard) as page:
        page.get_by_role("link", name="History").click()
        page.get_by_label("Compare Reminders by mail").check()
        page.get_by_placeholder("Find a run").fill("faster")
        expect(page.locator("tbody tr")).to_have_count(1)
        page.get_by_label("Compare Faster search").check()
        page.get_by_role("button", name="Compare the two").click()
        expect(page.locator(".pair .card").first).to_contain_text("First")
        row = page.locator("tr").filter(has_text="SHOP-2")
        expect(row).to_contain_text("differs")
        expect(row.locator("td").first).to_contain_text("failed")
        expect(row.locator("td").last).to_contain_text("done")


def test_keys_stay_where_they_were_when_a_dialog_goes(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    with shown(chromium, dashboard) as page:
        page.goto(f"{dashboard.url}/#/run/{live[0].folder.id}")
        stop = page.get_by_role("button", name="Stop…")
        stop.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog[open]")
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
        expect(stop).to_be_focused()


def test_what_costs_nothing_has_no_forecast_and_a_mean_is_the_same_everywhere(
    chromium: Browser, dashboard: Served
) -> None:
    with shown(chromium, dashboard) as page:
        failed = page.locator("tr").filter(has_text="Reminders by mail")
        mean = failed.locator(".score").text_content() or "none"
        page.goto(f"{dashboard.url}/#/run/{FAILED}")
        expect(page.locator(".numbers .score")).to_have_text(mean)
        page.goto(f"{dashboard.url}/#/run/{FREE}/cost")
        expect(page.locator("section", has_text="A rehearsal costs nothing.")).to_have_count(1)
        expect(page.locator("svg.chart")).to_have_count(1)
        page.goto(f"{dashboard.url}/#/")
        free = page.locator("tr").filter(has_text="Rehearsal:")
        expect(free).to_contain_text("$0.00")


def test_moments_and_numbers_are_called_by_names_of_their_own(
    chromium: Browser, dashboard: Served
) -> None:
    with browsers.context(chromium) as made:
        page = made.new_page()
        page.goto(dashboard.url)
        ticks = """async (runs) => {
            const { axis, scale } = await import("/scale.js");
            return runs.map(([seconds, right]) =>
                axis(scale({}, 0, seconds, 0, right), 20).map((mark) => [mark.words, mark.x]));
        }"""
        lengths = (3, 45, 74, 90, 150, 400, 3_000, 4_700, 30_000, 400_000, 9_000_000)
        runs = [[seconds, right] for seconds in lengths for right in (380, 1100)]
        for (seconds, right), marks in zip(runs, page.evaluate(ticks, runs), strict=True):
            words = [each[0] for each in marks]
            assert len(set(words)) == len(words) > 1, f"{seconds} s: {words}"
            between = [b[1] - a[1] for a, b in pairwise(marks)]
            assert min(between) > 66, f"{seconds} s on {right} pixels: {words}"
        assert [each[0] for each in page.evaluate(ticks, [[74, 1100]])[0]] == (
            ["0", "10 s", "20 s", "30 s", "40 s", "50 s", "1 min", "1 min 10 s"]
        )
        numbers = (7, 950, 1_000, 1_200, 42_000, 99_960, 999_999, 1_500_000, 12_345_678_901)
        count = "import('/words.js').then((words) => all.map(words.tokens))"
        told = page.evaluate(f"(all) => {count}", list(numbers))
        assert told == [tokens_in_words(each).removesuffix(" tokens") for each in numbers]
        breaks = """async (at) => {
            const { breaks, wide } = await import("/scale.js");
            const { render, s } = await import("/dom.js");
            document.body.replaceChildren();
            const drawn = breaks(at.map((x) => ({ x: x * wide(), seconds: 125 })), 100);
            render(document.body, s("svg", { class: "chart", width: wide(), height: 100 }, drawn));
        }"""
        page.evaluate(breaks, [0.3, 0.98])
        texts = page.locator("svg text")
        assert texts.evaluate_all("all => all.map((one) => one.lastChild.data)") == [
            "2 min 05 s",
            "2 min 05 s",
        ]
        expect(page.locator("svg path.pause")).to_have_count(2)
        ends = texts.evaluate_all("all => all.map((one) => one.getBBox().x + one.getBBox().width)")
        assert max(ends) <= page.evaluate("import('/scale.js').then((scale) => scale.wide())")
