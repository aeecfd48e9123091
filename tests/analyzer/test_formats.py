# ruff: noqa: RUF001
# Documents of other languages have their own signs.
"""What each format counts as an item, and what misleads a reader who only looks for ids."""

import pytest

from orchestrator_analyzer.analysis import analyze


def check(text: str, form: str, *expected: str, path: str = "") -> None:
    """Compare the format and the items, shown as `id status title`."""
    spec = analyze(text, path).spec
    assert spec.format == form
    shown = [f"{item.id or '-'} {item.status.value} {item.title}" for item in spec.items]
    assert shown == list(expected)


def test_a_task_file_of_task_master_with_subtasks() -> None:
    text = """\
# Task ID: 4
# Title: Close the poll
# Status: in-progress
# Dependencies: 2, 3
# Priority: high
# Description: Close it at 11:45 and name the winner.
# Details:
1. Wake at 11:45
2. Add up the votes

# Subtasks:
## 1. Wake up [done]
### Dependencies: None

## 2. Count votes [pending]
### Dependencies: 4.1
"""
    check(
        text,
        "task-master",
        "4 in_progress Close the poll",
        "4.1 done Wake up",
        "4.2 open Count votes",
        path="tasks/task_004.md",
    )
    items = analyze(text, "tasks/task_004.md").spec.items
    assert [item.priority for item in items] == ["high", None, None]
    assert [item.parent for item in items] == [None, "4", "4"]
    assert items[2].after == ("4.1",)


def test_a_product_description_for_task_master_is_built() -> None:
    text = """\
<context>
# Overview
Lunchbox ends the argument.

# Core Features
- A poll a day
- A winner at noon
</context>
<PRD>
# Technical Architecture
One process.

# Development Roadmap
First the poll.
</PRD>
"""
    analysis = analyze(text)
    assert (analysis.spec.kind, analysis.recommendation.mode) == ("spec", "build")


def test_the_steps_of_a_plan_are_within_its_tasks() -> None:
    text = """\
# Webhooks Implementation Plan

**Goal:** Lose none, see FR-1 and FR-2.

| Id | Decision |
|---|---|
| D-1 | A queue |
| D-2 | A worker |

## Validation Commands

- `go test ./...`

### Task 1: A queue

- [x] **Step 1: Write the failing test**
- [x] **Step 2: Make it pass**

### Task 2: A worker

- [x] **Step 1: Write the failing test**
- [ ] **Step 2: Make it pass**
"""
    check(
        text,
        "plan",
        "Task 1 done A queue",
        "- done Step 1: Write the failing test",
        "- done Step 2: Make it pass",
        "Task 2 open A worker",
        "- done Step 1: Write the failing test",
        "- open Step 2: Make it pass",
    )
    assert [item.id for item in analyze(text).open_items] == ["Task 2"]


def test_a_plan_whose_steps_have_no_boxes() -> None:
    check(
        "# Plan\n\n### Aufgabe 1: Eimer\n\n**Dateien:**\n- `a.py`\n\n**Schritt 1: Test**\n\n"
        "### Aufgabe 2: Deckel\n\n**Schritt 1: Test**\n",
        "plan",
        "Aufgabe 1 open Eimer",
        "Aufgabe 2 open Deckel",
    )


def test_findings_of_an_audit_firm() -> None:
    check(
        """\
# Vault Review

| ID | Title | Status |
|---|---|---|
| [C-01] | Reentrancy | Resolved |
| [H-01] | Fee | Acknowledged |
| [H-02] | Mint | Open |
| [L-03] | Typo | Open |

### [C-01] Reentrancy

**Status:** Resolved

See CWE-841, EIP-20 and SWC-107.

### [H-01] Fee

**Status:** Acknowledged

### [H-02] Mint

### [L-03] Typo (Acknowledged)
""",
        "audit report",
        "C-01 done Reentrancy",
        "H-01 deferred Fee",
        "H-02 open Mint",
        "L-03 deferred Typo (Acknowledged)",
    )


def test_severities_written_out_count_findings_too() -> None:
    check(
        "# Findings\n\n## CRITICAL-001: Keys in the log\n\n## HIGH-001: No limit ✅ FIXED\n",
        "audit report",
        "CRITICAL-001 open Keys in the log",
        "HIGH-001 done No limit",
    )


def test_rules_stand_alone_or_in_a_quote() -> None:
    check(
        "# Wire\n\nr[frame.length]\nA frame MUST begin with its length.\n\n"
        "> r[frame.max]\n> It MUST NOT be longer than 16 MiB.\n\nUses TLS-13 and T-12.\n",
        "tracey",
        "frame.length open A frame MUST begin with its length.",
        "frame.max open It MUST NOT be longer than 16 MiB.",
    )


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *(("버그{}", "bug-report"), ("버그 {}", "bug-report"), ("问题{}", "bug-report")),
        *(("バグ{}", "bug-report"), ("Bug {}", "bug-report"), ("Fehler {}", "bug-report")),
        *(("Баг №{}", "bug-report"), ("Probleem {}", "bug-report"), ("Errore {}", "bug-report")),
        *(("アイデア{}", "backlog"), ("아이디어 {}", "backlog"), ("Idée {}", "backlog")),
        *(("Requisito {}", "spec"), ("要件{}", "spec"), ("Feature {}", "spec")),
        *(("Tarefa {}", "task-list"), ("任务{}", "task-list"), ("Taak {}", "task-list")),
        *(("Vulnerabilidad {}", "audit-report"), ("漏洞{}", "audit-report")),
        *(("Testfall {}", "test-plan"), ("テストケース{}", "test-plan")),
    ],
)
@pytest.mark.parametrize("line", ["## {}: ...", "**{}：** ...", "- **{}** – ...", "### {}. ..."])
def test_a_word_and_a_number_name_an_item_in_any_language(word: str, kind: str, line: str) -> None:
    leads = [word.format(number) for number in (1, 2, 3)]
    body = "\n\n".join(line.format(lead).replace("...", f"x{lead[-1]} tea") for lead in leads)
    spec = analyze(f"# Teatime\n\n{body}\n").spec
    assert spec.kind == kind, spec.evidence
    assert [item.id for item in spec.items] == leads


def test_numbers_of_chinese_name_items() -> None:
    check(
        "# 已知问题\n\n## 问题一：闪退\n\n## 问题二：黑屏\n\n状态：已修复\n",
        "free form",
        "问题一 open 闪退",
        "问题二 done 黑屏",
    )


def test_yes_and_no_beneath_done() -> None:
    check(
        "# Taken\n\n| Taak | Klaar |\n|---|---|\n"
        "| T1 DNS | ja |\n| T2 Mail | nee |\n| T3 Web | |\n",
        "free form",
        "T1 done DNS",
        "T2 open Mail",
        "T3 open Web",
    )


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Code review guidelines",
            "How to write a spec",
            "Bug report template",
            "Test naming rules",
        ),
        *("API 명세서", "コードレビュー ガイド", "Guide de test", "测试指南", "Anleitung: Audit"),
    ],
)
def test_a_text_about_a_kind_of_document_is_none_of_that_kind(title: str) -> None:
    analysis = analyze(
        f"# {title}\n\nBe kind.\n\n## Naming\n\n- Short names\n\n## Tools\n\n- Any\n"
    )
    assert analysis.recommendation.mode is None, analysis.spec.evidence


@pytest.mark.parametrize("ending", ["DONE", "(completed)", "✅ Done", "[finished]"])
def test_a_list_that_says_it_is_done_is_a_report(ending: str) -> None:
    text = (
        f"# Migration TODO - {ending}\n\n## What was done\n\n- 14 tables\n\n## Results\n\n- Fast\n"
    )
    analysis = analyze(text, "TODO.md")
    assert analysis.recommendation.mode is None, analysis.spec.evidence


def test_chapters_are_no_versions() -> None:
    text = (
        "# 规格说明书\n\n## 1 引言\n\n### 1.1 目的\n\n### 1.2 范围\n\n## 2 功能\n\n### 2.1 借书\n"
    )
    assert analyze(text).spec.kind == "spec"
    text = "# x\n\n## 1.2.0\n\n- a\n\n## v1.1 (2024-01-02)\n\n- b\n\n## [1.0] - 2023-01-01\n"
    assert analyze(text).spec.kind == "changelog"


def test_what_counts_nothing_is_no_item() -> None:
    text = """\
# Tasks

- [ ] T001 Hash with PBKDF2 and SHA-256 (P1, see #12 and RFC-7914)
- [ ] T002 Read ISO-8601 dates

```
T003 is not there
BUG-1: nor is this
```

| Version | Notes |
|---|---|
| 1.2 | first |
| 1.3 | second |
"""
    check(
        text,
        "free form",
        "T001 open Hash with PBKDF2 and SHA-256 (P1, see #12 and RFC-7914)",
        "T002 open Read ISO-8601 dates",
    )


def test_numbers_that_begin_anew_in_each_section_name_nothing() -> None:
    text = (
        "# Plan\n\n## A\n\n- [ ] 1. pour\n- [ ] 2. stir\n\n## B\n\n- [ ] 1. boil\n- [ ] 2. wait\n"
    )
    assert [item.id for item in analyze(text).spec.items] == [None] * 4


def test_a_template_with_its_blanks_is_nothing_to_run_and_a_filled_one_is() -> None:
    blank = "# PRD Template\n\n## Summary\n\n[Describe the product]\n\n## Features\n\n"
    blank += (
        "- FR-1: [Feature]\n- FR-2: [Feature]\n\n**Author:** [Your name]\n**Date:** YYYY-MM-DD\n"
    )
    assert analyze(blank + "\n- [Goal one]\n").recommendation.mode is None
    filled = "# PRD Template\n\n## Summary\n\nTea on time.\n\n## Features\n\n- Boil\n- Pour\n"
    assert analyze(filled + "\n## Tech stack\n\nGo\n").recommendation.mode == "build"


def test_a_plan_of_ours_says_its_mode_and_its_tasks_are_what_there_is_to_do() -> None:
    text = (
        "---\ncode-orchestrator: plan\ndocument: SPEC.md\nmode: refactor\n---\n\n# Bugs to fix\n\n"
        "- BUG-1: a reason\n\n## Phase 1: Set-up of REQ-1\n\n### T1: Say hello\n\n- Serves: A-1\n"
        "\n### T2: Say goodbye\n\n- Serves: A-2\n- After: T1\n\n## Not covered\n\n- A-3: too much\n"
    )
    plan = analyze(text, "x.md")
    assert plan.spec.format == "Code Orchestrator plan"
    assert [item.id for item in plan.open_items] == ["T1", "T2"]
    assert plan.recommendation.mode == "refactor"
    assert analyze(text.replace("refactor", "dance"), "x.md").recommendation.mode == "fix"
    assert analyze(text.replace(": plan", ": no plan"), "x.md").spec.format != plan.spec.format
