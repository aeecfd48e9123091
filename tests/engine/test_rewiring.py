import json

import pytest

from orchestrator_engine.rewiring import rewired

DEEP = b"[project]\nx = " + b"[" * 100_000


def node(**scripts: str) -> bytes:
    return json.dumps({"scripts": scripts, "dependencies": {"a": "1"}}).encode()


@pytest.mark.parametrize(
    "after",
    [
        node(test="true", build="tsc"),
        node(build="tsc"),
        node(test="vitest", build="tsc", pretest="exit 0"),
        b"{}",
        b"no json",
        b'{"a":' * 100_000,
    ],
    ids=["changed", "removed", "wrapped", "emptied", "broken", "too deep"],
)
def test_the_scripts_that_were_there_may_not_be_bent(after: bytes) -> None:
    assert rewired("web/package.json", node(test="vitest", build="tsc"), after)


@pytest.mark.parametrize(
    "after",
    [
        node(test="vitest", build="tsc", start="node ."),
        json.dumps({"scripts": {"test": "vitest", "build": "tsc"}, "dependencies": {}}).encode(),
    ],
    ids=["another script", "dependencies"],
)
def test_the_rest_of_a_manifest_is_work(after: bytes) -> None:
    assert not rewired("package.json", node(test="vitest", build="tsc"), after)


def test_a_manifest_that_is_too_deep_to_be_read_is_bent() -> None:
    assert rewired("pyproject.toml", b"[tool.pytest]\naddopts = []\n", DEEP)
    assert not rewired("pyproject.toml", DEEP, b"[tool.pytest]\n")


def test_settings_of_tests_may_not_be_changed_or_slipped_in() -> None:
    before = b'[project]\nname = "a"\n[tool.ruff]\nline-length = 100\n'
    slipped = before + b'[tool.pytest.ini_options]\naddopts = "--ignore=tests"\n'
    assert rewired("pyproject.toml", before, slipped)
    assert rewired("pyproject.toml", before, before.replace(b"100", b"500"))
    assert not rewired("pyproject.toml", before, before + b"[tool.poetry]\nx = 1\n")


def test_a_file_that_is_no_manifest_is_not_looked_into() -> None:
    assert not rewired("src/settings.json", b"{}", b"[]")


def test_a_manifest_that_was_broken_judged_nothing() -> None:
    assert not rewired("package.json", b"{", node(test="vitest"))
