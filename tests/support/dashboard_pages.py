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

PATIENCE = 60_000  # milliseconds

FAILED = "20261122-181500-bad4"
FREE = "20261121-070000-fr6e"
"""A rehearsal, which costs nothing."""

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
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(dashboard.link)
        page.wait_for_selector(".figures")
        yield page


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
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def pages(live: list[Teller]) -> Iterator[tuple[str, str]]:
    run, ask, evil, _ = (one.folder.id for one in live)
    yield "overview", "#/"
    yield "run", f"#/run/{run}/tasks?task=T2"
    yield "graph", f"#/run/{run}/graph"
    yield "cost", f"#/run/{run}/cost"
    yield "document", f"#/run/{run}/document"
    yield "log", f"#/run/{run}/log"
    yield "question", f"#/run/{ask}"
    yield "failed", f"#/run/{FAILED}"
    yield "hostile", f"#/run/{evil}"
    yield "history", "#/history"
    yield "compare", f"#/compare/{FAILED}/{run}"
