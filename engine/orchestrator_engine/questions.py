"""What agents ask of a person during a run, and what they are told: values and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from orchestrator_engine.visible import clean, one_line

TITLE = 200
INPUT = 16_000
DIFF = 16_000
MESSAGE = 2_000
"""Characters that are kept of each: a journal is no place for a whole file."""


class Whom(StrEnum):
    """Who is asked what an agent may not do by itself: nobody, or whoever has the run before them.

    To ask nobody is the stricter of the two: then everything is refused.
    """

    NOBODY = "never"
    ATTACHED = "attached"


class Choice(StrEnum):
    """The answers that there are, the safe one first."""

    REFUSE = "refuse"
    ALLOW = "allow"
    ALWAYS = "always"

    @property
    def words(self) -> str:
        """What a button says."""
        return _BUTTONS[self]

    def as_data(self, question: str, *, by: str, message: str = "") -> dict[str, object]:
        """The data of the command that gives this answer to a question."""
        return {
            "question": question,
            "allow": self is not Choice.REFUSE,
            "remember": self is Choice.ALWAYS,
            "by": by,
            "message": message,
        }


_BUTTONS = {
    Choice.REFUSE: "Refuse",
    Choice.ALLOW: "Allow",
    Choice.ALWAYS: "Allow in this run",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is open: `id` is unlike any other of its run, `at` is when it was asked.

    `key` tells what an answer for the whole run would hold for. `at` is seconds since 1970.
    """

    id: str
    task: str
    attempt: int
    tool: str
    title: str
    input: str
    diff: str
    paths: tuple[str, ...]
    key: str
    at: float

    @property
    def scope(self) -> str:
        """What an answer for the whole run would hold for."""
        if self.diff and self.paths:
            return f"every such change of {', '.join(self.paths)}"
        return f"exactly the same use of {self.tool}"

    @property
    def details(self) -> str:
        """All that is known of what it is about: the change, or what the tool is given."""
        return (self.diff or self.input).rstrip("\n")


@dataclass(frozen=True, slots=True)
class Settled:
    """How a question ended: `by` is who answered (nobody: empty), `message` what the agent heard.

    One that was withdrawn was answered by nobody, and it no longer matters what.
    """

    allow: bool
    remember: bool = False
    by: str = ""
    message: str = ""
    withdrawn: bool = False

    @property
    def words(self) -> str:
        """How it ended, in a few words."""
        if self.withdrawn:
            return f"withdrawn: {self.message}"
        if not self.allow:
            said = f": {self.message}" if self.message else ""
            return f"refused by {self.by}{said}" if self.by else f"refused{said}"
        return f"allowed{' for the rest of the run' if self.remember else ''} by {self.by}"


def key(tool: str, given: str, paths: Sequence[str], diff: str) -> str:
    """What tells one thing that is asked from another: a change by its files, the rest by itself.

    Of the text itself nothing can be read in it.
    """
    # Imported where it is needed: it brings OpenSSL, which most looks at a run can do without.
    from hashlib import sha256  # noqa: PLC0415

    about = paths if diff and paths else (given,)
    return sha256("\0".join((tool, *about)).encode(errors="surrogateescape")).hexdigest()


def fit(text: str, most: int) -> str:
    """Text of an agent as it is kept and shown, without its middle where it is too long.

    Everything that a question shows comes through here.
    """
    text = clean(text)
    if len(text) <= most:
        return text
    half = most // 2
    left_out = len(text) - 2 * half
    return f"{text[:half]}\n[… {left_out} characters are left out here …]\n{text[-half:]}"


def fit_line(text: str, most: int = TITLE) -> str:
    """As `fit`, on one line."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def how_to_answer(run: str, question: Question) -> str:
    """The commands that answer a question of the run with that id."""
    answers = "|".join(choice.value for choice in reversed(Choice))
    return f"code-orch attach {run}, or: code-orch answer {run} {question.id} {answers}"
