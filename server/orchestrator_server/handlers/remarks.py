"""Commands about remarks, and about where code comes from: mend, dismiss, reopen, trace."""

from collections.abc import Iterator, Mapping
from typing import Any

from lsprotocol import types as lsp  # noqa: TC002  # as everywhere

from orchestrator_analyzer.text import Position, Span
from orchestrator_engine import api
from orchestrator_engine.errors import Refusal
from orchestrator_engine.remarks import Standing
from orchestrator_engine.run import Stage
from orchestrator_engine.wording import shorten
from orchestrator_server import names, steering, tracing
from orchestrator_server.arguments import Arguments
from orchestrator_server.documents import Document
from orchestrator_server.offers import Offer
from orchestrator_server.placing import Placed, still_open
from orchestrator_server.protocol import Refused
from orchestrator_server.roles import Role
from orchestrator_server.session import Session
from orchestrator_server.starting import ASK_SECONDS, LATER
from orchestrator_server.targets import Target

SHORT = 50
"""Characters of a remark in a title."""

MANY = 3
"""Remarks at one place that are offered to be fixed, so that a menu stays short."""

REASONS = ("It is on purpose", "It is not true", "It is not worth it", "Somebody else does it")
OWN = "Another reason…"
"""The last choice, of an editor in which a person can type one."""

NO_REMARK = "That remark is settled already, or of a run whose document is not open."

IS_OPEN = "That remark is open: nobody has put it aside."


def mend(session: Session, arguments: Arguments) -> None:
    """Have what a remark says put right, after a yes."""
    placed = _open_remark(session, arguments)
    if placed is not None:
        session.begin(_mend(session, placed))


async def _mend(session: Session, placed: Placed) -> None:
    remark, glimpse = placed.remark, placed.glimpse
    uri = _home(session, placed)
    state = glimpse.run.tasks.get(remark.task)
    if state is not None and state.stage in (Stage.FAILED, Stage.SKIPPED):
        again = Arguments(run=glimpse.folder.id, task=remark.task)
        await steering.retry(session, Target(glimpse, uri), again)
        return
    if glimpse.live:
        session.editor.inform(f"{glimpse.run.title} is going on: what it says may still be mended.")
        return
    if placed.file is None or placed.line is None:
        branch = glimpse.run.created.branch
        session.editor.inform(
            f"What this is about is not in what you have checked out. Merge {branch} first."
        )
        return
    run = await session.starting.mend(uri, _words(placed), placed.file, remark.id)
    if run is not None:
        await session.remarks.again(glimpse.folder.id)
        session.runs.want(run)


def _words(placed: Placed) -> str:
    """What an agent is asked to do about a remark."""
    remark = placed.remark
    line = (placed.line or 0) + 1
    about = f" (of {remark.item})" if remark.item else ""
    said = "\n".join(f"> {line}" for line in remark.evidence.strip().splitlines()[:60])
    return f"Put right what {remark.source} says of {remark.file}:{line}{about}\n{said}"


def dismiss(session: Session, arguments: Arguments) -> None:
    """Put a remark aside for a reason; one that was not given is asked for."""
    placed = _open_remark(session, arguments)
    if placed is not None:
        session.begin(_dismiss(session, placed, arguments.reason))


async def _dismiss(session: Session, placed: Placed, reason: str | None) -> None:
    remark = placed.remark
    if reason is None and session.client.asks:
        question = f"Why does nothing need to be done about this? {remark.text}"
        own = (OWN,) if session.client.takes_words else ()
        chosen = await session.editor.confirm(question, (LATER, *REASONS, *own), ASK_SECONDS)
        reason = None if chosen in (None, LATER) else chosen
        if reason == OWN:
            reason = await session.editor.words(question)
        if reason is None:
            return
    if reason is None:
        session.editor.inform(
            f'To dismiss it, say why: code-orch dismiss {remark.id} "it is on purpose"'
        )
        return
    folder, by = placed.glimpse.folder, _who(session)
    await session.engine.ask(lambda: api.send_dismissal(folder, remark.id, reason, by))
    await session.remarks.again(folder.id)


def reopen(session: Session, arguments: Arguments) -> None:
    """Take it back that a remark was put aside."""
    placed = _remark(session, arguments)
    if placed is not None and placed.remark.state is Standing.OPEN:
        session.editor.inform(IS_OPEN)
    elif placed is not None:
        session.begin(_reopen(session, placed))


async def _reopen(session: Session, placed: Placed) -> None:
    folder, by = placed.glimpse.folder, _who(session)
    await session.engine.ask(lambda: api.send_reopening(folder, placed.remark.id, by))
    await session.remarks.again(folder.id)


async def trace(session: Session, arguments: Arguments) -> Mapping[str, Any]:
    """Go from an item to its code, or from a line to its item. Raises `Refused`."""
    found: list[lsp.Location] = []
    document = session.document(arguments.uri)
    try:
        if document is not None and arguments.item is not None:
            found = await tracing.code_of(document, arguments.item)
        elif document is not None and document.role is not Role.SOURCE:
            line, column = arguments.position or (0, 0)
            places = session.places(document)
            offset = places.text.offset(Position(line, column), places.encoding)
            item = session.analysis(document).item_at(offset)
            if item is not None:
                found = await tracing.code_of(document, item.id or item.handle)
        elif arguments.uri is not None and arguments.position is not None:
            found = await tracing.items_at(arguments.uri, arguments.position[0])
    except Refusal as refusal:
        raise Refused(refusal.sentences) from None
    if found:
        session.background.spawn(session.editor.reveal(found[0]))
    else:
        session.editor.inform("Nothing is known to have come of this, or to have led to it.")
    return {"places": found}


def offers_at(session: Session, document: Document, span: Span) -> Iterator[Offer]:
    """What can be done about the remarks at a place of a source, or at an item of a document."""
    if document.role is Role.SOURCE:
        first, last = document.line_of(span.start), document.line_of(span.end)
        placed = [
            one
            for one in session.remarks.of_file(document.uri)
            if one.line is not None and first <= one.line <= last
        ]
        place = {"line": first, "character": 0}
        argument = {"uri": document.uri, "position": place}
        yield from _of_remarks(placed)
        yield Offer("Go to the item that this line comes from", names.TRACE, argument)
        return
    item = session.analysis(document).item_at(span.start)
    if item is None:
        return
    yield from _of_remarks(session.remarks.of_item(document.uri, item.handle))


def _of_remarks(found: list[Placed]) -> Iterator[Offer]:
    left = still_open(found)
    for placed in left[:MANY]:
        words, argument = _about(placed)
        if not placed.rehearsed:
            yield Offer(f"Have it fixed: {words}", names.MEND, argument)
        yield Offer(f"Dismiss it, with a reason: {words}", names.DISMISS, argument)
    for placed in [one for one in found if one.remark.state is not Standing.OPEN][:MANY]:
        words, argument = _about(placed)
        why = shorten(placed.remark.why, SHORT)
        yield Offer(f"Open it again: {words} (dismissed: {why})", names.REOPEN, argument)


def _about(placed: Placed) -> tuple[str, dict[str, Any]]:
    remark = placed.remark
    argument = {"run": placed.glimpse.folder.id, "remark": remark.id}
    return shorten(remark.text, SHORT), argument


def _who(session: Session) -> str:
    name = session.client.name
    return f"the editor ({name})" if name else "the editor"


def _remark(session: Session, arguments: Arguments) -> Placed | None:
    if arguments.remark is None:
        session.editor.inform("Choose the action at the remark that you mean.")
        return None
    placed = session.remarks.find(arguments.remark)
    if placed is None:
        session.editor.inform(NO_REMARK)
    return placed


def _open_remark(session: Session, arguments: Arguments) -> Placed | None:
    placed = _remark(session, arguments)
    if placed is None or placed.remark.state is Standing.OPEN:
        return placed
    session.editor.inform(NO_REMARK)
    return None


def _home(session: Session, placed: Placed) -> str:
    """The address under which what we ask about a remark can be confirmed."""
    run = placed.glimpse.folder.id
    return session.feed.following(run) or session.documents.focused or run
