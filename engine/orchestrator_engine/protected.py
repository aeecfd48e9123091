"""Which changes no item asked for: paths that judge the work, and so are not the worker's to bend.

Always protected: the document itself, continuous integration, hooks, settings of linters, coverage,
agents and this program. Tests that stood at the run's beginning may be added to, but not altered,
renamed or deleted; the scripts that the checks run may not be changed at all. An item that names a
file asks for its change.
"""

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath

from orchestrator_engine.attempt import Change
from orchestrator_engine.plan import Check

JUDGES = (
    ".orchestrator*.toml",
    "*.rehearsal.md",
    ".github/workflows/*",
    ".gitlab-ci.yml",
    ".circleci/*",
    ".travis.yml",
    "bitbucket-pipelines.yml",
    ".ci/*",
    "azure-pipelines.yml",
    "Jenkinsfile",
    ".husky/*",
    ".githooks/*",
    "lefthook.yml",
    ".pre-commit-config.yaml",
    ".coveragerc",
    ".flake8",
    ".pylintrc",
    ".ruff.toml",
    "ruff.toml",
    "mypy.ini",
    "pytest.ini",
    "tox.ini",
    ".eslintrc*",
    "eslint.config.*",
    "jest.config.*",
    "vitest.config.*",
    ".golangci.*",
    "clippy.toml",
    ".claude/*",
    ".mcp.json",
    ".cursor/*",
    ".gemini/*",
)
TESTS = (
    "test_*.py",
    "*_test.py",
    "conftest.py",
    "*_test.go",
    "*.test.*",
    "*.spec.*",
    "*_spec.rb",
    "*Test.java",
    "*Test.kt",
    "*Test.php",
    "*Tests.cs",
)
SWITCH = "conftest.py"
"""A test file that has a say in which other tests run."""

SCRIPTS = frozenset({"", ".sh", ".bash", ".bat", ".cmd", ".ps1"})
TEST_FOLDERS = frozenset({"test", "tests", "__tests__", "spec"})


@dataclass(frozen=True, slots=True)
class Guard:
    """What is protected from the work at one task.

    `before` are the paths at the run's beginning, `document` the path of the document in the
    repository, `words` the own words of the items that the task serves, `scripts` the files that
    the checks run.
    """

    before: frozenset[str]
    document: str | None
    words: str
    scripts: frozenset[str] = frozenset()

    def violations(self, changes: Iterable[Change], after: frozenset[str]) -> tuple[str, ...]:
        """The changed paths that have to be put back; `after` are the paths that are left."""
        return tuple(
            change.path
            for change in changes
            if change.path == self.document
            or (not self._asked_for(change.path) and self._guarded(change, after))
        )

    def bent(self, changes: Iterable[Change], base: frozenset[str]) -> tuple[str, ...]:
        """The tests to put back for seeing whether what was there still passes as it was.

        `base` are the paths that the work began with. Adding to a test can switch it off, and so
        can a new `conftest.py`; then everything that the work did to tests is put back. Nothing is
        where no test of the beginning was in reach.
        """
        tests = [change.path for change in changes if _is_test(change.path)]
        back = [path for path in tests if path in self.before and not self._asked_for(path)]
        new = [path for path in tests if path not in base]
        reached = any(_matches(path, TESTS) for path in self.before)
        switched = any(PurePosixPath(path).name == SWITCH for path in new)
        return (*back, *new) if reached and (back or switched) else ()

    def _guarded(self, change: Change, after: frozenset[str]) -> bool:
        if _matches(change.path, JUDGES):
            return True
        if change.path not in self.before:
            return False
        if _is_test(change.path):
            return change.removed != 0 or change.path not in after
        return change.path in self.scripts

    def _asked_for(self, path: str) -> bool:
        return any(
            # Not as a part of another name: “runtime” does not ask for `.ci/run`.
            re.search(rf"(?<![\w./-])(\./)?{re.escape(name)}(?![\w/-]|\.\w)", self.words)
            for name in _names(path)
        )


def scripts(checks: Iterable[Check], paths: frozenset[str]) -> frozenset[str]:
    """Of `paths`, the shell scripts and programs that the commands of the checks name.

    Not every file: `cc main.c` names what is there to be changed.
    """
    named = (posixpath.normpath(word) for check in checks for word in _words(check.command))
    return frozenset(name for name in named if PurePosixPath(name).suffix in SCRIPTS) & paths


def _words(command: tuple[str, ...]) -> Iterator[str]:
    for part in command:
        try:
            yield from shlex.split(part)
        except ValueError:
            yield from part.split()


def _names(path: str) -> Iterator[str]:
    """How a text may call a file: its path, the end of that, or a name that is no plain word."""
    parts = PurePosixPath(path).parts
    for start in range(len(parts) - 1):
        yield "/".join(parts[start:])
    name = parts[-1]
    if "." in name or name != name.lower():
        yield name


def _is_test(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return _matches(path, TESTS) or any(part.lower() in TEST_FOLDERS for part in parts[:-1])


def _matches(path: str, patterns: Iterable[str]) -> bool:
    name = PurePosixPath(path).name
    return any(fnmatch(path if "/" in pattern else name, pattern) for pattern in patterns)
