"""An editor that tells of documents alone is asked for the sources in which there are remarks."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator_engine import api
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change
from orchestrator_engine.journal import Reader
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_server import feed, remarking, runs, sources
from support.lsp_desk import ALL, opened, until
from support.lsp_runs import OUTCOME, SPEC, FakeEngine, HandMadeRun, hand_made_run
from support.lsp_wire import Json
from support.repositories import git

CAN: Json = {"dynamicRegistration": True}
REGISTERS: Json = {
    **ALL,
    "textDocument": {
        "synchronization": CAN,
        "codeAction": {**ALL["textDocument"]["codeAction"], **CAN},
        "definition": CAN,
        "diagnostic": CAN,
    },
}
NAME = "of [all] {people}.py"
"""A name in which a pattern would see more than letters."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(runs, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(remarking, "SECONDS", 0.05)
    monkeypatch.setattr(sources, "SECONDS", 0.01)


@pytest.fixture
def source(document: Path, run: HandMadeRun) -> Path:
    """A file with a remark of a run that is over; the document has one, too."""
    folder = document.parent
    git(folder, "init", "-q", "-b", "main")
    path = folder / NAME
    path.write_text("one\ntwo\n", "utf-8")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "all")
    commit = git(folder, "rev-parse", "HEAD").strip()
    remarks = (
        Remark(NAME, 2, Severity.MAJOR, "two is not three"),
        Remark(document.name, 1, Severity.MAJOR, "no greeting"),
    )
    review = Review(Verdict.APPROVED, 8, "read", remarks, 0.0, 1.0, "")
    run.begin("T1")
    run.append(
        e.AttemptEnded("T1", 1, OUTCOME),
        e.AttemptCommitted("T1", 1, commit, (Change(NAME, 2, 0),)),
        e.ChecksEnded("T1", 1, ()),
        e.ReviewStarted("T1", 1),
        e.TaskReviewed("T1", 1, review),
        e.TaskMerged("T1", 1, commit),
    )
    run.end()
    return path


def registering(told: list[Json]) -> Mapping[str, object]:
    """Answers of an editor that keeps what it is asked for."""

    def keep(params: Json) -> None:
        told.append(params)

    return {"client/registerCapability": keep, "client/unregisterCapability": keep}


def asked_for(told: list[Json]) -> Iterator[Json]:
    for params in tuple(told):
        for one in params.get("registrations", ()):
            if one["id"].startswith("code-orchestrator.sources."):
                yield one


def test_it_is_asked_for_by_name_and_let_go_once_nothing_is_left_to_say(
    document: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarking, "WATCH", 0.05)
    told: list[Json] = []
    with opened(document, REGISTERS, answers=registering(told)) as desk:
        until(lambda: len(list(asked_for(told))) == len(sources.METHODS), "it is asked for")
        desk.settle()
        pattern = str(source.parent.as_posix()) + "/of [[]all[]] [{]people[}].py"
        selector = [{"scheme": "file", "pattern": pattern}]
        assert [one["registerOptions"]["documentSelector"] for one in asked_for(told)] == [
            selector for _ in sources.METHODS
        ]
        source.unlink()

        def let_go() -> bool:
            desk.settle()
            return any("unregisterations" in params for params in told)

        until(let_go, "it is let go")
        (gone,) = [one["unregisterations"] for one in told if "unregisterations" in one]
        assert [one["id"] for one in gone] == [one["id"] for one in asked_for(told)]


def test_a_source_is_the_same_however_its_editor_escapes_its_name(
    document: Path, source: Path
) -> None:
    theirs = source.as_uri()
    for ours, sign in (("%5B", "["), ("%5D", "]"), ("%7B", "{"), ("%7D", "}")):
        theirs = theirs.replace(ours, sign)
    assert theirs != source.as_uri()
    with opened(document, ALL) as desk:
        item = {"uri": theirs, "languageId": "python", "version": 1, "text": "one\ntwo\n"}
        desk.notify("textDocument/didOpen", {"textDocument": item})
        published = "textDocument/publishDiagnostics"
        desk.wait(
            lambda m: (
                m.get("method") == published
                and m["params"]["uri"] == theirs
                and "two is not three" in str(m["params"]["diagnostics"])
            )
        )
        place = {"line": 1, "character": 0}
        params: Json = {
            "textDocument": {"uri": theirs},
            "range": {"start": place, "end": place},
            "context": {"diagnostics": []},
        }
        titles = [one["title"] for one in desk.ask("textDocument/codeAction", params)]
        assert any("Have it fixed" in title for title in titles)


def remark_of(run: HandMadeRun) -> str:
    (name,) = [one.id for one in api.remarks(run.journal.run) if one.file == NAME]
    return name


def test_an_editor_that_cannot_be_asked_is_not(document: Path, source: Path) -> None:
    told: list[Json] = []
    assert source
    with opened(document, ALL, answers=registering(told)) as desk:
        desk.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and "two is not three" in str(m["params"])
            )
        )
        desk.settle()
        assert list(asked_for(told)) == []


@pytest.fixture
def mending(tmp_path_factory: pytest.TempPathFactory) -> Generator[HandMadeRun]:
    """Another run, of words that stand elsewhere."""
    elsewhere = tmp_path_factory.mktemp("words") / "WORDS.md"
    elsewhere.write_text(SPEC, "utf-8")
    with hand_made_run(elsewhere, "20261122-130000-bbbb") as made:
        yield made


def test_a_remark_is_put_aside_by_the_run_that_puts_it_right(
    document: Path, source: Path, run: HandMadeRun, engine: FakeEngine, mending: HandMadeRun
) -> None:
    assert source
    carry_out(mending)
    engine.answer = {"run": mending.folder.id, "folder": "f"}
    with opened(document, ALL) as desk:
        desk.wait(lambda m: "two is not three" in str(m))
        desk.choice = "Have it fixed"
        desk.command("mend", {"remark": remark_of(run)})
        desk.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"] == {"uri": source.as_uri(), "diagnostics": []}
            )
        )
    with closing(Reader(run.folder)) as reader:
        assert reader.run.taken == {remark_of(run): (mending.folder.id,)}
        why = api.put_right(run.folder, reader.run).dismissed[remark_of(run)]
    assert why == f"put right on the branch {mending.journal.run.created.branch}"


def test_what_was_put_right_while_no_editor_was_there_is_shown_no_more(
    document: Path, source: Path, run: HandMadeRun, engine: FakeEngine, mending: HandMadeRun
) -> None:
    assert source
    engine.answer = {"run": mending.folder.id, "folder": "f"}
    with opened(document, ALL) as desk:
        desk.wait(lambda m: "two is not three" in str(m))
        desk.choice = "Have it fixed"
        desk.command("mend", {"remark": remark_of(run)})
        until(lambda: taken_up(run), "it is noted which run is to put it right")
        assert shown_open(run)
    carry_out(mending)
    assert not shown_open(run)
    with opened(document, ALL) as desk:
        until(lambda: any("last run" in lens for lens in desk.lenses()), "the run is known")
        desk.settle()
        assert "two is not three" not in str([m for m in desk.seen if "method" in m])


def carry_out(run: HandMadeRun) -> None:
    """Merge all of its tasks, and end it."""
    for task in ("T1", "T2"):
        run.begin(task)
        run.merge(task)
    run.end()


def taken_up(run: HandMadeRun) -> bool:
    with closing(Reader(run.folder)) as reader:
        return bool(reader.run.taken)


def shown_open(run: HandMadeRun) -> bool:
    """Whether a page shows the remark as open."""
    with closing(Reader(run.folder)) as reader:
        told = api.run_view(run.folder, reader)["remarks"]["list"]
    return remark_of(run) in [one["id"] for one in told]
