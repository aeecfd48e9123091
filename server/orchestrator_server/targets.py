"""Which run and which task of it a command is about."""

from dataclasses import dataclass

from orchestrator_engine.api import find_task
from orchestrator_engine.run import Run, TaskState
from orchestrator_server.arguments import Arguments
from orchestrator_server.documents import Document
from orchestrator_server.glimpse import Glimpse
from orchestrator_server.roles import Role
from orchestrator_server.session import Session

NO_DOCUMENT = "Open the markdown document that this is about, then try again."
NO_RUN = "This document has not been run yet."
UNKNOWN = "It is not known yet whether this document was run: its runs are still being read."

PATIENCE = 10.0
"""Seconds that a command waits until the runs of its document are known."""


@dataclass(frozen=True, slots=True)
class Target:
    """A run as it is now, and the address under which it is agreed on: that of its document."""

    glimpse: Glimpse
    uri: str

    @property
    def run(self) -> Run:
        """The run."""
        return self.glimpse.run


def document_of(session: Session, arguments: Arguments) -> Document | None:
    """The open document that is meant; None, and the person is told, where there is none."""
    document = session.document(arguments.uri)
    if document is None or document.role in (Role.PAGE, Role.SOURCE):
        session.editor.inform(NO_DOCUMENT)
        return None
    session.sign(document.uri)
    return document


async def target_of(session: Session, arguments: Arguments) -> Target | None:
    """The run that is meant: the named one, or the latest of the document.

    None, and the person is told, where there is none. Raises `errors.Refusal` where it cannot be
    read.
    """
    if arguments.run is not None:
        glimpse = await session.engine.look(arguments.run)
        uri = session.feed.following(arguments.run) or session.documents.focused or arguments.run
        return Target(glimpse, uri)
    document = document_of(session, arguments)
    if document is None:
        return None
    known = await session.feed.known(document.uri, PATIENCE)
    glimpse = session.glimpses.get(document.uri)
    if glimpse is None:
        session.editor.inform(NO_RUN if known else UNKNOWN)
        return None
    return Target(glimpse, document.uri)


def tasks_of(run: Run, arguments: Arguments) -> list[TaskState]:
    """The tasks that are meant: one by its id, or those of an item by its handle or label.

    Empty where none is named. Raises `errors.NoSuchTask`.
    """
    if arguments.task is not None:
        return [run.tasks[find_task(run, arguments.task)]]
    if arguments.item is not None:
        served = [one for one in run.tasks.values() if arguments.item in one.task.items]
        return served or [run.tasks[find_task(run, arguments.item)]]
    return []
