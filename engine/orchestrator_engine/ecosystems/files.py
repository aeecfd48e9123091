"""The files of a project as a scan may read them: nothing is run, nothing outside is followed."""

import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestrator_engine.json_values import list_of, object_of

LARGEST = 1_000_000
"""Bytes; a manifest that is longer is not read."""

MOST = 20_000
"""Entries; of a larger project only so many are looked at."""

DEEPEST = 6
"""Folders below the top that are looked into."""

LEFT_OUT = frozenset(
    {
        "__pycache__", "bin", "bower_components", "build", "coverage", "dist", "env",
        "node_modules",
        "obj", "out", "site-packages", "target", "third_party", "vendor", "venv",
    }
)  # fmt: skip
"""Folders of what was installed or built; hidden ones are left out, too."""


@dataclass(frozen=True)
class Files:
    """One folder of a project: `top` is the project's, `folder` a path in it (“” for the top)."""

    top: Path
    folder: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """The files and folders in it, the hidden ones too."""
        try:
            return frozenset(path.name for path in (self.top / self.folder).iterdir())
        except OSError:
            return frozenset()

    def inside(self, folder: str) -> "Files":
        """A folder of this one."""
        return Files(self.top, f"{self.folder}/{folder}".strip("/"))

    def path(self, name: str) -> str:
        """Where a file of this folder is, from the top on: what a person is told as its source."""
        return f"{self.folder}/{name}".lstrip("/")

    def has(self, name: str) -> bool:
        """Whether there is a file or folder of that name, which may be a path."""
        head = name.partition("/")[0]
        return head in self.names and (head == name or (self.top / self.path(name)).exists())

    def first(self, *names: str) -> str | None:
        """The first of these that is there."""
        return next((name for name in names if self.has(name)), None)

    def matching(self, pattern: str) -> list[str]:
        """The names in this very folder that a pattern matches, in order."""
        return sorted(name for name in self.names if fnmatchcase(name, pattern))

    def text(self, name: str) -> str:
        """What a file says; empty where it is not there, too long, or leads out of the project."""
        path = self.top / self.path(name)
        try:
            real = path.resolve(strict=True)
            if not real.is_relative_to(self.top.resolve()) or not real.is_file():
                return ""
            if real.stat().st_size > LARGEST:
                return ""
            return real.read_text("utf-8-sig", errors="replace")
        except (OSError, RuntimeError):  # a loop of links is a RuntimeError in older Pythons
            return ""

    def json(self, name: str) -> dict[str, Any] | None:
        """The object that a JSON file holds, or None."""
        try:
            value: object = json.loads(self.text(name))
        except (ValueError, RecursionError):
            return None
        return object_of(value)

    def toml(self, name: str) -> dict[str, Any]:
        """What a TOML file holds; empty where it is none."""
        try:
            return tomllib.loads(self.text(name))
        except (ValueError, RecursionError):
            return {}

    def folders(self, pattern: str) -> list[str]:
        """The folders that a pattern of a workspace (“packages/*”) means, as paths in this one."""
        pattern = pattern.strip("/").removeprefix("./").replace("**", "*")
        if not pattern or pattern.startswith("..") or "/.." in pattern:
            return []
        here = self.top / self.folder
        if not any(sign in pattern for sign in "*?["):
            return [pattern] if (here / pattern).is_dir() else []
        found = (path for path in here.glob(pattern) if path.is_dir() and not path.is_symlink())
        return sorted(path.relative_to(here).as_posix() for path in found)[:MOST]

    def walk(self) -> Iterator[str]:
        """The paths of files below this folder, by breadth, without what is installed or built."""
        waiting, seen = [""], 0
        for folder in waiting:
            try:
                entries = sorted(os.scandir(self.top / self.folder / folder), key=lambda e: e.name)
            except OSError:
                continue
            for entry in entries:
                seen += 1
                if seen > MOST:
                    return
                path = f"{folder}/{entry.name}".lstrip("/")
                if entry.is_symlink():
                    continue
                if entry.is_dir():
                    deep = path.count("/") >= DEEPEST
                    if not deep and entry.name not in LEFT_OUT and not entry.name.startswith("."):
                        waiting.append(path)
                else:
                    yield path


def texts(value: object) -> list[str]:
    """The texts in a list, or none."""
    return [each for each in list_of(value) if isinstance(each, str)]
