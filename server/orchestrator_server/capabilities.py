"""What the editor can do, resolved once into named questions, and what we offer it in turn.

Both are read and written as plain JSON: `initialize` is answered before anything that knows LSP's
types is imported, and an editor that is ahead of those types, or wrong about one of them, is
understood as far as it goes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from orchestrator_analyzer.text import Encoding
from orchestrator_engine.json_values import list_of, members_of
from orchestrator_server.names import COMMANDS, REWRITE_KIND, RUN_KIND, SOURCE_KIND

FILE_OPERATIONS = ("willRename", "didRename", "didCreate", "didDelete")
"""What we want to hear of files, open or not; before one is made or deleted, nothing is to do."""


@dataclass(frozen=True, slots=True)
class Client:
    """The editor at the other end.

    Each question is whether it said that it can: `shows_progress` work-done progress that we
    create, `asks` a message with buttons, `shows_documents` `window/showDocument`, `edits`
    `workspace/applyEdit` (`versioned_edits`: with document versions), `literals` code actions that
    are more than a command, `refreshes_lenses`, `pulls_diagnostics` (again when told),
    `refreshes_diagnostics`,
    `relates` related information in diagnostics, `markdown` in hovers, `nests_symbols`,
    `links_definitions` definitions with the place that they were asked from,
    `prepares_renames`, `resolves_edits` of code actions, `watches` files that we name, and
    `refreshes_hints`, `shows_lenses` (an editor may all the same that does not say so), and
    `hears_of_changes` our own notification about runs, `shows_dialogs` our own questions,
    `takes_words` our own request for a line that a person types.
    `file_operations` are those of willRename, didRename, didCreate and didDelete that it tells of.
    `folders` are the addresses of the
    workspace, `settings` what it sets from the start (`initializationOptions.settings`), and
    `configures` says that it can be asked for more, `tells_settings` that it tells of changes when
    asked to, `registers_sources` that single files can be asked for while it runs. `trusted` is
    false where the editor says that its person has not trusted the workspace
    (`initializationOptions.trusted`): then nothing that is in it is run.
    """

    name: str = ""
    process: int | None = None
    encoding: Encoding = Encoding.UTF16
    shows_progress: bool = False
    asks: bool = False
    shows_documents: bool = False
    edits: bool = False
    versioned_edits: bool = False
    literals: bool = False
    refreshes_lenses: bool = False
    pulls_diagnostics: bool = False
    refreshes_diagnostics: bool = False
    relates: bool = False
    markdown: bool = False
    nests_symbols: bool = False
    links_definitions: bool = False
    prepares_renames: bool = False
    resolves_edits: bool = False
    watches: bool = False
    refreshes_hints: bool = False
    shows_lenses: bool = False
    hears_of_changes: bool = False
    shows_dialogs: bool = False
    takes_words: bool = False
    configures: bool = False
    tells_settings: bool = False
    file_operations: tuple[str, ...] = ()
    registers_sources: bool = False
    trusted: bool = True
    folders: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def lists_answers(self) -> bool:
        """Whether a message with buttons takes the keyboard at once, as Neovim's lists do."""
        return self.name == "Neovim"

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "Client":
        """Read the parameters of `initialize`; what is not as expected counts as not there."""

        def says(path: str) -> bool:
            return _at(params, f"capabilities.{path}") is True

        def has(path: str) -> bool:
            return isinstance(_at(params, f"capabilities.{path}"), Mapping)

        process = _at(params, "processId")
        name = _at(params, "clientInfo.name")
        formats = _at(params, "capabilities.textDocument.hover.contentFormat")
        return cls(
            name=name if isinstance(name, str) else "",
            process=process if isinstance(process, int) and process > 0 else None,
            encoding=_encoding(_at(params, "capabilities.general.positionEncodings")),
            shows_progress=says("window.workDoneProgress"),
            asks=has("window.showMessage"),
            shows_documents=says("window.showDocument.support"),
            edits=says("workspace.applyEdit"),
            versioned_edits=says("workspace.workspaceEdit.documentChanges"),
            literals=has("textDocument.codeAction.codeActionLiteralSupport"),
            refreshes_lenses=says("workspace.codeLens.refreshSupport"),
            # One that cannot be told to pull again (Neovim 0.11) would not learn of a question.
            pulls_diagnostics=(
                has("textDocument.diagnostic") and says("workspace.diagnostics.refreshSupport")
            ),
            refreshes_diagnostics=says("workspace.diagnostics.refreshSupport"),
            relates=says("textDocument.publishDiagnostics.relatedInformation"),
            markdown=isinstance(formats, Sequence) and "markdown" in formats,
            nests_symbols=says("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"),
            prepares_renames=says("textDocument.rename.prepareSupport"),
            links_definitions=says("textDocument.definition.linkSupport"),
            resolves_edits=_resolves_edits(params),
            watches=says("workspace.didChangeWatchedFiles.dynamicRegistration"),
            refreshes_hints=says("workspace.inlayHint.refreshSupport"),
            shows_lenses=has("textDocument.codeLens"),
            hears_of_changes=says("experimental.codeOrchestrator.changed"),
            shows_dialogs=says("experimental.codeOrchestrator.dialogs"),
            takes_words=says("experimental.codeOrchestrator.words"),
            configures=says("workspace.configuration"),
            tells_settings=says("workspace.didChangeConfiguration.dynamicRegistration"),
            file_operations=tuple(
                name for name in FILE_OPERATIONS if says(f"workspace.fileOperations.{name}")
            ),
            registers_sources=all(
                says(f"textDocument.{what}.dynamicRegistration")
                for what in ("synchronization", "codeAction", "definition", "diagnostic")
            ),
            trusted=_at(params, "initializationOptions.trusted") is not False,
            folders=_folders(params),
            settings=settings_in(_at(params, "initializationOptions.settings")),
        )


def offered(client: Client) -> dict[str, Any]:
    """The server's capabilities for this editor, as `initialize` answers them.

    Lenses are offered to everybody: editors that do not declare them ask all the same.
    """
    capabilities: dict[str, Any] = {
        "positionEncoding": client.encoding.value,
        "textDocumentSync": {"openClose": True, "change": 2, "save": True},
        "codeActionProvider": {
            "codeActionKinds": ["quickfix", REWRITE_KIND, RUN_KIND, SOURCE_KIND],
            "resolveProvider": client.resolves_edits,
        },
        "codeLensProvider": {},
        "hoverProvider": True,
        "documentSymbolProvider": True,
        "workspaceSymbolProvider": True,
        "foldingRangeProvider": True,
        "definitionProvider": True,
        "referencesProvider": True,
        "documentHighlightProvider": True,
        "documentLinkProvider": {},
        "completionProvider": {"triggerCharacters": ["-", "#", " "]},
        # An editor that cannot prepare a rename knows nothing of the option.
        "renameProvider": {"prepareProvider": True} if client.prepares_renames else True,
        "inlayHintProvider": True,
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
    }
    if client.file_operations:
        # Of any file, and of folders: a document may name them all.
        every = {"filters": [{"scheme": "file", "pattern": {"glob": "**"}}]}
        operations = dict.fromkeys(client.file_operations, every)
        capabilities["workspace"]["fileOperations"] = operations
    if client.pulls_diagnostics:
        capabilities["diagnosticProvider"] = {
            "identifier": "code-orchestrator",
            "interFileDependencies": False,
            "workspaceDiagnostics": False,
        }
    return capabilities


def settings_in(value: object) -> dict[str, Any]:
    """What an editor sets; empty for what is no object of names."""
    return {key: one for key, one in members_of(value).items() if one is not None}


def _resolves_edits(params: Mapping[str, Any]) -> bool:
    """Whether the editor asks for an action's edit when the action is chosen."""
    named = _at(params, "capabilities.textDocument.codeAction.resolveSupport.properties")
    keeps = _at(params, "capabilities.textDocument.codeAction.dataSupport") is True
    return keeps and isinstance(named, Sequence) and "edit" in named


def _folders(params: Mapping[str, Any]) -> tuple[str, ...]:
    """The folders of the workspace; older editors name one root, as an address or as a path."""
    folders = list_of(params.get("workspaceFolders"))
    found = [uri for folder in folders if isinstance(uri := _at(folder, "uri"), str)]
    root, path = params.get("rootUri"), params.get("rootPath")
    if not found and isinstance(root, str):
        found = [root]
    elif not found and isinstance(path, str) and path.startswith("/"):
        found = [f"file://{quote(path)}"]
    return tuple(found)


def _encoding(offers: object) -> Encoding:
    """The editor's first choice among those that exist; UTF-16 is what LSP began with."""
    known = tuple(Encoding)
    return next((Encoding(offer) for offer in list_of(offers) if offer in known), Encoding.UTF16)


def _at(tree: object, path: str) -> object:
    """The value at a dotted path of a JSON tree, or None."""
    for key in path.split("."):
        tree = members_of(tree).get(key)
    return tree
