"""A plan as markdown is the plan: written and read back, edited, and held against its document."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_engine.graph import Graph
from orchestrator_engine.modes import MODES
from orchestrator_engine.plan import Phase, Plan, PlannedItem, Task
from orchestrator_engine.plan_document.fitting import Fitted, fit
from orchestrator_engine.plan_document.front import is_plan
from orchestrator_engine.plan_document.reading import read
from orchestrator_engine.plan_document.writing import edited, write
from support.plans import TESTS

ITEMS = tuple(PlannedItem(f"h{n}", f"A-{n}", f"do {n}", f"A-{n}: do {n}", (), n) for n in (1, 2, 3))
TASKS = (
    Task("T1", "Do 1", ("h1",), (), ("a.py",)),
    Task("T2", "Do 2", ("h2",), ("T1",)),
    Task("T3", "Do 3", ("h3",), ("T2",), ("b.py", "with, comma.py")),
)
PHASES = (Phase("P1", "First", TASKS[:2], ()), Phase("P2", "Then", TASKS[2:], ("P1",), "A-3 asks"))
PLAN = Plan("App", "build", ("it is a spec",), ITEMS, PHASES, (TESTS,))
DRAFT = replace(
    PLAN,
    phases=(
        Phase("P1", "All", tuple(Task(f"T{n}", f"do {n}", (f"h{n}",), ()) for n in (1, 2, 3)), ()),
    ),
)
TEXT = write(PLAN, "SPEC.md", "0" * 16)


def fitted(text: str, draft: Plan = DRAFT, **more: object) -> Fitted:
    return fit(read(text), draft, **more)  # pyright: ignore[reportArgumentType]


def told(text: str, draft: Plan = DRAFT) -> list[str]:
    return [
        f"{fault.line}: {fault.message}{' (warning)' * fault.warning}"
        for fault in fitted(text, draft).faults
    ]


def line(words: str, text: str = TEXT) -> int:
    return next(n for n, one in enumerate(text.splitlines(), 1) if words in one)


def test_it_reads_as_a_person_would_write_it() -> None:
    assert TEXT.splitlines()[:8] == [
        "---",
        "code-orchestrator: plan",
        "document: SPEC.md",
        "mode: build",
        "base: 0000000000000000",
        "tasks: 3",
        f"made: {TEXT.splitlines()[6][6:]}",
        "---",
    ]
    assert (
        "## Phase 2: Then\n\nWhy: A-3 asks\n\n### T3: Do 3\n\n- Serves: A-3\n- After: T2\n" in TEXT
    )
    assert "- Files: `b.py`, `with, comma.py`\n" in TEXT
    assert "> Check test: `python3 -m unittest` (.orchestrator.toml)" in TEXT
    assert is_plan(TEXT)
    assert not is_plan(TEXT.replace("code-orchestrator: plan", "title: plan"))


def test_what_is_written_and_read_is_the_plan() -> None:
    assert fitted(TEXT) == Fitted(PLAN)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(
    lambda text: " ".join(text.split())
)
SAID = WORDS.filter(bool)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans as planners make them: phases one after the other, items with any names."""
    count = draw(st.integers(1, 6))
    labels = draw(st.lists(SAID, min_size=count, max_size=count))
    items = tuple(
        PlannedItem(f"handle {n}", label, label, label, (), n) for n, label in enumerate(labels, 1)
    )
    out = draw(st.sets(st.integers(0, count - 1), max_size=count - 1))
    if len(set(labels)) < count or any(label.startswith("handle") for label in labels):
        out = set[int]()
    tasks: list[Task] = []
    for item in (one for at, one in enumerate(items) if at not in out):
        place = len(tasks)
        before = draw(st.sets(st.integers(0, max(place - 1, 0)), max_size=2)) if place else ()
        tasks.append(
            Task(
                f"T{place + 1}",
                draw(WORDS),
                (item.handle,),
                tuple(f"T{other + 1}" for other in sorted(before)),
                tuple(draw(st.lists(SAID.filter(lambda p: "\\" not in p and p[0] not in "/.~"
                      and ".." not in p), max_size=2, unique=True))),
            )
        )  # fmt: skip
    cuts = sorted(draw(st.sets(st.integers(1, len(tasks)), max_size=2)))
    groups = [tasks[a:b] for a, b in zip([0, *cuts], [*cuts, len(tasks)], strict=True) if b > a]
    phases = tuple(
        Phase(f"P{n}", draw(WORDS), tuple(group), (f"P{n - 1}",) if n > 1 else (), draw(WORDS))
        for n, group in enumerate(groups, 1)
    )
    kept = tuple(one for at, one in enumerate(items) if at not in out)
    left = tuple((items[at].label, draw(SAID.filter(lambda w: w[0] != ":"))) for at in sorted(out))
    mode = draw(st.sampled_from([*MODES]))
    reasons = tuple(draw(st.lists(SAID, max_size=2)))
    return Plan(draw(SAID), mode, reasons, kept, phases, (TESTS,), (), left)


def draft_of(plan: Plan) -> Plan:
    gone = tuple(PlannedItem(f"gone {n}", label, label, "", (), 99 + n) for n, (label, _) in
                 enumerate(plan.left_out))  # fmt: skip
    return replace(plan, items=(*plan.items, *gone), phases=(), left_out=(), reasons=())


@settings(max_examples=300)
@given(plans())
def test_any_plan_is_read_back_as_it_was_written(plan: Plan) -> None:
    text = write(plan, "a: “doc”.md", "f" * 16)
    found = fitted(text, draft_of(plan))
    assert not found.errors
    assert found.plan == plan
    assert read(text).document == "a: “doc”.md"
    assert not edited(text)
    assert edited(text + "\nMore.\n")
    Graph(plan)


@settings(max_examples=100)
@given(plans(), st.data())
def test_a_task_that_is_deleted_is_not_in_the_plan_and_its_item_is_said_to_be_open(
    plan: Plan, data: st.DataObject
) -> None:
    tasks = [*plan.tasks()]
    if len(tasks) == 1:
        return
    gone = data.draw(st.sampled_from(tasks))
    text = write(plan, "SPEC.md", "f" * 16)
    head, _, rest = text.partition(f"\n### {gone.id}: ")
    cut = min((at for mark in ("\n### ", "\n## ") if (at := rest.find(mark)) >= 0),
              default=len(rest))  # fmt: skip
    found = fitted(head + rest[cut:], draft_of(plan))
    assert found.plan is not None, found.faults
    assert [task.id for task in found.plan.tasks()] == [t.id for t in tasks if t.id != gone.id]
    assert all(gone.id not in task.after for task in found.plan.tasks())
    assert len(found.plan.items) + len(found.plan.left_out) == len(draft_of(plan).items)
    Graph(found.plan)


def test_tasks_that_are_moved_are_in_the_new_order() -> None:
    text = TEXT.replace("- After: T1\n", "")
    block = text[text.index("### T1") : text.index("### T2")]
    found = fitted(text.replace(block, "").replace("## Phase 2", f"{block}## Phase 2"))
    assert found.plan is not None
    assert [task.id for task in found.plan.tasks()] == ["T2", "T1", "T3"]


def test_a_phase_that_is_renamed_and_a_task_by_hand_are_taken_as_they_stand() -> None:
    new = "## By hand\n\n### mine — Do it *all*\n- **Serves:** A-1, A-2\n* files: x.py\n"
    found = fitted(TEXT[: TEXT.index("## Phase 1")] + new)
    assert found.plan is not None
    assert found.plan.phases[0].title == "By hand"
    assert [*found.plan.tasks()] == [Task("mine", "Do it *all*", ("h1", "h2"), (), ("x.py",))]
    assert found.plan.left_out == (("A-3", "no task of the plan serves it"),)


def test_what_stands_in_a_fence_or_a_quotation_says_nothing() -> None:
    assert fitted(TEXT + "\n> - Serves: A-9\n\n```\n### T9: x\n- Serves: A-9\n```\n") == Fitted(
        PLAN
    )


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("Serves: A-1", "Serves: A-11", "serves A-11, and there is no such item; did you mean A-1"),
        ("- Serves: A-1\n", "", "T1 serves no item, so nobody asked for it: add “- Serves"),
        ("- Serves: A-1", "- Serve: A-1", "“serve” says nothing here; did you mean “Serves”?"),
        ("After: T1", "After: T11", "T2 waits for T11: there is no such task; did you mean T1?"),
        ("### T2", "### T1", "line {T1} has a task T1 already"),
        ("`a.py`", "`../a.py`", "T1 names ../a.py, which is not inside the project"),
        ("- After: T1", "- After: T3", "T2 waits for T3, which is in a later phase"),
        ("- Serves: A-1", "- Serves: A-1\n- After: T2", "each other in a circle: T1 → T2 → T1"),
        ("mode: build", "mode: builds", "there is no mode “builds”; did you mean “build”?"),
        ("### T2: Do 2", "### : x", "a task begins with its id, such as “### T1: Title”"),
        ("document: SPEC.md\n", "", "the front matter does not say which document"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, wrong: str) -> None:
    text = TEXT.replace(old, new, 1)
    found = fitted(text)
    assert found.plan is None
    wrong = wrong.replace("{T1}", str(line("### T1", text)))
    assert any(wrong in fault.message for fault in found.errors), told(text)
    fault = next(fault for fault in found.errors if wrong in fault.message)
    assert 1 <= fault.line <= text.count("\n")


def test_a_mistake_is_told_at_its_task() -> None:
    text = TEXT.replace("Serves: A-2", "Serves: B-2")
    assert f"{line('### T2')}: T2 serves B-2, and there is no such item; did you mean A-2?" in told(
        text
    )


def test_what_keeps_nobody_from_running_it_is_a_warning() -> None:
    text = TEXT.replace("- After: T1\n", "- Files: `a.py`\n")
    side = "T1 and T2 both change a.py: they are not done side by side"
    assert told(text) == [f"{line('### T2', text)}: {side} (warning)"]
    waits = replace(DRAFT.phases[0].tasks[1], after=("T1",))
    draft = replace(DRAFT, phases=(Phase("P1", "All", (DRAFT.phases[0].tasks[0], waits), ()),))
    assert any(
        "A-2 waits for A-1 in the document, but T2 does not wait for T1 (warning)" in one
        for one in told(TEXT.replace("- After: T1\n", ""), draft)
    )


def test_what_was_done_meanwhile_is_left_out_and_said() -> None:
    draft = replace(DRAFT, items=ITEMS[1:])
    found = fit(read(TEXT), draft, frozenset({"A-1"}))
    assert found.plan is not None
    assert [task.id for task in found.plan.tasks()] == ["T2", "T3"]
    assert found.plan.phases[0].tasks[0].after == ()
    assert [fault.message for fault in found.warnings] == [
        "A-1 is not open any more in the document: T1 leaves it out"
    ]


def test_what_is_new_in_the_document_is_not_done_and_that_is_said() -> None:
    new = PlannedItem("h4", "A-4", "do 4", "A-4: do 4", (), 9)
    found = fitted(TEXT, replace(DRAFT, items=(*ITEMS, new)))
    assert found.plan is not None
    assert found.plan.left_out == (("A-4", "no task of the plan serves it"),)
    assert [fault.message for fault in found.warnings] == [
        "no task serves A-4: it will not be done"
    ]


def test_only_some_of_it_can_be_asked_for_by_task_or_item() -> None:
    for name in ("T2", "A-2", "h2"):
        found = fitted(TEXT, only=(name,))
        assert found.plan is not None
        assert [task.id for task in found.plan.tasks()] == ["T2"]
        assert found.plan.left_out == ()


@settings(max_examples=300)
@given(st.text(max_size=200) | st.lists(st.sampled_from([
    "---", "code-orchestrator: plan", "mode: build", "document: x", "# T", "## P", "### T1: a",
    "### T2", "- Serves: A-1", "- Serves: `A-1", "- After: T1, T2", "- After: T1", "- Files: `..`",
    "```", "## Not covered", "- A-2: why", "Why: x", "tasks: 9999999999999999999999",
]), max_size=14).map("\n".join))  # fmt: skip
def test_whatever_is_written_is_a_plan_that_can_be_carried_out_or_is_refused(text: str) -> None:
    found = fitted(text)
    if found.plan is None:
        assert found.errors
        assert all(fault.line >= 1 for fault in found.faults)
    else:
        Graph(found.plan)
        assert {i for task in found.plan.tasks() for i in task.items} == {
            item.handle for item in found.plan.items
        }


def test_a_mode_that_there_is_not_is_told_beside_those_of_the_project() -> None:
    text = TEXT.replace("mode: build", "mode: zzz")
    (fault,) = fitted(text, modes=("translate",)).faults
    assert fault.message.endswith("there are " + ", ".join((*MODES, "translate")))
    (fault,) = fitted(TEXT.replace("mode: build", "mode: translat"), modes=("translate",)).faults
    assert fault.message.endswith("did you mean “translate”?")
