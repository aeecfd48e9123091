"""Events as a journal holds them: their durable form, and their place in it.

The durable form is an event's kind, its version and a JSON object of its fields. Kinds may gain
fields that have defaults; a kind that this program does not know is read as `Unknown`, so that a
newer engine's notes do not stop an older reader.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from orchestrator_engine.events import (
    AttemptAbandoned,
    AttemptCommitted,
    AttemptEnded,
    AttemptStarted,
    BaselineTaken,
    ChecksEnded,
    CommandApplied,
    DocumentMoved,
    Event,
    ItemsTicked,
    ItemsUnticked,
    MergeHeld,
    PhaseEnded,
    PhaseStarted,
    PlanAnswered,
    PlanApproved,
    PlanAsked,
    PluginFailed,
    QuestionAnswered,
    QuestionAsked,
    QuestionWithdrawn,
    RebaseChecked,
    RemarkDismissed,
    RemarkReopened,
    RemarkTaken,
    ReviewStarted,
    RunCreated,
    RunEnded,
    RunOverdue,
    RunPlanned,
    RunResumed,
    RunWaits,
    TaskFailed,
    TaskMerged,
    TaskReopened,
    TaskRetried,
    TaskReverted,
    TaskReviewed,
    TaskSkipped,
    Unknown,
    WaitEnded,
    WorkerTookOver,
)

KINDS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        RunCreated,
        RunPlanned,
        PlanAsked,
        PlanAnswered,
        PlanApproved,
        WorkerTookOver,
        BaselineTaken,
        PhaseStarted,
        AttemptStarted,
        AttemptEnded,
        AttemptCommitted,
        AttemptAbandoned,
        ChecksEnded,
        ReviewStarted,
        TaskReviewed,
        TaskMerged,
        RebaseChecked,
        TaskReopened,
        MergeHeld,
        TaskFailed,
        TaskSkipped,
        TaskRetried,
        ItemsTicked,
        TaskReverted,
        ItemsUnticked,
        PhaseEnded,
        CommandApplied,
        RunEnded,
        RunResumed,
        RunWaits,
        RunOverdue,
        WaitEnded,
        QuestionAsked,
        QuestionAnswered,
        QuestionWithdrawn,
        PluginFailed,
        RemarkDismissed,
        RemarkReopened,
        RemarkTaken,
        DocumentMoved,
    )
}


class Recorded(NamedTuple):
    """An event at its place in the journal: `at` is seconds since 1970, order is by `seq`."""

    seq: int
    epoch: int
    at: float
    event: Event


@cache
def _converter() -> Any:  # noqa: ANN401  # cattrs' converter is generic over everything
    # Imported on first use: `code-orch --version` must not pay for it.
    from cattrs import Converter  # noqa: PLC0415

    return Converter(detailed_validation=False)


def encode(event: Event) -> tuple[str, int, str]:
    """The durable form: kind, version, JSON object of the fields."""
    data = _converter().unstructure(event)
    return event.kind, event.version, json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def decode(kind: str, version: int, data: str) -> Event:
    """Read the durable form back.

    Raises `ValueError` when the text is not what any version of this program writes.
    """
    return _made(kind, version, json.loads(data))


def decode_all(forms: Sequence[tuple[str, int, str]]) -> list[Event]:
    """As `decode`, of many durable forms; their texts are parsed as one, in half the time."""
    try:
        fields: list[Any] = json.loads(f"[{','.join([data for _, _, data in forms])}]")
    except (ValueError, TypeError):
        fields = []
    if len(fields) != len(forms):
        # Each by itself, so that the first that cannot be read is the one that is named.
        return [decode(*form) for form in forms]
    return [
        _made(kind, version, each) for (kind, version, _), each in zip(forms, fields, strict=True)
    ]


def _made(kind: str, version: int, fields: Any) -> Event:  # noqa: ANN401  # whatever JSON says
    known = KINDS.get(kind)
    if known is None or version > known.version:
        return Unknown(kind, fields)
    try:
        return _converter().structure(fields, known)
    except Exception as error:
        raise ValueError(f"the journal holds a {kind!r} event that cannot be read") from error
