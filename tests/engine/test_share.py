"""The one percentage that every face shows."""

from orchestrator_engine.fold import fold
from orchestrator_engine.share import percentage
from orchestrator_engine.summing import of
from orchestrator_engine.view import view
from orchestrator_engine.view_overview import overview
from support.stories import mended

NOW = 100.0


def test_the_percentage_never_falls_while_tasks_have_further_rounds() -> None:
    records = mended().records
    shown = [percentage(fold(records[:many])) for many in range(2, len(records) + 1)]
    assert shown == sorted(shown)
    assert shown[-1] == 100
    assert 99 >= shown[-2] > shown[0]


def test_it_is_the_same_in_a_view_and_in_a_line_of_an_overview() -> None:
    records = mended().records
    for many in range(2, len(records) + 1):
        run = fold(records[:many])
        row = of(run, "20261122-200000-abcd", NOW, driven=True).as_data()
        (line,) = overview([row], now=NOW)["runs"]
        made = view(run, "20261122-200000-abcd", now=NOW, driven=True)
        assert line["percent"] == made["progress"]["percent"] == percentage(run)
