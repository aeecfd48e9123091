"""The phases of a whole project follow from what its spec says, and each says why it is there."""

import itertools

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.catalogue import CATALOGUE, CORE, ENTRIES, choose
from orchestrator_engine.plan import Phase, Plan, PlannedItem
from orchestrator_engine.planning import Wanted, plan
from orchestrator_engine.prompts import planning
from support.plans import run_of

SHOP = """\
# Shop

A web shop, from nothing.

- REQ-1: A visitor can sign up with an email address and a password.
- REQ-2: Products and orders are stored in a PostgreSQL database.
- REQ-3: A customer pays at checkout with Stripe.
- REQ-4: The product page shows pictures and a button.
- REQ-5: It is deployed to Fly.io with a Dockerfile.
- REQ-6: A product that is out of stock cannot be ordered.
"""
TOOL = """\
# Unroller

A library, from nothing.

- REQ-1: Roman numerals are read as numbers.
- REQ-2: Numbers are written as Roman numerals.
- REQ-3: What is no numeral is refused with its place.
- REQ-4: A number above 3999 is refused.
"""
SPEC_KIT = """\
# Tasks: Shop

## Phase 1: Setup

- [ ] T001 Create project structure in src/
- [ ] T002 [P] Configure linting

## Phase 2: Core

- [ ] T003 Add the database
"""
KIRO = """\
# Implementation Plan

- [ ] 1. Set up the project
  - _Requirements: 1.1_
- [ ] 2. Add the database
  - _Requirements: 1.2_
- [ ] 3. Log in
  - _Requirements: 2.1_
- [ ] 4. Checkout
  - _Requirements: 2.2_
"""


def phases(text: str, mode: str = "build") -> tuple[Phase, ...]:
    return plan(analyze(text, "SPEC.md"), "App", Wanted(mode), ()).phases


def items(*words: str) -> tuple[PlannedItem, ...]:
    return tuple(
        PlannedItem(f"h{n}", f"A-{n}", said, said, (), n) for n, said in enumerate(words, 1)
    )


def test_a_spec_gets_the_phases_that_it_speaks_of_with_the_words_that_ask_for_them() -> None:
    assert [(phase.title, phase.why) for phase in phases(SHOP)] == [
        ("Database", "because REQ-2 says “PostgreSQL”"),
        ("Accounts and access", "because REQ-1 says “sign up”"),
        ("Core", "what the project is for, as REQ-6 says"),
        ("Payments", "because REQ-3 says “checkout”"),
        ("Frontend", "because REQ-4 says “page”"),
        ("Deployment", "because REQ-5 says “deployed”"),
    ]
    assert [len(phase.tasks) for phase in phases(SHOP)] == [1] * 6


def test_a_library_gets_no_web_template() -> None:
    assert [phase.title for phase in phases(TOOL)] == ["Core"]


def test_the_author_s_own_sections_are_the_phases_and_their_order() -> None:
    text = (
        "# Shop\n\n## Money\n\n- REQ-1: Pay with Stripe.\n- REQ-2: Send an invoice.\n\n"
        "## Storage\n\n- REQ-3: Keep orders in a database.\n- REQ-4: Keep customers.\n"
    )
    assert [(phase.title, phase.why) for phase in phases(text)] == [
        ("Money", "payments because REQ-1 says “Stripe” (and 1 more item)"),
        ("Storage", "database because REQ-3 says “database”"),
    ]


def test_what_waits_for_something_of_a_later_phase_stays_beside_it() -> None:
    text = SHOP.replace("is stored", "is stored").replace(
        "database.\n", "database. Depends on REQ-5.\n"
    )
    assert len(phases(text)) == 1


@pytest.mark.parametrize("mode", ["feature", "fix", "exec", "test", "refactor"])
def test_only_a_whole_project_has_such_phases(mode: str) -> None:
    (phase,) = phases(SHOP, mode)
    assert phase.why == ""


def test_one_sentence_of_a_bug_is_one_task() -> None:
    (phase,) = phases("# Wish\n\n- [ ] Logging in with a long password shows a blank page\n", "fix")
    assert len(phase.tasks) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "specs/001-x/tasks.md",
            SPEC_KIT,
        ),
        (
            ".kiro/specs/shop/tasks.md",
            KIRO,
        ),
    ],
)
def test_what_is_a_list_of_tasks_already_is_taken_as_it_is(path: str, text: str) -> None:
    analysis = analyze(text, path)
    assert analysis.spec.kind == "task-list"
    made = plan(analysis, "App", Wanted("build"), ())
    assert [task.items for task in made.tasks()] == [(one.handle,) for one in analysis.open_items]
    assert all(not phase.why for phase in made.phases)


def test_the_catalogue_has_twenty_four_phases_in_an_order_that_works() -> None:
    assert len(CATALOGUE) == len(ENTRIES) == 24
    for entry in CATALOGUE:
        assert set(entry.after) <= ENTRIES.keys()
        assert not entry.words.search("")
        assert entry.does
    everything = items(*(entry.title for entry in CATALOGUE))
    names = [one.entry.name for one in choose(everything)]
    for before, after in itertools.combinations(names, 2):
        assert after not in ENTRIES[before].after


def test_every_item_is_in_one_phase_whatever_it_says() -> None:
    some = items("log in", "", "nothing known", "a page with a payment form", "\x00")
    served = [item for one in choose(some) for item in one.items]
    assert sorted(served, key=lambda item: item.line) == list(some)
    assert {one.entry.name for one in choose(items("Roman numerals"))} == {CORE}


def test_the_planner_is_told_which_phases_the_items_speak_of() -> None:
    made = Plan("App", "build", (), items("Log in with a password", "Pay `by card`"), (), ())
    prompt = planning(run_of(made), (), ())
    assert "- Accounts and access: who somebody is" in prompt
    assert "`because A-1 says “Log in”`" in prompt
    assert "Landing" not in prompt
