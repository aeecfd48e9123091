"""What a reviewer says of an attempt, and when that counts as approval."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from orchestrator_engine.attempt import Ending, Trouble


class Verdict(StrEnum):
    """`unreviewed` is what is left when nobody gave a verdict that can be relied on."""

    APPROVED = "approved"
    REJECTED = "rejected"
    UNREVIEWED = "unreviewed"


class Severity(StrEnum):
    """How much a remark matters."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reviewer saw at a place; `line` counts from 1."""

    file: str
    line: int
    severity: Severity
    evidence: str


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict with its grounds; `score` is 1 to 10, or None when nobody gave one.

    `ending` is how the reviewer's own work ended, and `why` says what kept it from a verdict;
    `trouble` and `until` are those of `Outcome`.
    """

    verdict: Verdict
    score: int | None
    summary: str
    remarks: tuple[Remark, ...]
    usd: float | None
    seconds: float
    why: str
    ending: Ending = Ending.DONE
    tokens: int | None = None
    trouble: Trouble | None = None
    until: float | None = None


def judge(
    score: int, remarks: Iterable[Remark], *, known: Mapping[str, int], least: int
) -> Verdict:
    """Turn a reviewer's score into a verdict.

    A score counts only with at least one remark that points at a line that is there, in a file of
    the change (`known` are those files and how many lines they have): a number without evidence is
    an opinion, and an opinion approves nothing. A blocker rejects whatever the score.
    """
    remarks = tuple(remarks)
    if not any(0 < remark.line <= known.get(remark.file, 0) for remark in remarks):
        return Verdict.UNREVIEWED
    if score < least or any(remark.severity is Severity.BLOCKER for remark in remarks):
        return Verdict.REJECTED
    return Verdict.APPROVED
