"""Every key that settings may hold, with what it may be and what it means.

The text beneath a key is its documentation: `schemas/settings.schema.json`, the reference in
`docs/reference/settings.md`, completion and hover in editors are made of it (`dev.py schema`).
"""

import re
from difflib import get_close_matches
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from orchestrator_engine.attempt import Role
from orchestrator_engine.config.values import (
    Attempts,
    Command,
    LensNames,
    ModeName,
    Paths,
    Pause,
    PluginFiles,
    RuleNames,
    Span,
    Switch,
    Texts,
    Tokens,
    Usd,
    When,
    Words,
    occasions,
    whom,
)
from orchestrator_engine.listeners import Occasion
from orchestrator_engine.modes import MODES
from orchestrator_engine.plan import At
from orchestrator_engine.questions import Whom


class RoleKeys(BaseModel):
    """Who is asked in one role. None is “as elsewhere”."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    agent: Words | None = None
    """Who is asked in this role; without it, whoever does the work."""
    model: Words | None = None
    """The model that the agent uses, by the agent's own name for it."""
    effort: Words | None = None
    """How hard the model is to think, by the agent's own word, such as `high`."""
    system: Words | None = None
    """Words that are put after the agent's own instructions."""
    arguments: Texts | None = None
    """Arguments that are added to the agent's program."""


class RolesKeys(BaseModel):
    """Who is asked in which role."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    worker: RoleKeys = RoleKeys()
    """Who does the work."""
    fixer: RoleKeys = RoleKeys()
    """Who mends what a review sent back; without it, who did the work."""
    reviewer: RoleKeys = RoleKeys()
    """Who reviews."""
    planner: RoleKeys = RoleKeys()
    """Who plans, where an agent is to plan."""

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


class ReviewKeys(BaseModel):
    """How changes are looked at."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    lenses: LensNames | None = None
    """Through which lenses, each a reviewer of its own: `correctness`, `security`, `tests`,
    `performance`, `accessibility`, `maintainability`. Without it, one reviewer looks at all."""


class ModeKeys(BaseModel):
    """What is different in one mode."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    roles: RolesKeys = RolesKeys()
    """Who is asked in which role in this mode."""
    review: ReviewKeys = ReviewKeys()
    """How changes are looked at in this mode."""
    base: ModeName | None = None
    """Of a mode of your own: which of ours it is made of."""
    title: Words | None = None
    """What it is for, in a few words."""
    prompt: Words | None = None
    """What those who work are told besides."""
    rubric: Texts = ()
    """What those who review ask themselves besides."""
    phases: Texts = ()
    """The phases through which each item goes, one after the other."""
    checks: Texts = ()
    """Only these checks run: `build`, `test`, `lint` and so on, or the names of your own."""
    paths: Paths = ()
    """Nothing else may change: patterns such as `["docs/*"]`."""
    permission_mode: Literal["edit", "ask"] | None = None
    """What agents may do by themselves in this mode, where it is less than elsewhere."""


PLACES = ("prompt_file", "model")
"""What can stand in braces in a command of an agent."""


class ToolKeys(BaseModel):
    """A program that is to be an agent; see `choices.Tool`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    command: Command
    """The program that does the work: a list of a program and its arguments, or a shell line.
    `{prompt_file}` stands for a file with what it is told."""
    look: Command = ()
    """The same for work that only looks, such as a review; without it, the program cannot be a
    reviewer."""
    version: Command = ()
    """What tells the program's version."""
    install: str = ""
    """How to get the program, for a person who does not have it."""
    environment: Texts = ()
    """Names, or patterns such as `AIDER_*`, of the variables that the program needs to see."""
    speaks: Literal["text", "acp"] = "text"
    """What the program speaks: plain text, or the Agent Client Protocol."""
    mode: str = ""
    """Of a program that speaks `acp`: its mode in which it asks before it changes something."""

    @model_validator(mode="after")
    def _says_what_there_is(self) -> Self:
        for word in (*self.command, *self.look):
            names: list[str] = re.findall(r"(?<!\$)\{([a-z][a-z_-]*)\}", word)
            for name in names:
                near = get_close_matches(name, PLACES, n=1, cutoff=0.5)
                if name not in PLACES and near:
                    raise ValueError(
                        f"{{{name}}} stands for nothing in a command; did you mean {{{near[0]}}}?"
                    )
        return self


class CheckKeys(BaseModel):
    """A check of a project's own: a command, or files that have to be there."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    command: Command | None = None
    """What is run; it passes with the exit code 0."""
    files: Paths = ()
    """Files that have to be there, instead of a command."""
    at: When = At.PHASE
    """When it looks: at each `attempt`, at the end of each `phase`, or at the `end` of all."""
    phases: Texts = ()
    """The phases that it looks at, by title or id; without it, all of them."""
    timeout: Span | None = None
    """How long it may take; without it, as long as a task."""

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if (self.command is None) == (not self.files):
            raise ValueError("a check has a command, or files that have to be there")
        return self


_HTTPS = r"^(https://|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/|$))"
_PATH = "^/[^ \\r\\n]*$"

PATTERNS = {
    _HTTPS: "it begins with https://, or with http:// and the name of this machine (localhost)",
    _PATH: "it begins with / and has no spaces",
}
"""What a text has to be like, in words for whoever wrote another one."""

WebHook = Annotated[str, Field(pattern=_HTTPS)]


class NotifyKeys(BaseModel):
    """How you are told of what happens while you are away; see `listeners.Notify`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    desktop: bool = False
    """Whether a message is shown on the desktop."""
    command: Command = ()
    """A program that gets the message as JSON on its standard input."""
    webhook: WebHook | None = None
    """An address that the message is posted to as JSON: https, or http on this machine."""
    secret_env: Words | None = None
    """The name of the environment variable with the secret that the web hook is signed with."""
    on: Annotated[tuple[Occasion, ...], BeforeValidator(occasions)] = tuple(Occasion)
    """What you are told of: the end of a run (`ended`, or `failed`), a question or a plan that
    waits (`asks`), and that it nears its limit (`limit`)."""


def _modes(value: dict[str, ModeKeys]) -> dict[str, ModeKeys]:
    for name, keys in value.items():
        if name in MODES and keys.base is not None:
            raise ValueError(
                f"{name} is one of our modes, and has no base; give yours another name"
            )
        if name not in MODES and keys.base is None:
            near = get_close_matches(name, MODES, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise ValueError(
                f"there is no mode {name}; {meant}A mode of your own has a base, one of "
                f"{', '.join(MODES)}"
            )
        if name not in MODES and not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
            raise ValueError(f"{name}: the name of a mode is small letters, digits and hyphens")
    return value


class Keys(BaseModel):
    """Every key that a settings file may hold. None is “not set”."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    agent: Annotated[str, Field(min_length=1)] | None = None
    """Who does the work: `claude`, `codex`, `gemini`, `opencode`, `qwen`, `rehearsal` or one of
    `agents`. Without it, whichever is there."""
    setup: Command | None = None
    """A command that makes a fresh worktree ready, such as installing what the project depends on.
    Without it, it is detected."""
    build: Command | None = None
    """A command that builds the project. Without it, it is detected."""
    test: Command | None = None
    """A command that runs the project's tests. Without it, it is detected."""
    lint: Switch = True
    """Whether the linter that the project has configured looks at each attempt, or a command that
    does. What it found before the run is not held against the work."""
    types: Switch = True
    """The same for a type checker."""
    format: Switch = True
    """The same for a formatter, which only looks."""
    end_to_end: Switch = True
    """The same for tests from end to end, at the end of each phase."""
    dev: Switch = True
    """Whether the dev server that is detected has to answer at the end of each phase, or a command
    that starts one."""
    dev_port: Annotated[int, Field(ge=1, le=65_535, examples=[5173])] | None = None
    """Where the dev server listens on this machine; it is told as `PORT`, too. Without it, it is
    detected, or 5173."""
    dev_path: Annotated[str, Field(pattern=_PATH)] = "/"
    """What is asked of the dev server."""
    dev_timeout: Span = 60.0
    """How long the dev server has for its first answer."""
    files: Paths = ()
    """Files that have to be there when all is done, such as `["README.md", "dist/*.js"]`."""
    mutants: Annotated[int, Field(ge=0, le=1000)] = 20
    """In the mode `test`, how often code is broken on purpose to see whether new tests of a task
    notice it; `0` does without."""
    mutation_time: Span = 300.0
    """How long that may take for one attempt."""
    review: ReviewKeys = ReviewKeys()
    """How changes are looked at: the table `[review]`."""
    checks: dict[str, CheckKeys] = {}
    """Checks of your own: tables such as `[checks.licences]`."""
    min_task_score: Annotated[int, Field(ge=1, le=10)] = 7
    """The score, of 10, below which a review sends a task back."""
    max_review_cycles: Annotated[int, Field(ge=0, le=20)] = 2
    """How often a task may be sent back before it is given up."""
    max_concurrent_agents: Annotated[int, Field(ge=1, le=64)] = 1
    """How many agents may work at once."""
    agent_start_delay: Pause = 1.0
    """The least time between the starts of two agents."""
    task_timeout: Span = 900.0
    """How long an agent may work on a task in one go."""
    phase_timeout: Span = 7200.0
    """How long a phase may take, waits included and pauses aside; a resume gives it the whole time
    again."""
    idle_timeout: Span = 300.0
    """How long it may do so without a sign of life."""
    max_restarts: Annotated[int, Field(ge=0, le=10_000)] = 50
    """How often a crashed worker is started again before a person has to look. Ten starts that get
    nowhere within ten of the longest delays are enough, too."""
    restart_delay: Pause = 5.0
    """The pause before the first of these restarts; each further one doubles it."""
    restart_delay_cap: Pause = 60.0
    """The longest of these pauses."""
    write_statuses: bool = True
    """Whether boxes are ticked in the document."""
    baseline: bool = True
    """Whether the checks run once before the first agent is asked."""
    planner: bool = False
    """Whether an agent plans, where the document is no list of tasks already. You say yes to it."""
    task_budget_usd: Usd | None = None
    """What one task may cost, reviews and further rounds included, such as `2.5` or `"2.50usd"`."""
    task_budget_tokens: Tokens | None = None
    """How many tokens one task may use, such as `"500k"`."""
    max_attempts: Attempts | None = None
    """How many attempts an agent has at one task. One that a crash or you cut short counts."""
    task_budget_time: Span | None = None
    """How long agents may work at one task in all."""
    budget_usd: Usd | None = None
    """What one run may cost."""
    budget_tokens: Tokens | None = None
    """How many tokens one run may use."""
    budget_attempts: Attempts | None = None
    """How many attempts at tasks one run may begin."""
    run_timeout: Span | None = 86_400.0
    """How long a run may take, waits included and pauses aside."""
    day_budget_usd: Usd | None = None
    """What all your runs together may cost on one day."""
    day_budget_tokens: Tokens | None = None
    """How many tokens they may use on one day."""
    day_budget_attempts: Attempts | None = None
    """How many attempts they may begin on one day."""
    day_budget_time: Span | None = None
    """How long their agents may work on one day."""
    max_wait: Span = 21_600.0
    """How long a run waits for an agent that says that it cannot work now; for longer ones it
    pauses."""
    retry_delay: Pause = 30.0
    """The first pause where the agent does not say how long; each further one doubles it."""
    retry_delay_cap: Pause = 600.0
    """The longest of these pauses."""
    ask: Annotated[Whom, BeforeValidator(whom)] = Whom.ATTACHED
    """Who is asked what an agent may not do by itself: whoever has the run before them, or nobody.
    """
    answer_timeout: Span = 600.0
    """How long a question waits for an answer before it is refused."""
    silence: RuleNames = ()
    """Rules that are not to speak in this project, such as `["vague-wording"]`; for one place or
    one document, a comment does it."""
    roles: RolesKeys = RolesKeys()
    """Who is asked as worker, fixer, reviewer and planner: tables such as `[roles.reviewer]`."""
    modes: Annotated[dict[str, ModeKeys], AfterValidator(_modes)] = {}
    """What is different in one mode, and modes of your own: tables such as
    `[modes.build.roles.worker]` and `[modes.translate]`."""
    agents: dict[str, ToolKeys] = {}
    """Programs that are agents here: tables such as `[agents.aider]`."""
    sandbox: Literal["auto", "required", "off"] = "auto"
    """What holds agents and checks. `auto`: bubblewrap where it works; `required`: a run does not
    start without it; `off`: nothing, which only you can say, and no project."""
    check_network: bool = True
    """Whether checks reach the network inside the sandbox; set-up always does."""
    permission_mode: Literal["edit", "ask", "free"] = "ask"
    """What agents may do by themselves. `edit`: change files, and all else is refused; `ask`: all
    else is asked, where somebody is there to answer; `free`: anything, inside the sandbox only,
    which you can say and no project."""
    plugins: PluginFiles = ()
    """Python files of the project that are told of runs and judge phases: paths from its top, such
    as `["tools/orchestrate.py"]`. Installed plugins need not be named."""
    plugin_timeout: Span = 30.0
    """How long a plugin may take for one call."""
    notify: NotifyKeys = NotifyKeys()
    """How you are told of what happens while you are away: the table `[notify]`."""
    log_level: Literal["detail", "info", "warning", "error"] = "info"
    """From which level on a run's worker writes down what it does (`code-orch logs --of worker`);
    as the variable `ORCHESTRATOR_LOG_LEVEL`, the dashboard, the watchdog and the server, too."""
