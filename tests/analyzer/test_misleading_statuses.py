# ruff: noqa: RUF001
"""How things stand where that is said in a way that misleads: in sentences, tables and headings."""

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import apply
from support.items import named


@pytest.mark.parametrize("head", ["Result", "Verdict", "結果", "결과", "Résultat", "Ergebnis"])
def test_a_column_of_results_tells_what_is_left_to_test(head: str) -> None:
    text = f"""\
# Test plan of the kettle

| ID | Scenario | {head} |
|---|---|---|
| TC-01 | The lid closes | ✅ |
| TC-02 | The water boils within a minute | ❌ |
| TC-03 | The light goes out | |
"""
    assert named(text) == {"TC-01": "done", "TC-02": "open", "TC-03": "open"}


def test_an_expected_result_is_no_result() -> None:
    text = """\
# Test plan of the kettle

| ID | Scenario | Result |
|---|---|---|
| TC-01 | Close the lid | Closed lid stays shut |
| TC-02 | Open the lid | Opened lid stays up |
"""
    assert named(text) == {"TC-01": "open", "TC-02": "open"}


@pytest.mark.parametrize(
    "said", ["✅ **Реализовано**:", "✅ **CUMPLIDO AL 100%**", "✅ **Done**", "✅ **已完成**"]
)
def test_a_signed_line_below_a_heading_says_how_it_stands(said: str) -> None:
    text = f"# Plan\n\n### Task 1: Pour\n{said}\n- a cup\n\n### Task 2: Stir\n- a spoon\n"
    assert named(text) == {"Task 1": "done", "Task 2": "open"}


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("## Sprint 1 — base `✅ DONE`", "done"),
        ("## Search (deferred)", "deferred"),
        ("## Bugs found and fixed", "done"),
        ("## Найденные и исправленные ошибки", "done"),
        ("## 修正したバグ", "done"),
        ("## 수정된 버그", "done"),
        ("## 未解决的问题", "open"),
        ("## Не исправленные ошибки", "open"),
        ("## Future Requirements", "deferred"),
    ],
)
def test_a_heading_settles_what_stands_beneath_it(heading: str, status: str) -> None:
    text = f"# Bugs of the kettle\n\n{heading}\n\n- BUG-1: The lid sticks\n- BUG-2: It leaks\n"
    assert named(text) == {"BUG-1": status, "BUG-2": status}


def test_a_sentence_below_a_heading_puts_off_what_follows() -> None:
    text = """\
# Requirements: kettle

## v1 Requirements

- [ ] **BOIL-01**: Boil water

## v2 Requirements

Deferred to a later release.

### Light

- **LIGHT-01**: Glow
"""
    assert named(text) == {"BOIL-01": "open", "LIGHT-01": "deferred"}


def test_a_sentence_that_begins_with_later_puts_nothing_off() -> None:
    text = "# Ideas\n\n## Search\n\nLater ideas win.\n\n- IDEA-1: Find\n- IDEA-2: Sort\n"
    assert named(text) == {"IDEA-1": "open", "IDEA-2": "open"}


def test_a_report_tells_of_problems_that_are_solved_and_of_work_that_is_left() -> None:
    text = """\
# Weekly status report

## What happened

### Issue 1: The lid stuck

**Cause:** a bent hinge.

**Fix:** a new hinge.

### Issue 2: It leaks

**Cause:** unknown.

## What is left

### Issue 3: The cord is short

**Solution:** buy a longer one.
"""
    assert named(text) == {"Issue 1": "done", "Issue 2": "open", "Issue 3": "open"}


def test_acknowledged_in_the_summary_of_an_audit_is_put_off() -> None:
    text = """\
# Security review

| ID | Title | Severity | Status |
|---|---|---|---|
| M-01 | No lock | Medium | Acknowledged |
| L-01 | No name | Low | Fixed |
| L-02 | No light | Low | Open |

## Findings

### [M-01] No lock

Anyone opens it.

### [L-01] No name

It is nameless.

### [L-02] No light

It is dark.
"""
    assert named(text) == {"M-01": "deferred", "L-01": "done", "L-02": "open"}


def test_a_table_of_names_and_values_below_a_heading_gives_its_status() -> None:
    text = """\
# Bugs

### BUG-1: The lid sticks

| Field | Value |
|---|---|
| **Status** | ✅ fixed |

### BUG-2: It leaks

| Field | Value |
|---|---|
| **Status** | open |
"""
    assert named(text) == {"BUG-1": "done", "BUG-2": "open"}


def test_what_is_signed_off_beside_what_is_asked_only_tells_how_things_stand() -> None:
    text = """\
# Plan

### Task 1: The menu

#### Current state
- ✅ shows the cups

#### Wanted
1. Show the prices

### Task 2: The cups

- ✅ washed
"""
    assert named(text) == {"Task 1": "open", "Task 2": "done"}


def test_a_document_of_no_known_kind_keeps_track_by_a_status() -> None:
    text = """\
# Round 13

| ID | What | Status |
|---|---|---|
| FIX-LID-01 | the lid | ✅ done |
| FIX-CUP-02 | the cup | in progress |
"""
    assert named(text) == {"FIX-LID-01": "done", "FIX-CUP-02": "in_progress"}


def test_a_reason_behind_a_status_stays_when_the_status_changes() -> None:
    text = (
        "# Bugs\n\n### BUG-1: Lid\n- **Status:** FIXED - the hinge was bent, see notes\n\n"
        "### BUG-2: Leak\n- **Status:** OPEN\n"
    )
    analysis = analyze(text)
    edits = analysis.set_status("BUG-1", Status.OPEN)
    assert apply(text, edits) == text.replace("FIXED", "OPEN")


def test_an_open_box_that_is_struck_through_is_no_work() -> None:
    text = "# Tasks\n\n- [ ] ~~T1: Buy a second kettle~~\n- [ ] T2: Clean the first\n"
    text += "- [ ] T3: ~~Buy a third~~ (no room)\n- [ ] T4: ~~Tin~~ glass cups\n"
    assert named(text) == {"T1": "rejected", "T2": "open", "T3": "rejected", "T4": "open"}


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("- [ ] T1: Pay by card — blocked: the bank has to answer", "blocked"),
        ("- [ ] T1: Pay by card (on hold: no contract)", "deferred"),
        ("- [ ] T1: Payer par carte - bloqué : la banque se tait", "blocked"),
        ("- [ ] T1: Оплата картой — заблокировано: ждём банк", "blocked"),
        ("- [ ] T1: Note — blocked cards: show why", "open"),
    ],
)
def test_a_reason_may_follow_what_holds_something_up(line: str, status: str) -> None:
    assert named(f"# Tasks\n\n{line}\n- [ ] T2: Pour\n")["T1"] == status


def test_a_status_that_names_a_few_items_is_not_that_of_the_document() -> None:
    text = "# Bugs\n\n> Status: fixed #1, #2\n\n### #1 Lid\n\n### #2 Spout\n\n### #3 Base\n"
    assert set(named(text).values()) == {"open"}


@pytest.mark.parametrize(
    "heading",
    ["Già fatte", "Adiados por agora", "Mejoras implementadas", "이미 끝낸 것", "解決済み（参考）"],
)
def test_what_stands_beneath_a_heading_of_the_past_is_not_to_do(heading: str) -> None:
    text = f"# Backlog\n\n## Next\n\n- [ ] T1: Pour\n\n## {heading}\n\n- T2: Serve\n- T3: Clean\n"
    statuses = named(text)
    assert statuses["T1"] == "open"
    assert statuses["T2"] != "open"


@pytest.mark.parametrize(
    ("explained", "fixed", "waiting"),
    [("How to use it", "Fixed", "Open"), ("说明", "已经修复", "等待修复")],
)
def test_a_list_of_bugs_with_those_of_the_past_is_read_bullet_by_bullet(
    explained: str, fixed: str, waiting: str
) -> None:
    text = (
        f"# Bugs\n\n## {explained}\n\n- one line each\n\n## {fixed}\n\n- The lid leaks\n\n"
        f"## {waiting}\n\n- The spout drips\n- The base rocks\n"
    )
    found = [(item.title, item.status.value) for item in analyze(text, "BUGS.md").spec.items]
    assert found == [
        ("The lid leaks", "done"),
        ("The spout drips", "open"),
        ("The base rocks", "open"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "LA-3: Seite, benötigt LA-2",
        "LA-3: page, nécessite LA-2",
        "LA-3: página, necesita LA-2",
        "LA-3: página, precisa de LA-2",
        "LA-3: страница, нужен LA-2",
        "LA-3: pagina, heeft nodig LA-2",
        "LA-3: pagina, richiede LA-2",
        "LA-3: 画面（LA-2の後）",
        "LA-3: 화면, LA-2 완료 후",
        "LA-3: 页面，需要 LA-2",
        "LA-3: page, needs LA-2",
    ],
)
def test_what_an_item_needs_comes_before_it_in_any_language(line: str) -> None:
    text = f"# Tasks\n\n- [ ] LA-1: A\n- [ ] LA-2: B\n- [ ] {line}\n"
    assert analyze(text, "TASKS.md").spec.items[-1].after == ("LA-2",)


def test_what_a_report_lists_beneath_its_backlog_is_to_be_done() -> None:
    text = """\
# Development status

## Backlog (by priority)

| # | Task | Priority |
|---|------|----------|
| 10 | Clean the shelf | P3 |

## Completed tasks

| # | Task | Status |
|---|------|--------|
| 9 | Sort the tea | ✓ |
"""
    analysis = analyze(text, "STATUS.md")
    assert analysis.spec.kind.value == "status-report"
    assert analysis.recommendation.mode is not None


@pytest.mark.parametrize(
    ("says", "line", "status"),
    [
        ("It drips.", "new seal", Status.DONE),
        ("It crashes again.", "new seal", Status.OPEN),
        ("It came back.", "new seal", Status.OPEN),
        ("Reopened in May.", "new seal", Status.OPEN),
        ("Tritt wieder auf.", "new seal", Status.OPEN),
        ("It drips.", "in part", Status.OPEN),
        ("It drips.", "new seal, needs a follow-up", Status.OPEN),
    ],
)
def test_a_bug_that_is_back_is_not_done_though_a_table_says_so(
    says: str, line: str, status: Status
) -> None:
    text = f"""\
# Bug report

### BUG-01: The lid leaks

{says}

### BUG-02: The spout leaks

It drips too.

## Fixed

| Bug | Fix |
|---|---|
| BUG-01 | {line} |
"""
    assert named(text) == {"BUG-01": status.value, "BUG-02": "open"}


@pytest.mark.parametrize("cell", ["ok (fails)", "ok (not yet)", "ok (fails on Windows)"])
def test_a_bracket_may_turn_a_status_round(cell: str) -> None:
    text = "# Tests\n\n| ID | Title | Status |\n|---|---|---|\n"
    rows = f"| TC-01 | Pour | {cell} |\n| TC-02 | Boil | ok (by Ann) |\n"
    assert named(text + rows) == {"TC-01": "open", "TC-02": "done"}
