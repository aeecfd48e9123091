"""The commands. Each answers at once; what it sets going happens in the background.

Arguments may be missing (a picker of commands sends none): then the document that the person
looked at last is meant.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from lsprotocol import types as lsp

from orchestrator_engine.questions import Choice
from orchestrator_server import names, prompts, states
from orchestrator_server.documents import Document, path_of
from orchestrator_server.engine import Glimpse
from orchestrator_server.handlers import analyzing
from orchestrator_server.offers import Again, Wish
from orchestrator_server.protocol import Refused
from orchestrator_server.session import Session


def execute(session: Session, params: lsp.ExecuteCommandParams) -> object:
    """Set a command going; gives what it has to say at once."""
    command = _COMMANDS.get(params.command)
    if command is None:
        raise Refused(f"there is no command {params.command}")
    argument = _argument(params.arguments)
    uri = argument.get("uri")
    document = session.document(uri if isinstance(uri, str) else None)
    if document is None or document.ours:
        session.editor.inform("Open the markdown document that this is about, then try again.")
        return None
    session.sign(document.uri)
    return command(session, document, argument)


def cancel(session: Session, params: lsp.WorkDoneProgressCancelParams) -> None:
    """The person pressed the stop button of a progress."""
    glimpse = session.feed.cancel(params.token)
    if glimpse is not None:
        session.begin(session.engine.stop(glimpse.folder))


def _run(session: Session, document: Document, argument: Mapping[str, Any]) -> None:
    glimpse = session.glimpses.get(document.uri)
    if glimpse is not None and glimpse.live:
        session.editor.inform(f"{glimpse.run.title} is running already.")
        return
    mode = argument.get("mode") or session.choices(document).mode
    if not isinstance(mode, str):
        reasons = session.analysis(document).recommendation.reasons
        session.editor.inform(reasons[-1].text if reasons else "There is nothing to run.")
        return
    named = argument.get("items")
    items = tuple(map(str, cast("list[object]", named))) if isinstance(named, list) else ()
    session.begin(_start(session, document, Wish(document.uri, mode, items)))


async def _start(session: Session, document: Document, wish: Wish) -> None:
    path = path_of(document.uri)
    if path is None:
        session.editor.inform("Save the document as a file first; a run needs to find it.")
    elif (run := await session.starting.wish(wish, document, path)) is not None:
        session.feed.expect(document.uri, run)


def _resume(session: Session, document: Document, _argument: Mapping[str, Any]) -> None:
    glimpse = session.glimpses.get(document.uri)
    if glimpse is None:
        session.editor.inform("This document has not been run yet.")
    elif glimpse.live:
        session.editor.inform(f"{glimpse.run.title} is running already.")
    elif not glimpse.resumable:
        ended = states.ending(glimpse)
        session.editor.inform(f"{ended} To do what is left, run the document again.")
    else:
        session.begin(_go_on(session, document, glimpse))


async def _go_on(session: Session, document: Document, glimpse: Glimpse) -> None:
    path = path_of(document.uri)
    if path is None:
        return
    again = Again(document.uri, glimpse.folder, glimpse.run.ended_at)
    if (run := await session.starting.again(again, glimpse.run, path)) is not None:
        session.feed.expect(document.uri, run, again.ended_at)


def _confirm(session: Session, document: Document, _argument: Mapping[str, Any]) -> None:
    session.begin(_confirmed(session, document))


async def _confirmed(session: Session, document: Document) -> None:
    path = path_of(document.uri)
    armed = session.starting.armed(document.uri)
    if path is not None and (run := await session.starting.confirm(document, path)) is not None:
        ended_at = armed.ended_at if isinstance(armed, Again) else None
        session.feed.expect(document.uri, run, ended_at)


def _stop(session: Session, document: Document, _argument: Mapping[str, Any]) -> None:
    glimpse = session.glimpses.get(document.uri)
    if glimpse is None or not glimpse.live:
        session.editor.inform("No run of this document is going on.")
        return
    session.begin(session.engine.stop(glimpse.folder))


def _report(session: Session, document: Document, _argument: Mapping[str, Any]) -> None:
    glimpse = session.glimpses.get(document.uri)
    if glimpse is None:
        session.editor.inform("This document has not been run yet.")
        return

    async def show() -> None:
        await session.editor.show(await session.engine.report(glimpse.folder))

    session.begin(show())


def _answer(session: Session, document: Document, argument: Mapping[str, Any]) -> None:
    question, choice = argument.get("question"), argument.get("answer")
    if isinstance(question, str) and choice in tuple(Choice):
        arm = bool(argument.get("arm"))
        session.answering.answer(document.uri, question, Choice(str(choice)), arm=arm)
    else:
        session.answering.show(document.uri)


def _prompt(session: Session, document: Document, argument: Mapping[str, Any]) -> object:
    text = prompts.prompt_of(session, document, argument)
    if not text:
        reasons = session.analysis(document).recommendation.reasons
        session.editor.inform(reasons[-1].text if reasons else "There is nothing to do here.")
        return None
    session.begin(prompts.show(session, document, text))
    return {"prompt": text}


def _argument(arguments: Sequence[object] | None) -> Mapping[str, Any]:
    first = arguments[0] if arguments else None
    return cast("Mapping[str, Any]", first) if isinstance(first, Mapping) else {}


_COMMANDS: Mapping[str, Callable[[Session, Document, Mapping[str, Any]], object]] = {
    names.ANALYZE: lambda session, document, _: analyzing.analyzed(session, document),
    names.RUN: _run,
    names.CONFIRM: _confirm,
    names.STOP: _stop,
    names.REPORT: _report,
    names.RESUME: _resume,
    names.PROMPT: _prompt,
    names.ANSWER: _answer,
}
