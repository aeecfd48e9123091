"""What misleads about what is an item, and what a document is: as a person takes it."""

import pytest

from orchestrator_analyzer.analysis import analyze
from support.items import named


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


def test_a_product_with_a_number_counts_nothing() -> None:
    text = "# Requirements\n\n- Raspberry Pi 4: runs the till\n- Raspberry Pi 5: runs the shop\n"
    assert not named(text)
    assert set(named("# Backlog\n\n## Idea 1: Lids\n\nx\n\n## Idea 2: Cups\n\ny\n")) == {
        "Idea 1",
        "Idea 2",
    }


def test_numbered_headings_above_boxes_without_ids_are_tasks() -> None:
    text = "# Tasks: labels\n\n## Phase 1\n\n### 1.1 Table\n\n- [x] add it\n\n### 1.2 Endpoint\n\n"
    text += "- [ ] write it\n- [ ] test it\n\n## Phase 2\n\n### 2.1 Mail\n\n- [ ] send it\n"
    assert named(text) == {"1.1": "done", "1.2": "open", "2.1": "open"}


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
