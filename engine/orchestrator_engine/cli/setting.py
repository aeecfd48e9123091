"""`config set` and `config unset`: one key in a settings file, and the rest of it as it was."""

import os
import tomllib
from argparse import Namespace
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from orchestrator_engine import config
from orchestrator_engine.cli import output
from orchestrator_engine.cli.parsing import Misuse
from orchestrator_engine.config.changing import UNSET, CannotChange, changed
from orchestrator_engine.config.environment import value as read_value
from orchestrator_engine.config.faults import checked, require_known
from orchestrator_engine.config.lookup import TABLE, line_of_place
from orchestrator_engine.config.reading import (
    FILE,
    LOCAL_FILE,
    PROJECT_FILE,
    Layer,
    Source,
    of_project,
)
from orchestrator_engine.documents import is_ignored
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.places import state_dir, user_settings
from orchestrator_engine.standing import top_of
from orchestrator_engine.system.locks import Lock, Taken

_MARK = "\ufeff"
"""With which some editors begin a file; it means nothing."""

_PATIENCE = 10.0
"""Seconds to wait for another who changes settings."""

_EXAMPLE = "For example: code-orch config set min_task_score 9"


def set_it(options: Namespace) -> int:
    """Write one setting, or take it out; refused where it would not be read back."""
    place = _place(options)
    value = UNSET if options.action == "unset" else read_value(place, _text(options))
    top = top_of(options.cwd or Path.cwd())
    if value is not UNSET:
        require_known(place)
    with _alone():
        file, layer = _file(options, top)
        real = _real(file, layer, top)
        mark, before = _before(file)
        made = _made(file, layer, before, place, value)
        if made != before:
            _write(real, mark + made)
    if made == before and value is UNSET:
        # What is not known may be taken out where it stands.
        require_known(place)
    _tell(options, file, place, None if value is UNSET else value, made, was=made != before)
    local = layer is Layer.LOCAL and value is not UNSET
    if local and (top / ".git").exists() and not is_ignored(file):
        output.note(f"git does not ignore {file.name} yet: add it to .gitignore.")
    # What a folder may not loosen is written, and does not count: better to hear of it now.
    for note in config.load(top).notes:
        if f": {place[0]} = " in note:
            output.note(note)
    return 0


@contextmanager
def _alone() -> Generator[None]:
    """Nobody else changes settings meanwhile: of two at once one would be lost."""
    try:
        lock = Lock(state_dir() / "settings.lock", _PATIENCE)
    except Taken:
        raise BadConfig("settings are being changed by another program", "Try again.") from None
    except OSError:
        # No locks there: two at once are seldom, and this one is asked for.
        yield
        return
    try:
        yield
    finally:
        lock.release()


def _made(file: Path, layer: Layer, before: str, place: tuple[str, ...], value: object) -> str:
    """The text of the file with the setting in it, or out of it; refused where it has faults."""
    inside = ("tool", TABLE) if file.name == PROJECT_FILE else ()
    try:
        made = changed(before, (*inside, *place), value)
    except CannotChange as why:
        raise BadConfig(f"{file} is left as it is: {why}", "Change it in your editor.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{file} is not TOML: {error}", "Correct it in your editor.") from None
    table = tomllib.loads(made)
    for part in inside:
        table = table.get(part, {})
    checked(Source(layer, table, file, made))
    return made


def _place(options: Namespace) -> tuple[str, ...]:
    if not options.about:
        raise Misuse(f"config {options.action} needs a key", _EXAMPLE)
    return tuple(part.strip() for part in str(options.about).split("."))


def _text(options: Namespace) -> str:
    if options.value is None:
        raise Misuse(f"config set {options.about} needs a value", _EXAMPLE)
    return str(options.value)


def _file(options: Namespace, top: Path) -> tuple[Path, Layer]:
    """Whose settings are changed: the project's, where it has them, or the person's own."""
    if options.user and options.local:
        raise Misuse("--user and --local contradict each other", "Give one of the two.")
    if options.user:
        return user_settings(os.environ), Layer.USER
    if options.local:
        return top / LOCAL_FILE, Layer.LOCAL
    there = of_project(top)
    file = there.file if there is not None and there.file is not None else top / FILE
    return file, Layer.PROJECT


def _real(file: Path, layer: Layer, top: Path) -> Path:
    """The file that is written, which may be one that a link leads to; a project's stays inside."""
    real = file.resolve()
    if layer is not Layer.USER and not real.is_relative_to(top.resolve()):
        raise BadConfig(
            f"{file} is a link that leads out of the project, to {real}",
            "Change that file in your editor, or put a file in place of the link.",
        )
    return real


def _before(file: Path) -> tuple[str, str]:
    """The mark with which the file begins, if it does, and what it says."""
    try:
        text = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return "", ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"{file} cannot be read: {error}", "Make it a readable file.") from error
    rest = text.removeprefix(_MARK)
    return text[: len(text) - len(rest)], rest


def _write(real: Path, text: str) -> None:
    """Replace the file at once, with the rights that it had."""
    draft = real.with_name(f"{real.name}.{os.getpid()}.new")
    try:
        real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_bytes(text.encode())
        if real.exists():
            draft.chmod(real.stat().st_mode & 0o777)
        draft.replace(real)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BadConfig(
            f"{real} cannot be written: {error.strerror}", "Check the folder."
        ) from error


def _tell(  # noqa: PLR0913  # all that there is to tell
    options: Namespace,
    file: Path,
    place: tuple[str, ...],
    value: object,
    text: str,
    *,
    was: bool,
) -> None:
    key = ".".join(place)
    line = None if value is None else line_of_place(text, place)
    if options.json:
        output.emit({"file": str(file), "line": line, "key": key, "value": value})
        return
    gone = "is not set any more" if was else "was not set there"
    told = gone if value is None else f"is set in line {line}"
    output.say(f"{key} {told}: {file}")
