"""Which changes no item asked for: paths that judge the work, and so are not the worker's to bend.

Always protected: the document itself, continuous integration, hooks, settings of linters, coverage,
agents and this program. Tests that stood at the run's beginning may be added to, but not altered,
renamed or deleted; the scripts that the checks run, and what other tools obey by its name alone,
may not be changed at all where it stood there. An item that names a file asks for its change.
"""

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

from orchestrator_engine.attempt import Change
from orchestrator_engine.plan import Check
from orchestrator_engine.trust import is_obeyed, steers_agents

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
    # What changes how git itself reads and shows the work.
    ".gitattributes",
    ".gitmodules",
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
    # What would stand in for the program that runs the tests.
    "pytest.py",
    "pytest/*",
    "sitecustomize.py",
    "unittest.py",
    "unittest/*",
    "usercustomize.py",
)
RECIPES = {
    "just": ("justfile", "Justfile", ".justfile"),
    "make": ("GNUmakefile", "Makefile", "makefile"),
    "nox": ("noxfile.py",),
    "rake": ("Rakefile",),
    "task": ("Taskfile.yml", "Taskfile.yaml"),
}
"""Where programs that checks may call keep what they do."""

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
SWITCHES = frozenset({"conftest.py", "__init__.py"})
"""Files among the tests that have a say in which of the others run."""

SCRIPTS = frozenset({"", ".sh", ".bash", ".bat", ".cmd", ".ps1"})
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
TEST_FOLDERS = frozenset({"test", "tests", "__tests__", "spec"})


@dataclass(frozen=True, slots=True)
class Guard:
    """What is protected from the work at one task.

    `before` are the paths at the run's beginning, `document` the path of the document in the
    repository, `words` the own words of the items that the task serves, `scripts` the files that
    the checks run. With `fixed_tests` no words ask for a test's change: they name those that fail.
    """

    before: frozenset[str]
    document: str | None
    words: str
    scripts: frozenset[str] = frozenset()
    fixed_tests: bool = False

    def violations(self, changes: Iterable[Change], after: frozenset[str]) -> tuple[str, ...]:
        """The changed paths that have to be put back.

        `after` are the paths that are left, and are the kind of file that they were.
        """
        return tuple(
            change.path
            for change in changes
            if change.path == self.document
            or (not self.asked_for(change.path) and self._guarded(change, after))
        )

    def bent(
        self, changes: Iterable[Change], base: frozenset[str], *, failing: bool = False
    ) -> tuple[str, ...]:
        """The tests to put back for seeing whether what was there still passes as it was.

        `base` are the paths that the work began with. Adding to a test can switch it off, and so
        can a new `conftest.py`, and others could hide behind new ones that may be `failing`; then
        everything that the work did to tests is put back. Nothing is where no test of the beginning
        was in reach.
        """
        tests = [change.path for change in changes if is_test(change.path)]
        back = [path for path in tests if path in self.before and not self.asked_for(path)]
        new = [path for path in tests if path not in base]
        reached = any(_matches(path, TESTS) for path in self.before)
        switched = any(posixpath.basename(path) in SWITCHES for path in new)
        return (*back, *new) if reached and (back or switched or failing) else ()

    def exceptions(self, more: Iterable[str] = ()) -> tuple[str, ...]:
        """The protected paths that the items ask to be changed: of the beginning, and of `more`."""
        paths = sorted({*self.before, *more} - {self.document})
        guarded = (path for path in paths if self._guarded(Change(path, 0, 1), frozenset()))
        return tuple(path for path in guarded if self.asked_for(path))

    def _guarded(self, change: Change, after: frozenset[str]) -> bool:
        if _matches(change.path, JUDGES) or steers_agents(change.path):
            return True
        if change.path not in self.before:
            return False
        if is_test(change.path):
            return change.removed != 0 or change.path not in after
        return change.path in self.scripts or is_obeyed(change.path)

    def asked_for(self, path: str) -> bool:
        """Whether the items' own words name the file, where a person can read it."""
        if self.fixed_tests and is_test(path):
            return False
        words = _COMMENT.sub(" ", self.words)
        return any(
            # Not as a part of another name: “runtime” does not ask for `.ci/run`.
            re.search(rf"(?<![\w./-])(\./)?{re.escape(name)}(?![\w/-]|\.\w)", words)
            for name in _names(path)
        )


def scripts(checks: Iterable[Check], paths: frozenset[str]) -> frozenset[str]:
    """Of `paths`, the scripts, programs and recipes that the commands of the checks run.

    Not every file that they name: `cc main.c` names what is there to be changed.
    """
    words = [word for check in checks for word in _words(check.command)]
    named = (posixpath.normpath(word) for word in words)
    programs = {name for name in named if posixpath.splitext(name)[1] in SCRIPTS}
    recipes = {name for word in words for name in RECIPES.get(posixpath.basename(word), ())}
    return paths & (programs | recipes)


def _words(command: tuple[str, ...]) -> Iterator[str]:
    for part in command:
        words = shlex.shlex(part, posix=True, punctuation_chars=True)
        words.whitespace_split, words.commenters = True, ""
        try:
            yield from list(words)
        except ValueError:
            yield from part.split()


def _names(path: str) -> Iterator[str]:
    """How a text may call a file: its path, the end of that, or a name that is no plain word."""
    parts = path.split("/")
    for start in range(len(parts) - 1):
        yield "/".join(parts[start:])
    name = parts[-1]
    if "." in name or name != name.lower():
        yield name


def is_test(path: str) -> bool:
    """Whether a path is that of a test, or of something that tests need."""
    folders = {part.lower() for part in path.split("/")[:-1]}
    return _matches(path, TESTS) or not TEST_FOLDERS.isdisjoint(folders)


def _matches(path: str, patterns: Iterable[str]) -> bool:
    name = posixpath.basename(path)
    return any(fnmatch(path if "/" in pattern else name, pattern) for pattern in patterns)
