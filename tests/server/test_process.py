"""The real process, `code-orch lsp`, under a client that is not ours."""

import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from support.lsp_runs import SPEC

CODE_ORCH = str(Path(sys.executable).with_name("code-orch"))


@pytest_lsp.fixture(  # pyright: ignore[reportUnknownMemberType]  # it passes **kwargs on
    config=ClientServerConfig(server_command=[CODE_ORCH, "lsp", "--stdio"]),
    params=["neovim", "visual_studio_code", "emacs"],
)
async def client(
    request: pytest.FixtureRequest, lsp_client: LanguageClient, document: Path
) -> AsyncGenerator[None]:
    name = request.param

    @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)  # pyright: ignore[reportUntypedFunctionDecorator]
    def _(_: lsp.RegistrationParams) -> None:  # pyright: ignore[reportUnusedFunction]
        """Agree to tell of changed files, as these editors do."""

    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities(name),
            workspace_folders=[lsp.WorkspaceFolder(uri=document.parent.as_uri(), name="here")],
        )
    )
    lsp_client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(
            text_document=lsp.TextDocumentItem(
                uri=document.as_uri(), language_id="markdown", version=1, text=SPEC
            )
        )
    )
    yield
    await lsp_client.shutdown_session()


async def test_a_spec_is_understood(client: LanguageClient, document: Path) -> None:
    this = lsp.TextDocumentIdentifier(uri=document.as_uri())
    place = lsp.Position(line=4, character=8)
    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(
            text_document=this,
            range=lsp.Range(start=place, end=place),
            context=lsp.CodeActionContext(diagnostics=[]),
        )
    )
    assert actions is not None
    item, whole, *_ = actions
    assert item.title.startswith("Run: ")
    assert item.title.endswith(" · GREET-1")
    assert "(2 items) — " in whole.title
    lenses = await client.text_document_code_lens_async(lsp.CodeLensParams(this))
    assert len(lenses or ()) == 4
    hover = await client.text_document_hover_async(lsp.HoverParams(this, place))
    assert hover is not None
    assert isinstance(hover.contents, lsp.MarkupContent)
    assert "GREET-1" in hover.contents.value
    symbols = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(this))
    assert symbols is not None
    assert symbols[0].name == "Greeter"
