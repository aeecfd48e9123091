"""One editor's connection: what it has open, what that says, and how its runs stand."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from orchestrator_analyzer.analysis import Analysis, Workspace
from orchestrator_analyzer.rules.finding import Finding
from orchestrator_analyzer.text import Text
from orchestrator_engine import api, documents
from orchestrator_engine.errors import Refusal
from orchestrator_server.answering import Answering
from orchestrator_server.background import Background
from orchestrator_server.board import Board
from orchestrator_server.capabilities import Client
from orchestrator_server.convert import Places
from orchestrator_server.documents import Document, Documents, path_of
from orchestrator_server.editor import Editor
from orchestrator_server.engine import Engine, state_folder
from orchestrator_server.feed import Feed
from orchestrator_server.glimpse import Glimpse  # noqa: TC001  # handlers are given them
from orchestrator_server.indexing import Indexing
from orchestrator_server.offers import Choices
from orchestrator_server.programs import Refused as EngineRefused
from orchestrator_server.protocol import Server
from orchestrator_server.readings import Readings
from orchestrator_server.remarking import Remarks
from orchestrator_server.roles import Role, front_matter, is_markdown
from orchestrator_server.runs import Runs
from orchestrator_server.sources import Sources
from orchestrator_server.starting import Starting
from orchestrator_server.surroundings import Surroundings


class Session:
    """All state of one connection. The loop's thread owns it.

    `glimpses` holds, by URI, the latest run of each open document as it was last seen.
    """

    def __init__(self, client: Client, server: Server) -> None:
        self.client = client
        self.background = Background()
        self.editor = Editor(client, server, self.background)
        self.engine = Engine()
        self.documents = Documents(client.encoding, state_folder())
        self.starting = Starting(self.editor, lambda: self.runs.roots)
        self.answering = Answering(self)
        self.board = Board(self.editor, self.background)
        self.feed = Feed(self)
        self.runs = Runs(self)
        self.sources = Sources(self)
        self.remarks = Remarks(self)
        self.glimpses: dict[str, Glimpse] = {}
        self.did_since_offered = False
        """Whether a command was executed since code actions were offered last."""
        self._workspace = Workspace()
        self.surroundings = Surroundings(
            self.background, self._surroundings_changed, lambda: self.starting.settings
        )
        self.readings = Readings(
            self._workspace, self.documents, self.surroundings, server.protocol.converter
        )
        self.indexing = Indexing(self._workspace, self.background)
        self.reread: Callable[[str], None] = _nobody
        """Called with a document of which something is to be shown again."""

    def document(self, uri: str | None) -> Document | None:
        """The open document of that URI; for None the one that the person looked at last."""
        wanted = uri if uri is not None else self.documents.focused
        return self.documents.get(wanted) if wanted is not None else None

    def spec(self, uri: str) -> Document | None:
        """The open document of that URI, if it is one that has items: no source."""
        document = self.documents.get(uri)
        return document if document is not None and document.markdown else None

    def analysis(self, document: Document) -> Analysis:
        """What the document says as it is now; worked out once a version, when first asked for.

        Of a long one, that takes a while: whoever can wait for `readings.ready` does so before.
        """
        return self.readings.now(document)

    def workspace(self) -> Workspace:
        """All documents, each as it is now, for questions that go from one to another."""
        for document in self.documents:
            if document.markdown:
                self.analysis(document)
        return self._workspace

    def places_of(self, uri: str) -> Places:
        """Positions in a document that the workspace has named; `KeyError` for any other."""
        entry = self._workspace.index.get(uri)
        if entry is None:
            raise KeyError(uri)
        return Places(entry.text, self.client.encoding)

    def versions(self) -> dict[str, int]:
        """The editor's numbers for the documents that are open."""
        return {document.uri: document.version for document in self.documents}

    def choices(self, document: Document) -> Choices:
        """What can be done with the document as it is now."""
        glimpse = self.glimpses.get(document.uri)
        return Choices(document.uri, self.analysis(document), glimpse, self.modes(document))

    def modes(self, document: Document) -> dict[str, str]:
        """Every mode that the document can be run in, with what it is for; the own ones last."""
        ours = {mode.name: mode.summary for mode in api.MODES.values()}
        return ours | dict(self.surroundings.modes(document.uri))

    def places(self, document: Document) -> Places:
        """Positions in the document as it is now."""
        text = self.analysis(document).text if document.markdown else Text(document.text)
        return Places(text, self.client.encoding)

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """What the rules find in the document, as far as is known of what lies around it."""
        return self.readings.findings(document)

    def expect(self, uri: str, run: str, ended_at: float | None = None) -> None:
        """A run that the person started from a document, or had go on: look now, tell its end."""
        self.feed.expect(uri, run, ended_at)
        self.runs.want(run)

    def sign(self, uri: str) -> None:
        """Note that the person does something with a document, where its run has missed them."""
        glimpse, path = self.glimpses.get(uri), path_of(uri)
        if glimpse is not None and glimpse.run.unheard is not None and path is not None:
            self.engine.sign(path)

    def _surroundings_changed(self, uri: str) -> None:
        self.reread(uri)

    def open(self, uri: str, version: int, text: str, language: str) -> None:
        """Take a document in, and begin to follow its runs."""
        markdown = is_markdown(uri, language)
        document = self.documents.open(uri, version, text, markdown=markdown)
        if not markdown:
            return
        self.indexing.opened(uri)
        subject = self.subject(document) if document.role in (Role.PLAN, Role.PROMPT) else None
        self.surroundings.open(uri, subject)
        if document.role is Role.DOCUMENT:
            self.feed.follow(uri)
        elif document.role is Role.PLAN and subject is not None:
            self.feed.follow(uri, subject)

    def subject(self, document: Document) -> Path | None:
        """The document that a plan or a prompt is about.

        One that we did not write may name only what lies in the workspace, or beside it.
        """
        named = front_matter(document.text).get("document", "")
        here = path_of(document.uri)
        if not named or here is None:
            return None
        path = (here.parent / named).resolve()
        around = documents.project(here.resolve()) or here.parent.resolve()
        allowed = document.ours or any(
            path.is_relative_to(root) for root in (*self.runs.roots, around)
        )
        return path if allowed else None

    def close_document(self, uri: str) -> None:
        """Let go of a document and of what was known about it; its run goes on."""
        self.feed.unfollow(uri)
        self.documents.close(uri)
        self.glimpses.pop(uri, None)
        self.answering.forget(uri)
        self._workspace.close(uri)
        self.readings.forget(uri)
        self.surroundings.close_document(uri)
        self.indexing.closed(uri)

    def begin(self, work: Coroutine[Any, Any, object]) -> None:
        """Let the engine's work go on in the background, and say it if the engine will not."""
        self.background.spawn(self._told(work))

    async def _told(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Refusal as refusal:
            self.editor.warn(refusal.sentences)
        except EngineRefused as refused:
            self.editor.warn(str(refused))

    async def close(self) -> None:
        """Let go of everything that is held for the editor."""
        self.indexing.close()
        self.readings.close()
        self.surroundings.close()
        await self.background.close()
        self.starting.close()
        self.engine.close()


def _nobody(_: str) -> None:
    """Show nothing again, as nothing was shown yet."""
