"""`agents`: which coding agents there are here, what they can do, and how to get the others."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import anyio

from orchestrator_engine import agents as adapters
from orchestrator_engine import config
from orchestrator_engine.agents.protocol import Feature, Probe
from orchestrator_engine.choices import REHEARSAL, Tool
from orchestrator_engine.cli import output
from orchestrator_engine.errors import NoAgent
from orchestrator_engine.notes import UNWALLED
from orchestrator_engine.standing import look
from orchestrator_engine.system import sandbox
from orchestrator_engine.system.git import Repository
from orchestrator_engine.trust import Standing

HELD = "What holds them here: bubblewrap."


def agents(options: Namespace) -> int:
    """List them."""
    here = options.cwd or Path.cwd()
    repository = Repository.find(here)
    tools = config.load(repository.top if repository else here).tools
    if tools and not (repository and look(here).standing is Standing.TRUSTED):
        # No program is run to hear its version that only the project names.
        tools = tuple(replace(tool, version=()) for tool in tools)
    found = anyio.run(probed, here, tools)
    if options.json:
        told = [as_object(name, probe) for name, probe in found.items()]
        output.emit({"agents": told, "sandbox": sandbox.BUBBLEWRAP if sandbox.works() else None})
    else:
        output.say("\n".join(line for name, probe in found.items() for line in lines(name, probe)))
        output.say(HELD if sandbox.works() else UNWALLED)
    return 0


async def probed(here: Path, tools: Sequence[Tool]) -> dict[str, Probe]:
    """What each agent says of itself, all of them asked at once."""
    names = [*adapters.AGENTS, *(tool.name for tool in tools)]
    found: dict[str, Probe] = {}

    async def ask(name: str) -> None:
        try:
            found[name] = await adapters.make(name, here / "SPEC.md", tools).probe()
        except NoAgent as refused:
            missing = f"{refused.message}; {refused.hint}"
            found[name] = Probe(found=False, version=None, missing=missing)

    async with anyio.create_task_group() as group:
        for name in dict.fromkeys(names):
            group.start_soon(ask, name)
    # It needs nothing but a script beside a document, and here is none yet.
    script = Probe(found=True, version=None, missing=None, features=found[REHEARSAL].features)
    return {name: script if name == REHEARSAL else found[name] for name in names}


def lines(name: str, probe: Probe) -> list[str]:
    """One agent, for a person."""
    if not probe.found:
        return [f"{name}: cannot be used", f"  {probe.missing}"]
    version = f" {probe.version}" if probe.version else ""
    can = ", ".join(feature for feature in Feature if feature in probe.features)
    return [f"{name}{version}: ready", *([f"  can: {can}"] if can else [])]


def as_object(name: str, probe: Probe) -> dict[str, object]:
    """One agent, for a program."""
    return {
        "name": name,
        "found": probe.found,
        "version": probe.version,
        "missing": probe.missing,
        "features": [feature for feature in Feature if feature in probe.features],
    }
