"""Documents as they could have been written differently: a reader would say the same of them."""

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
SPEC = """\
# Feature Specification: Tea shelf

## User Scenarios & Testing

### User Story 1 - See what is left

A guest opens the shelf and sees every tea.

### User Story 2 - Ask for more

A guest asks for a tea that is gone.

## Requirements

- **FR-001**: The shelf MUST show every tea with its age
- **FR-002**: The shelf MUST hide a tea that is gone

## Success Criteria

- **SC-001**: A guest finds a tea in ten seconds
"""
TASKS = """\
# Tasks: Tea shelf

## Phase 1

- [x] T001 [P] Put up the shelf in src/shelf.py
- [ ] T002 [US1] Label the tins in src/labels.py

## Phase 2

- [ ] T003 [US1] Count the tins in src/count.py
- [ ] T004 [P] [US2] Order what is missing in src/order.py
"""
KIRO = """\
# Requirements Document

## Introduction

A shelf for tea.

## Requirements

### Requirement 1

**User Story:** As a guest, I want to see every tea, so that I can choose.

#### Acceptance Criteria

1. WHEN a guest opens the shelf THE SYSTEM SHALL show every tea

### Requirement 2

**User Story:** As a guest, I want to ask for more.

#### Acceptance Criteria

1. WHEN a tea is gone THE SYSTEM SHALL say so
"""
BUGS = """\
# Известные ошибки

| ID | Описание | Статус |
|---|---|---|
| BUG-1 | Чай остывает | Открыто |
| BUG-2 | Полка скрипит | Исправлено |
| BUG-3 | Крышка падает | Открыто |
"""
OPENSPEC = """\
# Delta for tea

## ADDED Requirements

### Requirement: Shelf shows age

The shelf SHALL show the age of every tea.

#### Scenario: An old tea

- **WHEN** a tea is a year old
- **THEN** the shelf says so
"""
DOCUMENTS = {
    "shelf.md": SPEC,
    "steps.md": TASKS,
    "guests.md": KIRO,
    "faults.md": BUGS,
    "age.md": OPENSPEC,
}
# Half of a document may say something else, and without its title a few bugs are just rows.
MAY_CHANGE = {"halved"}


def test_the_way_it_is_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    for name, text in DOCUMENTS.items():
        (tmp_path / "documents" / name).write_text(text, encoding="utf-8")
    (tmp_path / "labels.csv").write_text("\n".join(["path", *DOCUMENTS, ""]), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.corpus", "--perturb", "--verbose", str(tmp_path)]
    done = subprocess.run(
        command, cwd=TOP, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    way = ""
    changed: dict[str, list[str]] = {}
    for line in done.stdout.splitlines()[1:]:
        if line.startswith(" "):
            changed.setdefault(way, []).append(line.strip())
        else:
            way = line.split()[0]
    assert set(changed) <= MAY_CHANGE, changed
