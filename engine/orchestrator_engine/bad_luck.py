"""What can go wrong with an agent and what is done about it: one table for engine, tests and guide.

A row is known by what the agent met (`Trouble`); where that is not known, by how it ended.
"""

from dataclasses import dataclass
from enum import StrEnum

from orchestrator_engine.attempt import Ending, Trouble


class Reaction(StrEnum):
    """What the engine does about it. A review is asked for once more where a task would be."""

    REFUSE = "the run does not begin"
    WAIT = "waits, and tries the same again"
    RETRY = "tries the same once more, then gives the task up"
    SHRINK = "tries once more with less to read, then gives the task up"
    PAUSE = "pauses for a person"
    MEND = "another round, which is told what was wrong"
    GIVE_UP = "gives the task up and goes on with others"
    LIMIT = "ends at the limit, and goes on when it is raised"


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of bad luck: how the attempt ends, what the agent met, what a person reads.

    `ending` is None where no attempt is made. In `sentence`, `{agent}` stands for who it is, and
    `{why}` for what it says.
    """

    name: str
    reaction: Reaction
    ending: Ending | None
    trouble: Trouble | None
    sentence: str

    def words(self, why: str, agent: str = "the agent") -> str:
        """The sentence about one time that it happened."""
        return self.sentence.format(why=why, agent=agent)


NOT_INSTALLED = Case(
    "not installed",
    Reaction.REFUSE,
    None,
    None,
    "{agent} is not installed, or not on the PATH: {why}",
)
TOO_OLD = Case("too old", Reaction.REFUSE, None, None, "{agent} is too old, {why}")

BAD_LUCK: tuple[Case, ...] = (
    NOT_INSTALLED,
    TOO_OLD,
    Case(
        "gone since the run began",
        Reaction.PAUSE,
        Ending.UNAVAILABLE,
        Trouble.MISSING,
        "{agent} cannot be started any more: install it again ({why})",
    ),
    Case(
        "not logged in",
        Reaction.PAUSE,
        Ending.UNAVAILABLE,
        Trouble.LOGIN,
        "{agent} cannot work, it is not logged in, or its key is not accepted: log in with the "
        "agent's own program, or correct the key ({why})",
    ),
    Case(
        "out of credit",
        Reaction.PAUSE,
        Ending.UNAVAILABLE,
        Trouble.BILLING,
        "{agent} cannot work, its account has no credit, or is not paid for: see to that with "
        "its vendor ({why})",
    ),
    Case(
        "model unknown",
        Reaction.PAUSE,
        Ending.UNAVAILABLE,
        Trouble.MODEL,
        "{agent} cannot work, it does not know its model: correct the model's name ({why})",
    ),
    Case(
        "usage limit for hours",
        Reaction.WAIT,
        Ending.LIMIT,
        Trouble.USAGE,
        "the account has used up what it may for now ({why})",
    ),
    Case(
        "too many requests",
        Reaction.WAIT,
        Ending.LIMIT,
        Trouble.RATE,
        "the model's service asks for a pause ({why})",
    ),
    Case(
        "overloaded",
        Reaction.WAIT,
        Ending.UNAVAILABLE,
        Trouble.OVERLOADED,
        "the model's service is overloaded or out of order ({why})",
    ),
    Case(
        "network gone",
        Reaction.WAIT,
        Ending.UNAVAILABLE,
        Trouble.UNREACHED,
        "the model's service cannot be reached: see whether the network is there ({why})",
    ),
    Case(
        "prompt too long",
        Reaction.SHRINK,
        Ending.FAILED,
        Trouble.TOO_LONG,
        "it is more than the agent can read at once: split the item into smaller ones ({why})",
    ),
    Case(
        "stream silent",
        Reaction.RETRY,
        Ending.TIMEOUT,
        Trouble.SILENT,
        "{agent} fell silent: see how its service does, or allow a longer silence with "
        "idle_timeout ({why})",
    ),
    Case(
        "killed for memory",
        Reaction.RETRY,
        Ending.FAILED,
        Trouble.KILLED,
        "{agent} was killed, most likely for want of memory: let fewer work at once "
        "with max_concurrent_agents ({why})",
    ),
    Case(
        "an answer that breaks the schema",
        Reaction.RETRY,
        Ending.FAILED,
        Trouble.FORM,
        "the answer is not of the form that was asked for ({why})",
    ),
    Case(
        "all edits refused",
        Reaction.GIVE_UP,
        Ending.DENIED,
        None,
        "{agent} was refused what it needed: {why}",
    ),
    Case(
        "nothing changed",
        Reaction.MEND,
        Ending.DONE,
        None,
        "{agent} says it is done, and changed nothing",
    ),
    Case(
        "not done in time",
        Reaction.MEND,
        Ending.TIMEOUT,
        None,
        "{agent} was stopped: {why}",
    ),
    Case(
        "the run's budget used up",
        Reaction.LIMIT,
        Ending.LIMIT,
        Trouble.BUDGET,
        "{why}",
    ),
    Case(
        "the agent's own limit",
        Reaction.LIMIT,
        Ending.LIMIT,
        None,
        "{agent} stopped at a limit of its own: {why}",
    ),
    Case(
        "stopped from outside",
        Reaction.PAUSE,
        Ending.INTERRUPTED,
        None,
        "somebody interrupted the agent: {why}",
    ),
    Case(
        "cannot begin",
        Reaction.PAUSE,
        Ending.UNAVAILABLE,
        None,
        "{agent} is not available: {why}",
    ),
    Case(
        "anything else",
        Reaction.MEND,
        Ending.FAILED,
        None,
        "{agent} failed: {why}",
    ),
)
"""In the order of the guide."""

_BY_TROUBLE = {case.trouble: case for case in BAD_LUCK if case.trouble is not None}
_BY_ENDING = {case.ending: case for case in BAD_LUCK if case.trouble is None and case.ending}


def met(ending: Ending, trouble: Trouble | None) -> Case:
    """The row of an end."""
    return _BY_ENDING[ending] if trouble is None else _BY_TROUBLE[trouble]


def ending_of(trouble: Trouble | None, otherwise: Ending = Ending.FAILED) -> Ending:
    """How an attempt ends whose agent met something; `otherwise` where that is not known."""
    return otherwise if trouble is None else _BY_TROUBLE[trouble].ending or otherwise
