"""The server's log: a file in the state folder, made when there is something to say.

Nothing ever goes to standard error: editors show every line of it as an error.
"""

import logging
import os
from pathlib import Path

CAP = 1024 * 1024
"""Bytes after which a log is put aside as `….old`; there is never more than one of those."""


def log_file() -> Path:
    """Where the log is. Raises `errors.BadStore` when the state folder cannot be used."""
    from orchestrator_engine.places import state_dir  # noqa: PLC0415  # seldom needed, not free

    return state_dir() / "lsp.log"


def install() -> None:
    """Send what the program logs to the file, and nothing anywhere else."""
    logging.basicConfig(level=logging.WARNING, handlers=[_Late()], force=True)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False


class _Late(logging.Handler):
    """Opens its file with the first record; several servers may write the same one."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(
            logging.Formatter(f"%(asctime)s {os.getpid()} %(levelname)s %(name)s: %(message)s")
        )

    def emit(self, record: logging.LogRecord) -> None:
        try:
            from orchestrator_engine.system.secrets import redactor  # noqa: PLC0415  # as above

            path = log_file()
            if path.exists() and path.stat().st_size > CAP:
                path.replace(path.with_suffix(".log.old"))
            with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(redactor().text(self.format(record)) + "\n")
        except Exception:  # noqa: BLE001  # a log that cannot be written has nobody to tell
            return
