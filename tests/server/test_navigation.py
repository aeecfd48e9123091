"""Names across documents, as an editor asks about them."""

from pathlib import Path
from typing import Any

import pytest

from support.lsp_wire import InProcess, Json, in_process

SPEC = "file:///nowhere/s/spec.md"
TASKS = "file:///nowhere/s/tasks.md"
SPEC_TEXT = "# Feature Specification: Tea\n\n- **FR-001**: Pour.\n- **FR-002**: Stir.\n"
TASKS_TEXT = "# Tasks: Tea\n\n- [ ] T001 😀é Pour (FR-001)\n- [x] T002 Stir\n"
WIDTHS = {"utf-8": 6, "utf-16": 3, "utf-32": 2}
RENAMES: Json = {"rename": {"prepareSupport": True}, "definition": {"linkSupport": True}}


def opened(client: InProcess, encoding: str = "utf-16", **capabilities: object) -> InProcess:
    general = {"general": {"positionEncodings": [encoding]}}
    client.initialize({"capabilities": {**general, **capabilities}})
    client.open(SPEC, SPEC_TEXT)
    client.open(TASKS, TASKS_TEXT)
    return client


def at(uri: str, line: int, character: int, **more: object) -> Json:
    position = {"line": line, "character": character}
    return {"textDocument": {"uri": uri}, "position": position, **more}


def spot(line: int, start: int, end: int) -> dict[str, Any]:
    return {
        "start": {"line": line, "character": start},
        "end": {"line": line, "character": end},
    }


@pytest.mark.parametrize("encoding", list(WIDTHS))
def test_a_name_leads_to_another_document_and_back_in_every_encoding(encoding: str) -> None:
    start = 11 + WIDTHS[encoding] + 7
    with in_process() as client:
        opened(client, encoding)
        found = client.ask("textDocument/definition", at(TASKS, 2, start + 3))
        assert found == [{"uri": SPEC, "range": spot(2, 4, 10)}]
        context = {"includeDeclaration": False}
        found = client.ask("textDocument/references", at(SPEC, 2, 5, context=context))
        assert found == [{"uri": TASKS, "range": spot(2, start, start + 6)}]
        found = client.ask("textDocument/documentHighlight", at(TASKS, 2, 7))
        assert found == [{"range": spot(2, 6, 10), "kind": 3}]


def test_an_editor_that_links_definitions_sees_where_it_asked_from() -> None:
    with in_process() as client:
        opened(client, textDocument=RENAMES)
        (found,) = client.ask("textDocument/definition", at(TASKS, 2, 22))
        assert found["targetUri"] == SPEC
        assert found["targetSelectionRange"] == spot(2, 4, 10)
        assert found["originSelectionRange"] == spot(2, 21, 27)


def test_a_rename_edits_every_document() -> None:
    with in_process() as client:
        opened(client, textDocument=RENAMES)
        place = client.ask("textDocument/prepareRename", at(TASKS, 2, 22))
        assert place == {"range": spot(2, 21, 27), "placeholder": "FR-001"}
        edit = client.ask("textDocument/rename", at(TASKS, 2, 22, newName="FR-009"))
        assert edit["changes"] == {
            SPEC: [{"range": spot(2, 4, 10), "newText": "FR-009"}],
            TASKS: [{"range": spot(2, 21, 27), "newText": "FR-009"}],
        }


def test_a_rename_names_the_versions_that_it_speaks_of() -> None:
    with in_process() as client:
        opened(client, workspace={"workspaceEdit": {"documentChanges": True}})
        edit = client.ask("textDocument/rename", at(TASKS, 2, 22, newName="FR-009"))
        versions = {
            change["textDocument"]["uri"]: change["textDocument"]["version"]
            for change in edit["documentChanges"]
        }
        assert versions == {SPEC: 1, TASKS: 1}


def test_a_rename_that_cannot_be_says_why() -> None:
    with in_process() as client:
        opened(client)
        refusal = client.refusal("textDocument/rename", at(SPEC, 2, 5, newName="FR-002"))
        assert refusal["message"] == "FR-002 is the id of another item already (spec.md, line 4)."
        refusal = client.refusal("textDocument/prepareRename", at(SPEC, 0, 0))
        assert refusal["message"] == "There is no id here."


def test_ids_of_other_documents_are_proposed_in_their_order() -> None:
    with in_process() as client:
        opened(client)
        client.open("file:///nowhere/s/notes.md", "# Notes\n\nSee FR-\n")
        place = at("file:///nowhere/s/notes.md", 2, 7)
        found = client.ask("textDocument/completion", place)
        assert [item["label"] for item in found["items"]] == ["FR-001", "FR-002"]
        assert found["items"][0]["textEdit"] == {"range": spot(2, 4, 7), "newText": "FR-001"}


def test_items_of_all_documents_are_found_by_letters() -> None:
    with in_process() as client:
        opened(client)
        first, *_ = client.ask("workspace/symbol", {"query": "stir"})
        assert first["location"]["uri"] in {SPEC, TASKS}
        (found,) = client.ask("workspace/symbol", {"query": "t001"})
        assert found["name"] == "T001 😀é Pour (FR-001)"
        assert found["containerName"] == "Tasks: Tea"


def test_sections_fold() -> None:
    with in_process() as client:
        opened(client)
        found = client.ask("textDocument/foldingRange", {"textDocument": {"uri": SPEC}})
        assert found == [{"startLine": 0, "endLine": 3}]


def test_a_link_is_offered_where_its_file_is(tmp_path: Path) -> None:
    (tmp_path / "there é.md").write_text("# A\n")
    uri = (tmp_path / "a.md").as_uri()
    text = "# A\n\n[a](<there é.md#x>) [b](gone.md) [c](#a) https://d.e `os.path`\n"
    with in_process() as client:
        opened(client)
        client.open(uri, text)
        found = client.ask("textDocument/documentLink", {"textDocument": {"uri": uri}})
        targets = [link["target"] for link in found]
        assert targets == [(tmp_path / "there é.md").as_uri() + "#x", "https://d.e"]


def test_a_document_that_is_not_open_has_no_answers() -> None:
    gone = "file:///nowhere/gone.md"
    with in_process() as client:
        opened(client)
        assert client.ask("textDocument/definition", at(gone, 0, 0)) == []
        assert client.ask("textDocument/prepareRename", at(gone, 0, 0)) is None
        assert client.ask("textDocument/completion", at(gone, 0, 0)) is None
        assert client.ask("textDocument/documentLink", {"textDocument": {"uri": gone}}) == []
