"""One job for an agent, from its beginning to its only end, whatever the agent does."""

import logging

import anyio

from orchestrator_engine.agents.protocol import (
    Acting,
    Agent,
    Ended,
    Job,
    Limits,
    Said,
    Used,
)
from orchestrator_engine.attempt import Ending, Outcome, Trouble
from orchestrator_engine.money import in_words, nanos_of, tokens_in_words
from orchestrator_engine.questioning import Asker
from orchestrator_engine.questions import fit_line
from orchestrator_engine.said import LastWords
from orchestrator_engine.system.secrets import redactor

log = logging.getLogger(__name__)


REFUSALS = 20
"""What was refused is told one by one up to that many."""


async def ask(agent: Agent, job: Job, asker: Asker | None = None) -> tuple[Ended, float]:
    """Carry a job out; how it ended, and the seconds that it took.

    `asker` puts what the agent asks to a person, whose time does not count; without one all of it
    is refused.

    An agent reports its troubles as values, so an exception out of it is a defect of its adapter:
    this is the one place that turns it into a failed attempt instead of a dead worker. Leaving its
    context ends all of its processes: that is the hard stop of a job that has used up its share.
    """
    begun = anyio.current_time()
    words = LastWords(job.spool)
    ended = Ended(Ending.FAILED, why="the agent stopped without saying how it ended")
    try:
        async with agent.run(job, asker) as events:
            async for event in events:
                if isinstance(event, Ended):
                    ended = event
                elif isinstance(event, Said):
                    words.keep(event.text)
                elif isinstance(event, Acting):
                    words.keep(event.title or event.tool)
                elif isinstance(event, Used) and (over := _over(event, job.limits)):
                    ended = Ended(
                        Ending.LIMIT,
                        why=over,
                        usd=event.usd,
                        tokens=event.tokens,
                        trouble=Trouble.BUDGET,
                    )
                    break
    except Exception as error:
        log.exception("the adapter %s failed", agent.name)
        ended = Ended(
            Ending.FAILED,
            why=f"a defect in the adapter {agent.name}: {error!r} (the run's log has the details)",
        )
    took = anyio.current_time() - begun
    return ended, took - asker.stood if asker is not None else took


def _over(used: Used, limits: Limits) -> str:
    """What a job has used up of its share, or nothing."""
    if limits.usd is not None and used.usd is not None and used.usd >= limits.usd:
        share, took = (in_words(nanos_of(usd)) for usd in (limits.usd, used.usd))
        return f"it used up its share of the budget, {share}, and was stopped at {took}"
    if limits.tokens is not None and used.tokens is not None and used.tokens >= limits.tokens:
        share, took = (tokens_in_words(tokens) for tokens in (limits.tokens, used.tokens))
        return f"it used up its share of the budget, {share}, and was stopped at {took}"
    return ""


def outcome(ended: Ended, seconds: float, asker: Asker | None = None) -> Outcome:
    """What the journal keeps of an end; `asker` knows why it was refused what it asked for."""
    return Outcome(
        status=ended.status,
        text=ended.text,
        why=ended.why,
        usd=ended.usd,
        tokens=ended.tokens,
        thread=ended.thread,
        seconds=round(seconds, 3),
        trouble=ended.trouble,
        until=ended.until,
        refusals=_refusals(ended, asker.refused if asker is not None else []),
    )


def _refusals(ended: Ended, answered: list[tuple[str, str]]) -> tuple[str, ...]:
    """What it was not allowed, each once: what was asked for is told with the answer."""
    told = [f"{title} ({why})" for title, why in answered]
    # Secrets are taken out before it is cut: a part of one would not be known for one.
    lines = [redactor().text(one) for one in ended.refusals]
    told += [one for one in lines if all(title not in one for title, _ in answered)]
    shown = [fit_line(one) for one in dict.fromkeys(told)]
    more = len(shown) - REFUSALS
    return tuple(shown[:REFUSALS]) + ((f"and {more} more",) if more > 0 else ())
