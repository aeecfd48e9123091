"""What every test shares: the event loop that the program runs on."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
