"""How a run of Claude Code ended: a judgement from what it told, never from its exit code.

Claude Code calls several failures a success, so the questions are asked in this order: did we cut
it short, is there a result at all, is it an error, was a value wanted and not given, was something
refused, did a model answer. Only what passes all of them is done, and that is the agent's word.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from orchestrator_engine.agents.claude_stream import Heard
from orchestrator_engine.agents.program_ends import Cut
from orchestrator_engine.agents.protocol import Ended, Refused
from orchestrator_engine.agents.tool_words import title_of
from orchestrator_engine.agents.usage_limits import likely, resets_at, usage_limit
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.bad_luck import ending_of
from orchestrator_engine.json_values import (
    amount_of,
    count_of,
    object_of,
    objects_of,
    text_of,
    texts_of,
)

_LIMITS = frozenset({"error_max_turns", "error_max_budget_usd"})

_TROUBLES = {
    "authentication_failed": Trouble.LOGIN,
    "billing_error": Trouble.BILLING,
    "model_not_found": Trouble.MODEL,
    "overloaded": Trouble.OVERLOADED,
    "rate_limit": Trouble.RATE,
    "server_error": Trouble.OVERLOADED,
}
"""Errors that say nothing of the task: any other would have met them too."""

LONG = 10.0
"""Seconds that it may wait by itself for a limit of the API."""

_LOOKING = frozenset({"Glob", "Grep", "Read"})
"""Tools that only look: to be refused a look beyond the folder takes nothing from the work."""

_TOO_MANY = 429
_TOO_LARGE = 413
_SERVER = 500

_TOKENS = (
    ("inputTokens", "outputTokens", "cacheReadInputTokens", "cacheCreationInputTokens"),
    ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"),
)
"""The counts that make up the tokens: by model, and in the summary of a run."""


def judge(  # noqa: PLR0913  # what a run is judged by
    heard: Heard,
    *,
    wants_value: bool,
    cut: Cut | None,
    otherwise: Cut,
    now: float = 0.0,
    resumed: bool = False,
    asked: bool = False,
) -> Ended:
    """The end of a run that was `heard`, at the time `now` (seconds since 1970).

    `cut` is set when we ended it, and then is the end, whatever the agent says of it;
    `otherwise` is the end of a run that gave no result. `resumed` says that it went on with a
    thread, whose cost is not its own; `asked` that it had to ask for much, so that to be refused
    something is no reason to give up what it changed.
    """
    result = heard.result
    if result is None:
        status, why = (cut or otherwise).status, (cut or otherwise).why
        return Ended(
            status,
            text=heard.said,
            thread=heard.thread,
            why=why,
            refusals=_lines(heard.refused.values()),
            tokens=heard.tokens or None,
            trouble=(cut or otherwise).trouble,
            until=(cut or otherwise).until,
        )
    value = object_of(result.get("structured_output")) if wants_value else None
    refused = _refused(heard, result)
    bearable = asked and heard.edited
    lack = _lack(heard, () if bearable else refused, unanswered=wants_value and value is None)
    end = cut or _fault(heard, result, now) or lack
    return Ended(
        end.status if end else Ending.DONE,
        text=text_of(result.get("result")) or heard.said,
        value=None if end else value,
        thread=heard.thread,
        usd=_cost(result, resumed=resumed),
        tokens=_tokens(result),
        why=end.why if end else "",
        refusals=_lines(refused),
        trouble=end.trouble if end else None,
        until=end.until if end else None,
    )


def fatal(heard: Heard) -> Cut | None:
    """Why it is of no use to let the run go on, if it is not."""
    if not heard.fatal:
        return None
    why = f"the model's API says: {_words(heard.fatal)}"
    trouble = _TROUBLES.get(heard.fatal)
    return Cut(ending_of(trouble), why, trouble)


def held_up(heard: Heard, now: float) -> Cut | None:
    """Why it should not wait by itself: all runs of the account have to, and no process needs to.

    `now` is in seconds since 1970.
    """
    if heard.result is not None or heard.retry_in < LONG:
        return None
    why = f"the model's API says: {_words(heard.error) or 'wait'} (for {heard.retry_in:.0f} s)"
    return Cut(Ending.LIMIT, why, Trouble.RATE, likely(now + heard.retry_in, now))


def _fault(  # noqa: PLR0911  # one answer a kind
    heard: Heard, result: dict[str, Any], now: float
) -> Cut | None:
    """The error that a result tells, under whatever name."""
    subtype = text_of(result.get("subtype"))
    reason = text_of(result.get("terminal_reason"))
    status = count_of(result.get("api_error_status"))
    why = _why(result, reason)
    if subtype in _LIMITS:
        ours = Trouble.BUDGET if subtype == "error_max_budget_usd" else None
        return Cut(Ending.LIMIT, why, ours)
    if reason == "prompt_too_long" or status == _TOO_LARGE:
        return Cut(Ending.FAILED, why, Trouble.TOO_LONG)
    if reason.startswith("aborted"):
        return Cut(Ending.INTERRUPTED, why)
    if subtype.startswith("error_"):
        return Cut(Ending.FAILED, why)
    if result.get("is_error") is True or heard.error or status is not None:
        trouble = _trouble(heard.error, status)
        if trouble is Trouble.RATE and (heard.reset is not None or usage_limit(why)):
            told = likely(heard.reset, now) if heard.reset is not None else None
            return Cut(Ending.LIMIT, why, Trouble.USAGE, told or resets_at(why, now))
        return Cut(ending_of(trouble), why, trouble)
    return _doubt(subtype, reason, result)


def _doubt(subtype: str, reason: str, result: dict[str, Any]) -> Cut | None:
    """A success has to be one in each place that tells: what is said once may be a slip."""
    if subtype != "success" or result.get("is_error") is not False:
        return Cut(Ending.FAILED, "claude ended without saying whether it went well")
    if reason not in {"", "completed"}:
        return Cut(Ending.FAILED, _why(result, reason))
    return None


def _trouble(error: str, status: int | None) -> Trouble | None:
    if error == "unknown" and status is None:
        return Trouble.UNREACHED
    if error in _TROUBLES:
        return _TROUBLES[error]
    if status == _TOO_MANY:
        return Trouble.RATE
    return Trouble.OVERLOADED if status is not None and status >= _SERVER else None


def _lack(heard: Heard, refused: Iterable[Refused], *, unanswered: bool) -> Cut | None:
    """What is missing from a result that tells no error."""
    if unanswered:
        why = "claude gave no answer of the form that was asked for"
        return Cut(Ending.FAILED, why, Trouble.FORM)
    missed = [each for each in refused if each.tool not in _LOOKING]
    if missed:
        return Cut(Ending.DENIED, _lines(missed)[0])
    if not heard.answered:
        return Cut(Ending.FAILED, "claude ended without having asked a model")
    return None


def _why(result: dict[str, Any], reason: str) -> str:
    # Those in brackets are for those who build Claude Code.
    told = [error for error in texts_of(result.get("errors")) if not error.startswith("[")]
    return "; ".join(told) or text_of(result.get("result")) or _words(reason) or "claude failed"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _refused(heard: Heard, result: dict[str, Any]) -> list[Refused]:
    refused = dict(heard.refused)
    for denial in objects_of(result.get("permission_denials")):
        tool = text_of(denial.get("tool_name")) or "a tool"
        title = title_of(tool, object_of(denial.get("tool_input")) or {}, heard.folder)
        use = text_of(denial.get("tool_use_id")) or f"unnamed {len(refused)}"
        refused.setdefault(use, Refused(tool, f"{title} was not allowed"))
    return list(refused.values())


def _lines(refused: Iterable[Refused]) -> tuple[str, ...]:
    return tuple(f"{each.tool}: {each.why}" for each in refused)


def _cost(result: dict[str, Any], *, resumed: bool) -> float | None:
    """What this run cost, in US dollars; None where that cannot be told for certain.

    `total_cost_usd` counts the whole thread in some versions, and this run alone in others: after
    a resumption or in a copy it tells nothing. A model whose price Claude Code does not know is
    charged as another: unknown.
    """
    models = _models(result)
    if models is None and resumed:
        return None
    if models is None:
        total = amount_of(result.get("total_cost_usd"))
        known = objects_of(list((object_of(result.get("modelUsage")) or {}).values()))
        return None if any(model.get("costBasis") == "unknown" for model in known) else total
    costs = [
        None if model.get("costBasis") == "unknown" else amount_of(model.get("costUSD"))
        for model in models
    ]
    return _sum(costs)


def _tokens(result: dict[str, Any]) -> int | None:
    models = _models(result)
    if models is None:
        usage = object_of(result.get("usage"))
        return None if usage is None else _count(usage, _TOKENS[1])
    total = _sum([_count(model, _TOKENS[0]) for model in models])
    return None if total is None else int(total)


def _models(result: dict[str, Any]) -> list[dict[str, Any]] | None:
    """What each model was used for in this run; None where the version does not tell."""
    if "model_usage_since_last_result" not in result:
        return None
    usage = object_of(result["model_usage_since_last_result"])
    # A usage that cannot be read must not become one of nothing.
    return [{}] if usage is None else [object_of(model) or {} for model in usage.values()]


def _count(usage: dict[str, Any], names: tuple[str, ...]) -> int | None:
    counts = [count_of(usage.get(name, 0)) for name in names]
    if usage.get(names[0]) is None:
        return None
    total = _sum(counts)
    return None if total is None else int(total)


def _sum(parts: Sequence[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return float(sum(known)) if len(known) == len(parts) else None
