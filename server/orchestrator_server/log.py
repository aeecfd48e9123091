"""The server's log: a file in the state folder, made when there is something to say.

Nothing ever goes to standard error: editors show every line of it as an error.
"""

import logging
import os
from pathlib import Path


def log_file() -> Path:
    """Where the log is. Raises `errors.BadStore` when the state folder cannot be used."""
    from orchestrator_engine.places import server_log, state_dir  # noqa: PLC0415  # seldom needed

    return server_log(state_dir())


def install() -> None:
    """Send what the program logs to the file, and nothing anywhere else."""
    logging.basicConfig(level=_level(), handlers=[_Late()], force=True)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False


def _level() -> int:
    named = os.environ.get("ORCHESTRATOR_LOG_LEVEL", "").upper().replace("DETAIL", "DEBUG")
    return logging.getLevelNamesMapping().get(named, logging.WARNING)


class _Late(logging.Handler):
    """Opens its file with the first record; several servers may write the same one."""

    _file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self._file is None:
                from orchestrator_engine.system import logs  # noqa: PLC0415  # as above

                self._file = logs.ToFile(logs.Log(log_file(), "server"), "server")
            self._file.emit(record)
        except Exception:  # noqa: BLE001  # a log that cannot be written has nobody to tell
            return
