"""What a project's settings come to: who is asked in each role, what a run may do and spend."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from orchestrator_engine.attempt import Role
from orchestrator_engine.choices import REHEARSAL, Choice, Tool
from orchestrator_engine.config.keys import Keys, ModeKeys, RoleKeys
from orchestrator_engine.config.reading import Layer
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.listeners import Notify, Plugin, name_of_file
from orchestrator_engine.modes import MODES, Demand, Mode
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import Budget, Limit

_CHECKED = {"lint", "types", "format", "end_to_end", "dev", "dev_path", "files", "checks", "review"}
_PLAIN = {"setup", "build", "test", "silence", "sandbox"} | _CHECKED


NOTHING = Keys()
"""What holds where nobody says anything."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: the layer, and the file with the line, the variable or the flag."""

    layer: Layer
    place: tuple[str, ...]
    where: str
    file: Path | None
    value: object

    @property
    def key(self) -> str:
        """The key as one writes it."""
        return ".".join(self.place)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings that hold in a project. `file` is the project's own, None where it has none.

    `origins` say where each value that is not built in comes from, `refused` what a folder said and
    may not (see `security`), `folder` what the folder's files say by themselves, and `table` all
    values as they are written.
    """

    file: Path | None
    keys: Keys
    origins: Mapping[tuple[str, ...], Origin] = field(default_factory=dict[tuple[str, ...], Origin])
    refused: tuple[Origin, ...] = ()
    folder: Keys = NOTHING
    table: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def source(self, key: str) -> str:
        """Where a key is set, in a word or two for a list of commands; empty where it is not."""
        origin = self.origins.get((key,))
        if origin is None:
            return ""
        return origin.file.name if origin.file is not None else origin.where

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know: what the folder wished for and does not get."""
        return tuple(
            f"{one.where}: {one.key} = {json.dumps(one.value)} would allow more than you do, so it "
            "does not count (a flag or the environment can say so)."
            for one in self.refused
        )

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

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """The plugins that are files of the project."""
        return tuple(Plugin(name_of_file(path), "file", path) for path in self.keys.plugins)

    @property
    def notify(self) -> Notify:
        """How the person is told of what happens."""
        keys = self.keys.notify
        return Notify(
            desktop=keys.desktop,
            command=keys.command,
            webhook=keys.webhook or "",
            secret=keys.secret_env or "",
            on=keys.on,
        )

    def worker(self, mode: str = "") -> str | None:
        """The agent that is to do the work in a mode, or None where nobody is named."""
        named = [role.agent for role in self._said(Role.WORKER, mode) if role.agent]
        return named[-1] if named else self.keys.agent

    def own_mode(self, name: str) -> Mode | None:
        """The mode of that name as the settings make it; None where it is ours as it is."""
        keys = self.keys.modes.get(name)
        if keys is None:
            return None
        base = MODES[keys.base or name]
        made = replace(
            base,
            name=name,
            base=keys.base or "",
            summary=keys.title or base.summary,
            working=(*base.working, keys.prompt) if keys.prompt else base.working,
            reviewing=(*base.reviewing, *keys.rubric),
            demands=(*base.demands, Demand.ONLY_PATHS) if keys.paths else base.demands,
            phases=keys.phases,
            checks=keys.checks,
            paths=keys.paths,
        )
        return None if made == base else made

    @property
    def own_modes(self) -> tuple[Mode, ...]:
        """The modes that the settings add to ours."""
        made = (self.own_mode(name) for name in self.keys.modes if name not in MODES)
        return tuple(mode for mode in made if mode is not None)

    def lenses(self, mode: str = "") -> tuple[str, ...]:
        """Through which lenses a change is looked at in a mode; empty for one look at all of it."""
        special = self.keys.modes.get(mode, ModeKeys()).review.lenses
        return special if special is not None else self.keys.review.lenses or ()

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
        own = {"agent", "planner", "roles", "sandbox", "review", "plugins", "notify"}
        values = self.keys.model_dump(include=names - own)
        roles = tuple(self._choice(role, agent, mode, model, only=only) for role in Role)
        away = {Role.REVIEWER: not review, Role.PLANNER: not planner}
        used = {choice.agent for choice in roles if not away.get(choice.role)}
        if REHEARSAL in used and len(used) > 1:
            raise BadConfig(
                "a rehearsal is one in every role, or in none",
                f"Use --agent {REHEARSAL}, or name another agent in [roles].",
            )
        said = self.keys.modes.get(mode, ModeKeys()).permission_mode
        if said == "edit" or (said == "ask" and self.keys.permission_mode == "free"):
            values["permission_mode"] = said
        does = roles[0].agent
        plain = all(choice == Choice(choice.role, does) for choice in roles)
        return Settings(
            agent=does,
            review=review,
            planner=planner,
            budget=self.budget,
            lenses=self.lenses(mode),
            roles=() if plain else roles,
            tools=tuple(tool for tool in self.tools if tool.name in used),
            plugins=self.plugins,
            notify=self.notify,
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
        told = self.folder.model_dump(mode="json", exclude_unset=True, exclude=_PLAIN)
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
