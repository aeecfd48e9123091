"""Lines of which tests throw documents of many sorts together."""

PIECES = {
    "tasks": (
        *(
            "# Tasks",
            "## Done",
            "- [ ] T001 Say hello",
            "  - [x] T002 Say it, after T001",
            "- [-] b",
        ),
        *(
            "",
            "depends on T002 and BUG-3",
            "  more words",
            "`src/a.py`",
            "**Status**: Done",
            "T0",
            "1",
        ),
    ),
    "requirements": (
        *(
            "# Feature Specification: a",
            "### Requirement 1: b",
            "#### Acceptance Criteria",
            "1. It shall",
        ),
        *(
            "- FR-001: It MUST",
            "",
            "## Success criteria",
            "- c",
            "_Requirements: 1.1_",
            "SHALL",
            "User Story 1",
        ),
    ),
    "tables": (
        *("# Bugs", "| ID | Title | Status |", "|---|---|---|", "| BUG-1 | The lid | open |", ""),
        *(
            "| BUG-2 | The box, see BUG-1 | done |",
            "### BUG-1: again",
            "**Severity**: High",
            "|",
            "x",
            "| ID | Title | Disposition |",
            "| BUG-3 | The cup | shipped |",
        ),
    ),
    "tables whose columns nothing names": (
        *(
            "# Tasks",
            "| ID | Task | Notes |",
            "|---|---|---|",
            "| T-1 | Draw | done |",
            "|",
            "",
            "x",
        ),
        *("| T-2 | Print | shipped |", "| T-3 |", "| T-4 | Sell | as before |", "## h", "- [ ] y"),
    ),
    "plans": (
        *("# Plan: a", "### Task 1: b", "### Task 2: c (done)", "**Files:**", "Create: `b.py`"),
        *("- [ ] **Step 1: d**", "- [x] e", "## Validation Commands", "", "f", "> - [ ] g", "===="),
    ),
    "audits": (
        *("# Audit report", "## [H-01] Bad", "## [M-02] Worse", "**Status**: Acknowledged", ""),
        *("Severity: High", "| ID | Title | Status |", "|---|---|---|", "| H-01 | Bad | Fixed |"),
        *("| M-3 | only here | open |", "### M-3. Third", "see M-02", "---"),
    ),
    "deltas": (
        *("# Spec", "## ADDED Requirements", "### Requirement: A b", "#### Scenario: s", "## Why"),
        *("- **WHEN** x", "- **THEN** y", "## What Changes", "- one", "", "The system SHALL x"),
    ),
    "one task a file": (
        *("# Task ID: 1", "# Title: Do it", "# Status: pending", "# Subtasks:", "# Task ID: 2"),
        *("## 1. First [done]", "## 2. Second [pending]", "text", "", "# Priority: high"),
    ),
    "rules": ("r[a.b.c] It must", "r[a.b]", "> r[c.d.e]", "> text", "", "# h", "- [ ] t", "words"),
    "a backlog": (
        *("# Backlog", "## Features", "## Bugs", "### Sub", "- one", "- two: x", "1. first", ""),
        *("**BUG-1: lid**", "**BUG-2: box**", "BUG-7: x", "B1 word", "B2 word", "Status: done"),
        *("## Done", "## 1. One", "## 2. Two", "## Next steps", "- [ ] x depends on B2", "```"),
        *("  - [x] y", "    more", "## Acceptance criteria", "- AC-1: z", "TBD", "five (3) days"),
        *("**Done:**", "**Still open:**", "- Added a lid", "- Removed a box", "## Planned"),
    ),
    "a report": (
        *("# Status report", "## Done", "## Problems", "- it broke", "**Solution**: mended", ""),
        *("Deferred to 2.0.", "### Later", "- [x] a", "- [ ] b", "## Next steps", "- c"),
        *("✅ **ok**", "**Status**: Done", "**Status:**", "Fixed.", "**Done:**", "- Added a lid"),
    ),
    "what is counted": (
        *("# Audit report", "## Findings", "### 1. Lid", "### 2. Cup", "### 3. Tea", "## High"),
        *("1. **a**", "2. **b**", "3. ~~**c**~~", "## Later", "| Check | Result |", "|---|---|"),
        *("| 1 | none |", "# Roadmap", "", "**ID:** bug-lid-is-hot", "```", "(paste it here)"),
    ),
    "minutes": (
        *("# Minutes", "## Participants", "| # | Name |", "|---|---|", "| 1 | Ann |", "| 2 | Bo |"),
        *("## Open questions", "- [ ] who?", "## Action items", "| 1 | buy tea |", "", "- x"),
    ),
    "front matter": (
        "---",
        "id: T-1",
        "status: done",
        "title: a",
        "---",
        "",
        "- [ ] b",
        "# c",
        ":",
    ),
}
