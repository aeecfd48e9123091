"""Trust for what a test makes itself, as `code-orch trust --anything` gives it."""

import os
from pathlib import Path

from orchestrator_engine import trust_store
from orchestrator_engine.trust import Standing
from orchestrator_engine.trust_store import Asked


def trust_all(state: Path, folder: Path) -> None:
    """Trust everything that lies in a folder, now and later."""
    state.mkdir(parents=True, exist_ok=True)
    asked = Asked(Path(os.path.realpath(folder)), Standing.NEW, (), None)
    trust_store.allow(state, asked, anything=True)
