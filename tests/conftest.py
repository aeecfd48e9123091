"""What every test shares: the event loop, and the count of what was left out."""

import pytest

from support.skips import report


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    report(terminalreporter)
