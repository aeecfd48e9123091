"""What a scan finds: values, each with the file that it was read from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a command of a project is for."""

    SETUP = "setup"
    BUILD = "build"
    TEST = "test"
    LINT = "lint"
    TYPES = "types"
    FORMAT = "format"
    DEV = "dev"
    END_TO_END = "end-to-end"


class Facet(StrEnum):
    """Which choice of a project a technology is."""

    FRAMEWORK = "framework"
    DATABASE = "database"
    ORM = "orm"
    AUTHENTICATION = "authentication"
    STYLING = "styling"
    TESTING = "testing"


@dataclass(frozen=True, slots=True)
class Command:
    """A command line; `source` says where it was read from, `port` where a dev server listens.

    `declared` is one that the project names itself; the others follow from what it consists of.
    """

    purpose: Purpose
    words: tuple[str, ...]
    source: str
    declared: bool = False
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Technology:
    """Something that a project is made with."""

    facet: Facet
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should decide: what is unclear, and what we would propose."""

    message: str
    proposal: str
    source: str


@dataclass(frozen=True, slots=True)
class Project:
    """What one manifest makes of a folder (“” for the top); `members` are those of a workspace."""

    ecosystem: str
    folder: str
    manager: str
    source: str
    commands: tuple[Command, ...] = ()
    technologies: tuple[Technology, ...] = ()
    members: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def command(self, purpose: Purpose) -> Command | None:
        """Its first command for something."""
        return next((each for each in self.commands if each.purpose is purpose), None)


Table = Mapping[Facet, Mapping[str, str]]
"""By facet, the names of packages with what people call them."""


def technologies(names: Iterable[str], table: Table, source: str) -> tuple[Technology, ...]:
    """What the packages that a project needs say of it, each technology once, in table order."""
    there = {name.lower() for name in names}
    found = {
        Technology(facet, name, source): None
        for facet, known in table.items()
        for package, name in known.items()
        if package in there
    }
    return tuple(found)


def clash(files: Iterable[str], chosen: str, why: str) -> tuple[Finding, ...]:
    """A finding where lock files of several package managers lie side by side."""
    there = tuple(files)
    if len(there) < 2:  # noqa: PLR2004  # one is no clash
        return ()
    return (
        Finding(
            f"{' and '.join(there)} are lock files of different package managers",
            f"{chosen} is used ({why}); delete the others, or name the commands in "
            ".orchestrator.toml",
            there[0],
        ),
    )
