"""The end of an agent's program, where the agent itself told nothing, or we ended it."""

from dataclasses import dataclass

from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.system.processes import Finished

_TROUBLES = (
    ("no sign of life", Trouble.SILENT),
    ("killed by signal 9", Trouble.KILLED),
    ("program not found", Trouble.MISSING),
    ("its interpreter was not found", Trouble.MISSING),
    ("not executable", Trouble.MISSING),
    ("not a program", Trouble.MISSING),
)

_KILLED = 128 + 9
"""The exit code of a shell whose program was killed."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Why a job ended otherwise than by its agent's own answer.

    `until` is when the trouble will be over (seconds since 1970), as far as somebody said so.
    """

    status: Ending
    why: str
    trouble: Trouble | None = None
    until: float | None = None


def trouble_of(finished: Finished) -> Trouble | None:
    """What kept a program from its work, as far as its end tells.

    We end programs with other words: who is killed without them was killed by somebody else, which
    nearly always is the kernel, for want of memory.
    """
    if finished.code == _KILLED:
        return Trouble.KILLED
    return next((each for words, each in _TROUBLES if finished.why.startswith(words)), None)
