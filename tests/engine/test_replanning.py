"""A plan that an agent proposes is one that can be carried out, or all that is wrong is told."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_engine.agents.answers import Unreadable
from orchestrator_engine.agents.plan_answers import PLAN_SCHEMA, read_plan
from orchestrator_engine.graph import Graph
from orchestrator_engine.plan import Phase, Plan, PlannedItem, Task
from orchestrator_engine.replanning import Proposal, ProposedPhase, ProposedTask, checked

LeftOut = tuple[str, str]
ITEMS = tuple(PlannedItem(f"h{n}", f"A-{n}", f"do {n}", f"A-{n}: do {n}", (), n) for n in (1, 2, 3))
TASKS = tuple(Task(f"T{n}", f"do {n}", (f"h{n}",), ("T1",) if n == 3 else ()) for n in (1, 2, 3))
DRAFT = Plan("App", "build", ("asked for",), ITEMS, (Phase("P1", "All", TASKS, ()),), ())


def task(
    name: str, *items: str, after: tuple[str, ...] = (), files: tuple[str, ...] = ()
) -> ProposedTask:
    return ProposedTask(name, f"task {name}", items, after, files)


def proposal(*phases: tuple[ProposedTask, ...], left_out: Sequence[LeftOut] = ()) -> Proposal:
    return Proposal(
        tuple(
            ProposedPhase(f"Phase {n}", "for a reason", each) for n, each in enumerate(phases, 1)
        ),
        tuple(left_out),
    )


def test_a_good_plan_takes_the_place_of_the_draft() -> None:
    both = task("both", "A-1", "A-2", files=("a.py",))
    plan = checked(proposal((both,), (task("last", "A-3", after=("both",)),)), DRAFT)
    assert isinstance(plan, Plan)
    assert plan.items == ITEMS
    assert list(plan.tasks()) == [
        Task("T1", "task both", ("h1", "h2"), (), ("a.py",)),
        Task("T2", "task last", ("h3",), ("T1",)),
    ]
    assert [phase.after for phase in plan.phases] == [(), ("P1",)]
    assert [phase.why for phase in plan.phases] == ["for a reason"] * 2


def test_what_is_left_out_is_told_and_never_taken_for_done() -> None:
    tasks = (task("x", "A-1"), task("y", "A-3", after=("x",)))
    plan = checked(proposal(tasks, left_out=[("A-2", "it contradicts A-1")]), DRAFT)
    assert isinstance(plan, Plan)
    assert [item.label for item in plan.items] == ["A-1", "A-3"]
    assert plan.left_out == (("A-2", "it contradicts A-1"),)


ALL = ("A-1", "A-2", "A-3")


@pytest.mark.parametrize(
    ("phases", "left_out", "wrong"),
    [
        ((), (), "it has no task"),
        (((task("x", *ALL), task("x", "A-1")),), (), "two tasks are called x"),
        (((task("x", *ALL), task("y")),), (), "task y serves no item: nobody asked for it"),
        (((task("x", *ALL, "A-9"),),), (), "task x serves A-9, and there is no such item"),
        (((task("x", "A-1", "A-3"),),), (), "no task serves A-2, and it is not left out"),
        (((task("x", *ALL, after=("z",)),),), (), "waits for z, and there is no such task"),
        (
            ((task("x", "A-1", after=("y",)), task("y", "A-2", "A-3", after=("x",))),),
            (),
            "these tasks wait for each other in a circle: x, y",
        ),
        (((task("x", *ALL, after=("x",)),),), (), "wait for each other in a circle: x"),
        (
            ((task("x", "A-1", after=("y",)),), (task("y", "A-2", "A-3"),)),
            (),
            "task x waits for y, which is in a later phase",
        ),
        (
            ((task("x", "A-1", "A-3", files=("a",)), task("y", "A-2", files=("a",))),),
            (),
            "tasks x and y both change a: let one wait for the other",
        ),
        (((task("x", *ALL, files=("../a",)),),), (), "no path inside of the repository"),
        (
            ((task("x", "A-3"), task("y", "A-1", "A-2")),),
            (),
            "A-3 waits for A-1 in the document, but task x does not wait for y",
        ),
        (((task("x", *ALL),),), (("A-9", "why"),), "it leaves out A-9, and there is no such item"),
        (((task("x", "A-1", "A-3"),),), (("A-2", " "),), "it leaves out A-2 without a reason"),
        (((task("x", *ALL),),), (("A-2", "why"),), "it leaves out A-2, and has a task for it"),
        ((tuple(task(f"x{n}", *ALL) for n in range(40)),), (), "it has 40 tasks, and for so few"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told(
    phases: tuple[tuple[ProposedTask, ...], ...], left_out: tuple[LeftOut, ...], wrong: str
) -> None:
    found = checked(proposal(*phases, left_out=left_out), DRAFT)
    assert not isinstance(found, Plan)
    assert any(wrong in each for each in found), found


NAMES = st.sampled_from(["x", "y", "z", ""])
PROPOSED = st.builds(
    ProposedTask,
    id=NAMES,
    title=st.just("t"),
    items=st.lists(st.sampled_from([*ALL, "A-9"]), max_size=3).map(tuple),
    after=st.lists(NAMES, max_size=2).map(tuple),
    files=st.lists(st.sampled_from(["a", "b", "/a"]), max_size=2).map(tuple),
)


@settings(max_examples=300)
@given(
    st.lists(st.lists(PROPOSED, max_size=3).map(tuple), max_size=3),
    st.lists(st.tuples(st.sampled_from([*ALL, "A-9"]), st.text(max_size=2)), max_size=2),
)
def test_whatever_is_proposed_is_a_plan_that_can_be_carried_out_or_is_refused(
    phases: list[tuple[ProposedTask, ...]], left_out: list[tuple[str, str]]
) -> None:
    plan = checked(proposal(*phases, left_out=left_out), DRAFT)
    if not isinstance(plan, Plan):
        assert plan
        return
    Graph(plan)
    done: set[str] = set()
    for phase in plan.phases:
        left = list(phase.tasks)
        while left:
            ready = [one for one in left if set(one.after) <= done]
            assert ready, "nothing can be begun"
            done |= {one.id for one in ready}
            left = [one for one in left if one.id not in done]
    served = {name for one in plan.tasks() for name in one.items}
    assert served == {item.handle for item in plan.items}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, "the planner gave no plan"),
        ({}, "phases: field required"),
        ({"phases": "all"}, "phases"),
        ({"phases": [{"title": "A", "tasks": [{"id": 1}]}]}, "phases 1, tasks 1, id"),
        ({"phases": [], "mood": "fine"}, "mood"),
    ],
)
def test_what_breaks_the_schema_is_told_place_by_place(
    value: dict[str, Any] | None, why: str
) -> None:
    found = read_plan(value)
    assert isinstance(found, Unreadable)
    assert why in found.why


def test_a_plan_by_the_schema_is_read() -> None:
    told = {"id": "x", "title": "t", "items": ["A-1"]}
    found = read_plan({"phases": [{"title": "A", "why": "w", "tasks": [told]}]})
    phase = ProposedPhase("A", "w", (ProposedTask("x", "t", ("A-1",), (), ()),))
    assert found == Proposal((phase,))
    assert "$ref" not in str(PLAN_SCHEMA)
