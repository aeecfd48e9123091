"""Runs for the dashboard to show, told event by event as workers would."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, CheckResult, Counts, Ending, Outcome, Role
from orchestrator_engine.events import Origin
from orchestrator_engine.journal import Journal, create
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Check, CheckKind, Phase, Plan, PlannedItem, Task
from orchestrator_engine.questions import Whom
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import Budget, Forecast, Limit, Range
from orchestrator_engine.store import SqliteStore
from orchestrator_engine.system.locks import Lock

PATCH = """\
diff --git a/shop/cart.py b/shop/cart.py
index 3b18e51..f8a1c0d 100644
--- a/shop/cart.py
+++ b/shop/cart.py
@@ -8,6 +8,12 @@ class Cart:
     def add(self, article: Article, count: int = 1) -> None:
-        self.lines.append(Line(article, count))
+        if count < 1:
+            raise ValueError("at least one of it")
+        for line in self.lines:
+            if line.article == article:
+                line.count += count
+                return
+        self.lines.append(Line(article, count))

     def total(self) -> Money:
"""

STEPS = (
    ("SHOP-1", "Put an article into the cart", ()),
    ("SHOP-2", "Show the sum with tax", (0,)),
    ("SHOP-3", "Take an article out again", (0,)),
    ("SHOP-4", "Keep the cart between two visits", (0,)),
    ("SHOP-5", "Pay by card", (1, 3)),
    ("SHOP-6", "Send a receipt by mail", (4,)),
    ("SHOP-7", "Say when an article is sold out", (2,)),
)


class Teller:
    """A run that is written into a store, event by event, in a time of its own."""

    def __init__(  # noqa: PLR0913  # each by its name
        self,
        state: Path,
        name: str,
        plan: Plan,
        *,
        at: float,
        usd: float | None = None,
        forecast: float | None = 0.3,
        **settings: object,
    ) -> None:
        self.folder = RunFolder(state / "runs" / name)
        self.at = at
        self.plan = plan
        self.records: list[e.Event] = []
        chosen = Settings(**({"agent": "claude"} | settings))  # pyright: ignore[reportArgumentType]
        if usd is not None:
            limit = Limit(nanos=round(usd * 1e9))
            chosen = replace(chosen, budget=Budget(run=limit, day=Limit(nanos=25 * 10**9)))
        origin = Origin(
            "/home/kim/shop/SPEC.md", "0" * 64, "/home/kim/shop", "SPEC.md", "b" * 40, "main"
        )
        tasks = sum(1 for _ in plan.tasks())
        told = None
        if forecast is not None:
            part = forecast * tasks
            told = Forecast(
                tasks,
                Range(part * 0.7, part, part * 1.5),
                None,
                Range(60.0 * tasks, 90.0 * tasks, 160.0 * tasks),
                24,
                "of claude in mode build",
            )
        created = e.RunCreated(
            plan.title, origin, f"code-orch/{name}", chosen, "0.1.0", forecast=told
        )
        create(self.folder, created, e.RunPlanned(plan), at)
        self.folder.document.write_text("# " + plan.title, "utf-8")
        self.clock = at
        store = SqliteStore(self.folder.store, write=True)
        self.journal = Journal(store, "test", self.folder, lambda: self.clock)

    def tell(self, *events: e.Event, after: float = 1.0) -> "Teller":
        self.clock += after
        self.journal.append(*events)
        return self

    def work(  # noqa: PLR0913  # each by its name
        self,
        task: str,
        number: int = 1,
        *,
        passes: bool = True,
        score: int | None = 9,
        usd: float | None = 0.21,
        seconds: float = 48.0,
    ) -> "Teller":
        """An attempt with its check, and a review where there is a score."""
        role = Role.WORKER if number == 1 else Role.FIXER
        self.tell(e.AttemptStarted(task, number, number, role, "b" * 40))
        words = (
            "Done. The cart counts an article up that it has already, and refuses less than one."
        )
        outcome = Outcome(Ending.DONE, words, "", usd, 18_400, None, seconds)
        self.tell(e.AttemptEnded(task, number, outcome), after=seconds)
        changes = (Change("shop/cart.py", 7, 1), Change("tests/test_cart.py", 31, 0))
        self.tell(e.AttemptCommitted(task, number, f"{number}" * 40, changes))
        patch = self.folder.patch(task, number)
        patch.parent.mkdir(exist_ok=True)
        patch.write_text(PATCH, "utf-8")
        tail = (
            ""
            if passes
            else "FAIL: test_sum\nAssertionError: 11.90 != 11.91\n\nFAILED (failures=1)"
        )
        check = CheckResult(
            "test",
            passes,
            0 if passes else 1,
            3.2,
            tail,
            "",
            "log",
            Counts(42, 0 if passes else 1, 0),
        )
        self.tell(e.ChecksEnded(task, number, (check,)), after=3.2)
        if score is not None:
            self.tell(e.ReviewStarted(task, number))
            told = replace(review(score), usd=0.0) if usd == 0 else review(score)
            self.tell(e.TaskReviewed(task, number, told), after=20.0)
        return self

    def merge(self, task: str, number: int = 1) -> "Teller":
        items = next(each.items for each in self.plan.tasks() if each.id == task)
        return self.tell(
            e.TaskMerged(task, number, f"{abs(hash(task)):040x}"[:40]),
            e.ItemsTicked(items, "engine"),
        )

    def close(self) -> RunFolder:
        self.journal.close()
        return self.folder


def review(score: int) -> Review:
    if score >= 7:
        remark = Remark(
            "shop/cart.py", 12, Severity.MINOR, "“at least one of it” could name the article."
        )
        return Review(
            Verdict.APPROVED, score, "Short, right, and tested.", (remark,), 0.06, 18.0, ""
        )
    remark = Remark(
        "shop/cart.py",
        31,
        Severity.MAJOR,
        "The sum is rounded per line; 3 times 0.333 comes to 0.99, not 1.00.",
    )
    return Review(
        Verdict.REJECTED, score, "The sum is not what the item asks for.", (remark,), 0.06, 18.0, ""
    )


def shop_plan(steps: int = len(STEPS), title: str = "A shop that sells honey") -> Plan:
    chosen = STEPS[:steps]
    items = tuple(
        PlannedItem(
            name, name, words, f"- [ ] **{name}** {words}\n  Priority: high", (), 12 + 4 * at
        )
        for at, (name, words, _) in enumerate(chosen)
    )
    tasks = [
        Task(f"T{at + 1}", words, (name,), tuple(f"T{one + 1}" for one in after), ("shop/cart.py",))
        for at, (name, words, after) in enumerate(chosen)
    ]
    first, second = tuple(tasks[:4]), tuple(tasks[4:])
    phases = (Phase("P1", "The cart", first, ()), Phase("P2", "Paying", second, ("P1",)))
    return Plan(
        title,
        "build",
        ("it is a spec with 7 open items",),
        items,
        phases if second else phases[:1],
        (Check("test", CheckKind.TEST, ("python3", "-m", "unittest"), 60.0, ".orchestrator.toml"),),
    )


def large_plan(tasks: int, phases: int = 10) -> Plan:
    each = -(-tasks // phases)
    made: list[Phase] = []
    items: list[PlannedItem] = []
    for number in range(phases):
        group: list[Task] = []
        for at in range(number * each, min((number + 1) * each, tasks)):
            name = f"R-{at + 1}"
            items.append(
                PlannedItem(
                    name, name, f"Requirement number {at + 1} holds", f"- [ ] {name}", (), at + 5
                )
            )
            after = (f"T{at}",) if at % 5 and at > number * each else ()
            group.append(Task(f"T{at + 1}", f"Requirement number {at + 1} holds", (name,), after))
        before = (f"P{number}",) if number else ()
        made.append(Phase(f"P{number + 1}", f"Part {number + 1}", tuple(group), before))
    check = Check("test", CheckKind.TEST, ("make", "test"), 60.0, "Makefile")
    return Plan(
        "A thousand requirements", "build", ("it is a spec",), tuple(items), tuple(made), (check,)
    )


def running(state: Path, at: float, name: str = "20261122-200500-run2") -> Teller:
    """A run in the middle of its work."""
    story = Teller(state, name, shop_plan(), at=at, usd=4.0, ask=Whom.ATTACHED)
    story.tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1"))
    story.work("T1").merge("T1")
    story.work("T2", passes=False, score=None).work("T2", 2, score=5).work("T2", 3, score=8).merge(
        "T2", 3
    )
    story.work("T3", usd=None).merge("T3")
    return story.tell(e.AttemptStarted("T4", 1, 1, Role.WORKER, "b" * 40))


def asking(state: Path, at: float, name: str = "20261122-201500-ask3") -> Teller:
    """A run whose agent waits for an answer."""
    story = Teller(state, name, shop_plan(3, "Tidy up the cart"), at=at, ask=Whom.ATTACHED)
    story.tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1")).work("T1").merge("T1")
    story.tell(e.AttemptStarted("T2", 1, 1, Role.WORKER, "b" * 40))
    return story.tell(
        e.QuestionAsked(
            "q1", "T2", 1, "Bash", "run pip install stripe", "pip install 'stripe>=12,<13'", key="k"
        ),
        after=12.0,
    )


def failed(state: Path, at: float, name: str = "20261122-181500-bad4") -> Teller:
    """A run whose first phase failed."""
    story = Teller(state, name, shop_plan(title="Reminders by mail"), at=at)
    story.tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1")).work("T1").merge("T1")
    for number in (1, 2, 3):
        story.work("T2", number, passes=number > 1, score=None if number == 1 else 4)
    story.tell(e.TaskFailed("T2", "the reviewer was not content after 2 fixes: the sum is wrong"))
    story.work("T3", score=7).merge("T3").work("T4", score=10).merge("T4")
    check = CheckResult("test", False, 1, 3.0, "FAIL: test_sum", "", "log")
    why = "1 of 4 tasks failed"
    story.tell(e.PhaseEnded("P1", passed=False, why=why, results=(check,)))
    for task in ("T5", "T6", "T7"):
        story.tell(e.TaskSkipped(task, "its phase waits for “The cart”, which failed"))
    return story.tell(e.RunEnded("failed", f"phase “The cart” failed: {why}"))


def done(  # noqa: PLR0913  # each by its name
    state: Path,
    at: float,
    name: str,
    title: str,
    *,
    steps: int = 3,
    usd: float = 0.2,
    agent: str = "claude",
    mode: str = "build",
) -> Teller:
    """A run that is completed."""
    plan = replace(shop_plan(steps, title), mode=mode)
    story = Teller(state, name, plan, at=at, forecast=0.3 * bool(usd), agent=agent)
    story.tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1"))
    for number in range(1, steps + 1):
        story.work(f"T{number}", usd=usd, score=7 + number % 4).merge(f"T{number}")
    check = CheckResult("test", True, 0, 3.0, "OK", "", "log", Counts(42, 0, 0))
    story.tell(e.PhaseEnded("P1", passed=True, why="", results=(check,)))
    return story.tell(e.RunEnded("completed", ""))


def large(state: Path, at: float, tasks: int = 1000, name: str = "20261122-120000-big5") -> Teller:
    """A run of a thousand tasks, two thirds through."""
    story = Teller(state, name, large_plan(tasks), at=at, forecast=0.2, max_concurrent_agents=8)
    events: list[e.Event] = [e.WorkerTookOver(1, "0.1.0")]
    check = CheckResult("test", True, 0, 1.0, "OK", "", "log", Counts(900, 0, 0))
    changes = (Change("src/part.py", 12, 3),)
    until = tasks * 2 // 3
    for number, task in enumerate(story.plan.tasks(), 1):
        if number > until:
            break
        phase = -(-number // -(-tasks // 10))
        if (number - 1) % -(-tasks // 10) == 0:
            if phase > 1:
                events.append(e.PhaseEnded(f"P{phase - 1}", passed=True, why="", results=(check,)))
            events.append(e.PhaseStarted(f"P{phase}"))
        events.append(e.AttemptStarted(task.id, 1, 1, Role.WORKER, "b" * 40))
        if number == until:
            break
        outcome = Outcome(Ending.DONE, "Done.", "", 0.1 + number % 7 / 50, 9_000, None, 6.0)
        events += (
            e.AttemptEnded(task.id, 1, outcome),
            e.AttemptCommitted(task.id, 1, "c" * 40, changes),
            e.ChecksEnded(task.id, 1, (check,)),
            e.TaskReviewed(task.id, 1, review(7 + number % 4)),
        )
        if number % 97 == 0:
            events.append(e.TaskFailed(task.id, "the reviewer was not content after 2 fixes"))
        else:
            events.append(e.TaskMerged(task.id, 1, f"{number:040x}"))
    for at_ in range(0, len(events), 60):
        story.tell(*events[at_ : at_ + 60], after=75.0)
    return story


@contextmanager
def driven(*stories: Teller) -> Generator[None]:
    """Have these runs look as if somebody drove them."""
    locks = [Lock(story.folder.supervisor_lock) for story in stories]
    try:
        yield
    finally:
        for lock in locks:
            lock.release()


def many(state: Path, now: float) -> list[Teller]:
    """A week of runs: those that live come first."""
    live = [running(state, now - 460), asking(state, now - 130)]
    for number, (title, steps) in enumerate(
        [
            ("Sell jam as well", 4),
            ("Sort articles by price", 3),
            ("A page for each article", 4),
            ("Faster search", 2),
        ]
    ):
        done(
            state,
            now - 86_400 * (number + 1),
            f"2026112{1 - number // 2}-1{number}0000-dn{number}a",
            title,
            steps=steps,
            usd=0.1 + number / 10,
        ).close()
    failed(state, now - 9_000).close()
    return live
