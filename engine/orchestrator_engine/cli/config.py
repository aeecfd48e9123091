"""`config`: what is set here and from where, the schema of it, and the earlier tool's settings."""

import os
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator_engine import settings_schema
from orchestrator_engine.cli import output
from orchestrator_engine.errors import BadConfig

if TYPE_CHECKING:
    from orchestrator_engine.config import Config


def config(options: Namespace) -> int:
    """Do what was asked: show, set, unset, schema or migrate."""
    acts = {"show": _show, "schema": _schema, "migrate": _migrate, "set": _set, "unset": _set}
    return acts[options.action](options)


def _set(options: Namespace) -> int:
    # It brings what writes TOML.
    from orchestrator_engine.cli.setting import set_it

    return set_it(options)


def _schema(_: Namespace) -> int:
    output.say(settings_schema.text().rstrip("\n"))
    return 0


def _show(options: Namespace) -> int:
    # What reads settings takes longer to import than the schema to print.
    from orchestrator_engine import config
    from orchestrator_engine.cli.flags import source
    from orchestrator_engine.standing import top_of

    top = top_of(options.cwd or Path.cwd())
    held = config.load(top, flags=source(options.set or ()))
    if options.about is not None:
        from orchestrator_engine.config.faults import require_known

        require_known(tuple(part.strip() for part in str(options.about).split(".")))
    if options.json:
        output.emit(as_object(held, options.about))
        return 0
    for line in lines(held, options.about, origin=options.origin):
        output.say(line)
    for note in held.notes:
        output.note(note)
    return 0


def as_object(held: "Config", about: str | None = None) -> dict[str, object]:
    """All that holds, or what is `about` a key, for a program: values, and where they are from."""
    return {
        "file": None if held.file is None else str(held.file),
        "settings": {
            key: {"value": value, "layer": layer, "where": where or None}
            for key, value, layer, where in _rows(held)
            if _is_about(key, about)
        },
        "refused": [
            {"key": one.key, "value": one.value, "layer": str(one.layer), "where": one.where}
            for one in held.refused
            if _is_about(one.key, about)
        ],
    }


def _is_about(key: str, about: str | None) -> bool:
    return about is None or key == about or key.startswith(f"{about}.")


def lines(held: "Config", about: str | None = None, *, origin: bool) -> Iterator[str]:
    """All that holds, or what is `about` a key, as TOML; with the origin of each line beside it."""
    from orchestrator_engine.config.writing import toml

    rows = [
        (f"{key} = {toml(value)}" if value is not None else f"# {key} is not set", layer, where)
        for key, value, layer, where in _rows(held)
        if _is_about(key, about) and (value is not None or origin or about is not None)
    ]
    if not rows:
        rows = [(f"# {about} is not set", "built-in", "")]
    if not origin:
        yield from (row[0] for row in rows)
        return
    width = max(min(len(row[0]), _WIDEST) for row in rows)
    for told, layer, where in rows:
        yield f"{told:<{width}}  # {layer}{f': {where}' if where else ''}".rstrip()


_WIDEST = 44


def _rows(held: "Config") -> Iterator[tuple[str, object, str, str]]:
    """Each key with its value as it is written, its layer, and the place in it."""
    for key, about in settings_schema.schema()["properties"].items():
        found = [one for place, one in sorted(held.origins.items()) if place[0] == key]
        if found:
            yield from ((one.key, one.value, str(one.layer), one.where) for one in found)
        elif about.get("type") != "object":
            yield key, about.get("default"), "built-in", ""


def _migrate(options: Namespace) -> int:
    from orchestrator_engine.config.earlier_tool import NAMES, translate
    from orchestrator_engine.config.literals import IsCode
    from orchestrator_engine.config.reading import FILE

    here: Path = options.cwd or Path.cwd()
    old = next((here / name for name in NAMES if (here / name).is_file()), None)
    if options.about is not None:
        old = Path(options.about)
    if old is None:
        raise BadConfig(
            f"there is no file of the earlier tool in {here} ({NAMES[0]} or the like)",
            "Name it: code-orch config migrate FILE.",
        )
    text = _text(old)
    try:
        made = translate(text, old.name)
    except IsCode as code:
        raise BadConfig(
            f"{old}:{code.line}: {code.what}, and it is not executed to find out",
            "Put the plain value there and try again, or write .orchestrator.toml yourself: "
            "code-orch init",
        ) from None
    target: Path = options.output or here / FILE
    if target.exists() and not options.force:
        raise BadConfig(f"{target} is there already", "Add --force to replace it, or -o FILE.")
    _write(target, made.text)
    if options.json:
        notes = [{"line": line, "note": note} for line, note in made.notes]
        output.emit({"file": str(target), "from": str(old), "notes": notes})
        return 0
    output.say(f"Wrote {target} from {old.name}; that one is not read any more.")
    for line, note in made.notes:
        output.note(f"{old}:{line}: not carried over: {note}")
    return 0


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"{file} cannot be read: {error}", "Check the path.") from error


def _write(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BadConfig(
            f"{file} cannot be written: {error.strerror}", "Check the folder."
        ) from error
