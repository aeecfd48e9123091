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
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
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
        if _persons(inside.parts) and not path.is_dir():
            found[str(inside)] = path.read_bytes()
    refs = git(folder, "for-each-ref").splitlines()
    found["refs"] = "\n".join(ref for ref in refs if "code-orch/" not in ref)
    return found


def _persons(parts: tuple[str, ...]) -> bool:
    if "code-orch" in parts or parts == (".git",):
        return False
    names = {"HEAD", "index", "config", "hooks", "info", "logs", "packed-refs"}
    return parts[0] != ".git" or parts[1] in names
