"""The secrets of this very process."""

import os
from functools import cache

from orchestrator_engine.redaction import Redactor, secrets_in


@cache
def redactor() -> Redactor:
    """What takes secrets out of everything that this process stores or shows."""
    return Redactor(secrets_in(os.environ))
