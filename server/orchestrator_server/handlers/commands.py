"""The commands. Each answers at once; what it sets going happens in the background.

Arguments may be missing (a picker of commands sends none): then the document that the person
looked at last is meant. What they may be is in `arguments.py`.
"""

from collections.abc import Callable, Mapping

from lsprotocol import types as lsp

from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_server import arguments, names, steering
from orchestrator_server.arguments import Arguments
from orchestrator_server.handlers import analyzing, looking, remarks, running, widgets
from orchestrator_server.protocol import Refused
from orchestrator_server.session import Session
from orchestrator_server.targets import document_of

Command = Callable[[Session, Arguments], object]


def execute(session: Session, params: lsp.ExecuteCommandParams) -> object:
    """Set a command going; gives what it has to say at once. Raises `Refused`."""
    command = COMMANDS.get(params.command)
    if command is None:
        raise Refused(f"there is no command {params.command}")
    if params.command in names.RUNNING and not session.client.trusted:
        raise Refused("trust this folder first, in your editor: a run executes what is in it")
    given = arguments.read(params.command, params.arguments)
    result = command(session, given)
    session.did_since_offered = True
    return result


def cancel(session: Session, params: lsp.WorkDoneProgressCancelParams) -> None:
    """The person pressed the stop button of a progress."""
    run = session.board.run_of(params.token)
    if run is not None:
        session.begin(session.engine.stop(RunFolder(state_dir() / "runs" / run)))


def _steer(steer: steering.Steer) -> Command:
    def command(session: Session, given: Arguments) -> None:
        session.begin(steering.steered(session, given, steer))

    return command


def analyze(session: Session, given: Arguments) -> object:
    """What is made of a document, for a menu."""
    document = document_of(session, given)
    return analyzing.analyzed(session, document) if document is not None else None


COMMANDS: Mapping[str, Command] = {
    names.ANALYZE: analyze,
    names.RUN: running.run,
    names.CONFIRM: running.confirm,
    names.STOP: _steer(steering.stop),
    names.PAUSE: _steer(steering.pause),
    names.RESUME: _steer(running.resume),
    names.RESTART: _steer(steering.restart),
    names.APPROVE: _steer(steering.approve),
    names.RETRY: _steer(steering.retry),
    names.SKIP: _steer(steering.skip),
    names.REVERT: _steer(steering.revert),
    names.PLAN: running.plan,
    names.PROMPT: running.prompt,
    names.ANSWER: running.answer,
    names.REPORT: _steer(looking.report),
    names.DIFF: _steer(looking.diff),
    names.COMPARE: _steer(looking.compare),
    names.HISTORY: looking.history,
    names.DASHBOARD: looking.dashboard,
    names.TRACE: remarks.trace,
    names.MEND: remarks.mend,
    names.DISMISS: remarks.dismiss,
    names.REOPEN: remarks.reopen,
    names.DEBUG: looking.debug,
    names.VIEW: widgets.view,
    names.DETAILS: widgets.details,
    names.STATE: widgets.state,
}
