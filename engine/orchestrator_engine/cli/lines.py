"""Events as plain lines, for pipes, logs and terminals that cannot redraw: one event, one line."""

import time

from orchestrator_engine.cli.output import one_line
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from orchestrator_engine.sentences import words


def line(record: Recorded, run: Run) -> str:
    """An event as one line with the local time; `run` is any later state of the run."""
    clock = time.strftime("%H:%M:%S", time.localtime(record.at))
    return f"{clock}  {one_line(words(record.event, run))}"
