"""`scan`: what a project is made of, and how it is built and tested, as its files say."""

import shlex
import shutil
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from orchestrator_engine import checking, config
from orchestrator_engine.cli import output
from orchestrator_engine.ecosystems.project import Command, Finding, Project
from orchestrator_engine.errors import BadProject
from orchestrator_engine.scanning import Scan
from orchestrator_engine.scanning import scan as read
from orchestrator_engine.system.git import Repository


def scan(options: Namespace) -> int:
    """Show it."""
    here: Path = options.folder or Path.cwd()
    if not here.is_dir():
        raise BadProject(f"there is no folder {here}", "Name the folder of a project.")
    repository = Repository.find(here) if options.folder is None else None
    top = repository.top if repository else here.resolve()
    found = read(top, settings_of(top))
    if options.json:
        output.emit(as_object(found))
    else:
        output.say("\n".join(lines(found)))
    return 0


def settings_of(top: Path) -> tuple[Command, ...]:
    """The commands that the project's settings name. Raises `BadConfig`."""
    return checking.named(config.load(top))


def lines(scan: Scan) -> Iterator[str]:
    """A scan, for a person."""
    yield output.one_line(str(scan.top))
    if scan.settings:
        yield "by the settings, which win:"
        yield from map(_command, scan.settings)
    if not (scan.projects or scan.parts):
        yield "  no manifest of an ecosystem that is known here, and no recipes"
    for project in (*scan.projects, *scan.parts):
        yield from _project(project)
    for name, told in (
        ("languages", ", ".join(f"{each.name} ({each.files})" for each in scan.languages[:6])),
        ("folders", ", ".join(scan.folders)),
        ("tests in", ", ".join(scan.tests[:6])),
        ("CI", ", ".join(scan.ci[:6])),
    ):
        if told:
            yield f"{name}: {output.one_line(told)}"
    for finding in scan.findings:
        yield output.one_line(f"decide: {finding.message}")
        yield f"  {output.one_line(finding.proposal)}"


def _project(project: Project) -> Iterator[str]:
    where = project.folder or "."
    yield output.one_line(f"{where}: {project.ecosystem} with {project.manager} ({project.source})")
    yield from map(_command, project.commands)
    for facet in dict.fromkeys(each.facet for each in project.technologies):
        names = dict.fromkeys(each.name for each in project.technologies if each.facet is facet)
        yield f"  {facet}: {output.one_line(', '.join(names))}"
    if project.members:
        yield output.one_line(
            f"  workspace of {len(project.members)}: {', '.join(project.members)}"
        )


def _command(command: Command) -> str:
    port = f", port {command.port}" if command.port else ""
    missing = "" if _there(command) else f", but {command.words[0]} is not on this machine"
    told = output.one_line(f"{shlex.join(command.words)} ({command.source}{port}){missing}")
    return f"  {command.purpose:<7} {told}"


def _there(command: Command) -> bool:
    """Whether its program can be started; one of the project itself may still be installed."""
    return "/" in command.words[0] or shutil.which(command.words[0]) is not None


def as_object(scan: Scan) -> dict[str, object]:
    """A scan, for a program."""
    return {
        "folder": str(scan.top),
        "settings": [_command_as_object(command) for command in scan.settings],
        "projects": [_as_object(project) for project in scan.projects],
        "parts": [_as_object(project) for project in scan.parts],
        "languages": [{"name": each.name, "files": each.files} for each in scan.languages],
        "folders": list(scan.folders),
        "tests": list(scan.tests),
        "ci": list(scan.ci),
        "ci_commands": list(scan.ci_lines),
        "findings": [_finding(each) for each in scan.findings],
    }


def _as_object(project: Project) -> dict[str, object]:
    return {
        "folder": project.folder,
        "ecosystem": project.ecosystem,
        "manager": project.manager,
        "source": project.source,
        "members": list(project.members),
        "commands": [_command_as_object(command) for command in project.commands],
        "technologies": [
            {"facet": str(each.facet), "name": each.name, "source": each.source}
            for each in project.technologies
        ],
    }


def _command_as_object(command: Command) -> dict[str, object]:
    return {
        "purpose": str(command.purpose),
        "command": list(command.words),
        "source": command.source,
        "declared": command.declared,
        "port": command.port,
        "installed": _there(command),
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {"message": finding.message, "proposal": finding.proposal, "source": finding.source}
