import json
import time
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine import events as e
from orchestrator_engine import journal, places
from orchestrator_engine.cli import choosing, main
from orchestrator_engine.cli.status import status
from orchestrator_engine.errors import NoSuchRun
from orchestrator_engine.ledger import Call, Ledger
from orchestrator_engine.places import RunFolder
from orchestrator_engine.spending import NOTHING_RESERVED, Amount
from support.plans import ORIGIN, created, plan, task


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setenv(places.STATE_VARIABLE, str(folder))
    return places.state_dir()


def recorded(state: Path, name: str, repository: Path) -> RunFolder:
    """A run in the state folder, of that repository."""
    folder = RunFolder(state / "runs" / name)
    origin = replace(ORIGIN, repository=str(repository))
    journal.create(folder, replace(created(), origin=origin), e.RunPlanned(plan((task(1),))))
    return folder


def folders(*names: str) -> list[RunFolder]:
    return [RunFolder(Path("/state/runs") / name) for name in names]


def test_a_run_is_meant_by_its_id_or_a_part_that_only_it_has() -> None:
    both = folders("20261122-114703-k3f9", "20261122-114703-abcd")
    for name in ("20261122-114703-k3f9", "k3f9", "9", "20261122-114703-k"):
        assert choosing.match(name, both) == both[0]


def test_an_id_is_meant_even_where_it_begins_another() -> None:
    both = folders("one", "one-more")
    assert choosing.match("one", both) == both[0]


@pytest.mark.parametrize("name", ["2026", "", "nothing", "114703"])
def test_what_could_be_several_or_none_is_refused(name: str) -> None:
    with pytest.raises(NoSuchRun) as caught:
        choosing.match(name, folders("20261122-114703-k3f9", "20261122-114703-abcd"))
    assert caught.value.hint


def test_many_candidates_are_not_all_listed() -> None:
    with pytest.raises(NoSuchRun, match="and 5 more"):
        choosing.match("r", folders(*(f"r{n}" for n in range(10))))


def test_the_default_is_the_latest_of_the_project_one_stands_in(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for project in ("here", "there"):
        (tmp_path / project / ".git").mkdir(parents=True)
        (tmp_path / project / "deep" / "inside").mkdir(parents=True)
    recorded(state, "20260101-000000-aaaa", tmp_path / "here")
    wanted = recorded(state, "20260102-000000-bbbb", tmp_path / "here")
    recorded(state, "20260103-000000-cccc", tmp_path / "there")
    monkeypatch.chdir(tmp_path / "here" / "deep" / "inside")
    assert choosing.choose(None) == wanted
    assert [one.run[-4:] for one in choosing.runs_of(tmp_path / "here")] == ["bbbb", "aaaa"]
    assert [one.run[-4:] for one in choosing.runs_of(None)] == ["cccc", "bbbb", "aaaa"]


def test_a_project_without_runs_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoSuchRun, match="no run in") as caught:
        choosing.choose(None)
    assert "code-orch run SPEC.md" in caught.value.hint


def test_outside_of_any_project_there_is_no_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoSuchRun, match="no git repository"):
        choosing.choose(None)


def test_a_run_that_nobody_drives_before_its_end_has_crashed(state: Path, tmp_path: Path) -> None:
    recorded(state, "20260101-000000-aaaa", tmp_path)
    assert [one.state for one in choosing.runs_of(None)] == ["crashed"]


def test_a_damaged_journal_is_one_unreadable_run_among_others(state: Path, tmp_path: Path) -> None:
    recorded(state, "20260101-000000-aaaa", tmp_path)
    recorded(state, "20260102-000000-bbbb", tmp_path).store.write_bytes(b"\0garbage" * 100)
    runs = choosing.runs_of(None)
    assert [one.state for one in runs] == ["unreadable", "crashed"]
    assert runs[0].why


def test_a_run_that_nobody_can_read_may_be_of_any_project_and_is_named(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    broken = recorded(state, "20260102-000000-bbbb", tmp_path)
    broken.store.write_bytes(b"\0garbage" * 100)
    with pytest.raises(NoSuchRun, match="can be read") as caught:
        choosing.choose(None)
    assert broken.id in caught.value.hint

    def said(*, as_json: bool = False) -> str:
        assert status(Namespace(run=None, all=False, json=as_json, cwd=None)) == 0
        return capsys.readouterr().out

    assert said().startswith(f"Run {broken.id} cannot be read, and may be of this project: ")
    assert "There has been" not in said()
    assert json.loads(said(as_json=True))["runs"][0]["state"] == "unreadable"
    recorded(state, "20260103-000000-cccc", tmp_path)
    assert "crashed" in said().splitlines()[1]
    assert broken.id in said().splitlines()[-1]


def test_a_run_that_was_given_up_says_why_in_the_list(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    recorded(state, "20260102-000000-bbbb", tmp_path).given_up.write_text("it cannot work\n")
    assert status(Namespace(run=None, all=False, json=False, cwd=None)) == 0
    assert "has crashed (it cannot work); what is done is safe" in capsys.readouterr().out


def test_what_today_cost_is_said_with_the_limit_of_a_day_though_nothing_goes_on(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(places.CONFIG_VARIABLE, str(tmp_path / "mine"))
    recorded(state, "20261122-101010-aaaa", tmp_path / "project")
    assert main(["history", "--all"]) == 0
    assert "Today" not in capsys.readouterr().out
    amount = Amount(0.6, 12, 1.5)
    with Ledger(state) as ledger:
        ledger.record("a run", [Call("T1", 1, "work", time.time(), NOTHING_RESERVED, amount)])
    assert main(["history", "--all"]) == 0
    assert "Today, in all projects: $0.60.\n" in capsys.readouterr().out
    assert main(["config", "set", "day_budget_usd", "5", "--user", "--cwd", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["history", "--all"]) == 0
    assert "Today, in all projects: $0.60 of at most $5.00 a day.\n" in capsys.readouterr().out
    assert main(["history", "--all", "--json"]) == 0
    today = json.loads(capsys.readouterr().out)["today"]
    assert (today["usd"], today["limit_usd"], today["tokens"]) == (0.6, 5.0, 12)
