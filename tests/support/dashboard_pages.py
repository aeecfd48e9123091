"""The pages of the dashboard, and looking at them in a browser."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Role
from orchestrator_engine.plan import Phase, PlannedItem, Task
from support import browsers
from support.dashboard_stories import Teller, shop_plan
from support.dashboards import Served

FAILED = "20261122-181500-bad4"
FREE = "20261121-070000-free"
"""A rehearsal, which costs nothing."""

_DRAWN = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
_GO = """(route) => new Promise((done) => {
  const drawn = () => requestAnimationFrame(() => requestAnimationFrame(done));
  if (location.hash === route) drawn();
  else addEventListener("hashchange", drawn, { once: true });
  location.hash = route;
})"""

HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"><svg/onload=document.title='owned'>",
    "<svg><animate onbegin=document.title='owned' attributeName=x></svg>",
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "javascript:document.title='owned'",
    "[link](javascript:document.title='owned')",
    "![x](http://evil.test/pixel.png)",
    "data:text/html,<script>document.title='owned'</script>",
    "${document.title='owned'}{{constructor.constructor('document.title=1')()}}",
    "<math><mtext></p><style><img src=x onerror=document.title='owned'></style>",
    "<a href=\"javascript:document.title='owned'\">x</a><base href=//evil.test/>",
    "'-document.title='owned'-'",
    "\u202e\x1b]8;;http://evil.test\x07x\x1b]8;;\x07",
    "<input autofocus onfocus=document.title='owned'>",
    "<details open ontoggle=document.title='owned'>",
)


@contextmanager
def shown(chromium: Browser, dashboard: Served, **how: Any) -> Generator[Page]:  # noqa: ANN401
    with browsers.context(chromium, **how) as made:
        page = made.new_page()
        enter(page, dashboard)
        yield page


def enter(page: Page, dashboard: Served) -> None:
    """Open the dashboard by its link, and wait until it is there and live."""
    page.goto(dashboard.link)
    page.wait_for_selector(".figures")
    expect(page.locator(".link")).to_have_text("live")


def visit(page: Page, route: str, there: str) -> None:
    """Go to another page of the dashboard, until a selector finds what it shows.

    No document is loaded for that: what the last page had is there until the next one is drawn.
    """
    page.evaluate(_GO, route)
    page.wait_for_selector(there)
    quiet(page)


def hostile(state: Path, at: float) -> Teller:
    """A run in which every text is an attack."""
    items = tuple(
        PlannedItem(f"H{n}", text[:40], text, text, (), n + 1) for n, text in enumerate(HOSTILE)
    )
    tasks = tuple(Task(f"T{n}", text, (f"H{n}",), ()) for n, text in enumerate(HOSTILE))
    plan = replace(
        shop_plan(), title=HOSTILE[1], items=items, phases=(Phase("P1", HOSTILE[0], tasks, ()),)
    )
    story = Teller(state, "20261122-170000-evil", plan, at=at)
    story.tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1"))
    story.work("T0")
    patch = "".join(f"+{text}\n" for text in HOSTILE)
    story.folder.patch("T0", 1).write_text(f"diff --git a/x b/x\n--- a/x\n+++ b/x\n{patch}")
    story.tell(e.TaskFailed("T0", HOSTILE[2]))
    story.tell(e.AttemptStarted("T1", 1, 1, Role.WORKER, "b" * 40))
    return story.tell(e.QuestionAsked("q1", "T1", 1, "Bash", HOSTILE[3], HOSTILE[4], key="k"))


def quiet(page: Page) -> None:
    """Wait until the page has what it asked for and drew it."""
    page.wait_for_load_state("networkidle")
    page.evaluate(_DRAWN)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate(_DRAWN)


def pages(live: list[Teller]) -> Iterator[tuple[str, str, str]]:
    """The name and the route of each page, and a selector of what it shows once it is whole."""
    run, ask, evil, _ = (one.folder.id for one in live)
    yield "overview", "#/", ".figures"
    yield "run", f"#/run/{run}/tasks?task=T2", ".detail .review"
    yield "graph", f"#/run/{run}/graph", ".graph .node"
    yield "cost", f"#/run/{run}/cost", ".charts caption"
    yield "document", f"#/run/{run}/document", "td.main a"
    yield "log", f"#/run/{run}/log", ".log-rows li"
    yield "question", f"#/run/{ask}", ".question"
    yield "failed", f"#/run/{FAILED}", ".phase .why"
    yield "hostile", f"#/run/{evil}", ".question"
    yield "history", "#/history", "tbody tr"
    yield "compare", f"#/compare/{FAILED}/{run}", ".pair"
