"""One job for an agent, from its beginning to its only end, whatever the agent does."""

import logging

import anyio

from orchestrator_engine.agents.protocol import Agent, Ended, Job, Limits, Used
from orchestrator_engine.attempt import Ending, Outcome, Trouble
from orchestrator_engine.money import in_words, nanos_of, tokens_in_words

log = logging.getLogger(__name__)


async def ask(agent: Agent, job: Job) -> tuple[Ended, float]:
    """Carry a job out; how it ended, and the seconds that it took.

    An agent reports its troubles as values, so an exception out of it is a defect of its adapter:
    this is the one place that turns it into a failed attempt instead of a dead worker. Leaving its
    context ends all of its processes: that is the hard stop of a job that has used up its share.
    """
    begun = anyio.current_time()
    ended = Ended(Ending.FAILED, why="the agent stopped without saying how it ended")
    try:
        async with agent.run(job) as events:
            async for event in events:
                if isinstance(event, Ended):
                    ended = event
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
    return ended, anyio.current_time() - begun


def _over(used: Used, limits: Limits) -> str:
    """What a job has used up of its share, or nothing."""
    if limits.usd is not None and used.usd is not None and used.usd >= limits.usd:
        share, took = (in_words(nanos_of(usd)) for usd in (limits.usd, used.usd))
        return f"it used up its share of the budget, {share}, and was stopped at {took}"
    if limits.tokens is not None and used.tokens is not None and used.tokens >= limits.tokens:
        share, took = (tokens_in_words(tokens) for tokens in (limits.tokens, used.tokens))
        return f"it used up its share of the budget, {share}, and was stopped at {took}"
    return ""


def outcome(ended: Ended, seconds: float) -> Outcome:
    """What the journal keeps of an end."""
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
    )
