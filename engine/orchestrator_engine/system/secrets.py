"""The secrets of this very process, and its log without them."""

import logging
import os
from functools import cache

from orchestrator_engine.redaction import Redactor, secrets_in


@cache
def redactor() -> Redactor:
    """What takes secrets out of everything that this process stores or shows."""
    return Redactor(secrets_in(os.environ))


class Formatter(logging.Formatter):
    """A formatter of log records, of other people's code too, that lets no secret out."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole line, its traceback among it."""
        return redactor().text(super().format(record))


def log_to_stderr(form: str) -> None:
    """Have everything that is logged from INFO on go to standard error, without secrets."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter(form))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
