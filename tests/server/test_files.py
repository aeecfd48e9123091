"""Files are renamed, made and deleted: links, plans, names, remarks and runs follow."""

from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine import api
from orchestrator_engine.claims import claimed
from orchestrator_server.capabilities import FILE_OPERATIONS
from support.lsp_desk import ALL, Desk, opened, until
from support.lsp_runs import SPEC, HandMadeRun, hand_made_run
from support.lsp_wire import Json
from support.repositories import git

pytestmark = pytest.mark.usefixtures("impatient")

TELLS: Json = {
    **ALL,
    "workspace": {**ALL["workspace"], "fileOperations": dict.fromkeys(FILE_OPERATIONS, True)},
}
PLAN = "---\ncode-orchestrator: plan\ndocument: SPEC.md\nmode: build\n---\n\n# Greeter\n"


@pytest.fixture
def folder(document: Path) -> Path:
    git(document.parent, "init", "-q", "-b", "main")
    return document.parent


def at(folder: Path) -> Json:
    return {"rootUri": folder.as_uri()}


def rename(desk: Desk, *pairs: tuple[Path, Path]) -> dict[str, list[Json]]:
    """Rename as an editor does; the edits that it was told to make first, by name."""
    files = [{"oldUri": old.as_uri(), "newUri": new.as_uri()} for old, new in pairs]
    told: Json = desk.ask("workspace/willRenameFiles", {"files": files}) or {}
    for old, new in pairs:
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
    desk.notify("workspace/didRenameFiles", {"files": files})
    changes: list[Json] = told["documentChanges"] if told else []
    return {one["textDocument"]["uri"].rpartition("/")[2]: one["edits"] for one in changes}


def words(edits: list[Json]) -> list[str]:
    return [edit["newText"] for edit in edits]


def symbols(desk: Desk, query: str) -> list[str]:
    found = desk.ask("workspace/symbol", {"query": query})
    return [one["location"]["uri"].rpartition("/")[2] for one in found]


def test_links_and_plans_of_a_renamed_document_follow(folder: Path, document: Path) -> None:
    (folder / "README.md").write_text(
        "# Read\n\nFirst \U0001f600 [spec](SPEC.md#the-words).\n", "utf-8"
    )
    (folder / "SPEC.plan.md").write_text(PLAN, "utf-8")
    document.write_text(SPEC + "\nSee [read](README.md).\n", "utf-8")
    with opened(document, TELLS, **at(folder)) as desk:
        until(lambda: symbols(desk, "Read"), "the other document is known")
        until(lambda: "SPEC.plan.md" in symbols(desk, "Greeter"), "the plan is known")
        edits = rename(desk, (document, folder / "specs" / "GREETER.md"))
        assert words(edits["README.md"]) == ["specs/GREETER.md"]
        start = edits["README.md"][0]["range"]["start"]
        # The smiley takes two units of UTF-16.
        assert (start["line"], start["character"]) == (2, 16)
        assert words(edits["SPEC.plan.md"]) == ["specs/GREETER.md"]
        assert words(edits["SPEC.md"]) == ["../README.md"]


def test_a_renamed_folder_is_known_by_its_new_name_and_a_deleted_file_not_at_all(
    folder: Path, document: Path
) -> None:
    old, new = folder / "old", folder / "new"
    old.mkdir()
    for name in ("one", "two"):
        (old / f"{name}.md").write_text(f"# Tasks {name}\n\n- [ ] TEA-1: {name}\n", "utf-8")
    document.write_text(SPEC + "\n[one](old/one.md)\n", "utf-8")
    with opened(document, TELLS, **at(folder)) as desk:
        until(lambda: len(symbols(desk, "Tasks")) == 2, "the folder is known")
        assert words(rename(desk, (old, new))["SPEC.md"]) == ["new/one.md"]
        until(
            lambda: (
                all(
                    one["location"]["uri"].startswith(new.as_uri())
                    for one in desk.ask("workspace/symbol", {"query": "Tasks"})
                )
                and len(symbols(desk, "Tasks")) == 2
            ),
            "the folder is known by its new name",
        )
        (new / "one.md").unlink()
        gone = {"files": [{"uri": (new / "one.md").as_uri()}]}
        desk.notify("workspace/didDeleteFiles", gone)
        until(lambda: symbols(desk, "Tasks") == ["two.md"], "the deleted one is forgotten")
        (folder / "three.md").write_text("# Tasks three\n", "utf-8")
        desk.notify(
            "workspace/didCreateFiles", {"files": [{"uri": (folder / "three.md").as_uri()}]}
        )
        until(lambda: "three.md" in symbols(desk, "Tasks"), "the new one is known")


def test_what_was_typed_and_not_saved_is_what_is_edited(folder: Path, document: Path) -> None:
    other = folder / "OTHER.md"
    other.write_text("# Other\n", "utf-8")
    with opened(document, TELLS, **at(folder)) as desk:
        desk.retype(f"{SPEC}\n\n[o](OTHER.md)\n")
        (edit,) = rename(desk, (other, folder / "ELSE.md"))["SPEC.md"]
        assert edit["range"]["start"] == {"line": 8, "character": 4}


@pytest.mark.parametrize("live", [True, False])
def test_the_run_of_a_renamed_document_is_that_of_its_new_name(
    folder: Path, document: Path, run: HandMadeRun, *, live: bool
) -> None:
    new = folder / "GREETER.md"
    if not live:
        run.end()
    with opened(document, TELLS, **at(folder)) as desk:
        until(lambda: any("run" in one for one in desk.lenses()), "the run is shown")
        desk.notify("textDocument/didClose", {"textDocument": {"uri": desk.uri}})
        rename(desk, (document, new))
        desk.uri = new.as_uri()
        desk.open(desk.uri, SPEC)
        if live:
            run.wait_for_command("move")
            run.obey()
            until(lambda: claimed(new), "the new name is claimed")
            until(lambda: "stop" in desk.lenses()[0], "the run goes on there")
            run.begin("T1")
            run.merge("T1")
            until(lambda: desk.edited, "it is ticked there")
            assert desk.edited[0]["documentChanges"][0]["textDocument"]["uri"] == desk.uri
        else:
            until(lambda: any("last run" in one for one in desk.lenses()), "it was run")


def test_a_new_document_in_the_old_place_has_none_of_the_runs(
    folder: Path, document: Path, run: HandMadeRun
) -> None:
    run.end()
    with hand_made_run(document, "20261122-130000-bbbb") as later:
        later.end()
        with opened(document, TELLS, **at(folder)) as desk:
            until(lambda: any("last run" in one for one in desk.lenses()), "a run is shown")
            rename(desk, (document, folder / "GREETER.md"))

            def places() -> set[str]:
                return {api.created_by(one.folder).origin.document for one in (run, later)}

            until(lambda: places() == {str(folder / "GREETER.md")}, "both have moved")


def test_a_run_whose_document_is_deleted_is_told_of(
    folder: Path, document: Path, run: HandMadeRun
) -> None:
    with opened(document, TELLS, **at(folder)) as desk:
        desk.progress("begin")
        until(lambda: desk.command("view")["groups"]["running"], "the run is known")
        document.unlink()
        for _ in range(50):
            desk.notify("workspace/didDeleteFiles", {"files": [{"uri": desk.uri}]})
            if any("is deleted" in str(message) for message in desk.settle()):
                break
        desk.said(f"To stop the run: code-orch stop {run.folder.id}")


@pytest.mark.parametrize("name", ["untitled:Untitled-1", "git:/a/b.md?x"])
def test_what_is_no_file_is_renamed_without_a_word(desk: Desk, name: str) -> None:
    files: dict[str, Any] = {"files": [{"oldUri": name, "newUri": desk.uri}]}
    assert desk.ask("workspace/willRenameFiles", files) is None
