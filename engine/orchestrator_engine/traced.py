"""What `code-orch trace --json` says: a stable shape that other programs read.

These classes are the schema: `schemas/trace.json` is made from them, their docstrings included, and
a test compares the two. No name is ever taken away or given another meaning; new ones may come.
Lines count from 1, times are seconds since 1970, what is unknown is null.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

SCHEMA = 1
"""The version of this shape; the same number stands in every object of the command line."""


class _Said:
    """How pydantic reads these classes where a test makes the schema of them."""

    __slots__ = ()
    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(_Said):
    """The line of a file that was asked about."""

    file: str
    """From the top of the repository."""
    line: int
    text: str
    commit: str | None
    """The commit that it comes from; null for what nobody has committed."""
    file_then: str
    line_then: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit(_Said):
    """A commit that a task became."""

    id: str
    subject: str
    author: str
    at: float
    where: Literal["here", "branch", "rewritten", "gone"]
    """In what the person has checked out; only on another branch; there, but by a rebase or squash
    no longer the commit that the run made; or nowhere any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(_Said):
    """An item of the document, as it stood when the run was planned."""

    id: str
    title: str | None
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(_Said):
    """How a check ended."""

    name: str
    passed: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(_Said):
    """One go at the task."""

    number: int
    ended: str
    """How, in a few words: done, failed, thrown away, …"""
    files: int
    checks: tuple[Check, ...]
    verdict: str | None
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class File(_Said):
    """A file that the task's commit changed; its counts are null for a binary file."""

    path: str
    added: int | None
    removed: int | None
    test: bool
    """Whether it is a test, or something that tests need."""
    names: tuple[str, ...]
    """Functions, classes and their like that the change touches, as far as they can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(_Said):
    """The last review of the attempt that counts."""

    verdict: str
    score: int | None
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark(_Said):
    """What a reviewer or a failed check had to say; the id is for `code-orch dismiss`."""

    id: str
    file: str | None
    line: int | None
    severity: str
    text: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace(_Said):
    """A task, with what came before it and what came of it."""

    rests_on: Literal["run", "trailers"]
    """The journal of its run, or only what the commit says of itself."""
    run: str
    document: str | None
    task: str
    title: str | None
    state: str | None
    items: tuple[Item, ...]
    commit: Commit | None
    attempts: tuple[Attempt, ...]
    files: tuple[File, ...]
    tests: tuple[str, ...]
    """The changed files that are tests."""
    review: Review | None
    remarks: tuple[Remark, ...]
    notes: tuple[str, ...]
    """What has to be known to read this rightly: what is missing, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced(_Said):
    """Everything that is known of an item, or of a line."""

    schema: int
    asked: str
    line: Line | None
    traces: tuple[Trace, ...]
    notes: tuple[str, ...]
