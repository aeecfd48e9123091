"""What most tests of the engine's rooms begin with."""

from pathlib import Path

import pytest

from support.rooms import Stage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    return Stage(tmp_path)
