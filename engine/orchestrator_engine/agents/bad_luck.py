"""What can go wrong with an agent, and what is done about it: data for tests and the guide."""

from dataclasses import dataclass
from enum import StrEnum

from orchestrator_engine.attempt import Ending, Trouble


class Reaction(StrEnum):
    """What the engine does about it."""

    REFUSE = "the run does not begin"
    WAIT = "waits, and tries the same again"
    PAUSE = "pauses for a person"
    MEND = "another round, which is told what was wrong"
    GIVE_UP = "gives the task up and goes on with others"
    LIMIT = "ends at the limit, and goes on when it is raised"


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of bad luck: how the attempt ends, what the agent met, and the reaction.

    `status` is None where no attempt is made.
    """

    name: str
    reaction: Reaction
    status: Ending | None = None
    trouble: Trouble | None = None
    sentence: str = ""


BAD_LUCK: tuple[Case, ...] = (
    Case("not installed", Reaction.REFUSE, sentence="it is not installed, and how to get it"),
    Case(
        "too old", Reaction.REFUSE, sentence="its version, the oldest that will do, how to get it"
    ),
    Case("gone during a run", Reaction.PAUSE, Ending.UNAVAILABLE, None, "the agent did not begin"),
    Case("not logged in", Reaction.PAUSE, Ending.UNAVAILABLE, Trouble.LOGIN, "log in, or a key"),
    Case("out of credit", Reaction.PAUSE, Ending.UNAVAILABLE, Trouble.BILLING, "its account"),
    Case("model unknown", Reaction.PAUSE, Ending.UNAVAILABLE, Trouble.MODEL, "the model's name"),
    Case("usage limit for hours", Reaction.WAIT, Ending.LIMIT, Trouble.USAGE, "until when"),
    Case("too many requests", Reaction.WAIT, Ending.LIMIT, Trouble.RATE, "until when"),
    Case("overloaded", Reaction.WAIT, Ending.UNAVAILABLE, Trouble.OVERLOADED, "until when"),
    Case("network gone", Reaction.WAIT, Ending.UNAVAILABLE, Trouble.UNREACHED, "until when"),
    Case("prompt too long", Reaction.GIVE_UP, Ending.FAILED, Trouble.TOO_LONG, "split the item"),
    Case("stream silent", Reaction.MEND, Ending.TIMEOUT, None, "no sign of life for 300 s"),
    Case("killed for memory", Reaction.MEND, Ending.FAILED, None, "killed by signal 9"),
    Case("all edits refused", Reaction.GIVE_UP, Ending.DENIED, None, "what was refused"),
    Case("stopped from outside", Reaction.PAUSE, Ending.INTERRUPTED, None, "it was interrupted"),
    Case("its own limit", Reaction.LIMIT, Ending.LIMIT, None, "which limit"),
    Case("nothing changed", Reaction.MEND, Ending.DONE, None, "done, and changed nothing"),
)
"""In the order of the guide. An answer that breaks the schema twice gives a task up, too: that is
counted over two reviews, and so is no end of one attempt."""
