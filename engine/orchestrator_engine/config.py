"""What a project sets: read from its file, checked key by key, never silently defaulted."""

import json
import re
import tomllib
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from orchestrator_analyzer.rules import NAMES as RULE_NAMES
from orchestrator_engine import durations, money
from orchestrator_engine.attempt import Role
from orchestrator_engine.choices import REHEARSAL, Choice, Tool
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.events import Settings
from orchestrator_engine.modes import MODES
from orchestrator_engine.plan import At
from orchestrator_engine.questions import Whom
from orchestrator_engine.spending import Budget, Limit

FILE = ".orchestrator.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = "code-orchestrator"


def _span(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("a span of time is a text in quotes, for example “15m”")  # noqa: TRY004  # pydantic collects ValueErrors
    return durations.parse(value)


def _command(value: object) -> object:
    """A text is a shell line, a list is a program and its arguments."""
    if isinstance(value, str):
        if not value.strip():
            raise ValueError("a command cannot be empty; leave the key out to have it detected")
        return ("/bin/sh", "-c", value)
    if isinstance(value, list):
        return tuple(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # checked next
    raise ValueError("a command is a text (a shell line) or a list (a program and its arguments)")


def _switch(value: object) -> object:
    return value if isinstance(value, bool) else _command(value)


def _when(value: object) -> object:
    if value not in tuple(At):
        raise ValueError(f"it is one of {', '.join(At)}")
    return At(str(value))


def _rule_names(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):  # pyright: ignore[reportUnknownVariableType]  # TOML is any shape
        raise ValueError("this is a list of names of rules, for example [“vague-wording”]")
    names = tuple(map(str, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # looked at above
    for name in names:
        if name not in RULE_NAMES:
            near = get_close_matches(name, sorted(RULE_NAMES), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"there is no rule {name}{hint}")
    return names


Span = Annotated[float, BeforeValidator(_span), Field(gt=0, le=30 * 86_400)]
Pause = Annotated[float, BeforeValidator(_span), Field(ge=0, le=86_400)]
RuleNames = Annotated[tuple[str, ...], BeforeValidator(_rule_names)]
Command = Annotated[tuple[str, ...], BeforeValidator(_command), Field(min_length=1)]


def _usd(value: object) -> object:
    if isinstance(value, str):
        return money.parse(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return money.parse(f"{value:.9f}")
    raise ValueError("an amount of money is a number of US dollars, or a text such as “5usd”")


def _tokens(value: object) -> object:
    return money.parse_tokens(value) if isinstance(value, str) else value


def _whom(value: object) -> object:
    if value not in tuple(Whom):
        raise ValueError(f"it is “{Whom.NOBODY}” or “{Whom.ATTACHED}”")
    return Whom(str(value))


Usd = Annotated[int, BeforeValidator(_usd)]
"""Billionths of a US dollar."""

Tokens = Annotated[int, BeforeValidator(_tokens), Field(gt=0)]
Attempts = Annotated[int, Field(gt=0)]


Words = Annotated[str, Field(min_length=1)]
Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType, reportUnknownVariableType]  # checked next
]


def _inside(value: tuple[str, ...]) -> tuple[str, ...]:
    for name in value:
        if not name or name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"“{name}” is no path from the top of the project on")
    return value


Paths = Annotated[Texts, AfterValidator(_inside)]


class RoleKeys(BaseModel):
    """Who is asked in one role. None is “as elsewhere”."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    agent: Words | None = None
    model: Words | None = None
    effort: Words | None = None
    system: Words | None = None
    arguments: Texts | None = None


class RolesKeys(BaseModel):
    """Who is asked in which role."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    worker: RoleKeys = RoleKeys()
    fixer: RoleKeys = RoleKeys()
    reviewer: RoleKeys = RoleKeys()
    planner: RoleKeys = RoleKeys()

    def of(self, role: Role) -> tuple[RoleKeys, ...]:
        """What is said of a role, the more special last: who mends is who works, unless told."""
        match role:
            case Role.WORKER:
                return (self.worker,)
            case Role.FIXER:
                return (self.worker, self.fixer)
            case Role.REVIEWER:
                return (self.reviewer,)
            case Role.PLANNER:
                return (self.planner,)


class ModeKeys(BaseModel):
    """What is different in one mode."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    roles: RolesKeys = RolesKeys()


class ToolKeys(BaseModel):
    """A program that is to be an agent; see `choices.Tool`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    command: Command
    look: Command = ()
    version: Command = ()
    install: str = ""
    environment: Texts = ()
    speaks: Literal["text", "acp"] = "text"
    mode: str = ""


def _modes(value: dict[str, ModeKeys]) -> dict[str, ModeKeys]:
    for name in value:
        if name not in MODES:
            raise ValueError(f"there is no mode {name}; the modes are {', '.join(MODES)}")
    return value


Switch = Annotated[tuple[str, ...] | bool, BeforeValidator(_switch)]
"""A command, or whether the one that is detected is used."""

Port = Annotated[int, Field(ge=1, le=65_535)]


class CheckKeys(BaseModel):
    """A check of a project's own: a command, or files that have to be there."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    command: Command | None = None
    files: Paths = ()
    at: Annotated[At, BeforeValidator(_when)] = At.PHASE
    phases: Texts = ()
    timeout: Span | None = None

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if (self.command is None) == (not self.files):
            raise ValueError("a check has a command, or files that have to be there")
        return self


class Keys(BaseModel):
    """Every key that a settings file may hold. None is “not set”."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    agent: Annotated[str, Field(min_length=1)] | None = None
    setup: Command | None = None
    build: Command | None = None
    test: Command | None = None
    min_task_score: Annotated[int, Field(ge=1, le=10)] = 7
    max_review_cycles: Annotated[int, Field(ge=0, le=20)] = 2
    max_concurrent_agents: Annotated[int, Field(ge=1, le=64)] = 1
    agent_start_delay: Pause = 1.0
    task_timeout: Span = 900.0
    idle_timeout: Span = 300.0
    max_restarts: Annotated[int, Field(ge=0, le=10_000)] = 50
    restart_delay: Pause = 5.0
    restart_delay_cap: Pause = 60.0
    write_statuses: bool = True
    baseline: bool = True
    planner: bool = False
    task_budget_usd: Usd | None = None
    task_budget_tokens: Tokens | None = None
    max_attempts: Attempts | None = None
    task_budget_time: Span | None = None
    budget_usd: Usd | None = None
    budget_tokens: Tokens | None = None
    budget_attempts: Attempts | None = None
    run_timeout: Span | None = 86_400.0
    day_budget_usd: Usd | None = None
    day_budget_tokens: Tokens | None = None
    day_budget_attempts: Attempts | None = None
    day_budget_time: Span | None = None
    max_wait: Span = 21_600.0
    retry_delay: Pause = 30.0
    retry_delay_cap: Pause = 600.0
    ask: Annotated[Whom, BeforeValidator(_whom)] = Whom.ATTACHED
    answer_timeout: Span = 600.0
    silence: RuleNames = ()
    roles: RolesKeys = RolesKeys()
    modes: Annotated[dict[str, ModeKeys], AfterValidator(_modes)] = {}
    agents: dict[str, ToolKeys] = {}
    sandbox: Literal["auto", "required"] = "auto"
    check_network: bool = True
    lint: Switch = True
    types: Switch = True
    format: Switch = True
    end_to_end: Switch = True
    dev: Switch = True
    dev_port: Port | None = None
    dev_path: Annotated[str, Field(pattern="^/[^ \\r\\n]*$")] = "/"
    dev_timeout: Span = 60.0
    files: Paths = ()
    checks: dict[str, CheckKeys] = {}

    @model_validator(mode="after")
    def _delays_in_order(self) -> Self:
        if self.restart_delay > self.restart_delay_cap:
            raise ValueError("restart_delay is longer than restart_delay_cap")
        if self.retry_delay > self.retry_delay_cap:
            raise ValueError("retry_delay is longer than retry_delay_cap")
        return self


_CHECKED = {"lint", "types", "format", "end_to_end", "dev", "dev_path", "files", "checks"}
_PLAIN = {"setup", "build", "test", "silence", "sandbox"} | _CHECKED


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project. `file` is where they were read, None where nothing is set."""

    file: Path | None
    keys: Keys

    @property
    def agent(self) -> str | None:
        """The agent that the project names, or None."""
        return self.keys.agent

    @property
    def setup(self) -> tuple[str, ...] | None:
        """What makes a fresh worktree ready, as an argument vector, or None: detect it."""
        return self.keys.setup

    @property
    def build(self) -> tuple[str, ...] | None:
        """The build command as an argument vector, or None: detect it."""
        return self.keys.build

    @property
    def test(self) -> tuple[str, ...] | None:
        """The test command as an argument vector, or None: detect it."""
        return self.keys.test

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The programs that are agents here."""
        return tuple(Tool(name, **dict(tool)) for name, tool in self.keys.agents.items())

    def worker(self, mode: str = "") -> str | None:
        """The agent that is to do the work in a mode, or None where nobody is named."""
        named = [role.agent for role in self._said(Role.WORKER, mode) if role.agent]
        return named[-1] if named else self.keys.agent

    def settings(  # noqa: PLR0913  # what a person may say of a run
        self,
        *,
        agent: str,
        review: bool = True,
        mode: str = "",
        model: str | None = None,
        only: bool = False,
        planner: bool = False,
    ) -> Settings:
        """What a run with this agent may do; `only` where a person wants it in every role.

        Raises `BadConfig` where a script and an agent would be mixed.
        """
        names = {field.name for field in fields(Settings)} & self.keys.model_dump().keys()
        values = self.keys.model_dump(include=names - {"agent", "planner", "roles", "sandbox"})
        roles = tuple(self._choice(role, agent, mode, model, only=only) for role in Role)
        away = {Role.REVIEWER: not review, Role.PLANNER: not planner}
        used = {choice.agent for choice in roles if not away.get(choice.role)}
        if REHEARSAL in used and len(used) > 1:
            raise BadConfig(
                "a rehearsal is one in every role, or in none",
                f"Use --agent {REHEARSAL}, or name another agent in [roles].",
            )
        does = roles[0].agent
        plain = all(choice == Choice(choice.role, does) for choice in roles)
        return Settings(
            agent=does,
            review=review,
            planner=planner,
            budget=self.budget,
            roles=() if plain else roles,
            tools=tuple(tool for tool in self.tools if tool.name in used),
            **values,
        )

    def _choice(
        self, role: Role, agent: str, mode: str, model: str | None, *, only: bool
    ) -> Choice:
        choice = Choice(role, agent)
        for said in self._said(role, mode):
            told = {name: value for name, value in said if value is not None}
            if only and told.pop("agent", agent) != agent:
                # A model and arguments are words of one agent; what is asked of it is not.
                told = {name: value for name, value in told.items() if name == "system"}
            elif told.get("agent", choice.agent) != choice.agent:
                choice = Choice(role, agent, system=choice.system)
            choice = replace(choice, **told)
        return replace(choice, model=model) if model else choice

    def _said(self, role: Role, mode: str) -> tuple[RoleKeys, ...]:
        special = self.keys.modes.get(mode, ModeKeys())
        return (*self.keys.roles.of(role), *special.roles.of(role))

    @property
    def obeyed(self) -> str:
        """A line for each setting that could name a program or tell one what to do.

        Numbers and switches cannot; the commands of checks are told with the checks.
        """
        told = self.keys.model_dump(mode="json", exclude_unset=True, exclude=_PLAIN)
        lines = (
            f"{key} = {json.dumps(value)}\n"
            for key, value in sorted(told.items())
            if not isinstance(value, bool | int | float) and value is not None
        )
        return "".join(lines)

    @property
    def budget(self) -> Budget:
        """What the project allows."""
        keys = self.keys
        return Budget(
            task=Limit(
                keys.task_budget_usd,
                keys.task_budget_tokens,
                keys.max_attempts,
                keys.task_budget_time,
            ),
            run=Limit(keys.budget_usd, keys.budget_tokens, keys.budget_attempts, keys.run_timeout),
            day=Limit(
                keys.day_budget_usd,
                keys.day_budget_tokens,
                keys.day_budget_attempts,
                keys.day_budget_time,
            ),
        )


def load(top: Path) -> Config:
    """Read the settings of the project whose top folder is `top`.

    `.orchestrator.toml` wins whole over `[tool.code-orchestrator]` in `pyproject.toml`; the two are
    not mixed. Raises `BadConfig`, with file and line, for a broken file and an unknown or bad key.
    """
    own = top / FILE
    if (text := _read(own)) is not None:
        return Config(own, _keys(own, text, _parsed(own, text)))
    shared = top / PROJECT_FILE
    text = _read(shared)
    # A project file that is broken, and says nothing of us, is not ours to complain about.
    if text is not None and TABLE in text:
        table = _table(shared, text)
        if table is not None:
            return Config(shared, _keys(shared, text, table))
    return Config(None, Keys())


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        message = f"{file}: it is not UTF-8 (byte {error.start + 1})"
        raise BadConfig(message, "Save the file as UTF-8.") from error
    except OSError as error:
        message = f"{file}: it cannot be read: {error.strerror}"
        raise BadConfig(message, "Make it a readable file, or remove it.") from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(
            r"\s*\(at line (\d+), column \d+\)$|\s*\(at end of document\)$", str(error)
        )
        what = str(error)[: found.start()] if found else str(error)
        line = found[1] if found and found[1] else str(text.count("\n") + 1)
        hint = 'Correct that line; a text needs quotes, as in agent = "claude".'
        raise BadConfig(f"{file}:{line}: it is not TOML: {what}", hint) from error


def _table(file: Path, text: str) -> dict[str, Any] | None:
    tool = _parsed(file, text).get("tool")
    table = tool.get(TABLE) if isinstance(tool, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # TOML is any shape
    if table is None or isinstance(table, dict):
        return table  # pyright: ignore[reportUnknownVariableType]  # pydantic looks at it next
    line = _line_of(text, TABLE)
    raise BadConfig(
        f"{file}:{line}: tool.{TABLE} is not a table", f"Begin it with a line [tool.{TABLE}]."
    )


def _keys(file: Path, text: str, table: dict[str, Any]) -> Keys:
    try:
        return Keys.model_validate(table)
    except ValidationError as error:
        problems = sorted(_problem(text, dict(details)) for details in error.errors())
        message = "\n".join(f"{file}:{line}: {what}" for line, what, _ in problems)
        hints = dict.fromkeys(hint for _, _, hint in problems)
        raise BadConfig(message, " ".join(hints)) from error


def _problem(text: str, details: dict[str, Any]) -> tuple[int, str, str]:
    """The line of what is wrong with one key, what it is, and what to do about it."""
    place = [str(part) for part in details["loc"] if isinstance(part, str)]
    line, key = _line_of_place(text, place), ".".join(place)
    if len(place) > 1 and details["type"] == "extra_forbidden":
        return line, f"unknown key {key}", "See docs/guides/agents.md for what can be said there."
    if details["type"] == "extra_forbidden":
        near = get_close_matches(key, Keys.model_fields, n=1, cutoff=0.5)
        known = f"Known keys: {', '.join(Keys.model_fields)}."
        return line, f"unknown key {key}", f"Did you mean {near[0]}?" if near else known
    what = str(details["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    if not key:
        return line, what, "Change one of the two."
    return line, f"{key}: {what}", f"Correct {key}, or remove the line to have the default."


def _line_of_place(text: str, place: list[str]) -> int:
    """The line, from 1, that sets what is at `place`: in the last table that is named like it."""
    if len(place) < 2:  # noqa: PLR2004  # a key of the outermost table
        return _line_of(text, "".join(place))
    table = r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in place[:-1])
    header = re.compile(rf"\s*\[(?:\s*tool\s*\.[^\]]*\.)?\s*{table}\s*\]")
    lines = text.splitlines()
    begin = next((number for number, line in enumerate(lines) if header.match(line)), None)
    if begin is None:
        return _line_of(text, place[0])
    named = re.compile(rf"\s*[\"']?{re.escape(place[-1])}[\"']?\s*[.=]")
    rest = enumerate(lines[begin + 1 :], begin + 2)
    return next((number for number, line in rest if named.match(line)), begin + 1)


def _line_of(text: str, key: str) -> int:
    """The line, from 1, that sets `key`; the first of the table where it cannot be told."""
    lines = text.splitlines()
    header = re.compile(rf"\s*\[\s*tool\s*\.\s*[\"']?{TABLE}")
    begin = next((number for number, line in enumerate(lines) if header.match(line)), 0)
    named = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[.=\]]")
    for number, line in enumerate(lines[begin:], begin + 1):
        if key and named.match(line):
            return number
    return begin + 1
