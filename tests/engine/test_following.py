"""One run that follows another by itself: begun once, whoever dies when."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from orchestrator_engine import (
    following,
    journal,
    launch,
    places,
    preparing,
    resuming,
    standing,
    starting,
    trust_store,
)
from orchestrator_engine.cli import main
from orchestrator_engine.errors import Untrusted
from orchestrator_engine.events import RunEnded, RunResumed, TaskMerged
from orchestrator_engine.listeners import Notify, Occasion
from orchestrator_engine.notices import Notice
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.request import Request
from orchestrator_engine.run import Status
from orchestrator_engine.sequel import keep, owed, sequel_of
from orchestrator_engine.system.locks import Lock, held
from orchestrator_engine.then import Follows, Sequel, Then
from orchestrator_engine.trust import Standing
from orchestrator_engine.viewing import run_view, runs_overview
from orchestrator_engine.watching import STARTS, Watcher
from support.repositories import a_repository, git
from support.runs import created, planned
from support.trusting import trust_all

SPEC = "# Tests\n\n- [ ] A-1: do it\n"
SCRIPT = "## A-1, round 1\n\nDone.\n"


class Died(BaseException):
    """What a power cut is for the program that it meets."""


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A run of tests that is over, and is to be followed by one that mends what failed."""
    state = tmp_path / "state"
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(state))
    project = tmp_path / "project"
    files = {"SPEC.md": SPEC, ".orchestrator.toml": 'test = "true"\n'}
    a_repository(project, files)
    trust_all(state, project)
    git(project, "branch", "code-orch/run")
    found = tmp_path / "failing.md"
    found.write_text("# Failing\n\n- [ ] A-1: mend it\n")
    found.with_suffix(".rehearsal.md").write_text(SCRIPT)

    def failing(_folder: RunFolder) -> Path:
        return found

    monkeypatch.setattr(following, "_FOUND", {"test": failing})
    return completed(state, project)


def completed(state: Path, project: Path, status: Status = Status.COMPLETED) -> RunFolder:
    folder = RunFolder(state / "runs" / "20260101-000000-aaaa")
    beginning = replace(created(str(project)), then=Then("fix", agent="rehearsal"))
    plan = planned()
    journal.create(folder, beginning, replace(plan, plan=replace(plan.plan, mode="test")))
    with closing(journal.Journal.take_over(folder, "a test")) as ours:
        ours.append(RunEnded(status, "as it went"))
    folder.supervisor_lock.touch()
    return folder


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that were let go; nobody drives them."""
    found: list[str] = []

    def start(folder: RunFolder) -> None:
        folder.supervisor_lock.touch()
        found.append(folder.id)

    monkeypatch.setattr(launch, "start", start)
    return found


def test_what_was_found_is_mended_by_one_run_however_often_it_is_asked_for(
    before: RunFolder, launched: list[str]
) -> None:
    assert owed(before)
    first = following.go_on(before)
    assert first is not None
    assert launched == [first.run]
    assert following.go_on(before) == following.go_on(before) == sequel_of(before) == first
    assert launched == [first.run]
    assert not owed(before)
    second, _ = find_runs(before.state)
    beginning = journal.created_by(second)
    assert (second.id, beginning.settings.agent, beginning.then) == (first.run, "rehearsal", None)


def dies(act: Callable[..., object], *, after: bool) -> Callable[..., object]:
    def act_and_die(*given: object, **named: object) -> object:
        if after:
            act(*given, **named)
        raise Died

    return act_and_die


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "where", [(following, "keep"), (preparing, "prepare"), (journal, "create"), (launch, "start")]
)
def test_whoever_dies_while_beginning_it_no_second_one_is_begun(
    before: RunFolder,
    launched: list[str],
    monkeypatch: pytest.MonkeyPatch,
    where: tuple[object, str],
    *,
    after: bool,
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(*where, dies(getattr(*where), after=after))
        with pytest.raises(Died):
            following.go_on(before)
    assert owed(before)
    sequel = following.go_on(before)
    assert sequel is not None
    assert [folder.id for folder in find_runs(before.state)] == [sequel.run, before.id]
    # One that was let go and died is let go again, as after every death.
    assert set(launched) == {sequel.run}
    assert (before.state / "runs" / str(sequel.run) / "document.md").read_text() != SPEC


def test_the_end_that_was_written_last_is_the_one_that_counts(
    before: RunFolder, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Sequel] = []

    def keep(folder: RunFolder, sequel: Sequel) -> None:
        kept.append(sequel)
        if sequel.settled:
            raise Died
        folder.sequel.write_text(json.dumps({"run": sequel.run, "why": "", "settled": False}))

    with monkeypatch.context() as dying:
        dying.setattr(following, "keep", keep)
        with pytest.raises(Died):
            following.go_on(before)
    assert [one.settled for one in kept] == [False, True]
    sequel = following.go_on(before)
    assert sequel is not None
    assert {sequel.run} == set(launched)
    assert len(find_runs(before.state)) == 2


@pytest.mark.parametrize("status", [Status.STOPPED, Status.FAILED, Status.LIMIT, Status.PAUSED])
def test_nothing_follows_a_run_that_is_not_completed(
    tmp_path: Path, launched: list[str], status: Status
) -> None:
    folder = completed(tmp_path / "state", tmp_path, status)
    assert not owed(folder)
    assert following.go_on(folder) is None
    assert launched == []


def test_where_nobody_trusts_what_it_would_execute_nothing_is_begun_and_it_is_said(
    before: RunFolder, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "it is not trusted"
        raise Untrusted(message, "look at it")

    monkeypatch.setattr(starting, "start", refuse)
    sequel = following.go_on(before)
    assert sequel is not None
    assert (sequel.run, "it is not trusted; look at it" in sequel.why) == (None, True)
    assert "failing.md" in sequel.why, "what was found is not lost"
    assert not owed(before)
    assert launched == []


def test_it_begins_where_the_first_ended_though_the_person_has_gone_on(
    before: RunFolder, launched: list[str]
) -> None:
    project = Path(journal.created_by(before).origin.repository)
    tip = committed(project, "code-orch/run", "test_new.py")
    (project / "mine.txt").write_text("mine\n")
    git(project, "add", "mine.txt")
    git(project, "commit", "--quiet", "--message=Mine")
    head = git(project, "rev-parse", "HEAD")
    sequel = following.go_on(before)
    assert sequel is not None
    assert launched == [sequel.run], sequel.why
    created = journal.created_by(RunFolder(before.state / "runs" / str(sequel.run)))
    assert created.origin.base == tip
    assert created.follows == Follows(before.id, "test")
    assert git(project, "rev-parse", "HEAD", "main").split() == [head, head]


def committed(project: Path, branch: str, name: str, text: str = "a = 1\n") -> str:
    """The commit of a file on top of a branch that is not checked out."""
    git(project, "switch", "--quiet", branch)
    (project / name).write_text(text)
    git(project, "add", "--force", name)
    git(project, "commit", "--quiet", f"--message=Add {name}")
    git(project, "switch", "--quiet", "main")
    return git(project, "rev-parse", branch)


def test_what_the_first_run_adds_to_what_is_executed_is_not_trusted_unseen(
    before: RunFolder, launched: list[str]
) -> None:
    project = Path(journal.created_by(before).origin.repository)
    (before.state / "trust.json").unlink(missing_ok=True)
    asked = standing.look(project)
    trust_store.allow(before.state, asked)
    assert standing.look(project).standing is Standing.TRUSTED
    committed(project, "code-orch/run", "AGENTS.md", "Do what I say.\n")
    sequel = following.go_on(before)
    assert sequel is not None
    assert (sequel.run, sequel.settled, launched) == (None, True, [])
    assert "failing.md" in sequel.why


def test_nothing_follows_a_run_whose_branch_was_deleted(
    before: RunFolder, launched: list[str]
) -> None:
    with closing(journal.Journal.take_over(before, "a test")) as ours:
        ours.append(TaskMerged("t1", 1, "c" * 40))
    git(Path(journal.created_by(before).origin.repository), "branch", "-D", "code-orch/run")
    sequel = following.go_on(before)
    assert sequel is not None
    assert (sequel.run, launched) == (None, [])
    assert "the branch of run" in sequel.why


def test_one_that_changed_nothing_has_no_branch_and_is_followed_at_the_head(
    before: RunFolder, launched: list[str]
) -> None:
    project = Path(journal.created_by(before).origin.repository)
    git(project, "branch", "-D", "code-orch/run")
    sequel = following.go_on(before)
    assert sequel is not None
    assert launched == [sequel.run], sequel.why
    created = journal.created_by(RunFolder(before.state / "runs" / str(sequel.run)))
    assert created.origin.base == git(project, "rev-parse", "HEAD")


def test_while_another_run_goes_on_it_waits_and_is_begun_once(
    before: RunFolder, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = launch.start
    project = Path(journal.created_by(before).origin.repository)
    busy = places.project(project, before.state).lock
    other = Lock(busy)

    def start(folder: RunFolder) -> None:
        if held(busy):
            raise launch.ProjectBusy("20260102-000000-bbbb")
        let_go(folder)

    monkeypatch.setattr(launch, "start", start)
    told = following.go_on(before)
    assert told is not None
    assert (told.waits, told.settled, launched) == ("20260102-000000-bbbb", False, [])
    assert owed(before)
    assert [folder.id for folder in find_runs(before.state)] == [before.id]
    waiting = Thread(target=following.go_on, args=(before,), kwargs={"patient": True})
    waiting.start()
    try:
        until = time.monotonic() + 60
        while not held(before.sequel_lock) and time.monotonic() < until:
            time.sleep(0.01)
        # A person who asks meanwhile is told, and the watchdog leaves it to who waits.
        asked = following.go_on(before)
        assert asked is not None
        assert asked.waits == "20260102-000000-bbbb"
        assert Watcher(before.state).look() == []
    finally:
        other.release()
        waiting.join(60)
    sequel = sequel_of(before)
    assert sequel is not None
    assert (sequel.settled, sequel.waits, launched) == (True, "", [sequel.run])
    assert [folder.id for folder in find_runs(before.state)] == [sequel.run, before.id]


def test_the_watchdog_begins_what_is_owed_and_does_not_try_for_ever(
    before: RunFolder,
) -> None:
    asked: list[str] = []

    def follow(folder: RunFolder) -> bool:
        asked.append(folder.id)
        return owed(folder)

    def start(_folder: RunFolder) -> None:
        pytest.fail("no run died")

    watcher = Watcher(before.state, start, follow=follow)
    for _ in range(STARTS + 3):
        assert watcher.look() == []
    assert asked == [before.id] * STARTS


def test_who_begins_it_already_is_left_to_it(before: RunFolder) -> None:
    lock = Lock(before.sequel_lock)
    try:
        assert launch.follow_up(before), "it is owed"
    finally:
        lock.release()
    assert sequel_of(before) is None


def test_a_trial_asks_for_what_both_runs_would_execute(before: RunFolder) -> None:
    project = Path(journal.created_by(before).origin.repository)
    request = Request(project / "SPEC.md", project, "audit", "rehearsal", True, False, ())
    (project / "SPEC.rehearsal.md").write_text(SCRIPT)
    alone = preparing.prepare(request)
    both = preparing.prepare(replace(request, then=Then("fix")))
    assert alone.trust is not None
    assert both.trust is not None
    more = {part.name for part in both.trust.parts} - {part.name for part in alone.trust.parts}
    assert more == {"check test"}


def test_one_that_was_refused_is_told_of_and_begun_by_who_says_so(
    before: RunFolder,
    launched: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told: list[Notice] = []

    async def tell(notice: Notice, *_: object) -> None:
        told.append(notice)

    def refuse(*_: object, **__: object) -> None:
        message = "it is not trusted"
        raise Untrusted(message, "look at it")

    monkeypatch.setattr(following, "tell", tell)
    monkeypatch.setattr(Notify, "wanted", property(lambda _: True))
    with monkeypatch.context() as refusing:
        refusing.setattr(starting, "start", refuse)
        for _ in range(2):  # by supervisor and watchdog
            assert following.main([str(before.path)]) == 0
    (notice,) = told
    assert (notice.occasion, notice.title) == (Occasion.FAILED, "Greetings: nothing follows yet")
    anew = f"code-orch resume {before.id}"
    assert "it is not trusted" in notice.text
    assert anew in notice.text

    with closing(journal.Reader(before)) as reader:
        made = run_view(before, reader)
    assert (made["actions"], made["then"]["refused"]) == (["resume"], True)
    (row,) = runs_overview(before.state)["runs"]
    assert anew in row["then"]["words"]
    capsys.readouterr()
    assert main(["status", before.id]) == 0
    assert anew in capsys.readouterr().out

    assert main(["resume", before.id, "--detach", "--json"]) == 0
    (begun,) = launched
    assert json.loads(capsys.readouterr().out)["run"] == begun
    assert main(["status", before.id, "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["runs"]
    assert one["then"] == {"run": begun, "why": "", "waits": None, "refused": False}


def test_a_run_that_went_on_again_is_resumed_itself_and_none_follows_half_of_it(
    before: RunFolder, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(before, Sequel(why="it is not trusted", settled=True))
    with closing(journal.Journal.take_over(before, "another test")) as ours:
        ours.append(RunResumed())
    resumed: list[str] = []

    def resume(folder: RunFolder, _: object) -> None:
        resumed.append(folder.id)

    monkeypatch.setattr(resuming, "resume", resume)
    assert main(["resume", before.id, "--detach"]) == 0
    assert (resumed, launched) == ([before.id], [])
    told = following.go_on(before, anew=True)
    assert told is not None
    assert told.refused
    assert launched == []


def test_limits_that_nobody_would_keep_are_refused(
    before: RunFolder, launched: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    keep(before, Sequel(why="it is not trusted", settled=True))
    assert main(["resume", before.id, "--detach", "--budget", "1"]) != 0
    assert "has the limits that were agreed on" in capsys.readouterr().err
    assert launched == []


def test_one_that_waits_is_told_of(before: RunFolder, launched: list[str]) -> None:
    keep(before, Sequel("20260102-000000-aaaa", waits="20260101-000000-bbbb"))
    (row,) = runs_overview(before.state)["runs"]
    assert "once run 20260101-000000-bbbb of this project is over" in row["then"]["words"]
    assert row["then"]["run"] is None, "it is not there yet"
    with closing(journal.Reader(before)) as reader:
        assert run_view(before, reader)["actions"] == []
    assert launched == []
