"""Python: `pyproject.toml`, `setup.py`, `requirements.txt`."""

from collections.abc import Iterator
from pathlib import Path

from orchestrator_engine.ecosystems import command
from orchestrator_engine.plan import Check

MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile")


def commands(top: Path) -> tuple[Check, ...]:
    """The commands of a Python project, or none."""
    found = [name for name in MARKERS if (top / name).is_file()]
    return tuple(_commands(top, found)) if found else ()


def _commands(top: Path, found: list[str]) -> Iterator[Check]:
    runner = ("uv", "run") if (top / "uv.lock").is_file() else ()
    pytest = next((name for name in found if "pytest" in _text(top / name)), None)
    if pytest is None and (top / "pytest.ini").is_file():
        pytest = "pytest.ini"
    if pytest is not None:
        yield command.test(*runner, "python3", "-m", "pytest", "-q", source=pytest)
    elif (top / "tests").is_dir() or (top / "test").is_dir():
        folder = "tests" if (top / "tests").is_dir() else "test"
        discover = ("python3", "-m", "unittest", "discover", "-s", folder, "-t", ".")
        yield command.test(*runner, *discover, source=f"{folder}/")


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")
