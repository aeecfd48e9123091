"""What a reviewer says of an attempt, and when that counts as approval."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
    `trouble` and `until` are those of `Outcome`. `lens` is what it looked for, empty for all of it.
    `would_fail` names the check that would fail if the change broke, as the reviewer says, and
    `missing` what the item's words ask and the change does not do.
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
    lens: str = ""
    would_fail: str = ""
    missing: tuple[str, ...] = ()


def judge(
    score: int,
    remarks: Iterable[Remark],
    *,
    known: Mapping[str, int],
    least: int,
    missing: Iterable[str] = (),
) -> Verdict:
    """Turn a reviewer's score into a verdict.

    A score counts only with at least one remark that points at a line that is there, in a file of
    the change (`known` are those files and how many lines they have): a number without evidence is
    an opinion, and an opinion approves nothing. A blocker rejects whatever the score, and so does
    something that the item's words ask and the change does not do.
    """
    remarks = tuple(remarks)
    if not any(0 < remark.line <= known.get(remark.file, 0) for remark in remarks):
        return Verdict.UNREVIEWED
    if (
        tuple(missing)
        or score < least
        or any(remark.severity is Severity.BLOCKER for remark in remarks)
    ):
        return Verdict.REJECTED
    return Verdict.APPROVED


NOBODY = "no check would fail if this broke"
"""What is remarked where a reviewer named none."""

_NONE = re.compile(
    r"\W*(?:none?|no|nothing|nobody|n/?a|unknown|not sure|no (?:check|test)s?)\b.{0,40}",
    re.IGNORECASE | re.DOTALL,
)


def gap(would_fail: str) -> bool:
    """Whether no check is named that would fail: an empty answer, or “none” in a few words."""
    return not would_fail.strip() or _NONE.fullmatch(would_fail.strip()) is not None


def unheld(would_fail: str, behaves: Mapping[str, int]) -> tuple[Remark, ...]:
    """The remark that nothing holds a change of behaviour; none where a check is named.

    `behaves` are the changed files that behave somehow, with the first line that changed.
    """
    if not behaves or not gap(would_fail):
        return ()
    file, line = next(iter(behaves.items()))
    said = f" (asked which one, the reviewer said: {would_fail.strip()})" if would_fail else ""
    return (Remark(file, line, Severity.MINOR, f"{NOBODY}{said}"),)


def first_lines(diff: str) -> dict[str, int]:
    """By file that a diff changes, the first line of the new text that it touches."""
    found: dict[str, int] = {}
    path = ""
    for line in diff.split("\n"):
        if line.startswith("+++ "):
            name = line[4:].strip().strip('"')
            path = name.removeprefix("b/") if name != "/dev/null" else ""
        elif path and path not in found and (match := _HUNK.match(line)):
            found[path] = max(int(match[1]), 1)
    return found


_HUNK = re.compile(r"@@ -\S+ \+(\d+)")


def latest(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The last review through each lens, in the order in which the lenses were first asked."""
    return tuple({review.lens: review for review in reviews}.values())


def joined(reviews: Iterable[Review]) -> Review | None:
    """What several reviewers say of one attempt together; None where nobody was asked.

    All of them have to approve; one that gave no verdict leaves it unreviewed, unless another one
    rejects. The lowest score counts, and a place that two remark on is one remark, as severe as the
    worse of the two.
    """
    told = latest(reviews)
    if len(told) < 2:  # noqa: PLR2004  # what one says needs no joining
        return told[0] if told else None
    verdicts = {review.verdict for review in told}
    order = (Verdict.REJECTED, Verdict.UNREVIEWED, Verdict.APPROVED)
    verdict = next(one for one in order if one in verdicts)
    scores = [review.score for review in told if review.score is not None]
    costs = [review.usd for review in told]
    tokens = [review.tokens for review in told]
    unreviewed = next((one for one in told if one.verdict is Verdict.UNREVIEWED), told[-1])
    return replace(
        unreviewed,
        verdict=verdict,
        score=min(scores, default=None),
        summary="\n".join(f"{one.lens}: {one.summary}" for one in told if one.summary.strip()),
        remarks=one_each(told),
        usd=None if None in costs else sum(usd for usd in costs if usd is not None),
        tokens=None if None in tokens else sum(each for each in tokens if each is not None),
        seconds=sum(review.seconds for review in told),
        lens=", ".join(review.lens for review in told),
        would_fail="; ".join(dict.fromkeys(one.would_fail for one in told if one.would_fail)),
        missing=tuple(dict.fromkeys(each for one in told for each in one.missing)),
    )


def one_each(reviews: Iterable[Review]) -> tuple[Remark, ...]:
    """The remarks of all, one for each place, the worst first."""
    order = list(Severity)
    places: dict[tuple[str, int], list[Remark]] = {}
    told = tuple(reviews)
    # What one does not know of, another one may have named.
    held = any(not gap(review.would_fail) for review in told)
    for review in told:
        for remark in review.remarks:
            if held and remark.evidence.startswith(NOBODY):
                continue
            places.setdefault((remark.file, remark.line), []).append(remark)
    found: list[Remark] = []
    for (file, line), same in places.items():
        worst = min((remark.severity for remark in same), key=order.index)
        evidence = "; ".join(dict.fromkeys(remark.evidence.strip() for remark in same))
        found.append(Remark(file, line, worst, evidence))
    return tuple(sorted(found, key=lambda remark: order.index(remark.severity)))
