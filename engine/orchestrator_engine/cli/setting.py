"""`config set` and `config unset`: one key in a settings file, and the rest of it as it was."""

import os
import tomllib
from argparse import Namespace
from pathlib import Path

from orchestrator_engine import config, starting
from orchestrator_engine.cli import output
from orchestrator_engine.cli.parsing import Misuse
from orchestrator_engine.config.changing import UNSET, CannotChange, changed
from orchestrator_engine.config.environment import value as read_value
from orchestrator_engine.config.faults import checked
from orchestrator_engine.config.lookup import TABLE, line_of_place
from orchestrator_engine.config.reading import (
    FILE,
    LOCAL_FILE,
    PROJECT_FILE,
    Layer,
    Source,
    of_project,
)
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.places import user_settings

_EXAMPLE = "For example: code-orch config set min_task_score 9"


def set_it(options: Namespace) -> int:
    """Write one setting, or take it out; refused where it would not be read back."""
    place = _place(options)
    value = UNSET if options.action == "unset" else read_value(place, _text(options))
    top = starting.top_of(options.cwd or Path.cwd())
    file, layer = _file(options, top)
    inside = ("tool", TABLE) if file.name == PROJECT_FILE else ()
    before = _before(file)
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
    if made != before:
        _write(file, made)
    return _tell(options, file, place, None if value is UNSET else value, made)


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


def _before(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"{file} cannot be read: {error}", "Make it a readable file.") from error


def _write(file: Path, text: str) -> None:
    """Replace the file at once; one that a link leads to stays where it is, with its rights."""
    real = file.resolve()
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
            f"{file} cannot be written: {error.strerror}", "Check the folder."
        ) from error


def _tell(options: Namespace, file: Path, place: tuple[str, ...], value: object, text: str) -> int:
    key = ".".join(place)
    line = None if value is None else line_of_place(text, place)
    if options.json:
        output.emit({"file": str(file), "line": line, "key": key, "value": value})
    else:
        told = "is not set any more" if value is None else f"is set in line {line}"
        output.say(f"{key} {told}: {file}")
    # What a folder may not loosen is written, and does not count: better to hear of it now.
    for note in config.load(starting.top_of(options.cwd or Path.cwd())).notes:
        if f": {place[0]} = " in note:
            output.note(note)
    return 0
