"""Remarks, findings and faults where they stand: in sources, in reports, in plans."""

from collections.abc import Generator
from pathlib import Path

import pytest

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change
from orchestrator_engine.mended import put_right
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_server import remarking
from orchestrator_server.survey import Survey
from support.lsp_desk import ALL, Desk, opened, until
from support.lsp_runs import OUTCOME, FakeEngine, HandMadeRun, hand_made_run
from support.lsp_wire import InProcess, Json
from support.project import look
from support.repositories import git

SOURCE = "def greet(name):\n    return 'é😀 ' + one\n\n\ndef other():\n    return 1\n"
PULLS: Json = {
    **ALL,
    "textDocument": {**ALL["textDocument"], "diagnostic": {}},
    "workspace": {**ALL["workspace"], "diagnostics": {"refreshSupport": True}},
}


pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def source(document: Path) -> Path:
    """A file of a repository, as the run has made it; git has it in its last commit."""
    folder = document.parent
    git(folder, "init", "-q", "-b", "main")
    path = folder / "greet.py"
    path.write_text(SOURCE, "utf-8")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "all")
    return path


@pytest.fixture
def remarked(source: Path, run: HandMadeRun) -> HandMadeRun:
    run.begin("T1")
    end_with_remarks(run, source)
    return run


def end_with_remarks(run: HandMadeRun, source: Path) -> None:
    commit = git(source.parent, "rev-parse", "HEAD").strip()
    remarks = (
        Remark("greet.py", 2, Severity.MAJOR, "one is not defined"),
        Remark("greet.py", 1, Severity.NOTE, "as asked"),
        Remark("gone.py", 3, Severity.MINOR, "that file is not there"),
    )
    review = Review(Verdict.APPROVED, 8, "read", remarks, 0.0, 1.0, "")
    run.append(
        e.AttemptEnded("T1", 1, OUTCOME),
        e.AttemptCommitted("T1", 1, commit, (Change("greet.py", 6, 0),)),
        e.ChecksEnded("T1", 1, ()),
        e.ReviewStarted("T1", 1),
        e.TaskReviewed("T1", 1, review),
        e.TaskMerged("T1", 1, commit),
    )
    run.end()


@pytest.fixture
def desk(document: Path, remarked: HandMadeRun) -> Generator[Desk]:
    assert remarked
    with opened(document, ALL) as desk:
        yield desk


def published(desk: InProcess, path: Path, words: str) -> list[Json]:
    message = desk.wait(
        lambda m: (
            m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == path.as_uri()
            and words in str(m["params"]["diagnostics"])
        )
    )
    return message["params"]["diagnostics"]


def open_source(desk: InProcess, path: Path) -> None:
    item = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": path.read_text()}
    desk.notify("textDocument/didOpen", {"textDocument": item})


def actions(desk: InProcess, uri: str, line: int) -> list[Json]:
    place = {"line": line, "character": 0}
    params: Json = {
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "only": ["quickfix", "codeOrchestrator"]},
    }
    return desk.ask("textDocument/codeAction", params)


# ---- remarks


def test_a_remark_stands_in_the_source_in_the_editors_positions(desk: Desk, source: Path) -> None:
    (found,) = published(desk, source, "one is not defined")
    assert found["message"] == "GREET-1 · reviewer: one is not defined"
    assert found["severity"] == 2
    # The smiley takes two units of UTF-16.
    assert found["range"] == {
        "start": {"line": 1, "character": 4},
        "end": {"line": 1, "character": 23},
    }


def test_a_remark_is_found_again_where_its_line_has_gone(
    document: Path, source: Path, remarked: HandMadeRun
) -> None:
    assert remarked
    source.write_text("# é😀\n\n" + SOURCE, "utf-8")
    with opened(document, ALL) as desk:
        (found,) = published(desk, source, "one is not defined")
        assert found["range"]["start"]["line"] == 3


def test_the_last_remarks_of_a_run_are_shown_though_a_file_was_just_saved(
    document: Path, source: Path, run: HandMadeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarking, "SECONDS", 0.5)
    other = document.with_name("OTHER.md")
    other.write_text("# Other\n", "utf-8")
    with opened(other, ALL, rootUri=document.parent.as_uri()) as desk:
        until(lambda: desk.command("view")["groups"]["running"], "the run is known")
        run.begin("T1")
        desk.notify("textDocument/didSave", {"textDocument": {"uri": desk.uri}})
        desk.settle()
        end_with_remarks(run, source)
        published(desk, source, "one is not defined")


def test_a_remark_is_shown_in_a_source_though_its_document_was_never_opened(
    document: Path, source: Path, remarked: HandMadeRun
) -> None:
    assert remarked
    desk = InProcess()
    try:
        folder = {"uri": document.parent.as_uri(), "name": "greeter"}
        desk.initialize({"capabilities": ALL, "workspaceFolders": [folder]})
        open_source(desk, source)
        (found,) = published(desk, source, "one is not defined")
        assert found["message"] == "GREET-1 · reviewer: one is not defined"
        titles = [action["title"] for action in actions(desk, source.as_uri(), 1)]
        assert "Have it fixed: one is not defined" in titles
        assert "Dismiss it, with a reason: one is not defined" in titles
    finally:
        desk.request("shutdown")
        desk.notify("exit")
        assert desk.end() == 0


def test_of_the_runs_that_are_over_the_latest_of_a_document_in_the_workspace_is_read_once(
    document: Path, outside: Path, remarked: HandMadeRun
) -> None:
    assert remarked
    with hand_made_run(document, "20261122-130000-bbbb") as later:
        later.end()
    survey, roots = Survey(), (document.parent,)
    assert [one.folder for one in survey.look(roots, frozenset({"no-such-run"}))] == [later.folder]
    assert survey.look(roots, frozenset()) == []
    assert Survey().look((outside.parent,), frozenset()) == []


def test_a_remark_is_shown_once_git_has_brought_its_file_though_no_editor_tells(
    document: Path, source: Path, remarked: HandMadeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert remarked
    monkeypatch.setattr(remarking, "WATCH", 0.05)
    kept = source.read_bytes()
    source.unlink()
    with opened(document, ALL) as desk:
        published(desk, document, "greet.py:2, not in what you have checked out")
        source.write_bytes(kept)
        (found,) = published(desk, source, "one is not defined")
        assert found["range"]["start"]["line"] == 1


def test_a_remark_without_a_place_stands_at_its_item(desk: Desk, document: Path) -> None:
    found = published(desk, document, "that file is not there")
    (remark,) = [one for one in found if "that file" in one["message"]]
    assert remark["range"]["start"]["line"] == 4
    assert "gone.py:3, not in what you have checked out" in remark["message"]


def test_an_editor_that_pulls_is_answered_in_an_open_source_and_pushed_to_in_others(
    document: Path, source: Path, remarked: HandMadeRun
) -> None:
    assert remarked
    with opened(document, PULLS) as desk:
        published(desk, source, "one is not defined")
        open_source(desk, source)
        params = {"textDocument": {"uri": source.as_uri()}}
        (found,) = desk.ask("textDocument/diagnostic", params)["items"]
        assert "one is not defined" in found["message"]
        last = [
            m["params"]["diagnostics"]
            for m in desk.settle()
            if m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == source.as_uri()
        ][-1]
        assert last == []


def test_where_no_agent_could_fix_a_remark_nothing_is_offered_and_it_is_said(
    desk: Desk, source: Path, engine: FakeEngine
) -> None:
    published(desk, source, "one is not defined")
    open_source(desk, source)
    away = "It could not start now: no coding agent is installed here. Install one."
    engine.preview |= {"agent": "none", "notes": ["Not committed: a.py.", away]}
    desk.ask("workspace/executeCommand", actions(desk, source.as_uri(), 1)[0]["command"])
    said = desk.wait(lambda m: m.get("method") == "window/showMessage")["params"]["message"]
    assert away in said
    desk.settle()
    assert engine.started() == []


def test_a_remark_is_fixed_after_a_yes(desk: Desk, source: Path, engine: FakeEngine) -> None:
    published(desk, source, "one is not defined")
    open_source(desk, source)
    fix, dismiss = actions(desk, source.as_uri(), 1)[:2]
    assert fix["title"] == "Have it fixed: one is not defined"
    assert dismiss["title"] == "Dismiss it, with a reason: one is not defined"
    assert fix["kind"] == "quickfix"
    engine.preview["notes"] = ["Not committed: a.txt."]
    desk.choice = "Not now"
    desk.ask("workspace/executeCommand", fix["command"])
    asked = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
    question, _, remark = asked["message"].partition("\n")
    assert question.endswith("put this right in greet.py?")
    assert remark == (
        "Put right what reviewer says of greet.py:2 (of GREET-1)\none is not defined\n\n"
        "Not committed: a.txt."
    )
    desk.settle()
    assert engine.started() == []
    desk.choice = "Have it fixed"

    def fixed() -> bool:
        desk.ask("workspace/executeCommand", fix["command"])
        return bool(engine.started())

    until(fixed, "it is being fixed")
    started = engine.started()[0]
    assert started["document"] == str(source.parent)
    assert "greet.py:2 (of GREET-1)\n> one is not defined" in str(started["words"])


def test_nobody_is_offered_to_have_fixed_what_only_scripts_would_be_played_for(
    desk: Desk, document: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarking, "WATCH", 0.05)

    def fixed() -> list[str]:
        titles = [one["title"] for one in actions(desk, source.as_uri(), 1)]
        assert "Dismiss it, with a reason: one is not defined" in titles
        return [one for one in titles if one.startswith("Have it fixed")]

    published(desk, source, "one is not defined")
    open_source(desk, source)
    assert fixed()
    settings = document.with_name(".orchestrator.toml")
    settings.write_text('agent = "rehearsal"\n', "utf-8")
    until(lambda: not fixed(), "it is not offered, though no editor tells of the settings")
    settings.write_text('agent = "program"\n', "utf-8")
    until(lambda: bool(fixed()), "it is offered again")


def test_a_remark_is_dismissed_with_a_reason_that_is_asked_for(
    desk: Desk, source: Path, remarked: HandMadeRun
) -> None:
    (found,) = published(desk, source, "one is not defined")
    desk.choice = "It is on purpose"
    desk.command("dismiss", {"remark": found["code"]})
    desk.wait(
        lambda m: (
            m.get("method") == "textDocument/publishDiagnostics"
            and m["params"] == {"uri": source.as_uri(), "diagnostics": []}
        )
    )
    view = desk.command("view", {"run": remarked.folder.id})
    assert "on purpose" in str(view) or view["run"] == remarked.folder.id
    desk.command("dismiss", {"remark": found["code"], "reason": "again"})
    desk.said("settled already")


def test_a_remark_that_was_dismissed_is_offered_where_it_stood_and_opened_again(
    desk: Desk, document: Path, source: Path, remarked: HandMadeRun
) -> None:
    (found,) = published(desk, source, "one is not defined")
    open_source(desk, source)
    desk.command("reopen", {"remark": found["code"]})
    desk.said("nobody has put it aside")
    desk.command("dismiss", {"remark": found["code"], "reason": "It is on purpose"})
    title = "Open it again: one is not defined (dismissed: It is on purpose)"

    def offered() -> list[Json]:
        return [one for one in actions(desk, source.as_uri(), 1) if one["title"] == title]

    until(lambda: bool(offered()), "it is offered to be opened again")
    titles = [one["title"] for one in actions(desk, source.as_uri(), 1)]
    assert not any(one.startswith(("Have it fixed", "Dismiss")) for one in titles)
    assert title in [one["title"] for one in actions(desk, document.as_uri(), 4)]
    (again,) = offered()
    assert again["kind"] == "quickfix"
    desk.ask("workspace/executeCommand", again["command"])
    until(lambda: not offered(), "it is open again")
    assert not look(remarked.folder).dismissed


@pytest.mark.parametrize(("typed", "kept"), [("  Kim said so ", ["Kim said so"]), (" ", [])])
def test_a_remark_is_dismissed_with_a_reason_of_ones_own_where_one_can_be_typed(
    document: Path, source: Path, remarked: HandMadeRun, typed: str, kept: list[str]
) -> None:
    capabilities: Json = {**ALL, "experimental": {"codeOrchestrator": {"words": True}}}

    def answer(_: Json) -> Json:
        return {"text": typed}

    with opened(document, capabilities, answers={"codeOrchestrator/words": answer}) as desk:
        (found,) = published(desk, source, "one is not defined")
        desk.choice = "Another reason…"
        desk.command("dismiss", {"remark": found["code"]})
        asked = desk.wait(lambda m: m.get("method") == "codeOrchestrator/words")["params"]
        assert "be done about this? one is not defined" in asked["message"]

        def dismissed() -> list[str]:
            return [*put_right(remarked.folder, look(remarked.folder)).dismissed.values()]

        desk.settle()
        until(lambda: dismissed() == kept, "it is dismissed, where there is a reason")


def test_a_remark_can_be_fixed_from_its_item_too(desk: Desk, document: Path, source: Path) -> None:
    published(desk, source, "one is not defined")
    titles = [action["title"] for action in actions(desk, document.as_uri(), 4)]
    assert "Have it fixed: one is not defined" in titles
    assert not any("one is" in one["title"] for one in actions(desk, document.as_uri(), 5))


def test_a_source_is_not_read_as_a_document(desk: Desk, source: Path) -> None:
    source.write_text("# - [ ] GREET-1: x\n" + SOURCE, "utf-8")
    open_source(desk, source)
    about = {"textDocument": {"uri": source.as_uri()}, "position": {"line": 0, "character": 12}}
    assert not desk.ask("textDocument/documentSymbol", about)
    assert desk.ask("textDocument/codeLens", about) == []
    assert desk.ask("textDocument/hover", about) is None
    assert not desk.ask("textDocument/completion", about)
    assert not desk.ask("textDocument/foldingRange", about)


# ---- the trace


@pytest.fixture
def traced(document: Path, source: Path, run: HandMadeRun) -> Path:
    """A source whose last commit says that it was made for GREET-1."""
    source.write_text(SOURCE + "\n\ndef welcome():\n    return 'welcome'\n", "utf-8")
    message = f"Welcome\n\nSpec-Item: GREET-1\nRun: {run.folder.id}\nTask: T1\n"
    folder = document.parent
    git(folder, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qam", message)
    commit = git(folder, "rev-parse", "HEAD").strip()
    run.begin("T1")
    run.append(
        e.AttemptEnded("T1", 1, OUTCOME),
        e.AttemptCommitted("T1", 1, commit, (Change("greet.py", 4, 0),)),
        e.ChecksEnded("T1", 1, ()),
        e.TaskMerged("T1", 1, commit),
    )
    run.end()
    return source


def test_the_definition_of_an_item_is_the_code_that_came_of_it(
    document: Path, traced: Path
) -> None:
    with opened(document, ALL) as desk:
        about = {"textDocument": {"uri": desk.uri}, "position": {"line": 4, "character": 8}}
        (found,) = desk.ask("textDocument/definition", about)
        assert found["uri"] == traced.as_uri()
        assert found["range"]["start"]["line"] == 8
        context = {"context": {"includeDeclaration": True}}
        places = desk.ask("textDocument/references", {**about, **context})
        assert [traced.as_uri(), 8] in [
            [one["uri"], one["range"]["start"]["line"]] for one in places
        ]
        led = desk.command("trace", {"item": "GREET-1"})["places"]
        assert led[0]["uri"] == traced.as_uri()
        shown = desk.wait(lambda m: m.get("method") == "window/showDocument")["params"]
        assert shown["uri"] == traced.as_uri()


def test_the_definition_of_a_line_of_code_is_its_item(document: Path, traced: Path) -> None:
    with opened(document, ALL) as desk:
        open_source(desk, traced)
        about = {"textDocument": {"uri": traced.as_uri()}, "position": {"line": 9, "character": 6}}
        (found,) = desk.ask("textDocument/definition", about)
        assert (found["uri"], found["range"]["start"]["line"]) == (document.as_uri(), 4)
        document.write_text(f"Two lines more.\n\n{document.read_text('utf-8')}", "utf-8")
        (found,) = desk.ask("textDocument/definition", about)
        assert found["range"]["start"]["line"] == 6
        about["position"] = {"line": 0, "character": 6}
        assert desk.ask("textDocument/definition", about) == []


# ---- findings and faults


REPORT = """\
# Audit

## Findings

- [ ] SEC-1: Anybody may greet
  - Severity: critical
  - Where: `greet.py:2`
  - Evidence: nobody is asked
  - Suggestion: ask
"""


def test_findings_of_a_report_stand_in_the_sources_while_it_is_open(source: Path) -> None:
    report = source.with_name("AUDIT.md")
    report.write_text(REPORT, "utf-8")
    with opened(report, ALL) as desk:
        found = published(desk, source, "Anybody may greet")
        assert (found[0]["severity"], found[0]["range"]["start"]["line"]) == (1, 1)
        desk.notify("textDocument/didClose", {"textDocument": {"uri": desk.uri}})
        desk.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"] == {"uri": source.as_uri(), "diagnostics": []}
            )
        )


PLAN = """\
---
code-orchestrator: plan
document: SPEC.md
mode: build
---

# Greeter

## Phase 1

### T1: Greet a person by name

- serves: GREET-1
- after: T7
"""


def test_what_is_wrong_with_a_plan_is_shown_by_line(document: Path) -> None:
    plan = document.with_name("SPEC.plan.md")
    plan.write_text(PLAN, "utf-8")
    with opened(plan, ALL) as desk:
        found = published(desk, plan, "T7")
        assert [one["range"]["start"]["line"] for one in found if "T7" in one["message"]] == [10]
        assert all(one["code"] == "plan" for one in found)
        desk.retype(PLAN.replace("- after: T7\n", ""))
        desk.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"].get("version") == 2
                and "T7" not in str(m["params"])
            )
        )


def test_the_run_of_a_plan_is_that_of_its_document(document: Path, run: HandMadeRun) -> None:
    plan = document.with_name("SPEC.plan.md")
    plan.write_text(PLAN, "utf-8")
    with opened(plan, ALL) as desk:
        desk.progress("begin")
        until(lambda desk=desk: "stop" in desk.lenses()[0], "the plan shows its run")
        desk.command("stop")
        run.wait_for_command("stop")
