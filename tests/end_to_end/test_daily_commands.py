"""The ways in: what the README, the menu and continuous integration call is there, and the same."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]


def dev(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "dev.py", *arguments], cwd=TOP, capture_output=True, text=True, check=False
    )


def text(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def test_without_a_command_there_is_a_menu() -> None:
    told = dev()
    assert told.returncode == 0
    assert set(re.findall(r"dev\.py (\w+)", told.stdout)) == {
        "example",
        "test",
        "check",
        "fmt",
        "bench",
        "torture",
        "simulate",
        "corpus",
        "edits",
        "schema",
        "lock",
        "honesty",
        "vsix",
    }


def test_an_unknown_command_is_a_misuse_that_shows_the_menu() -> None:
    told = dev("dance")
    assert told.returncode == 2
    assert "dev.py example" in told.stdout


def test_the_readme_begins_with_the_example_and_the_tests() -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", text("README.md"), re.DOTALL | re.MULTILINE)
    assert blocks[:2] == ["python3 dev.py example\n", "python3 dev.py test\n"]


def test_continuous_integration_calls_the_command_of_the_readme() -> None:
    assert "exec python3 dev.py test\n" in text(".ci/run")
    assert os.access(TOP / ".ci" / "run", os.X_OK)


def test_the_recipes_are_the_daily_commands() -> None:
    recipe = r"^(\w+)(?: [+*][A-Z]+)?:\n    @python3 dev\.py (\w+)(?: \{\{[A-Z]+\}\})?$"
    recipes = re.findall(recipe, text("justfile"), re.MULTILINE)
    assert [name for name, _ in recipes] == [command for _, command in recipes]
    assert {name for name, _ in recipes} == set(re.findall(r"dev\.py (\w+)", dev().stdout))


@pytest.mark.parametrize("name", ["runtime.txt", "build.txt", "dev.txt"])
def test_what_is_installed_is_pinned_with_hashes_and_names_no_host(name: str) -> None:
    lines = text(f"requirements/{name}")
    assert "://" not in lines
    names = re.findall(r"^[\w.-]+==[^ ]+", lines, re.MULTILINE)
    assert len(names) == len(re.findall(r"^\w", lines, re.MULTILINE))
    assert lines.count("--hash=sha256:") >= len(names)
