"""Who will do the work, and with what settings: what was asked for, what is set, what is there."""

import shutil
from dataclasses import replace
from pathlib import Path

import anyio

from orchestrator_engine import agents, config
from orchestrator_engine.attempt import Role
from orchestrator_engine.choices import REHEARSAL
from orchestrator_engine.errors import BadConfig, NoAgent
from orchestrator_engine.plugins import found as plugin_files
from orchestrator_engine.questions import Whom
from orchestrator_engine.request import Request
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import changed
from orchestrator_engine.system import sandbox

INSTALL_CLAUDE = (
    "Install Claude Code (npm install -g @anthropic-ai/claude-code) and log in with `claude`, "
    "or write a rehearsal script beside the document and use --agent rehearsal."
)


def wished_agent(request: Request, settings: config.Config, mode: str) -> str | None:
    """The agent that somebody named. Raises `NoAgent` for one that a wish in a line cannot have."""
    agent = request.agent or settings.worker(mode)
    if request.wish and agent == REHEARSAL:
        raise NoAgent(
            "a rehearsal plays the script that lies beside a document, item by item, and there is "
            "none for a wish or a prompt",
            "Rehearse the document itself, or name an agent (agent = … in .orchestrator.toml).",
        )
    return agent


def default_agent(document: Path) -> str:
    """The agent where nobody names one: what is installed, else a script beside the document.

    Raises `NoAgent` where there is neither.
    """
    if shutil.which("claude"):
        return "claude"
    if document.with_name(f"{document.stem}.rehearsal.md").is_file():
        return REHEARSAL
    raise NoAgent("no coding agent is installed here", INSTALL_CLAUDE)


def require(chosen: Settings, document: Path, *, trusted: bool) -> None:
    """Have every agent that the run needs; raises `NoAgent` for the first that cannot be used.

    A project that is not `trusted` has no program run to hear its version.
    """
    known = chosen.tools if trusted else tuple(replace(one, version=()) for one in chosen.tools)
    tools = {tool.name: tool for tool in chosen.tools}
    for choice in chosen.crew:
        looks = choice.role in {Role.REVIEWER, Role.PLANNER}
        tool = tools.get(choice.agent) if looks else None
        if tool is not None and not tool.reviews:
            raise NoAgent(
                f"{choice.agent} cannot be the {choice.role}: it has no command that only looks",
                f"Give it one (look = […] in [agents.{choice.agent}]), or name another one.",
            )
    for name in dict.fromkeys(choice.agent for choice in chosen.crew):
        probe = anyio.run(agents.make(name, document, known).probe)
        if not probe.found:
            raise NoAgent(f"the agent {name} cannot be used", probe.missing or "")


def settings_of(
    settings: config.Config, agent: str, request: Request, mode: str, *, planned: bool
) -> Settings:
    """What the run may do with that agent; `planned` where the document is a plan already.

    Raises `BadConfig` for wishes that do not go together, or not on this machine.
    """
    planner = (request.planner or settings.keys.planner) and not planned
    chosen = settings.settings(
        agent=agent,
        review=request.review,
        mode=mode,
        model=request.model,
        only=request.agent is not None,
        planner=planner,
    )
    if planner and request.unattended and not request.approved:
        raise BadConfig(
            "the plan of an agent waits for a person's yes, and nobody is to be asked",
            "Add --yes to have it carried out as it comes, or leave out --plan "
            "(planner = false in the settings): then each item is a task.",
        )
    chosen = replace(chosen, approval=planner and not request.approved)
    budget = changed(chosen.budget, request.limits)
    plugins = (*chosen.plugins, *plugin_files.installed())
    chosen = replace(chosen, budget=budget, record=request.record, plugins=plugins)
    chosen = replace(chosen, sandbox=_sandbox(settings.keys.sandbox, request))
    if chosen.permission_mode == "free" and not chosen.sandbox:
        raise BadConfig(
            f"{settings.source('permission_mode')}: permission_mode is “free”, and no sandbox "
            "would hold the agent",
            "Install bubblewrap (bwrap) and leave out --no-sandbox, or choose “ask”.",
        )
    if request.unattended:
        chosen = replace(chosen, ask=Whom.NOBODY)
    # Distance between starts is for the sake of a paid service; a script has none.
    return replace(chosen, agent_start_delay=0.0) if agent == REHEARSAL else chosen


def _sandbox(wished: str, request: Request) -> str:
    """What will hold agents and checks here. Raises `BadConfig` where something has to."""
    if request.sandbox and wished != "off" and sandbox.works():
        return sandbox.BUBBLEWRAP
    if wished == "required":
        raise BadConfig(
            "the project wants agents and checks in a sandbox, and there is none",
            "Install bubblewrap (bwrap), and leave out --no-sandbox.",
        )
    return ""
