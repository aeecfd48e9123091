"""What the end of an agent's program tells where the agent itself told nothing."""

from orchestrator_engine.attempt import Trouble
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


def trouble_of(finished: Finished) -> Trouble | None:
    """What kept a program from its work, as far as its end tells.

    We end programs with other words: who is killed without them was killed by somebody else, which
    nearly always is the kernel, for want of memory.
    """
    if finished.code == _KILLED:
        return Trouble.KILLED
    return next((each for words, each in _TROUBLES if finished.why.startswith(words)), None)
