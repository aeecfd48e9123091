"""Everything we say to the editor of our own accord, and only what it said it understands.

Each method looks at the editor's capabilities itself, so that no caller can forget to.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import to_fs_path

from orchestrator_engine.json_values import is_series, members_of
from orchestrator_engine.system.secrets import redactor
from orchestrator_server.background import Background
from orchestrator_server.capabilities import Client
from orchestrator_server.messages import Encoded
from orchestrator_server.names import CHANGED, DIALOG, WORDS
from orchestrator_server.protocol import ClientRefused, Server
from orchestrator_server.redrawing import Redrawing

PATIENCE = 10.0
"""Seconds for an answer that needs no person."""

DIALOG_SECONDS = 600.0
"""How long a dialog stays open, which nothing can cover: long enough to read and look around."""

READ_SECONDS = 0.7
"""Nobody has read a question sooner: what comes before that was typed for something else."""

TRIES = 3
"""How often a question is put whose answers come sooner than that."""

SECTION = "codeOrchestrator.settings"
"""The section of an editor's configuration that holds settings of runs."""

log = logging.getLogger(__name__)


class Editor:
    """The other end of the connection."""

    def __init__(self, client: Client, server: Server, background: Background) -> None:
        self.client = client
        self._server = server
        self._told: set[str] = set()
        self.redraw = Redrawing(client, background, self._have_redrawn, self._tell_changes)

    def inform(self, text: str) -> None:
        """Show a message that asks for nothing."""
        self._message(lsp.MessageType.Info, text)

    def warn(self, text: str) -> None:
        """Show a message about something that did not work as the person wanted."""
        self._message(lsp.MessageType.Warning, text)

    def trouble(self, key: str, text: str) -> None:
        """Show an error the first time in this session; after that it is only in the log."""
        log.error("%s: %s", key, text)
        if key not in self._told:
            self._told.add(key)
            self._message(lsp.MessageType.Error, text)

    async def ask(
        self,
        text: str,
        answers: Sequence[str],
        seconds: float,
        kind: lsp.MessageType = lsp.MessageType.Info,
    ) -> str | None:
        """Have the person choose an answer, the safe one first; None is no answer, in every way.

        Another than the safe one that comes sooner than anybody reads is none: it is asked again,
        a few times. Must only be called for an editor that `asks`.
        """
        assert self.client.asks
        return await self._read(answers, lambda: self._chosen(text, answers, seconds, kind))

    async def confirm(
        self, text: str, answers: Sequence[str], seconds: float, *, allows: bool = False
    ) -> str | None:
        """As `ask`, about what the person has just done: in a dialog where the editor has them.

        Elsewhere a message may be gone before it is read, and shows no lines. A yes that `allows`
        something to be executed is not what Enter says.
        """
        if not self.client.shows_dialogs:
            return await self.ask(text, answers, seconds)
        return await self._read(answers, lambda: self._decided(text, answers, allows=allows))

    async def _read(
        self, answers: Sequence[str], put_it: Callable[[], Awaitable[str | None]]
    ) -> str | None:
        """The answer of somebody who had the time to read what was asked."""
        for _ in range(TRIES):
            put = time.monotonic()
            chosen = await put_it()
            if chosen in (None, answers[0]) or time.monotonic() - put >= READ_SECONDS:
                return chosen
            log.warning("“%s” came sooner than anybody reads, and does not count", chosen)
        self.warn(
            "Nothing was done: the answers came sooner than anybody reads, as of keys typed for "
            "something else. Ask for it again where you did, or with a code action."
        )
        return None

    async def _chosen(
        self, text: str, answers: Sequence[str], seconds: float, kind: lsp.MessageType
    ) -> str | None:
        params = lsp.ShowMessageRequestParams(
            type=kind,
            message=redactor().text(text),
            actions=[lsp.MessageActionItem(title=answer) for answer in answers],
        )
        chosen = await self._asked(lsp.WINDOW_SHOW_MESSAGE_REQUEST, params, seconds)
        if not isinstance(chosen, lsp.MessageActionItem) or chosen.title not in answers:
            return None
        return chosen.title

    async def _decided(self, text: str, answers: Sequence[str], *, allows: bool) -> str | None:
        message, detail = _head_and_rest(redactor().text(text))
        actions = [{"title": answer} for answer in answers]
        params = {"message": message, "detail": detail, "actions": actions, "allows": allows}
        chosen = await self._asked(DIALOG, params, DIALOG_SECONDS)
        title = members_of(chosen).get("title")
        return title if isinstance(title, str) and title in answers else None

    async def words(self, text: str) -> str | None:
        """Have the person type a line; None where they do not. Only for one that `takes_words`."""
        assert self.client.takes_words
        answer = await self._asked(WORDS, {"message": redactor().text(text)}, DIALOG_SECONDS)
        typed = members_of(answer).get("text")
        return (typed.strip() or None) if isinstance(typed, str) else None

    async def show(self, path: Path) -> None:
        """Open a file beside what the person is doing, or say where it is."""
        params = lsp.ShowDocumentParams(uri=path.as_uri(), external=False, take_focus=True)
        if not await self._shown(params):
            self.inform(f"It is here: {path}")

    async def reveal(self, place: lsp.Location) -> None:
        """Lead the person to a place in a file, or say where it is."""
        params = lsp.ShowDocumentParams(
            uri=place.uri, external=False, take_focus=True, selection=place.range
        )
        if not await self._shown(params):
            self.inform(f"It is here: {to_fs_path(place.uri)}:{place.range.start.line + 1}")

    async def browse(self, url: str) -> None:
        """Open an address in a browser, or say what it is."""
        if not await self._shown(lsp.ShowDocumentParams(uri=url, external=True)):
            self.inform(f"Open it in a browser: {url}")

    async def _shown(self, params: lsp.ShowDocumentParams) -> bool:
        if not self.client.shows_documents:
            return False
        shown = await self._asked(lsp.WINDOW_SHOW_DOCUMENT, params, PATIENCE)
        return isinstance(shown, lsp.ShowDocumentResult) and shown.success

    async def edit(self, uri: str, version: int, label: str, edits: Sequence[lsp.TextEdit]) -> bool:
        """Change an open document as `version` has it; whether the editor did."""
        assert self.client.edits
        if self.client.versioned_edits:
            document = lsp.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
            change = lsp.TextDocumentEdit(text_document=document, edits=list(edits))
            whole = lsp.WorkspaceEdit(document_changes=[change])
        else:
            whole = lsp.WorkspaceEdit(changes={uri: list(edits)})
        params = lsp.ApplyWorkspaceEditParams(edit=whole, label=label)
        done = await self._asked(lsp.WORKSPACE_APPLY_EDIT, params, PATIENCE)
        return isinstance(done, lsp.ApplyWorkspaceEditResult) and done.applied

    async def create_progress(self, token: str) -> bool:
        """Have the editor make room for a progress; whether it did."""
        if not self.client.shows_progress:
            return False
        params = lsp.WorkDoneProgressCreateParams(token=token)
        refused = object()
        answer = await self._asked(
            lsp.WINDOW_WORK_DONE_PROGRESS_CREATE, params, PATIENCE, otherwise=refused
        )
        return answer is not refused

    def progress(
        self,
        token: str,
        value: lsp.WorkDoneProgressBegin | lsp.WorkDoneProgressReport | lsp.WorkDoneProgressEnd,
    ) -> None:
        """Tell how a progress goes whose `create_progress` succeeded."""
        self._server.progress(lsp.ProgressParams(token=token, value=value))

    def publish(
        self, uri: str, version: int | None, diagnostics: Sequence[lsp.Diagnostic] | Encoded
    ) -> None:
        """Show these diagnostics, and no others, in a document."""
        if isinstance(diagnostics, Encoded):
            head = {"uri": uri} if version is None else {"uri": uri, "version": version}
            self._server.protocol.tell_encoded(
                lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, head, "diagnostics", diagnostics
            )
            return
        params = lsp.PublishDiagnosticsParams(
            uri=uri, version=version, diagnostics=list(diagnostics)
        )
        self._server.text_document_publish_diagnostics(params)

    async def _have_redrawn(self, method: str) -> object:
        return await self._asked(method, None, PATIENCE)

    def _tell_changes(self, runs: list[str]) -> None:
        self._server.protocol.tell(CHANGED, {"runs": runs})

    async def watch(self, patterns: Sequence[str]) -> None:
        """Have the editor tell of changes to the files that a pattern names, if it can."""
        if not self.client.watches:
            return
        watchers = [lsp.FileSystemWatcher(glob_pattern=pattern) for pattern in patterns]
        registration = lsp.Registration(
            id="code-orchestrator.files",
            method=lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            register_options=lsp.DidChangeWatchedFilesRegistrationOptions(watchers=watchers),
        )
        await self.register([registration])

    async def register(self, registrations: list[lsp.Registration]) -> None:
        """Ask for something that was not offered from the start."""
        params = lsp.RegistrationParams(registrations=registrations)
        await self._asked(lsp.CLIENT_REGISTER_CAPABILITY, params, PATIENCE)

    async def unregister(self, registrations: list[lsp.Unregistration]) -> None:
        """Ask for something no longer."""
        params = lsp.UnregistrationParams(unregisterations=registrations)
        await self._asked(lsp.CLIENT_UNREGISTER_CAPABILITY, params, PATIENCE)

    async def hear_of_settings(self) -> None:
        """Have the editor tell when its settings change, if it can."""
        if self.client.tells_settings:
            registration = lsp.Registration(
                id="code-orchestrator.settings",
                method=lsp.WORKSPACE_DID_CHANGE_CONFIGURATION,
                register_options=lsp.DidChangeConfigurationRegistrationOptions(section=SECTION),
            )
            await self.register([registration])

    async def settings(self) -> object:
        """What the editor's configuration sets, or None where it cannot be asked."""
        if not self.client.configures:
            return None
        params = lsp.ConfigurationParams(items=[lsp.ConfigurationItem(section=SECTION)])
        found = await self._asked(lsp.WORKSPACE_CONFIGURATION, params, PATIENCE)
        return found[0] if is_series(found) and found else None

    def _message(self, kind: lsp.MessageType, text: str) -> None:
        message = redactor().text(text)
        self._server.window_show_message(lsp.ShowMessageParams(type=kind, message=message))

    async def _asked(
        self, method: str, params: object, seconds: float, otherwise: object = None
    ) -> object:
        """The editor's answer, or `otherwise` when it refuses or does not answer in time."""
        try:
            return await self._server.protocol.ask(method, params, seconds)
        except TimeoutError:
            log.warning("the editor did not answer %s within %s s", method, seconds)
        except ClientRefused as error:
            log.warning("the editor refused %s: %s", method, error)
        return otherwise


def _head_and_rest(text: str) -> tuple[str, str]:
    """A question's first line, or its first sentence, and what else is to be known."""
    head, cut, rest = text.partition("\n" if "\n" in text else ". ")
    return (f"{head}." if cut == ". " else head), rest.strip("\n")
