"""What a run leaves behind for those who look later: its report, and a line for lists."""

import logging
import time
from contextlib import suppress

from orchestrator_engine.errors import Refusal
from orchestrator_engine.mended import put_right
from orchestrator_engine.places import RunFolder
from orchestrator_engine.report import report
from orchestrator_engine.run import Run
from orchestrator_engine.summary import summary
from orchestrator_engine.system.secrets import redactor

log = logging.getLogger(__name__)


def leave_report(folder: RunFolder, run: Run) -> None:
    """All of the report, or none: a run ends without it too."""
    draft = folder.report.with_suffix(".new")
    try:
        draft.write_text(redactor().text(report(put_right(folder, run), folder.id)), "utf-8")
        draft.replace(folder.report)
    except OSError as error:
        log.warning("the report cannot be written: %s", error)


def leave_summary(folder: RunFolder) -> None:
    """Keep what lists say of a run that is over; to be called once its journal is closed.

    Who lists a thousand runs would fold each of them otherwise.
    """
    with suppress(Refusal, OSError):
        summary(folder, time.time())
