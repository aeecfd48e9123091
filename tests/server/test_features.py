"""What a document says, as an editor is told."""

from pathlib import Path
from typing import Any

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.claims import claimed
from orchestrator_server.offers import Choices
from support.lsp_runs import SPEC
from support.lsp_wire import InProcess, Json, in_process

URI = "file:///nowhere/SPEC.md"
TWICE = "# A\n\n- [ ] 😀 APP-1: é\n- [ ] 😀 APP-1: è\n"
WIDTHS = {"utf-8": 4, "utf-16": 2, "utf-32": 1}
MODE = Choices(URI, analyze(SPEC, URI), None).mode


def at(line: int, character: int = 0) -> dict[str, Any]:
    position = {"line": line, "character": character}
    return {"start": position, "end": position}


def opened(client: InProcess, text: str = SPEC, **capabilities: object) -> InProcess:
    client.initialize({"capabilities": capabilities})
    client.open(URI, text)
    return client


def actions(
    client: InProcess, line: int = 4, only: list[str] | None = None, uri: str = URI
) -> list[dict[str, Any]]:
    context: Json = {"diagnostics": []} if only is None else {"diagnostics": [], "only": only}
    params: Json = {"textDocument": {"uri": uri}, "range": at(line, 8), "context": context}
    return client.ask("textDocument/codeAction", params)


LITERALS: Json = {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}


def test_the_document_and_the_item_at_the_cursor_can_be_run() -> None:
    with in_process() as client:
        opened(client, textDocument=LITERALS)
        item, document, *prompts = actions(client, only=["codeOrchestrator"])
        assert item["title"] == f"Run: {MODE} · GREET-1"
        assert item["command"]["arguments"] == [{"uri": URI, "mode": MODE, "items": ["GREET-1"]}]
        assert document["title"].startswith(f"Run: {MODE} (2 items) — ")
        assert document["command"]["command"] == "codeOrchestrator.run"
        assert "edit" not in item
        assert "edit" not in document
        assert [prompt["title"] for prompt in prompts] == [
            "Show the prompt · GREET-1",
            "Edit the prompt, then run it · GREET-1",
        ]


def test_an_editor_without_literals_gets_commands() -> None:
    with in_process() as client:
        found = actions(opened(client))
        assert found[0]["command"] == "codeOrchestrator.run"
        assert all(isinstance(action["command"], str) for action in found)


@pytest.mark.parametrize(
    ("only", "kind"),
    [
        ([], "codeOrchestrator.run"),
        (["codeOrchestrator"], "codeOrchestrator.run"),
        (["codeOrchestrator.run"], "codeOrchestrator.run"),
        ([""], "codeOrchestrator.run"),
        (["source"], "source.codeOrchestrator.run"),
        (["quickfix", "source.codeOrchestrator"], "source.codeOrchestrator.run"),
        (["quickfix"], None),
        (["source.organizeImports"], None),
        (["codeOrch"], None),
    ],
)
def test_an_editor_gets_only_the_kinds_that_it_wants(only: list[str], kind: str | None) -> None:
    with in_process() as client:
        opened(client, textDocument=LITERALS)
        found = {action["kind"] for action in actions(client, only=only)}
        assert (kind in found) or not found
        wanted = tuple(filter(None, only))
        assert not wanted or all(one.startswith(wanted) for one in found)


@pytest.mark.parametrize("text", ["", "# Nothing\n\nJust words.\n", "# A\n\n- [x] A-1: done\n"])
def test_a_document_with_nothing_to_do_offers_no_run(text: str) -> None:
    uri = "file:///nowhere/README.md"
    with in_process() as client:
        client.initialize()
        client.open(uri, text)
        assert actions(client, line=0, uri=uri) == []
        assert client.ask("textDocument/codeLens", {"textDocument": {"uri": uri}}) == []


def test_a_report_is_nothing_to_run_though_it_has_items(state: Path) -> None:
    report = state / "runs" / "20261122-120000-aaaa" / "report.md"
    report.parent.mkdir(parents=True)
    uri = report.as_uri()
    this = {"textDocument": {"uri": uri}}
    with in_process() as client:
        client.initialize()
        client.open(uri, TWICE)
        assert actions(client, uri=uri) == []
        assert client.ask("textDocument/codeLens", this) == []
        shown = client.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")
        assert shown["params"]["diagnostics"] == []
        run = {"command": "codeOrchestrator.run", "arguments": [{"uri": uri}]}
        client.ask("workspace/executeCommand", run)
        client.wait(lambda m: "Open the markdown document" in str(m))
        assert len(client.ask("textDocument/documentSymbol", this)) == 3
        report.write_text(TWICE, "utf-8")
        client.settle()
        assert not claimed(report)


def test_lenses_stand_on_the_document_and_on_each_item() -> None:
    with in_process() as client:
        opened(client)
        lenses = client.ask("textDocument/codeLens", {"textDocument": {"uri": URI}})
        assert [(lens["range"]["start"]["line"], lens["command"]["title"]) for lens in lenses] == [
            (0, f"{MODE} · 2 open items · run"),
            (0, "plan first"),
            (4, "run this"),
            (5, "run this"),
        ]


def test_a_hover_tells_about_the_item_whose_line_it_is() -> None:
    with in_process() as client:
        opened(client, textDocument={"hover": {"contentFormat": ["markdown"]}})
        params = {"textDocument": {"uri": URI}, "position": at(4, 8)["start"]}
        contents = client.ask("textDocument/hover", params)["contents"]
        assert contents["kind"] == "markdown"
        assert "GREET-1" in contents["value"]
        away = {"textDocument": {"uri": URI}, "position": at(1)["start"]}
        assert client.ask("textDocument/hover", away) is None


def test_the_outline_is_nested_for_an_editor_that_can() -> None:
    with in_process() as client:
        nests = {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}
        opened(client, textDocument=nests)
        (top,) = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
        assert top["name"] == "Greeter"
        assert [item["name"][:7] for item in top["children"][0]["children"]] == [
            "GREET-1",
            "GREET-2",
        ]


def test_the_outline_is_flat_for_the_others() -> None:
    with in_process() as client:
        opened(client)
        names = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
        assert [name["name"].split()[0] for name in names] == [
            "Greeter",
            "The",
            "GREET-1",
            "GREET-2",
        ]
        assert names[2]["containerName"] == "The words"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_duplicate_id_is_marked_at_its_place_in_every_encoding(encoding: str) -> None:
    with in_process() as client:
        opened(
            client,
            TWICE,
            general={"positionEncodings": [encoding]},
            textDocument={"publishDiagnostics": {"relatedInformation": True}},
        )
        message = client.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")
        found, _ = message["params"]["diagnostics"]
        begin = 6 + WIDTHS[encoding] + 1
        assert found["code"] == "duplicate-id"
        assert found["range"]["start"]["character"] == begin
        assert found["range"]["end"]["character"] == begin + len("APP-1")
        (related,) = found["relatedInformation"]
        assert related["location"]["range"]["start"] == {"line": 3, "character": begin}


def test_diagnostics_follow_the_edits_and_go_with_the_document() -> None:
    with in_process() as client:
        opened(client, TWICE)
        client.wait(lambda m: m.get("params", {}).get("version") == 1)
        change = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "# A\n"}]}
        client.notify("textDocument/didChange", change)
        shown = client.wait(lambda m: m.get("params", {}).get("version") == 2)
        assert shown["params"]["diagnostics"] == []
        client.seen.clear()
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        shown = client.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")
        assert shown["params"] == {"uri": URI, "diagnostics": []}


def test_an_editor_that_pulls_diagnostics_gets_none_pushed() -> None:
    with in_process() as client:
        again = {"diagnostics": {"refreshSupport": True}}
        opened(client, TWICE, textDocument={"diagnostic": {}}, workspace=again)
        params = {"textDocument": {"uri": URI}}
        report = client.ask("textDocument/diagnostic", params)
        assert report["kind"] == "full"
        assert [item["code"] for item in report["items"]] == ["duplicate-id"] * 2
        assert "relatedInformation" not in report["items"][0]
        client.settle()
        assert not any("publishDiagnostics" in message.get("method", "") for message in client.seen)


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("textDocument/codeAction", {"range": at(0), "context": {"diagnostics": []}}),
        ("textDocument/codeLens", {}),
        ("textDocument/hover", {"position": {"line": 0, "character": 0}}),
        ("textDocument/documentSymbol", {}),
        ("textDocument/diagnostic", {}),
    ],
)
def test_a_document_that_is_not_open_has_nothing_to_say(method: str, more: dict[str, Any]) -> None:
    with in_process() as client:
        client.initialize()
        answer = client.ask(method, {"textDocument": {"uri": "file:///not/open.md"}, **more})
        assert not answer or answer.get("items") == []


def test_any_text_is_answered(document: Path) -> None:
    texts = [
        "\ufeff# A",
        "- [ ]",
        "\x00",
        "a\r\nb\rc\n",
        "# \ud800 lone",
        "---\nx: [\n---\n- [ ] A-1",
    ]
    with in_process() as client:
        client.initialize({"capabilities": {"textDocument": LITERALS}})
        for text in texts:
            client.open(document.as_uri(), text)
            params = {"textDocument": {"uri": document.as_uri()}}
            client.ask("textDocument/codeLens", params)
            client.ask("textDocument/documentSymbol", params)
