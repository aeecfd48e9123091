from collections.abc import Generator
from pathlib import Path

import pytest

from orchestrator_engine import api, launch
from orchestrator_engine.places import RunFolder
from orchestrator_server import editor, feed, remarking, runs
from support.lsp_desk import ALL, NOTHING, Desk, opened
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


@pytest.fixture(autouse=True)
def fast_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who has read a question as soon as it is put."""
    monkeypatch.setattr(editor, "READ_SECONDS", 0.0)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "SPEC.md"
    path.write_text(SPEC, "utf-8")
    return path


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document that no folder of the workspace holds."""
    path = tmp_path_factory.mktemp("outside") / "SECRET.md"
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


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, so that no test has to wait."""
    for module in (feed, runs):
        monkeypatch.setattr(module, "LIVE_SECONDS", 0.02)
        monkeypatch.setattr(module, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(remarking, "SECONDS", 0.05)
    monkeypatch.setattr("orchestrator_server.watched.ALIVE_SECONDS", 0.02)


@pytest.fixture
def desk(document: Path, impatient: None) -> Generator[Desk]:  # noqa: ARG001  # it comes first
    """An editor that can do everything, with the document open."""
    with opened(document, ALL) as desk:
        yield desk


@pytest.fixture
def bare_desk(document: Path, impatient: None) -> Generator[Desk]:  # noqa: ARG001  # it comes first
    """An editor that can do nothing but the least, with the document open."""
    with opened(document, NOTHING) as desk:
        yield desk


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the runs whose supervisor would have been started."""
    found: list[str] = []

    def start(folder: RunFolder) -> None:
        found.append(folder.id)

    monkeypatch.setattr(launch, "start", start)
    monkeypatch.setattr(api, "start", start)
    return found
