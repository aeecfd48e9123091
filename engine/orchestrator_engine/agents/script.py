"""The words of a rehearsal script: sections, the steps in them, and what may be named there.

`script_reader` makes them of markdown, `rehearsal` carries them out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from orchestrator_engine.agents.protocol import Subject
from orchestrator_engine.attempt import Ending


@dataclass(frozen=True, slots=True)
class Key:
    """What a section answers: items, round (from 1), review (from 1; 0 is the work itself)."""

    items: str
    round: int
    review: int

    def __str__(self) -> str:
        """The key as a heading says it."""
        match self.review:
            case 0:
                return f"{self.items}, round {self.round}"
            case 1:
                return f"{self.items}, review of round {self.round}"
            case _:
                return f"{self.items}, review {self.review} of round {self.round}"


@dataclass(frozen=True, slots=True)
class Say:
    """Say a paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Write:
    """Make a file what `content` is, whether it was there or not."""

    path: str
    content: str


@dataclass(frozen=True, slots=True)
class Append:
    """Put `content` at the end of a file, which may be new."""

    path: str
    content: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Take a file away."""

    path: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Pretend that this was used up: `nanos` (billionths of a US dollar) and tokens."""

    nanos: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Asks:
    """Ask whether a command may be run, as an agent does; nothing is run either way."""

    command: str


Step = Say | Write | Append | Delete | Cost | Asks


@dataclass(frozen=True, slots=True)
class Section:
    """What to do, in order, and how it ends; `verdict` keeps `answers.VERDICT_SCHEMA`."""

    line: int
    steps: tuple[Step, ...] = ()
    ending: Ending = Ending.DONE
    why: str = ""
    verdict: dict[str, Any] | None = None

    @property
    def prose(self) -> str:
        """All that is said in it."""
        return "\n\n".join(step.text for step in self.steps if isinstance(step, Say))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a script that cannot be obeyed; `line` counts from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        """The problem as a person reads it."""
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script: `pace` is seconds a step. One with problems must not be carried out."""

    pace: float
    sections: dict[Key, Section]
    problems: tuple[Problem, ...]


def key_of(subject: Subject) -> Key:
    """The section that a job about `subject` is answered by."""
    return Key(plain(" + ".join(subject.items)), subject.round, subject.review)


def own_key_of(subject: Subject) -> Key:
    """The section for that very task: of several that serve the same items, by its own title."""
    return Key(plain(subject.title), subject.round, subject.review)


def confined(path: str) -> str | None:
    """Why `path` must not be touched by a script, or None when it stays in the folder."""
    parts = PurePosixPath(path).parts
    if not parts:
        return "there is no path"
    if path.startswith("/") or PureWindowsPath(path).drive or "\\" in path:
        return f"“{path}” must be a path from the root of the repository, with “/” between folders"
    if ".." in parts:
        return f"“{path}” leaves the repository"
    # Some file systems take .GIT for .git.
    if any(part.lower() == ".git" for part in parts):
        return f"“{path}” belongs to git, not to the agent"
    if "\0" in path:
        return "a path cannot hold a NUL character"
    return None


def meant(word: str, known: Iterable[str]) -> str:
    """What somebody probably meant who wrote a word that is not known, or nothing."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean “{near[0]}”?" if near else ""


@cache
def markdown() -> MarkdownIt:
    """What reads markdown: CommonMark, nothing more."""
    return MarkdownIt("commonmark")


def plain(label: str) -> str:
    """The words of a label without their dressing: `x` and x are one, as a reader would say."""
    return text_of(markdown().parseInline(label)[0])


def text_of(inline: Token) -> str:
    """The words of an inline token."""
    words = "".join(
        child.content or " " * (child.type in _BREAKS) for child in inline.children or ()
    )
    return " ".join(words.split())


_BREAKS = {"softbreak", "hardbreak"}
