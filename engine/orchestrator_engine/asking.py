"""One job for an agent, from its beginning to its only end, whatever the agent does."""

import logging

import anyio

from orchestrator_engine.agents.protocol import Agent, Ended, Job
from orchestrator_engine.attempt import Ending, Outcome

log = logging.getLogger(__name__)


async def ask(agent: Agent, job: Job) -> tuple[Ended, float]:
    """Carry a job out; how it ended, and the seconds that it took.

    An agent reports its troubles as values, so an exception out of it is a defect of its adapter:
    this is the one place that turns it into a failed attempt instead of a dead worker.
    """
    begun = anyio.current_time()
    ended = Ended(Ending.FAILED, why="the agent stopped without saying how it ended")
    try:
        async with agent.run(job) as events:
            async for event in events:
                if isinstance(event, Ended):
                    ended = event
    except Exception as error:
        log.exception("the adapter %s failed", agent.name)
        ended = Ended(
            Ending.FAILED,
            why=f"a defect in the adapter {agent.name}: {error!r} (the run's log has the details)",
        )
    return ended, anyio.current_time() - begun


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
    )
