"""Which changes no item asked for: paths that judge the work, and so are not the worker's to bend.

Always protected: the document itself, continuous integration, hooks, settings of linters, coverage,
agents and this program. Tests that stood at the run's beginning may be added to, but not altered,
renamed or deleted. An item that names a file asks for its change.
"""

from collections.abc import Iterable
from fnmatch import fnmatch

from orchestrator_engine.attempt import Change

JUDGES = (
    ".orchestrator*.toml",
    "*.rehearsal.md",
    ".github/workflows/*",
    ".gitlab-ci.yml",
    ".circleci/*",
    ".ci/*",
    "azure-pipelines.yml",
    "Jenkinsfile",
    ".husky/*",
    ".pre-commit-config.yaml",
    ".coveragerc",
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
TEST_FOLDERS = frozenset({"test", "tests", "__tests__", "spec"})


def violations(
    changes: Iterable[Change], *, before: frozenset[str], document: str | None, words: str
) -> tuple[str, ...]:
    """The changed paths that have to be put back.

    `before` are the paths at the run's beginning, `document` the path of the document in the
    repository, `words` the own words of the items that the task serves.
    """
    return tuple(
        change.path
        for change in changes
        if change.path == document
        or (not _asked_for(change.path, words) and _guarded(change, before))
    )


def _guarded(change: Change, before: frozenset[str]) -> bool:
    if _matches(change.path, JUDGES):
        return True
    return change.path in before and change.removed != 0 and _is_test(change.path)


def _is_test(path: str) -> bool:
    return _matches(path, TESTS) or not TEST_FOLDERS.isdisjoint(path.split("/")[:-1])


def _matches(path: str, patterns: Iterable[str]) -> bool:
    name = _name(path)
    return any(fnmatch(path if "/" in pattern else name, pattern) for pattern in patterns)


def _asked_for(path: str, words: str) -> bool:
    return path in words or _name(path) in words


def _name(path: str) -> str:
    return path.rpartition("/")[2]
