"""Agents that lie: the quicker ones are told here, the others by `python3 dev.py honesty`."""

from pathlib import Path

import pytest
from benchmarks.honesty.lies import Lie, play, wrong
from benchmarks.honesty.page import every, page

PAGE = Path(__file__).parents[2] / "docs" / "honesty.md"
FAST = [lie for lie in every() if lie.fast]


@pytest.mark.anyio
@pytest.mark.parametrize("lie", FAST, ids=lambda lie: lie.name)
async def test_a_lie_comes_to_nothing(lie: Lie, tmp_path: Path) -> None:
    assert list(wrong(lie, await play(lie, tmp_path / "a lie"))) == []


def test_the_page_says_what_every_lie_has_to_come_to() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: python3 dev.py honesty --write"


def test_there_are_forty_and_more_lies_each_with_a_reason_of_its_own() -> None:
    lies = list(every())
    assert len(lies) >= 40
    assert len({lie.name for lie in lies}) == len(lies)
    assert all(lie.why for lie in lies)
    assert [lie.name for lie in lies if lie.found == "nobody"] == [
        "prints what a runner prints, and ends"
    ]
