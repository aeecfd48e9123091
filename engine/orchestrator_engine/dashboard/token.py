"""Who may look and command: whoever knows the token."""

import hashlib
import hmac
import os
import secrets
import time
from collections import deque
from pathlib import Path

VARIABLE = "ORCHESTRATOR_TOKEN"
SHORT = 16
_WRONG = 20
_MINUTE = 60.0


def take(path: Path) -> str:
    """The token of this dashboard: the one in the environment, the one that is kept, or a new one.

    It is taken out of the environment, so that no program that we start has it. The file's rights
    are made those of its owner alone. Raises `OSError`.
    """
    given = os.environ.pop(VARIABLE, "").strip()
    kept = _kept(path)
    token = given or kept or secrets.token_urlsafe(32)
    if token != kept:
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(token)
        draft.replace(path)
    return token


def _kept(path: Path) -> str:
    """The token of before, so that an open page still works; none where others could read it."""
    try:
        if path.stat().st_mode & 0o077:
            return ""
        return path.read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


class Gate:
    """Compares what is shown with the token, and tires of those who guess."""

    def __init__(self, token: str) -> None:
        self._digest = _digest(token.encode())
        self._wrong: deque[float] = deque(maxlen=_WRONG)

    def right(self, shown: bytes) -> bool:
        """Whether that is the token. Says nothing by the time it takes, whatever is shown."""
        if hmac.compare_digest(_digest(shown), self._digest):
            return True
        self._wrong.append(time.monotonic())
        return False

    @property
    def tired(self) -> bool:
        """Whether there were so many wrong ones within a minute that nothing else is answered."""
        full = len(self._wrong) == _WRONG
        return full and time.monotonic() - self._wrong[0] < _MINUTE


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
