"""Documents of each format, and the items that a reader finds in them."""

import pytest

from orchestrator_analyzer.analysis import analyze


def check(text: str, *expected: str, path: str = "") -> None:
    """Compare the items, shown as `id status title` with two spaces for each item around them."""
    spec = analyze(text, path).spec
    shown: list[str] = []
    for item in spec.items:
        depth, outer = 0, item.parent
        while outer is not None:
            depth, outer = depth + 1, spec.by_handle[outer].parent
        shown.append(f"{'  ' * depth}{item.id or '-'} {item.status.value} {item.title}")
    assert shown == list(expected)


def test_a_task_list_of_spec_kit() -> None:
    check(
        """\
# Tasks: Coffee orders

## Phase 1: Setup

- [x] T001 Create the project
- [ ] T002 [P] [US1] Draw the menu in `src/menu.ts`

## Phase 2: Orders

- [ ] T003 Send an order (depends on T002)
""",
        "T001 done Create the project",
        "T002 open [P] [US1] Draw the menu in `src/menu.ts`",
        "T003 open Send an order (depends on T002)",
    )


def test_the_status_of_the_first_of_many_headings_is_its_own() -> None:
    check(
        """\
## BUG-1: The lid sticks

**Status**: Done

## BUG-2: The door squeaks

It squeaks.
""",
        "BUG-1 done The lid sticks",
        "BUG-2 open The door squeaks",
    )


def test_a_specification_of_spec_kit() -> None:
    check(
        """\
# Feature Specification: Coffee orders

### User Story 1 - Order a cup (Priority: P1)

A guest orders.

**Acceptance Scenarios**:

1. **Given** a menu, **When** a guest taps a cup, **Then** it is ordered

## Requirements

- **FR-001**: The menu MUST show every cup.
- **FR-002**: An order MUST name a table. [NEEDS CLARIFICATION: also outside?]

## Success Criteria

- **SC-001**: A guest orders within ten seconds.
""",
        "- open User Story 1 - Order a cup (Priority: P1)",
        "FR-001 open The menu MUST show every cup.",
        "FR-002 open An order MUST name a table. [NEEDS CLARIFICATION: also outside?]",
    )


def test_requirements_of_kiro() -> None:
    check(
        """\
# Requirements Document

### Requirement 1: Order

#### Acceptance Criteria

1. WHEN a guest taps a cup THEN the system SHALL order it

### Requirement 2: Pay

#### Acceptance Criteria

1. WHEN a guest pays THEN the system SHALL print a receipt
""",
        "Requirement 1 open Order",
        "Requirement 2 open Pay",
    )


def test_a_heading_that_is_only_an_id_takes_its_title_from_below() -> None:
    check(
        "# Requirements\n\n### Requirement 1\n\n**User Story:** As a guest, I want tea.\n\n"
        "#### Acceptance Criteria\n\n1. WHEN asked THEN the system SHALL pour\n",
        "Requirement 1 open As a guest, I want tea.",
    )


def test_tasks_of_kiro() -> None:
    check(
        """\
# Implementation Plan

- [-] 1. Orders
  - [x] 1.1 Store an order
    - Keep the table
    - _Requirements: 1.1, 2.3_
  - [ ]* 1.2 Test it
- [ ] 2. Receipts
""",
        "1 in_progress Orders",
        "  1.1 done Store an order",
        "  1.2 open Test it",
        "2 open Receipts",
    )


def test_a_delta_of_openspec() -> None:
    check(
        """\
## ADDED Requirements

### Requirement: Order by table
The system SHALL ask for a table.

#### Scenario: No table
- **WHEN** no table is given
- **THEN** the system asks
""",
        "- open Order by table",
    )


def test_a_living_specification_of_openspec_has_nothing_open() -> None:
    check(
        "# Orders Specification\n\n## Purpose\n\nOrders.\n\n## Requirements\n\n"
        "### Requirement: Order by table\nThe system SHALL ask.\n",
        "- done Order by table",
    )


def test_a_task_of_backlog_md() -> None:
    check(
        "---\nid: task-7\ntitle: Print receipts\nstatus: In Progress\n---\n\n- [ ] one\n",
        "task-7 in_progress Print receipts",
    )


def test_a_list_of_bugs_under_headings() -> None:
    check(
        """\
# Known bugs

## BUG-1: The lid sticks

**Severity**: Critical
**Status**: Open

## BUG-2: The cup leaks — FIXED

## ~~BUG-3: The spoon bends~~
""",
        "BUG-1 open The lid sticks",
        "BUG-2 done The cup leaks",
        "BUG-3 done The spoon bends",
    )


def test_a_table_of_bugs() -> None:
    check(
        """\
# Bugs

| ID | Title | Status |
|----|-------|--------|
| B1 | The lid sticks | 🚧 in progress |
| B2 | The cup leaks | ✅ fixed |
| B3 | The spoon bends | ❌ open |
""",
        "B1 in_progress The lid sticks",
        "B2 done The cup leaks",
        "B3 open The spoon bends",
    )


def test_sections_say_what_is_done_and_what_is_out() -> None:
    check(
        """\
# Roadmap

## Next

- Iced coffee

## Completed

- Hot coffee

## Out of scope

- Tea
""",
        "- open Iced coffee",
        "- done Hot coffee",
        "- rejected Tea",
    )


def test_items_in_the_words_of_many_languages() -> None:
    check(
        "# 버그 목록\n\n## 버그 1: 뚜껑\n\n상태: 완료\n\n## 버그 2: 컵\n",
        "버그 1 done 뚜껑",
        "버그 2 open 컵",
    )
    check(
        "# バグ一覧\n\n## バグ1: ふた\n\n状態: 完了\n\n## バグ2: カップ\n",
        "バグ1 done ふた",
        "バグ2 open カップ",
    )
    check(
        "# Aufgaben\n\n## Erledigt\n\n- Deckel\n\n## Offen\n\n- Tasse\n",
        "- done Deckel",
        "- open Tasse",
    )
    check(
        "# Backlog\n\n| ID | Titre | Statut |\n|--|--|--|\n"
        "| A-1 | Tasse | Terminé |\n| A-2 | Verre | À faire |\n",
        "A-1 done Tasse",
        "A-2 open Verre",
    )
    check(
        "# Задачи\n\n- [x] Задача 1: чашка\n- [ ] Задача 2: крышка\n",
        "Задача 1 done чашка",
        "Задача 2 open крышка",
    )


def test_a_row_may_say_its_status_in_its_title_or_beside_its_id() -> None:
    check(
        """\
# 백로그

| # | 항목 | 출처 |
|---|---|---|
| A1 | ~~뚜껑~~ **구현 완료** | 회의 |
| ~~A2~~ 해소 | 컵 받침 | 회의 |
| A3 | 새 주전자 | 회의 |
""",
        "A1 done 뚜껑 구현 완료",
        "A2 done 컵 받침",
        "A3 open 새 주전자",
    )
    check(
        """\
# Бэклог

| ID | P | Задача | Почему |
|---|---|---|---|
| R1 | P0 | (ГОТОВО, [ссылка](x.md)) Заменить крышку | Она заедает и всем мешает |
| R2 | P1 | Починить чашку | Она течёт, и на столе всегда лужа |
""",
        "R1 done (ГОТОВО, [ссылка](x.md)) Заменить крышку",
        "R2 open Починить чашку",
    )


def test_a_heading_among_the_acceptance_criteria_defines_no_item_again() -> None:
    text = """\
# Product Backlog

| ID | Historia | Prioridad | Dependencias |
|---|---|---|---|
| US-01 | Como cliente quiero ver el menú | Must | |
| US-02 | Como cliente quiero pedir un café | Must | US-01 |
| US-03 | Como cliente quiero pagar | Should | US-01 a US-02 |

## Criterios de aceptación

### US-01 — Menú

- El menú muestra cada taza.
"""
    check(
        text,
        "US-01 open Como cliente quiero ver el menú",
        "US-02 open Como cliente quiero pedir un café",
        "US-03 open Como cliente quiero pagar",
    )
    menu, _, pay = analyze(text).spec.items
    assert [criterion.text for criterion in menu.criteria] == ["El menú muestra cada taza."]
    assert pay.after == ("US-01", "US-02")


def test_a_bold_line_with_an_id_heads_what_follows() -> None:
    text = """\
# Backlog

## Epic 1: Orders

**Issue**: E1.1 - Take an order
- [x] Draw the form
- [ ] Send it
- **Acceptance Criteria**:
  - A table is named

**Issue**: E1.2 - Cancel an order
- [ ] Draw the button
"""
    check(
        text,
        "Epic 1 open Orders",
        "  E1.1 open Take an order",
        "    - done Draw the form",
        "    - open Send it",
        "  E1.2 open Cancel an order",
        "    - open Draw the button",
    )
    assert [item.id for item in analyze(text).open_items] == ["E1.1", "E1.2"]


def test_headings_with_a_status_are_items_and_so_are_those_beside_them() -> None:
    check(
        """\
# Feuille de route

## Sprint 1 : Menu

**Statut** : ✅ Terminé

**Definition of Done** :
- [ ] Le menu s'affiche

## Sprint 2 : Commandes

**Statut** : En cours

## Sprint 3 : Paiement
""",
        "- done Sprint 1 : Menu",
        "- in_progress Sprint 2 : Commandes",
        "- open Sprint 3 : Paiement",
    )


def test_what_looks_like_an_id_and_is_none() -> None:
    check(
        "# Tasks\n\n- [ ] P1 fix the lid\n- [ ] 3 cups\n- [ ] SHA-256 sums\n",
        "- open P1 fix the lid",
        "- open 3 cups",
        "- open SHA-256 sums",
    )


def test_features_of_a_spec_without_boxes_are_items() -> None:
    check(
        "# Coffee shop\n\n## Overview\n\nA shop.\n\n## Tech Stack\n\n- Python\n\n"
        "## Features\n\n### Menu\n- Show cups\n\n### Orders\n- Take orders\n",
        "- open Menu",
        "- open Orders",
        path="spec.md",
    )


def test_an_item_keeps_its_handle_when_others_change() -> None:
    before = analyze("# A\n\n- [ ] one\n- [ ] two\n").spec
    after = analyze("Hello.\n\n# A\n\n- [x] zero\n- [ ] one\n\n# B\n\n- [ ] two\n").spec
    assert before.items[0].handle in after.by_handle


def test_words_are_carried_whole_and_only_once() -> None:
    spec = analyze(
        "- [ ] 1. Outer\n\n  All of `this`.\n\n  - [ ] 1.1 Inner\n    - detail\n\n  And this.\n"
    ).spec
    outer, inner = spec.items
    assert outer.words == "- [ ] 1. Outer\n\n  All of `this`.\n\n\n  And this."
    assert inner.words == "- [ ] 1.1 Inner\n  - detail"


def test_order_criteria_priority_and_references_are_read() -> None:
    spec = analyze(
        "# Bugs\n\n## BUG-1: Lid\n\nSeverity: High\n\n### Acceptance criteria\n\n- It shuts\n\n"
        "## BUG-2: Cup\n\nDepends on: BUG-1. See `src/cup.py` and #12.\n"
    ).spec
    lid, cup = spec.items
    assert (lid.priority, [criterion.text for criterion in lid.criteria]) == ("High", ["It shuts"])
    assert cup.after == ("BUG-1",)
    assert [reference.target for reference in cup.references] == ["BUG-1", "src/cup.py", "#12"]


def test_a_byte_order_mark_does_not_part_what_is_nested() -> None:
    check("\ufeff- [ ] T001 a\n  - [ ] T002 b\n", "T001 open a", "  T002 open b")


BUGS = """\
# Known bugs

### BUG-7: total is wrong for negative counts
Steps: add -1. Expected: an error.

### BUG-8: basket loses order
Fixed in 1.2

### Crash when empty name
Traceback: `KeyError`
"""


def test_a_heading_without_an_id_beside_those_with_one_is_an_item() -> None:
    check(
        BUGS,
        "BUG-7 open total is wrong for negative counts",
        "BUG-8 done basket loses order",
        "- open Crash when empty name",
    )


@pytest.mark.parametrize(
    "beside",
    [
        "### Summary\n\nTwo bugs.\n",
        "### Out of scope\n\nThe rest.\n",
        "### Tooling\n\nAny tracker will do.\n",
        "### Crash when name is empty\n",
        "## Crash when name is empty\n\nIt stands elsewhere.\n",
    ],
)
def test_a_heading_beside_items_that_is_a_chapter_or_says_nothing_is_none(beside: str) -> None:
    text = BUGS.replace("### Crash when empty name\nTraceback: `KeyError`\n", beside)
    assert [item.id for item in analyze(text).spec.items] == ["BUG-7", "BUG-8"]


def test_headings_beside_requirements_tell_of_them() -> None:
    text = "# Spec\n\n## REQ-1: Brew\n\nIt must brew.\n\n## REQ-2: Pour\n\nIt must pour.\n\n"
    text += "## What the guests said\n\nThey liked it.\n"
    assert [item.id for item in analyze(text).spec.items] == ["REQ-1", "REQ-2"]


def test_a_pipe_in_a_cell_is_a_pipe() -> None:
    text = "# Work\n\n| ID | What | Status |\n|--|--|--|\n| T-1 | Cup \\| lid | todo |\n"
    text += "| T-2 | Spoon | done |\n"
    first, _ = analyze(text).spec.items
    span = first.title_span
    assert (first.title, text[span.start : span.end]) == ("Cup | lid", "Cup \\| lid")
    assert "Cup | lid" in first.words


AFTER = (
    "After, Runs after, Requires, Après, Después de, Depois de, Após, После, Nach, Na, Dopo, 後, "
    "先行, 이후, 之后, Vorgänger"
)


@pytest.mark.parametrize("head", AFTER.split(", "))
def test_what_stands_beneath_after_comes_first(head: str) -> None:
    text = f"# Work\n\n| ID | What | Status | {head} |\n|--|--|--|--|\n"
    text += "| T-1 | Cup | open | |\n| T-2 | Lid | open | T-1 |\n| T-3 | Tea | open | T-1, T-2 |\n"
    text += "| T-4 | Milk | open | T-1 was a mess |\n"
    assert [item.after for item in analyze(text).spec.items] == [
        (),
        ("T-1",),
        ("T-1", "T-2"),
        (),
    ]
