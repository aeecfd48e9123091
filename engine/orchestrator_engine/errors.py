"""What a person can meet: a message that says what happened, and a hint that says what to do.

Refusal
├── BadDocument     the markdown file cannot be run
├── BadProject      the folder is no place to work in
├── BadConfig       the settings cannot be used
├── AlreadyRunning  another run has this project
├── HasEnded        a run has ended for good
├── NoSuchRun       there is no such run
├── NoSuchTask      a run has no such task
├── NotDone         a run was asked for something that makes no sense now
├── CannotRevert    a task cannot be taken back
├── NoAgent         the coding agent is not there
├── Untrusted       nobody allowed what the folder would execute
└── BadStore        the state folder or a journal cannot be used
"""

from typing import ClassVar


class Refusal(Exception):  # noqa: N818  # it is an answer, not a mishap
    """The program will not go on. `code` is the exit code of the command line."""

    code: ClassVar[int] = 2
    name: ClassVar[str] = "refused"

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def sentences(self) -> str:
        """The message and what to do, as two sentences; a command keeps its small letter."""
        hint, first = self.hint, self.hint.split(" ", 1)[0]
        begin = hint[:1].upper() if first.isalpha() else hint[:1]
        return f"{self.message}. {begin}{hint[1:]}"


class BadDocument(Refusal):
    """The markdown file is missing, unreadable, empty, or has nothing to do in it."""

    name = "bad-document"


class BadProject(Refusal):
    """The folder is missing, is no git repository, has no commit, or git itself is missing."""

    name = "bad-project"


class BadConfig(Refusal):
    """A settings file is broken or names something that does not exist."""

    code = 78
    name = "bad-config"


class AlreadyRunning(Refusal):
    """Another run is going on in this project."""

    code = 4
    name = "already-running"


class HasEnded(Refusal):
    """The run is over, and nothing of it can go on."""

    name = "has-ended"


class NoSuchRun(Refusal):
    """No run matches what was asked for."""

    code = 3
    name = "no-such-run"


class NoSuchTask(Refusal):
    """No task of the run matches what was asked for."""

    name = "no-such-task"


class NotDone(Refusal):
    """The run refused what it was asked for: the message says why."""

    name = "not-done"


class CannotRevert(Refusal):
    """There is no such task, nothing of it is merged, or others changed the same lines since."""

    name = "cannot-revert"


class NoSuchPlace(Refusal):
    """There is no such item, remark, file or line that anything could be said of."""

    name = "no-such-place"


class NoAgent(Refusal):
    """The coding agent is not installed, too old, or not known."""

    name = "no-agent"


class Untrusted(Refusal):
    """Nobody allowed what would be executed in the folder, or it has changed since."""

    code = 77
    name = "untrusted"


class BadStore(Refusal):
    """The state folder or a journal in it cannot be read or written."""

    name = "bad-store"
