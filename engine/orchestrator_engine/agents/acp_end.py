"""How a prompt over the Agent Client Protocol ended: a judgement from what was told."""

import time
from collections.abc import Iterable
from typing import Any

from orchestrator_engine.agents import acp_wire as wire
from orchestrator_engine.agents.acp_stream import Heard
from orchestrator_engine.agents.acp_table import Counted, Kind
from orchestrator_engine.agents.codex_stream import fault_of
from orchestrator_engine.agents.program_ends import Cut
from orchestrator_engine.agents.protocol import Access, Ended, Job, Refused
from orchestrator_engine.agents.written_answers import value_in
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.json_values import count_of, object_of, text_of
from orchestrator_engine.system.processes import Finished

_SHOWN = 300
"""Characters of what an agent wrote beside the protocol, at most."""

_LIMITS = {
    "max_tokens": "it came to the end of the tokens that its model may use",
    "max_turn_requests": "it came to the end of the requests that it may make",
}


def judge(  # noqa: PLR0913  # what a job is judged by
    kind: Kind,
    job: Job,
    heard: Heard,
    *,
    reply: wire.Reply | None,
    cut: Cut | None,
    usd: float | None,
) -> Ended:
    """The end of a job: `cut` if there is one, whatever the agent says, else by its answer.

    `reply` answers its prompt, and `usd` is what it alone cost, None where that is unknown.
    """
    result = reply.result if reply is not None and isinstance(reply.result, dict) else {}
    value = value_in(heard.said) if job.schema is not None and cut is None else None
    end = cut or _end(kind, job, heard, reply, unanswered=job.schema is not None and value is None)
    return Ended(
        end.status if end else Ending.DONE,
        text=heard.said,
        value=None if end else value,
        thread=heard.thread,
        usd=usd,
        tokens=tokens_of(kind, result),
        why=end.why if end else "",
        refusals=_lines(heard.refused),
        trouble=end.trouble if end else None,
        until=end.until if end else None,
    )


def _end(  # noqa: PLR0911  # one answer a kind
    kind: Kind, job: Job, heard: Heard, reply: wire.Reply | None, *, unanswered: bool
) -> Cut | None:
    if reply is None:
        return Cut(Ending.FAILED, f"{kind.name} did not answer")
    if isinstance(reply.result, wire.Fault):
        return fault(kind, reply.result)
    # What a reviewer was refused is no loss, and neither is what it did in another way.
    missed = heard.refused and not heard.edited and job.access is not Access.READ
    denied = Cut(Ending.DENIED, _lines(heard.refused)[0]) if missed else None
    stop = text_of(reply.result.get("stopReason"))
    if stop in _LIMITS:
        return Cut(Ending.LIMIT, _LIMITS[stop])
    if stop == "refusal":
        return Cut(Ending.DENIED, f"{kind.name}: its model refuses to go on with this")
    if stop == "cancelled":
        # Some take a refusal for the end of their turn.
        return denied or Cut(Ending.INTERRUPTED, f"{kind.name} says that it was interrupted")
    if stop != "end_turn":
        return Cut(Ending.FAILED, f"{kind.name} ended without saying whether it went well")
    if denied is not None:
        return denied
    if not heard.answered:
        return Cut(Ending.FAILED, f"{kind.name} ended without having said or done anything")
    if unanswered:
        return Cut(Ending.FAILED, f"{kind.name} gave no answer of the form that was asked for")
    return None


def fault(kind: Kind, told: wire.Fault) -> Cut:
    """What an error says of the job."""
    if told.code == wire.LOGIN_NEEDED:
        return not_logged_in(kind, told.words)
    known = fault_of(told.words, time.time())
    return Cut(known.status, f"{kind.name}: {told.words[:_SHOWN]}", known.trouble, known.until)


def not_logged_in(kind: Kind, words: str) -> Cut:
    """That it wants somebody to log in, and how."""
    how = f"; {kind.login}" if kind.login else ""
    return Cut(
        Ending.UNAVAILABLE, f"{kind.name} is not logged in ({words[:_SHOWN]}){how}", Trouble.LOGIN
    )


def gone(kind: Kind, finished: Finished, *, begun: bool) -> Cut:
    """Why there is no answer: what it wrote beside the protocol, or how its process ended."""
    lines = [line.strip() for line in finished.tail.splitlines()]
    words = [line for line in lines if line and not line.startswith("{")]
    said = f": {words[-1][:_SHOWN]}" if words else ""
    how = finished.why or f"exit code {finished.code}"
    if begun:
        return Cut(Ending.FAILED, f"{kind.name} ended without a result ({how}){said}")
    return Cut(Ending.UNAVAILABLE, f"{kind.name} did not begin ({how}){said}")


def tokens_of(kind: Kind, result: dict[str, Any]) -> int | None:
    """The tokens of a prompt, where the agent tells them in a way that can be relied on."""
    match kind.tokens:
        case Counted.NOWHERE:
            return None
        case Counted.USAGE:
            usage = object_of(result.get("usage")) or {}
            return count_of(usage.get("totalTokens"))
        case Counted.QUOTA:
            quota = object_of((object_of(result.get("_meta")) or {}).get("quota")) or {}
            count = object_of(quota.get("token_count")) or {}
            parts = [count_of(count.get(name)) for name in ("input_tokens", "output_tokens")]
            known = [part for part in parts if part is not None]
            return sum(known) if len(known) == len(parts) else None


def _lines(refused: Iterable[Refused]) -> tuple[str, ...]:
    return tuple(f"{each.tool}: {each.why}" for each in refused)
