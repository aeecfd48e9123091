"""Which checks judge a run: what the settings say, and what the project's own files do."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from orchestrator_engine.config import Config
from orchestrator_engine.ecosystems import LATER, detect
from orchestrator_engine.ecosystems.project import Command, Purpose
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.plan import At, Check, CheckKind
from orchestrator_engine.plugins.found import installed, judges

FILES = "files"
"""The name of the check for files that have to be there when all is done."""

PORT = 5173
"""Where a dev server listens of which nothing else is known."""


def checks_of(top: Path, settings: Config) -> tuple[Check, ...]:
    """Explicit settings first, then what the project's own files say. Raises `BadConfig`."""
    found = detect(top)
    keys = settings.keys
    port = keys.dev_port
    given = _given(settings)
    checks: list[Check] = []
    for kind, command in given.items():
        if isinstance(command, tuple):
            source = settings.source(KEYS[kind])
            _refuse_missing(command[0], kind, source, top)
            seconds = keys.task_timeout
            at = LATER.get(kind, At.ATTEMPT)
            checks.append(Check(str(kind), kind, command, seconds, source, at=at, port=port))
        elif command is not False:
            detected = (each for each in found if each.kind is kind)
            checks += (replace(each, seconds=keys.task_timeout) for each in detected)
    own = tuple(_own(settings, top))
    late = tuple(_server(check, settings, port) for check in checks)
    return (*late, *own)


KEYS = {
    CheckKind.SETUP: "setup",
    CheckKind.BUILD: "build",
    CheckKind.LINT: "lint",
    CheckKind.TYPES: "types",
    CheckKind.FORMAT: "format",
    CheckKind.TEST: "test",
    CheckKind.END_TO_END: "end_to_end",
    CheckKind.SERVER: "dev",
}
"""The setting that names the command of each kind of check, in the order in which they run."""


def _given(settings: Config) -> dict[CheckKind, tuple[str, ...] | bool | None]:
    return {kind: getattr(settings.keys, key) for kind, key in KEYS.items()}


def kept(checks: tuple[Check, ...], names: tuple[str, ...]) -> tuple[Check, ...]:
    """The checks that a mode wants, by their names or kinds; all of them where it names none.

    Raises `BadConfig` for a name that no check has.
    """
    known = {name for check in checks for name in (check.name, str(check.kind))}
    missing = [name for name in names if name not in known | {str(kind) for kind in CheckKind}]
    if missing:
        raise BadConfig(
            f"the mode wants a check that is not there: {', '.join(missing)}",
            f"There are {', '.join(sorted(known)) or 'none'}; add your own as [checks.NAME].",
        )
    return tuple(
        check
        for check in checks
        if not names
        or check.kind is CheckKind.SETUP
        or not {check.name, str(check.kind)}.isdisjoint(names)
    )


def named(settings: Config) -> tuple[Command, ...]:
    """The commands that a project's settings name."""
    return tuple(
        Command(Purpose(key.replace("_", "-")), words, settings.source(key), declared=True)
        for kind, words in _given(settings).items()
        if isinstance(words, tuple) and (key := KEYS[kind])
    )


def _server(check: Check, settings: Config, port: int | None) -> Check:
    """A dev server as the settings want it asked; any other check."""
    if check.kind is not CheckKind.SERVER:
        return replace(check, port=None)
    port = port or check.port or PORT
    keys = settings.keys
    return replace(check, port=port, path=keys.dev_path, seconds=keys.dev_timeout)


def _own(settings: Config, top: Path) -> Iterator[Check]:
    """The checks that a project describes itself, and the files that have to be there."""
    keys = settings.keys
    source = settings.file.name if settings.file else "settings"
    for name, said in keys.checks.items():
        if said.command is not None:
            _refuse_missing(said.command[0], f"check {name}", source, top)
        kind = CheckKind.FILES if said.command is None else CheckKind.CUSTOM
        yield Check(
            name,
            kind,
            said.command or (),
            said.timeout or keys.task_timeout,
            f"{source}, checks.{name}",
            at=said.at,
            phases=said.phases,
            files=said.files,
        )
    for plugin in (*settings.plugins, *installed()):
        if judges(plugin, top):
            command = (plugin.kind, plugin.name)
            name = f"plugin {plugin.name}"
            yield Check(name, CheckKind.PLUGIN, command, keys.task_timeout, source, at=At.PHASE)
    if keys.files:
        yield Check(FILES, CheckKind.FILES, (), 0.0, source, at=At.END, files=keys.files)


def _refuse_missing(program: str, what: str, source: str, top: Path) -> None:
    """Better said now than by every attempt at every task."""
    if shutil.which(program) is None and not (top / program).exists():
        raise BadConfig(
            f"{source}: the program of {what}, {program}, is not there",
            "Install it, or correct the command.",
        )
