import pytest

from support.simulation import check

BLOCK = 250


@pytest.mark.parametrize("first", range(0, 5000, BLOCK))
def test_every_run_keeps_its_promises_whatever_happens(first: int) -> None:
    check(first, BLOCK)


@pytest.mark.torture
@pytest.mark.parametrize("first", range(1_000_000, 2_000_000, 10_000))
def test_a_million_runs_keep_their_promises(first: int) -> None:
    check(first, 10_000)
