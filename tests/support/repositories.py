"""Small git repositories, and a look at everything in them that belongs to the person."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from orchestrator_engine.system.git import Repository

PERSON = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


def git(folder: Path, *arguments: str | Path) -> str:
    """What git says, as the person would ask it."""
    command = ("git", "-C", folder, *PERSON, *arguments)
    done = subprocess.run(command, capture_output=True, check=True, timeout=30)
    return os.fsdecode(done.stdout).strip()


def a_repository(folder: Path, files: Mapping[str, str]) -> Repository:
    """A repository on branch `main` with one commit of these files."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Begin")
    repository = Repository.find(folder)
    assert repository is not None
    return repository


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by their paths in the folder."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)


def belongings(folder: Path) -> dict[str, bytes | str]:
    """Everything of the person's: working tree, index, HEAD, branches, configuration, hooks."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        kept = inside.parts[0] != ".git" or inside.parts[1:2] in (
            ("HEAD",), ("index",), ("config",), ("hooks",), ("info",), ("FETCH_HEAD",), ("logs",)
        )
        ours = "code-orch" in str(inside)
        if kept and not ours and not path.is_dir():
            found[str(inside)] = path.readlink().name if path.is_symlink() else path.read_bytes()
    found["branches"] = git(
        folder, "for-each-ref", "--exclude=refs/heads/code-orch", "refs/heads", "refs/tags"
    ) if False else git(folder, "branch", "--list", "--verbose", "--no-abbrev", "main", "side")
    return found
