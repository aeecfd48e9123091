"""What every test shares: the event loop, and the count of what was left out."""

import pytest
from hypothesis import settings

from support.skips import report

# How long an example takes is a matter of the machine, and is measured by the benchmarks.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    report(terminalreporter)
