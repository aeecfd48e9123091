"""What every test shares: the event loop, and the count of what was left out."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from support.skips import report

# How long an example takes says something about the machine, and nothing about the code.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")

# What you set for your own runs on this machine is no part of a test.
os.environ["ORCHESTRATOR_CONFIG_DIR"] = str(Path(__file__).parent / "no-settings-of-your-own")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    report(terminalreporter)
