"""Many journals are read a few at a time, and nothing that wants a person waits for the rest."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.dashboard import shelf
from orchestrator_engine.dashboard.following import Runs
from orchestrator_engine.errors import NoSuchRun
from orchestrator_engine.sequel import keep
from orchestrator_engine.system.locks import Lock
from orchestrator_engine.then import Sequel
from support.dashboard_stories import asking, done

OLD = [f"202611{day:02}-100000-old{day:02}" for day in range(1, 10)]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    for number, name in enumerate(OLD):
        done(folder, 1e9 + number, name, name, steps=1).close()
    return folder


def quiet(*_: Any) -> None:  # noqa: ANN401  # whatever is told
    pass


def test_the_newest_and_those_that_live_come_first(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "AT_ONCE", 3)
    story = asking(state, 1e9, "20261001-100000-asks")
    lock = Lock(story.folder.supervisor_lock)
    runs = Runs(state, quiet)
    runs.look()
    told = runs.overview()
    assert [one["run"] for one in told["runs"]] == [story.folder.id, *reversed(OLD[-3:])]
    assert told["groups"]["asks"] == [story.folder.id]
    assert (told["of"], told["unread"]) == (10, 6)
    runs.look(further=True)
    assert runs.overview()["unread"] == 3
    runs.look(further=True)
    runs.look(further=True)
    told = runs.overview()
    assert (told["of"], told["unread"], len(told["runs"])) == (10, 0, 10)
    runs.close()
    lock.release()
    story.close()


def test_a_run_can_be_asked_for_before_anybody_has_looked_at_it(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "AT_ONCE", 1)
    runs = Runs(state, quiet)
    runs.look()
    assert runs.unread == 8
    assert runs.read(OLD[0])[1].over
    assert runs.summary(OLD[0]).title == OLD[0]
    runs.close()


def test_what_an_earlier_process_kept_is_not_read_again(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Runs(state, quiet)
    first.look()
    monkeypatch.setattr(shelf, "summary", None)
    second = Runs(state, quiet)
    second.look()
    assert second.unread == 0
    assert second.known == [replace(one) for one in first.known]
    first.close()
    second.close()


def test_the_limit_of_a_day_is_the_persons_own_also_where_nothing_goes_on(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs(state, quiet)
    runs.look()
    assert runs.overview()["today"]["limit_usd"] is None
    monkeypatch.setenv("ORCHESTRATOR_CONFIG_DIR", str(tmp_path))
    own = tmp_path / "config.toml"
    own.write_text("day_budget_usd = 12.5\n")
    assert runs.overview()["today"]["limit_usd"] == 12.5
    own.write_text('day_budget_tokens = "5M"\n')
    assert runs.overview()["today"]["limit_tokens"] == 5_000_000
    own.write_text("day_budget_usd = [\n")
    assert runs.overview()["today"]["limit_usd"] is None, "a broken file is no limit, and no end"
    runs.close()


def test_the_very_first_run_is_told_of_even_if_it_stands_still_by_then(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []

    def hear(kind: str, run: str, *_: object) -> None:
        told.append((kind, run))

    runs = Runs(tmp_path, hear)
    runs.look()
    story = done(tmp_path, 1e9, OLD[0], OLD[0], steps=1)
    story.close()
    runs.folder(OLD[0])  # whoever asks for it has it looked for
    assert told == [("state_update", OLD[0])]
    runs.close()


def test_what_follows_a_run_by_itself_is_told_when_it_comes(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []

    def hear(_kind: str, _run: str, _at: float, data: dict[str, Any]) -> None:
        told.append(data)

    story = done(tmp_path, 1e9, OLD[0], OLD[0], steps=1, mode="test")
    folder = story.close()
    runs = Runs(tmp_path, hear)
    runs.look()
    assert runs.overview()["runs"][0]["then"] is None
    keep(folder, Sequel("20261201-100000-next", waits=OLD[1]))
    with pytest.raises(NoSuchRun):
        runs.folder("what is not there has everything looked at")
    (news,) = told
    assert news["row"]["then"]["waits"] == OLD[1]
    runs.close()
