"""What an editor's own widgets ask for: the view of a run, an overview, a line for a status bar."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from orchestrator_engine import api
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_server import states
from orchestrator_server.arguments import Arguments
from orchestrator_server.glimpse import Glimpse, looked
from orchestrator_server.protocol import Refused
from orchestrator_server.session import Session
from orchestrator_server.survey import viewed


async def view(session: Session, arguments: Arguments) -> Mapping[str, Any]:
    """Everything about a run, or an overview of those of the workspace. Raises `Refused`."""
    run = arguments.run
    if run is None and arguments.uri is not None:
        glimpse = session.glimpses.get(arguments.uri)
        run = glimpse.folder.id if glimpse is not None else None
    try:
        if run is not None:
            folder = RunFolder(state_dir() / "runs" / run)
            return await session.engine.ask(lambda: viewed(folder))
        folders = await session.engine.runs(session.runs.roots)
        return await session.engine.ask(lambda: api.runs_overview(state_dir(), folders=folders))
    except Refusal as refusal:
        raise Refused(refusal.sentences) from None


async def details(session: Session, arguments: Arguments) -> Mapping[str, Any]:
    """What a widget shows beside the view of a run. Raises `Refused`."""
    what = arguments.what or api.Detail.HISTORY
    given = {name: getattr(arguments, name) for name in _WISHES}
    wish = api.Wish(**{name: value for name, value in given.items() if value is not None})
    try:
        folders = await session.engine.runs(session.runs.roots)
        return await session.engine.ask(
            lambda: api.detail(state_dir(), what, wish, folders=folders)
        )
    except Refusal as refusal:
        raise Refused(refusal.sentences) from None


_WISHES = tuple(field.name for field in fields(api.Wish))


async def state(session: Session, arguments: Arguments) -> Mapping[str, Any]:
    """One short line about a run, for a status bar."""
    glimpse: Glimpse | None = None
    if arguments.run is not None:
        try:
            run = arguments.run
            folder = RunFolder(state_dir() / "runs" / run)
            glimpse = await session.engine.ask(lambda: looked(folder))
        except Refusal as refusal:
            raise Refused(refusal.sentences) from None
    else:
        document = session.document(arguments.uri)
        glimpse = session.glimpses.get(document.uri) if document is not None else None
        live = list(session.runs.live.values())
        if (glimpse is None or not glimpse.live) and live:
            glimpse = max(live, key=lambda one: one.folder.id)
    others = sum(one.live for one in session.runs.live.values()) - 1
    if glimpse is None:
        return states.line(None)
    return states.line(glimpse, others if glimpse.live else 0, session.runs.title(glimpse))
