"""Commands that show something: report, change, comparison, history, dashboard, debugging."""

import asyncio
from collections.abc import Mapping

from orchestrator_engine import api
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.wording import task_name
from orchestrator_server import debugging, pages
from orchestrator_server.arguments import Arguments
from orchestrator_server.glimpse import Glimpse, looked
from orchestrator_server.programs import Refused as EngineRefused
from orchestrator_server.protocol import Refused
from orchestrator_server.session import Session
from orchestrator_server.targets import Target, tasks_of


async def report(session: Session, target: Target, _arguments: Arguments) -> None:
    """Show the report of a run."""
    await session.editor.show(await session.engine.report(target.glimpse.folder))


async def diff(session: Session, target: Target, arguments: Arguments) -> None:
    """Show what a task changed."""
    run, folder = target.run, target.glimpse.folder
    tasks = tasks_of(run, arguments)
    changed = [one for one in tasks if one.merged or (one.attempt and one.attempt.commit)]
    if not tasks:
        session.editor.inform("Put the cursor on the item whose change you want to see.")
    elif not changed:
        session.editor.inform(f"{task_name(run, tasks[0].task.id)} has changed nothing yet.")
    for state in changed:
        task = state.task.id
        file = await session.engine.ask(lambda task=task: api.write_change(folder, run, task))
        if file is not None:
            await session.editor.show(file)


async def compare(session: Session, target: Target, _arguments: Arguments) -> None:
    """Show a run beside the one before it of the same document."""
    now = target.glimpse
    document = now.document

    def before() -> Glimpse | None:
        older = (one for one in session.engine.known() if one.id < now.folder.id)
        for folder in older:
            if api.created_by(folder).origin.document == document:
                return looked(folder)
        return None

    found = await session.engine.ask(before)
    if found is None:
        session.editor.inform("This document was run once, so there is nothing to compare with.")
    else:
        text = pages.comparison(now, found)
        await pages.show(session, f"compare-{now.folder.id}.md", redactor().text(text))


def history(session: Session, _arguments: Arguments) -> None:
    """Show what the runs of the workspace came to."""

    async def show() -> None:
        folders = await session.engine.runs(session.runs.roots)
        text = await session.engine.ask(lambda: pages.history(folders))
        await pages.show(session, "history.md", redactor().text(text))

    session.begin(show())


async def dashboard(session: Session, arguments: Arguments) -> Mapping[str, object] | None:
    """Give the dashboard's address, and open it where the editor can. Raises `Refused`."""
    run = arguments.run
    if run is None and (document := session.document(arguments.uri)) is not None:
        glimpse = session.glimpses.get(document.uri)
        run = glimpse.folder.id if glimpse is not None else None
    try:
        answer = await session.starting.program(api.dashboard_argv(run))
    except EngineRefused as refused:
        raise Refused(str(refused)) from None
    url = str(answer["url"])
    if arguments.open:
        session.background.spawn(session.editor.browse(url))
    return {"url": url}


async def debug(session: Session, arguments: Arguments) -> Mapping[str, object]:
    """Show and give what a report of a bug needs, without secrets."""
    program = await asyncio.to_thread(debugging.program, arguments.text or "")
    told = debugging.information(
        program, session.client, session.documents, session.glimpses.values(), redactor().text
    )
    session.begin(pages.show(session, "debug.md", str(told["text"])))
    return told
