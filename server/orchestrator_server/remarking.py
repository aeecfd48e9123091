"""What runs have to say about sources, and what audits found: shown there, mended, dismissed.

A remark speaks of a line of a commit. It is shown where that line stands in the file as it is now;
where the file has no such line, it is shown at its item alone.
"""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from orchestrator_analyzer.text import Encoding, Text
from orchestrator_engine.findings import Gravity
from orchestrator_engine.review import Severity
from orchestrator_server import names
from orchestrator_server.convert import Places
from orchestrator_server.documents import Document, escaped, path_of
from orchestrator_server.glimpse import Glimpse, Moment
from orchestrator_server.placing import (
    Found,
    Placed,
    any_written_since,
    findings,
    placed,
    still_open,
)

if TYPE_CHECKING:
    from orchestrator_server.session import Session

SECONDS = 0.5
"""Remarks are looked at again at most this often."""

WATCH = 2.0
"""So often the sources that remarks speak of are looked at: what git changes in them, by a merge or
a checkout in a terminal, no editor tells of where it was not asked to."""

LONG = 2_000
"""Characters of what is said that an editor shows."""

SEVERITIES = {
    Severity.BLOCKER: lsp.DiagnosticSeverity.Error,
    Severity.MAJOR: lsp.DiagnosticSeverity.Warning,
    Severity.MINOR: lsp.DiagnosticSeverity.Information,
    Severity.NOTE: lsp.DiagnosticSeverity.Hint,
}

GRAVITIES = {
    Gravity.CRITICAL: lsp.DiagnosticSeverity.Error,
    Gravity.MAJOR: lsp.DiagnosticSeverity.Warning,
    Gravity.MINOR: lsp.DiagnosticSeverity.Information,
    Gravity.NOTE: lsp.DiagnosticSeverity.Hint,
}


class Remarks:
    """The remarks of the latest runs by document: open ones, and those that a person put aside.

    The loop's thread owns it.
    """

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._of: dict[str, tuple[Placed, ...]] = {}
        self._shown: dict[str, tuple[Placed, ...]] = {}
        self._seen: dict[str, Moment] = {}
        self._glimpses: dict[str, Glimpse] = {}
        self._reports: dict[str, Found] = {}
        self._encoding = session.client.encoding

    async def report(self, uri: str, text: str) -> None:
        """Look at a document that may be the report of an audit; an empty one finds nothing."""
        path = path_of(uri)
        if path is None or (uri not in self._reports and "Severity:" not in text):
            return
        before = self._reports.get(uri, ())
        found = await asyncio.to_thread(findings, path, text)
        self._reports[uri] = found
        self._session.sources.want(self.files())
        for file in dict.fromkeys(each[0] for each in (*before, *found)):
            self.show(file)

    def look(self, glimpse: Glimpse) -> None:
        """Look, soon, at what a run says now; one that is older than the one shown is passed by."""
        document = glimpse.document
        before = self._seen.get(document)
        if before == glimpse.moment or (before is not None and before[0] > glimpse.folder.id):
            return
        self._forget_other_name(document, glimpse)
        self._glimpses[document] = glimpse
        self._seen[document] = glimpse.moment
        wait = 0.0 if before is None or not glimpse.live else SECONDS
        self._look_soon(document, wait)

    def refresh(self) -> None:
        """Look again where everything stands: files have changed, moved or gone."""
        for document in self._glimpses:
            self._look_soon(document, SECONDS)

    def _watch(self) -> None:
        """Look, again and again, whether a source that a remark speaks of has become another."""
        key = "remarks", "sources"
        if any(self._of.values()) and not self._session.background.put_off(key):
            self._session.background.later(key, WATCH, self._compare_soon)

    def _compare_soon(self) -> None:
        self._session.background.spawn(self._compare())

    async def _compare(self) -> None:
        found = tuple(one for some in self._of.values() for one in some)
        if await asyncio.to_thread(any_written_since, found):
            self.refresh()
        self._watch()

    def _look_soon(self, document: str, seconds: float) -> None:
        """Look at the newest glimpse there is by then: more of them may come meanwhile."""

        def work() -> None:
            glimpse = self._glimpses.get(document)
            if glimpse is not None:
                self._session.background.spawn(self._look(glimpse))

        key = "remarks", document
        if not self._session.background.put_off(key):
            self._session.background.later(key, seconds, work)

    def _forget_other_name(self, document: str, glimpse: Glimpse) -> None:
        """A run whose document was renamed is known by its new name only."""
        for other, seen in tuple(self._glimpses.items()):
            if other != document and seen.folder == glimpse.folder:
                for known in (self._glimpses, self._seen, self._of):
                    known.pop(other, None)

    async def again(self, run: str) -> None:
        """Look at a run whose remarks have changed by what we did."""
        await self._look(await self._session.engine.look(run))

    def of_file(self, uri: str) -> tuple[Placed, ...]:
        """What is to be said of a source file, or was put aside there."""
        return self._shown.get(escaped(uri), ())

    def files(self) -> tuple[str, ...]:
        """The source files of which something is to be said or was, by their addresses."""
        reported = (each[0] for found in self._reports.values() for each in found)
        return tuple(dict.fromkeys((*self._shown, *reported)))

    def of_item(self, document: str, handle: str) -> list[Placed]:
        """The remarks of an item in the document with that address."""
        path = path_of(document)
        found = self._of.get(str(path.resolve()), ()) if path is not None else ()
        return [one for one in found if handle in one.remark.items]

    def find(self, name: str) -> Placed | None:
        """A remark that is open or was put aside, by its id."""
        return next(
            (one for some in self._of.values() for one in some if one.remark.id == name), None
        )

    def diagnostics(self, uri: str) -> list[lsp.Diagnostic]:
        """The remarks in a source file as an editor shows them."""
        return [
            *(_diagnostic(one, self._encoding) for one in still_open(self.of_file(uri))),
            *(
                lsp.Diagnostic(
                    range=_line(line, text, self._encoding),
                    message=f"{one.title}\n{one.evidence}"[:LONG].strip(),
                    severity=GRAVITIES[one.gravity],
                    code=one.id,
                    source=names.SERVER,
                )
                for found in self._reports.values()
                for file, one, line, text in found
                if file == escaped(uri)
            ),
        ]

    def at_items(self, document: Document) -> list[lsp.Diagnostic]:
        """The remarks that have no place in the sources as they are, at their items."""
        session = self._session
        path = path_of(document.uri)
        found = still_open(self._of.get(str(path.resolve()), ()) if path is not None else ())
        if not found:
            return []
        analysis, places = session.analysis(document), session.places(document)
        return [
            lsp.Diagnostic(
                range=places.range(item.title_span),
                message=f"{_where(one)}: {one.remark.evidence.strip()[:LONG]}",
                severity=lsp.DiagnosticSeverity.Information,
                code=one.remark.id,
                source=names.SERVER,
            )
            for one in found
            if one.line is None
            and (item := analysis.item(next(iter(one.remark.items), ""))) is not None
        ]

    def show(self, uri: str) -> None:
        """Show what there is to show in a source, by whichever way the editor wants it."""
        session = self._session
        document = session.documents.get(uri)
        if document is None:
            session.editor.publish(uri, None, self.diagnostics(uri))
        elif session.client.pulls_diagnostics:
            session.editor.publish(uri, None, ())
            session.editor.redraw.diagnostics()
        else:
            # It may be the settings file, in which there is more to show.
            session.reread(document.uri)

    async def _look(self, glimpse: Glimpse) -> None:
        document = glimpse.document
        self._glimpses[document] = glimpse
        editor = self._session.starting.settings
        found = await self._session.engine.ask(lambda: tuple(placed(glimpse, editor)))
        if not (found or glimpse.live or document in self._of):
            # Nobody said anything about that one: what it was need not be kept.
            if self._glimpses.get(document) is glimpse:
                del self._glimpses[document]
            return
        # It may have got another name meanwhile.
        if document not in self._glimpses:
            return
        before = self._of.get(document, ())
        if found or before:
            self._of[document] = found
            self._watch()
        if before == found:
            return
        self._publish()
        for open_document in self._session.documents:
            path = path_of(open_document.uri)
            if path is not None and str(path.resolve()) == document:
                self._session.reread(open_document.uri)
                self._session.editor.redraw.lenses()

    def _publish(self) -> None:
        before, self._shown = self._shown, _by_file(self._of.values())
        self._session.sources.want(self.files())
        for uri in {**before, **self._shown}:
            if before.get(uri) != self._shown.get(uri):
                self.show(uri)


def _where(placed: Placed) -> str:
    remark = placed.remark
    at = f" at {remark.file}:{remark.line}" if remark.file is not None else ""
    return f"{remark.source}{at}, not in what you have checked out" if at else remark.source


def _by_file(found: Iterable[tuple[Placed, ...]]) -> dict[str, tuple[Placed, ...]]:
    files: dict[str, list[Placed]] = {}
    for some in found:
        for one in some:
            if one.file is not None and one.line is not None:
                files.setdefault(one.file.as_uri(), []).append(one)
    return {uri: tuple(some) for uri, some in files.items()}


def _diagnostic(placed: Placed, encoding: Encoding) -> lsp.Diagnostic:
    assert placed.line is not None
    remark = placed.remark
    about = f"{remark.item} · {remark.source}: " if remark.item else f"{remark.source}: "
    return lsp.Diagnostic(
        range=_line(placed.line, placed.text, encoding),
        message=f"{about}{remark.evidence.strip()[:LONG]}",
        severity=SEVERITIES[remark.severity],
        code=remark.id,
        source=names.SERVER,
    )


def _line(line: int, text: str, encoding: Encoding) -> lsp.Range:
    """A line, but for the blanks that it begins with."""
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    places = Places(Text(text), encoding)
    first, last = places.position(begin), places.position(max(end, begin))
    return lsp.Range(
        start=lsp.Position(line=line, character=first.character),
        end=lsp.Position(line=line, character=last.character),
    )
