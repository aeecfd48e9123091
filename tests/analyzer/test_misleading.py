# ruff: noqa: RUF001
"""What misleads a reader of items: small documents, and what a person takes from them."""

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import apply


def named(text: str, path: str = "") -> dict[str, str]:
    """Give the statuses of the items that have an id, by that id."""
    items = analyze(text, path).spec.items
    return {item.id: item.status.value for item in items if item.id is not None}


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        ("- [ ] ФТ-07: Меню показывает чай", "ФТ-07"),
        ("- [ ] **БАГ-3** Крышка заедает", "БАГ-3"),
        ("- [ ] RNF-02-EMB: Boil within a minute", "RNF-02-EMB"),
        ("- [ ] E1-S2: Order a cup", "E1-S2"),
        ("- [ ] 18b.1 Draw the menu", "18b.1"),
        ("- [ ] E3 · Draw the menu", "E3"),
    ],
)
def test_an_id_is_known_however_it_is_written(line: str, identifier: str) -> None:
    other = line.replace("7", "8").replace("3", "4").replace("2", "5").replace(".1", ".2")
    assert identifier in named(f"# Tasks\n\n{line}\n{other}\n")


def test_a_range_of_two_ids_is_not_one_id_with_a_suffix() -> None:
    text = "# Tasks\n\n- [ ] FR-001-FR-005 Check all\n- [ ] FR-006: Pour\n"
    assert "FR-001-FR" not in named(text)


def test_the_second_column_may_hold_the_ids_where_its_head_says_so() -> None:
    text = """\
# Test plan of the kettle

| Step | Test ID | Status | Note |
|---|---|---|---|
| 1.1 | TC-01 | [x] | lid |
| 1.2 | TC-02 | [ ] | spout |
"""
    assert named(text) == {"TC-01": "done", "TC-02": "open"}


def test_the_second_column_holds_no_ids_where_the_first_does() -> None:
    text = """\
# Requirements

| Requirement | Task ID | Note |
|---|---|---|
| RF-01 | T-003 | menu |
| RF-02 | T-004 | cups |
"""
    assert set(named(text)) == {"RF-01", "RF-02"}


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


@pytest.mark.parametrize(
    "text",
    [
        (
            "# Feature Specification: [FEATURE NAME]\n\n"
            "- **FR-001**: System MUST [specific capability, e.g., brew]\n"
            "- **FR-002**: System MUST [data requirement, e.g., keep orders]\n"
        ),
        (
            "# Findings\n\n### [H-01]: \n\n**Level**: [High/Low]\n\n**Impact**: [what happens]\n\n"
            "### [M-01]: \n\n**Severity**: [High/Low]\n\n**Impact**: [what happens]\n"
        ),
        "# Spec\n\n### Requirement 1: {{TITLE}}\n\n### Requirement 2: {{TITLE}}\n",
        (
            "# Test plan\n\n| ID | Title | Status |\n|---|---|---|\n"
            "| TC-1 | [Title] | Not started |\n| TC-2 | [Title] | Not started |\n"
        ),
    ],
)
def test_the_blanks_of_a_template_are_no_items(text: str) -> None:
    assert named(text) == {}


def test_an_open_question_in_a_requirement_makes_no_template() -> None:
    text = """\
# Feature Specification: Tea

- **FR-001**: Tea MUST steep for [NEEDS CLARIFICATION: how long?]
- **FR-002**: Tea MUST be poured.
"""
    assert set(named(text)) == {"FR-001", "FR-002"}


def test_a_table_that_traces_requirements_defines_none() -> None:
    text = """\
# Requirements of the kettle

- **RF-01**: Boil water.

## Traceability

| Requirement | Test |
|---|---|
| RF-01 | boils |
| RF-02 | pours |
"""
    assert set(named(text)) == {"RF-01"}


def test_principles_and_decisions_are_nothing_to_do() -> None:
    text = """\
# Backlog of the kettle

## Principles

### P6 — Quiet

### P7 — Small

## Blocks

### B1 — The lid

### B2 — The spout
"""
    assert set(named(text)) == {"B1", "B2"}


def test_letters_that_begin_anew_in_each_table_name_nothing() -> None:
    text = """\
# Test plan

### The lid

| # | Test | Expected |
|---|---|---|
| T1 | close the lid slowly | it closes |
| T2 | close the lid quickly | it closes |

### The spout

| # | Test | Expected |
|---|---|---|
| T1 | pour cold water out | it flows |
| T2 | pour boiling tea | it flows |
"""
    assert named(text) == {}


def test_criteria_with_ids_are_no_items_beside_stories() -> None:
    text = """\
# Stories

### Story 1.1 — The lid

- **AC1** It closes.
- **AC2** It opens.

### Story 1.2 — The spout

- **AC1** It pours.
"""
    assert set(named(text)) == {"Story 1.1", "Story 1.2"}


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("# Task 65: Add a lid\n\nStatus: In progress\n\n## Goal\n\nA lid.\n", "Task 65"),
        (
            "# Задача 12. Крышка\n\n**Статус:** открыта\n\n## Цель\n\nКрышка закрывает чайник.\n",
            "Задача 12",
        ),
        (
            (
                "# A lid\n\n> Story ID: LID-004\n> Created: today\n\n**Priority**: High\n\n"
                "## Feature\n\nAs a guest I want a lid.\n"
            ),
            "LID-004",
        ),
        (
            (
                "# Assignment\n\n| Field | Value |\n|---|---|\n| **ID** | BL-006 |\n"
                "| **Priority** | P0 |\n\n## Scope\n\nA lid.\n"
            ),
            "BL-006",
        ),
    ],
)
def test_a_document_may_be_one_item(text: str, identifier: str) -> None:
    assert set(named(text, "backlog/lid.md")) == {identifier}


def test_a_document_of_no_known_kind_keeps_track_by_a_status() -> None:
    text = """\
# Round 13

| ID | What | Status |
|---|---|---|
| FIX-LID-01 | the lid | ✅ done |
| FIX-CUP-02 | the cup | in progress |
"""
    assert named(text) == {"FIX-LID-01": "done", "FIX-CUP-02": "in_progress"}


def test_a_number_before_an_id_in_a_heading_counts_steps() -> None:
    text = """\
# Manual tests

### Step 4.8: TC-011 - The lid

### Step 4.9: TC-012 - The spout
"""
    assert set(named(text)) == {"TC-011", "TC-012"}


@pytest.mark.parametrize(
    "title",
    ["✅ The lid", "The lid (done)", "The lid — FIXED", "The lid ✅ **Done**", "[DONE] The lid"],
)
def test_the_name_of_an_item_does_not_change_with_its_status(title: str) -> None:
    (item,) = analyze(f"# Backlog\n\n- [ ] {title}\n", "backlog.md").spec.items
    assert item.title == "The lid"


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
    assert named(text) == {"T1": "rejected", "T2": "open"}


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


def test_the_first_and_the_last_of_several_are_not_one_id() -> None:
    text = "# Tasks\n\n- [x] C1–C5 are merged\n- [ ] D1: Pour\n- [ ] D2: Serve\n"
    assert set(named(text)) == {"D1", "D2"}


def test_a_product_with_a_number_is_no_id() -> None:
    text = "# Requisiti\n\n## Funzionalità\n\n- Integrazione AS400.\n- Collegamento RX500.\n"
    assert named(text) == {}


def test_ids_may_stand_between_slashes() -> None:
    text = "# Lastenheft\n\n## Funktionen\n\n/LF10/ Tee bestellen\n/LF20/ Tee bezahlen\n"
    assert set(named(text, "docs/Lastenheft.md")) == {"LF10", "LF20"}


def test_ids_may_have_five_digits() -> None:
    assert named("# Tasks\n\n- [ ] T10041: Pour\n- [ ] T10042: Serve\n") == {
        "T10041": "open",
        "T10042": "open",
    }


def test_a_table_of_the_versions_of_a_document_holds_no_items() -> None:
    text = """\
# Pflichtenheft

## Änderungsverlauf

| Nr. | Datum | Änderung |
|---|---|---|
| 1 | 28.03. | Erstellt |
| 2 | 30.03. | Ergänzt |

## Anforderungen

- Tee kochen
- Tee servieren
"""
    assert named(text, "docs/Pflichtenheft.md") == {}


@pytest.mark.parametrize(
    "heading",
    ["Già fatte", "Adiados por agora", "Mejoras implementadas", "이미 끝낸 것", "解決済み（参考）"],
)
def test_what_stands_beneath_a_heading_of_the_past_is_not_to_do(heading: str) -> None:
    text = f"# Backlog\n\n## Next\n\n- [ ] T1: Pour\n\n## {heading}\n\n- T2: Serve\n- T3: Clean\n"
    statuses = named(text)
    assert statuses["T1"] == "open"
    assert statuses["T2"] != "open"


def test_one_numbered_heading_may_be_called_as_a_chapter_is() -> None:
    things = ["Kettle whistles twice", "Lid that closes", "Overview", "Cup sizes", "Tray", "Filter"]
    text = "# Backlog\n\n" + "".join(
        f"## {number}. {thing}\n\nGuests asked for it.\n\n"
        for number, thing in enumerate(things, 1)
    )
    assert set(named(text)) == {"1", "2", "3", "4", "5", "6"}


def test_a_table_that_only_counts_what_has_ids_of_its_own_holds_no_items() -> None:
    bugs = "".join(f"## BUG-00{number}: Leak {number}\n\nStatus: open\n\n" for number in (1, 2, 3))
    table = "| # | Where |\n|---|---|\n| 1 | lid |\n| 2 | spout |\n| 3 | base |\n"
    text = f"# Bugs\n\n{bugs}## Overview of places\n\n{table}"
    assert set(named(text)) == {"BUG-001", "BUG-002", "BUG-003"}


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


@pytest.mark.parametrize("sign", ["⏳", "⏸", "⏭️"])
def test_a_clock_or_a_key_of_a_player_may_stand_before_an_id(sign: str) -> None:
    text = (
        f"# Tasks\n\n### ✅ REQ-KET-001 — Pour\n\nHot.\n\n### {sign} REQ-KET-002 — Serve\n\nSoon.\n"
    )
    assert set(named(text)) == {"REQ-KET-001", "REQ-KET-002"}


def test_words_behind_a_sign_that_tell_of_something_else_stay() -> None:
    text = "# Audit\n\n| # | Check | Result |\n|---|---|---|\n| 1 | Ports | ✔ 44 and 88 only |\n"
    text += "| 2 | Lid | ❌ it leaks |\n"
    analysis = analyze(text, "docs/audit.md")
    for status in Status:
        assert "44 and 88 only" in apply(text, analysis.set_status("1", status))


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


def test_a_picture_before_a_heading_takes_nothing_from_its_words() -> None:
    text = "# Audit\n\n## ⚠️ Problèmes critiques\n\n1. A\n2. B\n3. C\n"
    assert named(text, "AUDIT.md") == {"1": "open", "2": "open", "3": "open"}


def test_a_class_of_weaknesses_is_no_id() -> None:
    text = """\
# Security audit report

## A01:2021-Access-Control

- No check of the owner

## A02:2021-Crypto

- A weak hash
"""
    assert named(text) == {}


def test_a_log_in_which_nothing_is_written_down_has_nothing_to_do() -> None:
    text = """\
# Security review issues

## How to use
- Add one row per issue.

## Issues

| ID | Severity | Status | Summary |
|----|----------|--------|---------|
|    |          |        |         |
"""
    assert analyze(text, "security-review.md").recommendation.mode is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Bug: the lid sticks", "bug-report"),
        ("Баг: крышка заедает", "bug-report"),
        ("不具合: 蓋が開かない", "bug-report"),
        ("任务: 统一命名", "task-list"),
        ("Aufgabe: Namen angleichen", "task-list"),
        ("リファクタリング", "other"),
    ],
)
def test_what_stands_before_a_colon_says_what_a_document_is(title: str, kind: str) -> None:
    assert analyze(f"# {title}\n\nWords.\n").spec.kind.value == kind


def test_a_form_that_has_nothing_but_remarks_is_filled_in_by_nobody_yet() -> None:
    text = """\
# Requirements

## Goal

<!-- what it is for -->

## Requirements

<!-- one row each -->
"""
    assert analyze(text, "template/form.md").recommendation.mode is None


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


def test_a_product_with_a_number_counts_nothing() -> None:
    text = "# Requirements\n\n- Raspberry Pi 4: runs the till\n- Raspberry Pi 5: runs the shop\n"
    assert not named(text)
    assert set(named("# Backlog\n\n## Idea 1: Lids\n\nx\n\n## Idea 2: Cups\n\ny\n")) == {
        "Idea 1",
        "Idea 2",
    }


def test_a_year_behind_a_word_is_no_id() -> None:
    assert not named("# Tasks\n\n- [ ] Budget 2018: add it up\n- [ ] Budget 2019: add it up\n")


def test_numbered_headings_above_boxes_without_ids_are_tasks() -> None:
    text = "# Tasks: labels\n\n## Phase 1\n\n### 1.1 Table\n\n- [x] add it\n\n### 1.2 Endpoint\n\n"
    text += "- [ ] write it\n- [ ] test it\n\n## Phase 2\n\n### 2.1 Mail\n\n- [ ] send it\n"
    assert named(text) == {"1.1": "done", "1.2": "open", "2.1": "open"}


def test_numbered_findings_are_known_by_their_labels() -> None:
    text = (
        "# Code review\n\n## Critical issues\n\n### 3. Keys are logged\n\n**Recommendation:** stop"
    )
    text += (
        "\n\n### 4. Tests\n\n- ✅ good\n\n**Recommendation:** more\n\n## Warnings\n\n### 5. Slow"
    )
    text += "\n\n**Risk:** low\n"
    assert set(named(text)) == {"3", "4", "5"}


def test_two_tables_that_count_the_same_things_count_them_once() -> None:
    first = "| 编号 | 需求 |\n|---|---|\n| 1 | 登录支持验证码 |\n| 2 | 订单可以导出 |\n"
    second = (
        "| 编号 | 需求 | 状态 |\n|---|---|---|\n| 1 | 登录验证码 | ✅ |\n| 2 | 订单导出 | ❌ |\n"
    )
    text = f"# 需求清单\n\n## 需求\n\n{first}\n## 进度\n\n{second}"
    assert set(named(text)) == {"1", "2"}


@pytest.mark.parametrize("word", ["バグ", "버그 ", "问题"])
def test_a_number_behind_a_word_that_counts_needs_no_sign_behind_it(word: str) -> None:
    text = f"# 2025\n\n## {word}1 蓋\n\nx\n\n## {word}2 色\n\ny\n"
    assert set(named(text)) == {f"{word}1", f"{word}2"}


def test_a_quarter_of_a_year_is_no_id() -> None:
    assert not named("# Feuille de route\n\n## T1\n\n- Panier\n\n## T2\n\n- Carte\n")


_REPORT = """\
# Status report

| ID | What | Status |
|---|---|---|
| LID-1 | Lid | ✅ done |
| LID-2 | Cup | partial |
| LID-3 | Pot | ✅ done |
| LID-4 | Tea | ✅ done |
"""


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("# Review checklist\n\n- Are keys kept secret?\n- Is the lid closed?\n", None),
        ("# Audits\n\n- [The audit of 2018](https://example.org/audit.pdf)\n", None),
        (_REPORT, None),
        ("# Release checklist\n\n- [ ] Close the lid\n- [ ] Warm the cup\n- [ ] Pour\n", "exec"),
    ],
)
def test_what_is_only_to_be_read_is_not_run(text: str, mode: str | None) -> None:
    recommended = analyze(text).recommendation.mode
    assert (recommended and recommended.value) == mode
