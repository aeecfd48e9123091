"""Recipes that a project keeps for people: a Makefile, a justfile, a Taskfile.

They say what the project itself calls its tests, and so win over what its ecosystem is known for.
"""

import re
from collections.abc import Callable, Iterator

from orchestrator_engine.ecosystems.files import Files
from orchestrator_engine.ecosystems.project import Command, Purpose

_TARGET = re.compile(r"^@?([A-Za-z][\w-]*)[^:=\n#]*:(?![=:])", re.MULTILINE)
_TASK = re.compile(r"^  ([A-Za-z][\w:-]*):\s*(?:#.*)?(?:$|\S)", re.MULTILINE)

PROGRAMS = {
    "just": (("justfile", "Justfile", ".justfile"), _TARGET),
    "make": (("GNUmakefile", "makefile", "Makefile"), _TARGET),
    "task": (("Taskfile.yml", "Taskfile.yaml"), _TASK),
}
"""By program, the files that it reads and how the names in them are written."""

NAMES = {
    Purpose.BUILD: ("build",),
    Purpose.TEST: ("test", "tests"),
    Purpose.LINT: ("lint",),
    Purpose.TYPES: ("typecheck", "type-check", "types"),
    Purpose.FORMAT: ("format-check", "fmt-check", "check-format"),
}


def commands(files: Files, installed: Callable[[str], bool]) -> Iterator[Command]:
    """What the recipes of a folder offer; of several programs, the first that has a recipe.

    Recipes of a program that is not `installed` are no use: what they call may well be there.
    """
    found = [
        (program, name, frozenset(written.findall(_tasks(program, files.text(name)))))
        for program, (names, written) in PROGRAMS.items()
        if (name := files.first(*names)) is not None and installed(program)
    ]
    for purpose, wished in NAMES.items():
        for program, file, offered in found:
            target = next((name for name in wished if name in offered), None)
            if target is not None:
                source = f"{files.path(file)}, {target}"
                yield Command(purpose, (program, target), source, declared=True)
                break


def _tasks(program: str, text: str) -> str:
    """The part of a file that names recipes."""
    return text.partition("\ntasks:")[2] if program == "task" else text
