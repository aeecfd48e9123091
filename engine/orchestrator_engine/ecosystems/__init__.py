"""How a project is set up, built and tested, read from its files; nothing is run to find out.

Adding an ecosystem is a file here and a line in `ECOSYSTEMS`.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from orchestrator_engine.ecosystems import dotnet, go, java, node, php, python, recipes, ruby, rust
from orchestrator_engine.ecosystems.files import Files
from orchestrator_engine.ecosystems.project import Command, Project, Purpose
from orchestrator_engine.plan import At, Check, CheckKind

ECOSYSTEMS: tuple[Callable[[Files], Project | None], ...] = (
    python.project,
    node.project,
    go.project,
    rust.project,
    java.project,
    ruby.project,
    php.project,
    dotnet.project,
)

RECIPES = "Recipes"
"""What a folder is called that has recipes and is of no ecosystem that we know."""

SECONDS = 900.0
"""How long a command may take where the settings of a run do not say."""

KINDS = {
    Purpose.SETUP: CheckKind.SETUP,
    Purpose.BUILD: CheckKind.BUILD,
    Purpose.LINT: CheckKind.LINT,
    Purpose.TYPES: CheckKind.TYPES,
    Purpose.FORMAT: CheckKind.FORMAT,
    Purpose.TEST: CheckKind.TEST,
    Purpose.END_TO_END: CheckKind.END_TO_END,
    Purpose.DEV: CheckKind.SERVER,
}
"""What each command of a project is as a check, in the order in which checks run."""

SERVER_SECONDS = 60.0
"""How long a dev server has for its first answer."""

LATER = {CheckKind.END_TO_END: At.PHASE, CheckKind.SERVER: At.PHASE}
"""The checks that look at a phase as a whole, and not at each attempt."""


def installed(program: str) -> bool:
    """Whether this machine has a program."""
    return shutil.which(program) is not None


def projects(files: Files, has: Callable[[str], bool] = installed) -> tuple[Project, ...]:
    """What the files of one folder make of it, in the order of `ECOSYSTEMS`.

    `has` says which programs the machine has.
    """
    found = [made for make in ECOSYSTEMS if (made := make(files)) is not None]
    own = tuple(recipes.commands(files, has))
    if not own:
        return tuple(found)
    if not found:
        return (Project(RECIPES, files.folder, own[0].words[0], own[0].source, own),)
    return tuple(_led(found, own))


def _led(found: Sequence[Project], own: Sequence[Command]) -> Iterator[Project]:
    """The projects with recipes in place of what was only inferred; one recipe is for them all."""
    left = [*own]
    for project in found:
        declared = {each.purpose for each in project.commands if each.declared}
        wins = [each for each in own if each.purpose not in declared]
        over = {each.purpose for each in wins}
        kept = [each for each in project.commands if each.purpose not in over]
        taken = [each for each in wins if each in left]
        left = [each for each in left if each not in taken]
        yield replace(project, commands=(*kept, *taken))


def detect(top: Path, has: Callable[[str], bool] = installed) -> tuple[Check, ...]:
    """What sets the project at `top` up and checks it; empty when none is recognised.

    A dev server is a check only where it is known on which port it listens.
    """
    found = [
        (project, each)
        for project in projects(Files(top), has)
        for each in project.commands
        if each.purpose in KINDS and (each.purpose is not Purpose.DEV or each.port is not None)
    ]
    order = list(KINDS)
    found.sort(key=lambda pair: order.index(pair[1].purpose))
    return tuple(_check(project, each, found) for project, each in found)


def _check(project: Project, command: Command, found: Sequence[tuple[Project, Command]]) -> Check:
    kind = KINDS[command.purpose]
    return Check(
        _name(project, command, found),
        kind,
        command.words,
        SERVER_SECONDS if kind is CheckKind.SERVER else SECONDS,
        command.source,
        at=LATER.get(kind, At.ATTEMPT),
        port=command.port,
    )


def _name(project: Project, command: Command, found: Sequence[tuple[Project, Command]]) -> str:
    """The purpose, and whose it is where several of a project's ecosystems have one."""
    several = sum(each.purpose is command.purpose for _, each in found) > 1
    name = str(KINDS[command.purpose])
    return f"{name} ({project.ecosystem})" if several else name
