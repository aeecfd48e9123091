from collections.abc import Generator
from pathlib import Path

import pytest

from orchestrator_engine import api
from orchestrator_engine.places import RunFolder
from support.lsp_runs import SPEC, FakeEngine, HandMadeRun, hand_made_run


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder that nobody else has."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(folder))
    # A real one would outlive the test that opened it.
    monkeypatch.setattr(api, "dashboard_argv", _no_dashboard)
    return folder


def _no_dashboard(_: str | None = None) -> list[str]:
    """A dashboard that is there already."""
    return ["/bin/echo", '{"url": "http://[::1]/"}']


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "SPEC.md"
    path.write_text(SPEC, "utf-8")
    return path


@pytest.fixture
def run(document: Path) -> Generator[HandMadeRun]:
    with hand_made_run(document) as run:
        yield run


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    engine = FakeEngine(tmp_path, monkeypatch)
    start_argv = api.start_argv

    def resume_argv(folder: RunFolder) -> list[str]:
        return start_argv(folder.path, items=("resume",))

    monkeypatch.setattr(api, "resume_argv", resume_argv)
    return engine
