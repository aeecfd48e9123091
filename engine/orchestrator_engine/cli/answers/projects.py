"""What commands say of a project, its settings and this machine."""

from typing import Any, Literal

from pydantic import Field

from orchestrator_engine.cli.answers.shapes import Answer, Shape
from orchestrator_engine.spending import Forecast


class PlanWritten(Answer):
    """Where the plan was written."""

    plan: str
    tasks: int
    notes: tuple[str, ...]


class PlanChecked(Answer):
    """What is wrong with a plan; nothing where it can be carried out."""

    plan: str
    wrong: tuple[str, ...]
    notes: tuple[str, ...]


class Fit(Shape):
    """What to leave out for some money."""

    usd: float
    keep: tuple[str, ...]
    leave: tuple[str, ...]
    forecast: Forecast


class Foretold(Answer):
    """What a run would take."""

    title: str
    agent: str
    mode: str
    forecast: Forecast
    fit: Fit | None = None
    """With `--fit`."""


class ScriptWritten(Answer):
    """Where the rehearsal script was written, and for how many tasks."""

    script: str
    tasks: int


class Problem(Shape):
    """Something in a script that does not fit."""

    line: int | None
    what: str


class ScriptChecked(Answer):
    """What of a script does not fit to its document."""

    problems: tuple[Problem, ...]


class Agent(Shape):
    """A coding agent; `missing` says how to get one that cannot be used."""

    name: str
    found: bool
    version: str | None
    missing: str | None
    features: tuple[str, ...]


class Agents(Answer):
    """The agents that a project can name, and what holds them here."""

    agents: tuple[Agent, ...]
    sandbox: str | None


class Command(Shape):
    """A command of a project."""

    purpose: str
    command: tuple[str, ...]
    source: str
    """Where it was read."""
    declared: bool
    port: int | None
    installed: bool
    """Whether its program is on this machine."""


class Technology(Shape):
    """Something that a project is built with."""

    facet: str
    name: str
    source: str


class Project(Shape):
    """One project of a folder."""

    folder: str
    ecosystem: str
    manager: str
    source: str
    members: tuple[str, ...]
    commands: tuple[Command, ...]
    technologies: tuple[Technology, ...]


class Language(Shape):
    """A language, and in how many files."""

    name: str
    files: int


class Decision(Shape):
    """Something that a person should decide."""

    message: str
    proposal: str
    source: str


class Scan(Answer):
    """What a project is made of."""

    folder: str
    settings: tuple[Command, ...]
    projects: tuple[Project, ...]
    parts: tuple[Project, ...]
    languages: tuple[Language, ...]
    folders: tuple[str, ...]
    tests: tuple[str, ...]
    ci: tuple[str, ...]
    ci_commands: tuple[str, ...]
    findings: tuple[Decision, ...]


class Written(Answer):
    """The settings that were written, and what a person should decide."""

    file: str
    decide: tuple[str, ...]


class DocumentWritten(Answer):
    """The document that was written, and of which template."""

    file: str
    template: str


class Sign(Shape):
    """Something that was looked at."""

    name: str
    state: Literal["good", "worth knowing", "missing"]
    words: str
    do: str | None
    """What to do about it."""


class Doctor(Answer):
    """Whether a run could start here, and how everything stands that it needs."""

    ready: bool
    signs: tuple[Sign, ...]


class Setting(Shape):
    """What a key holds, and from where."""

    value: Any
    layer: str
    where: str | None


class NotAllowed(Shape):
    """A wish of a project to loosen what only a person may."""

    key: str
    value: Any
    layer: str
    where: str


class Settings(Answer):
    """All that holds (`config show`)."""

    file: str | None
    settings: dict[str, Setting]
    refused: tuple[NotAllowed, ...]


class SettingWritten(Answer):
    """What was written into which file (`config set`); a value of null: the key was taken out."""

    file: str
    line: int | None
    key: str
    value: Any


class Note(Shape):
    """Why a line was not carried over."""

    line: int
    note: str


class Migrated(Answer):
    """The settings that were made of an earlier tool's file (`config migrate`)."""

    file: str
    origin: str = Field(alias="from")
    """The earlier tool's file."""
    notes: tuple[Note, ...]
    """What was not carried over."""


class Trusted(Answer):
    """How a folder stands, with all that it would execute."""

    folder: str
    standing: str
    digest: str
    parts: dict[str, str]


class TrustedFolder(Shape):
    """A folder that a person trusts; as it was (`content`), or whatever comes (`anything`)."""

    folder: str
    level: Literal["anything", "content"]
    at: float
    parts: tuple[str, ...]


class TrustedFolders(Answer):
    """Every folder that a person trusts."""

    folders: tuple[TrustedFolder, ...]


class Revoked(Answer):
    """A folder that is trusted no more."""

    folder: str
    revoked: bool
    """Whether it was trusted before."""
    stopped: tuple[str, ...]
    goes_on: tuple[str, ...]
    """Its runs that somebody drove just then."""


class Watchdog(Answer):
    """Whether the watchdog is installed, and by what."""

    way: str
    installed: bool
    notes: tuple[str, ...]


class Link(Answer):
    """The dashboard's link; it holds the token."""

    url: str
