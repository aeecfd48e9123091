"""What a person would otherwise copy from elsewhere in the document: a section of its format."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A section to begin with.

    `{FR-001}` stands for the next free id of that series, and is that id where there is none yet.
    """

    label: str
    text: str


# What stands for words that are still to be written.
BLANK = "…"

# How one criterion begins, by the name of the format.
CRITERIA = {
    "Kiro": "WHEN … THEN the system SHALL …",
    "spec-kit": "**Given** …, **When** …, **Then** …",
}
# The heading or the label above criteria, where the document has none of its own to follow.
LABELS = {
    "Kiro": "#### Acceptance Criteria",
    "spec-kit": "**Acceptance Scenarios**:",
}
LABEL = "**Acceptance criteria**:"
SCENARIO = ("#### Scenario: …", "- **WHEN** …\n- **THEN** …")

SKELETONS: dict[str, tuple[Skeleton, ...]] = {
    "Kiro": (
        Skeleton(
            "requirement",
            "### {Requirement 1}: …\n\n**User Story:** As a …, I want …, so that …\n\n"
            "#### Acceptance Criteria\n\n1. WHEN … THEN the system SHALL …\n",
        ),
        Skeleton(
            "acceptance criteria", "#### Acceptance Criteria\n\n1. WHEN … THEN the system SHALL …\n"
        ),
    ),
    "OpenSpec": (
        Skeleton(
            "requirement",
            "### Requirement: …\n\nThe system SHALL …\n\n"
            "#### Scenario: …\n\n- **WHEN** …\n- **THEN** …\n",
        ),
        Skeleton("scenario", "#### Scenario: …\n\n- **WHEN** …\n- **THEN** …\n"),
        Skeleton("added requirements", "## ADDED Requirements\n"),
        Skeleton("modified requirements", "## MODIFIED Requirements\n"),
        Skeleton("removed requirements", "## REMOVED Requirements\n"),
    ),
    "spec-kit": (
        Skeleton(
            "user story",
            "### {User Story 1} - … (Priority: P2)\n\n…\n\n**Acceptance Scenarios**:\n\n"
            "1. **Given** …, **When** …, **Then** …\n",
        ),
        Skeleton("functional requirement", "- **{FR-001}**: The system MUST …\n"),
        Skeleton("success criterion", "- **{SC-001}**: …\n"),
        Skeleton("task", "- [ ] {T001} …\n"),
        Skeleton("edge cases", "### Edge Cases\n\n- …\n"),
    ),
    "Backlog.md": (
        Skeleton("acceptance criteria", "## Acceptance Criteria\n\n- [ ] #1 …\n"),
        Skeleton("implementation plan", "## Implementation Plan\n\n1. …\n"),
    ),
    "free form": (
        Skeleton("bug", "## {BUG-001}: …\n\n**Status**: Open\n\n**Severity**: Medium\n\n…\n"),
        Skeleton("task", "- [ ] …\n"),
        Skeleton("acceptance criteria", "**Acceptance criteria**:\n\n- …\n"),
    ),
}
