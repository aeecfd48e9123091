"""What a scan knows of a project, as the few short lines that agents are told.

They are recorded with the run, so that every prompt of it says the same: after a resume, in a
replay, and after the project has changed.
"""

import shlex
from collections.abc import Iterator, Sequence

from orchestrator_engine.ecosystems.project import Command, Project
from orchestrator_engine.scanning import Scan
from orchestrator_engine.wording import shorten

LINES = 48
"""Lines of facts that an agent is told; how many more there are is said."""

LINE = 200
"""Characters of one of them; a longer one ends in “…”."""

PARTS = 12
"""Projects below the top that are told with their commands."""

_NAMES = 8
_CI_LINES = 4


def facts(scan: Scan) -> tuple[str, ...]:
    """The lines, the most useful first; nothing that is left out goes unsaid."""
    lines = [_short(line) for line in _lines(scan)]
    left = len(lines) - LINES
    if left <= 0:
        return tuple(lines)
    return (*lines[:LINES], f"({left} more lines are left out; the files of the project say more)")


def _short(line: str) -> str:
    """One line, whatever names of files may hold, as far in as it was."""
    inset = " " * (len(line) - len(line.lstrip(" ")))
    return inset + shorten(line, LINE - len(inset))


def _lines(scan: Scan) -> Iterator[str]:
    if scan.settings:
        yield "commands that the settings name, which win:"
        yield from map(_command, scan.settings)
    for project in (*scan.projects, *scan.parts[:PARTS]):
        yield from _project(project)
    left = scan.parts[PARTS:]
    if left:
        yield f"more projects below: {_some([each.folder for each in left])}"
    for name, told in (
        ("languages (files)", [f"{each.name} ({each.files})" for each in scan.languages]),
        ("folders", scan.folders),
        ("tests are in", scan.tests),
        ("CI", scan.ci),
        ("commands of the CI", [f"`{line}`" for line in scan.ci_lines[:_CI_LINES]]),
    ):
        if told:
            yield f"{name}: {_some(told)}"
    for finding in scan.findings:
        yield f"undecided: {finding.message}"


def _project(project: Project) -> Iterator[str]:
    where = project.folder or "the top"
    yield f"{where}: {project.ecosystem} with {project.manager} ({project.source})"
    yield from map(_command, project.commands)
    for facet in dict.fromkeys(each.facet for each in project.technologies):
        names = dict.fromkeys(each.name for each in project.technologies if each.facet is facet)
        yield f"  {facet}: {_some(list(names))}"
    if project.members:
        yield f"  workspace of {len(project.members)}: {_some(project.members)}"


def _command(command: Command) -> str:
    port = f", port {command.port}" if command.port else ""
    return f"  {command.purpose}: {shlex.join(command.words)} ({command.source}{port})"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{', '.join(names[:_NAMES])}{more}"
