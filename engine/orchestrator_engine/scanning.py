"""What a project is: ecosystems, commands, technologies, structure, all read from its files."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from orchestrator_engine.ecosystems import RECIPES, projects
from orchestrator_engine.ecosystems.files import Files
from orchestrator_engine.ecosystems.project import Command, Finding, Project, Purpose
from orchestrator_engine.protected import is_test

LANGUAGES = {
    ".c": "C", ".cc": "C++", ".cpp": "C++", ".cs": "C#", ".css": "CSS", ".dart": "Dart",
    ".ex": "Elixir", ".exs": "Elixir", ".fs": "F#", ".go": "Go", ".h": "C", ".hpp": "C++",
    ".html": "HTML", ".java": "Java", ".js": "JavaScript", ".jsx": "JavaScript", ".kt": "Kotlin",
    ".lua": "Lua", ".mjs": "JavaScript", ".php": "PHP", ".py": "Python", ".rb": "Ruby",
    ".rs": "Rust", ".scala": "Scala", ".scss": "CSS", ".sh": "Shell", ".sql": "SQL",
    ".svelte": "Svelte", ".swift": "Swift", ".ts": "TypeScript", ".tsx": "TypeScript",
    ".vb": "Visual Basic", ".vue": "Vue",
}  # fmt: skip
CI = (
    ".github/workflows",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    ".travis.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "Jenkinsfile",
    ".ci",
)
APART = frozenset({"example", "examples", "fixtures", "samples", "templates", "test", "tests"})
SHOWN = 12
"""So many folders, and lines of CI, are told; more would drown the rest."""

_RUN = re.compile(r"^\s*(?:-\s+)?run:\s*(?!\||>)(\S.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Language:
    """A programming language, and in how many files of the project it is."""

    name: str
    files: int


@dataclass(frozen=True, slots=True)
class Scan:
    """A project at a glance. Paths are from its top on; the most usual language comes first.

    `settings` are commands that the project's settings name, which win. `parts` are projects below
    the top: members of a workspace, and folders that belong to none.
    `ci` are its files of continuous integration, `ci_lines` commands in them: a hint, never run.
    """

    top: Path
    settings: tuple[Command, ...]
    projects: tuple[Project, ...]
    parts: tuple[Project, ...]
    languages: tuple[Language, ...]
    folders: tuple[str, ...]
    tests: tuple[str, ...]
    ci: tuple[str, ...]
    ci_lines: tuple[str, ...]
    findings: tuple[Finding, ...]


def scan(top: Path, settings: tuple[Command, ...] = ()) -> Scan:
    """Read the files of the project at `top`; what cannot be read counts as not there.

    `settings` are the commands that its settings name: who has said how to test is not asked.
    """
    files = Files(top)
    here = projects(files)
    paths = tuple(files.walk())
    parts = tuple(_parts(files, here, paths))
    names = Counter(LANGUAGES[suffix] for path in paths if (suffix := _suffix(path)) in LANGUAGES)
    ci = tuple(_ci(files))
    return Scan(
        top=top,
        settings=settings,
        projects=here,
        parts=parts,
        languages=tuple(Language(name, count) for name, count in names.most_common()),
        folders=tuple(sorted({path.partition("/")[0] for path in paths if "/" in path})[:SHOWN]),
        tests=_where(path for path in paths if is_test(path)),
        ci=ci,
        ci_lines=tuple(_lines(files, ci))[:SHOWN],
        findings=(
            *(each for one in (*here, *parts) for each in one.findings),
            *(() if _tests(settings) else _roots(here, parts)),
        ),
    )


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _parts(files: Files, here: Sequence[Project], paths: Sequence[str]) -> Iterator[Project]:
    """The projects below the top: those that a workspace names first."""
    members = dict.fromkeys(name for project in here for name in project.members)
    folders = {folder for path in paths if (folder := path.rpartition("/")[0])}
    # Tests and examples carry manifests of projects that nobody means to run.
    others = (name for name in sorted(folders) if APART.isdisjoint(name.split("/")))
    for folder in dict.fromkeys((*members, *others)):
        for project in projects(files.inside(folder)):
            if project.ecosystem != RECIPES:
                yield project


def _where(paths: Iterator[str]) -> tuple[str, ...]:
    """The topmost folders that hold these files, the fullest first; “.” for the top."""
    folders = Counter("/".join(path.split("/")[:-1][:2]) or "." for path in paths)
    return tuple(folder for folder, _ in folders.most_common(SHOWN))


def _ci(files: Files) -> Iterator[str]:
    for name in CI:
        if not files.has(name):
            continue
        inside = sorted(files.inside(name).names)
        yield from (f"{name}/{each}" for each in inside) if inside else (name,)


def _lines(files: Files, ci: Sequence[str]) -> Iterator[str]:
    for name in ci:
        yield from dict.fromkeys(_RUN.findall(files.text(name)))


def _tests(commands: Iterable[Command]) -> bool:
    return any(each.purpose is Purpose.TEST for each in commands)


def _roots(here: Sequence[Project], parts: Sequence[Project]) -> Iterator[Finding]:
    """What to decide where the projects lie side by side, and nothing at the top leads them."""
    tested = [part for part in parts if part.command(Purpose.TEST)]
    if any(project.command(Purpose.TEST) for project in here) or not tested:
        return
    lines = [f"(cd {shlex.quote(p.folder)} && {_line(p)})" for p in tested]
    where = ", ".join(part.folder for part in tested)
    yield Finding(
        f"nothing at the top says how the project is tested; projects are in {where}",
        f"name it in .orchestrator.toml: test = {_quoted(' && '.join(lines))}",
        tested[0].source,
    )


def _line(project: Project) -> str:
    command = project.command(Purpose.TEST)
    return shlex.join(command.words) if command else ""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
