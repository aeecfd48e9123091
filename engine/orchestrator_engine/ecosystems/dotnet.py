""".NET: solutions and projects."""

import re
from collections.abc import Iterator

from orchestrator_engine.ecosystems.files import Files
from orchestrator_engine.ecosystems.project import (
    Command,
    Facet,
    Finding,
    Project,
    Purpose,
    Table,
    technologies,
)

NAME = ".NET"
SOLUTIONS = ("*.slnx", "*.sln")
PROJECTS = ("*.csproj", "*.fsproj", "*.vbproj")
TECHNOLOGIES: Table = {
    Facet.FRAMEWORK: {
        "microsoft.net.sdk.web": "ASP.NET Core",
        "microsoft.aspnetcore.components.webassembly": "Blazor",
        "microsoft.maui.controls": "MAUI",
        "avalonia": "Avalonia",
    },
    Facet.ORM: {"microsoft.entityframeworkcore": "Entity Framework Core", "dapper": "Dapper"},
    Facet.DATABASE: {
        "npgsql": "PostgreSQL",
        "npgsql.entityframeworkcore.postgresql": "PostgreSQL",
        "microsoft.entityframeworkcore.sqlite": "SQLite",
        "microsoft.entityframeworkcore.sqlserver": "SQL Server",
    },
    Facet.AUTHENTICATION: {"microsoft.aspnetcore.identity": "ASP.NET Core Identity"},
    Facet.TESTING: {"xunit": "xUnit", "xunit.v3": "xUnit", "nunit": "NUnit", "mstest": "MSTest"},
}
_NEEDS = re.compile(
    r"""<(?:PackageReference|Project)\s[^>]*?(?:Include|Sdk)\s*=\s*["']([^"']+)["']"""
)
_IN_SLN = re.compile(r"""["']([^"'\n]+\.(?:cs|fs|vb)proj)["']""")


def project(files: Files) -> Project | None:
    """A .NET solution or project, or None."""
    solutions = [name for pattern in SOLUTIONS for name in files.matching(pattern)]
    projects = [name for pattern in PROJECTS for name in files.matching(pattern)]
    manifest = next(iter((*solutions, *projects)), None)
    if manifest is None:
        return None
    members = [
        path.replace("\\", "/")
        for name in solutions[:1]
        for path in _IN_SLN.findall(files.text(name))
    ]
    said = "\n".join(files.text(name) for name in (*projects, *members))
    findings = ()
    if len(solutions) > 1:
        shown = " and ".join(files.path(name) for name in solutions)
        proposal = f"{solutions[0]} is used; name the commands in .orchestrator.toml otherwise"
        findings = (Finding(f"{shown} are several solutions", proposal, files.path(manifest)),)
    return Project(
        ecosystem=NAME,
        folder=files.folder,
        manager="dotnet",
        source=files.path(manifest),
        commands=tuple(_commands(files, manifest, several=len(solutions) + len(projects) > 1)),
        technologies=technologies(_NEEDS.findall(said), TECHNOLOGIES, files.path(manifest)),
        members=tuple(dict.fromkeys(path.rpartition("/")[0] for path in members if "/" in path)),
        findings=findings,
    )


def _commands(files: Files, manifest: str, *, several: bool) -> Iterator[Command]:
    source = files.path(manifest)
    # Of several in one folder, dotnet has to be told which.
    which = (manifest,) if several else ()
    if files.has("packages.lock.json"):
        words = ("dotnet", "restore", *which, "--locked-mode")
        yield Command(Purpose.SETUP, words, files.path("packages.lock.json"))
    yield Command(Purpose.BUILD, ("dotnet", "build", *which), source)
    yield Command(Purpose.TEST, ("dotnet", "test", *which), source)
    if files.has(".editorconfig"):
        words = ("dotnet", "format", *which, "--verify-no-changes")
        yield Command(Purpose.FORMAT, words, files.path(".editorconfig"))
