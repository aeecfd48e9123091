"""The process in which one plugin lives. Standard library only; nothing of the engine is imported.

    python -m orchestrator_engine.plugins.host KIND TARGET             serve hooks over JSON lines
    python -m orchestrator_engine.plugins.host KIND TARGET validate    run the validators once

KIND is `file` (TARGET is a path) or `entry` (TARGET is the name of an entry point in the group
`code_orchestrator.plugins`). Serving, the first line says what the plugin offers; then each line
that comes in is `{"id", "hook", "values"}`, and is answered by `{"id"}` or `{"id", "error"}`.
What the plugin prints goes to standard error, so that it never meets the protocol.
"""

import asyncio
import importlib.util
import inspect
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TextIO

from orchestrator_engine.json_values import members_of

GROUP = "code_orchestrator.plugins"


class Register:
    """What a plugin's `register` is given: it says what the plugin offers."""

    def __init__(self) -> None:
        self.hooks: dict[str, list[Callable[[dict[str, Any]], Any]]] = {}
        self.validators: dict[str, Callable[[str, dict[str, Any]], Any]] = {}

    def add_hook(self, name: str, function: Callable[[dict[str, Any]], Any]) -> None:
        """Have a function called at a hook, with one dict; it may be `async`."""
        self.hooks.setdefault(name, []).append(function)

    def add_validator(self, name: str, function: Callable[[str, dict[str, Any]], Any]) -> None:
        """Have a function judge a phase: it gets a folder and a dict, and gives a dict.

        What it gives is `{"type", "ok", "message"}`; it may be `async`.
        """
        self.validators[name] = function

    def add_command(self, name: str, help: str, load: Callable[[], Any]) -> None:  # noqa: A002  # as plugins write it
        """Commands are for the command line, and nothing here."""


def main(arguments: list[str]) -> int:
    """Serve one plugin, or run its validators; the exit code."""
    out = _own_output()
    kind, target, *what = arguments
    register = Register()
    try:
        _load(kind, target)(register)
    except Exception as error:  # noqa: BLE001  # it is somebody else's code
        _say(out, {"error": _words(error)})
        print(f"the plugin cannot be used: {_words(error)}", file=sys.stderr)  # noqa: T201  # into its log
        return 1
    if what[:1] == ["validate"]:
        return _validate(register, json.loads(what[1]) if what[1:] else {}, out)
    _say(out, {"hooks": sorted(register.hooks), "validators": sorted(register.validators)})
    for line in sys.stdin:
        call = json.loads(line)
        told = _called(register, call["hook"], call["values"])
        _flush()
        _say(out, {"id": call["id"], **told})
    return 0


def _own_output() -> TextIO:
    """Keep standard output for the protocol; whatever else is written there goes to the log."""
    sys.stdout.flush()
    kept = os.dup(1)  # which no program that the plugin starts inherits
    os.dup2(2, 1)
    return os.fdopen(kept, "w", encoding="utf-8")


def _load(kind: str, target: str) -> Callable[[Register], object]:
    if kind == "entry":
        found = next(iter(entry_points(group=GROUP, name=target)), None)
        if found is None:
            raise LookupError(f"no installed package offers the plugin {target}")
        return found.load()
    path = Path(target)
    spec = importlib.util.spec_from_file_location(f"plugin_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{target} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    register = getattr(module, "register", None)
    if not callable(register):
        raise TypeError(f"{path.name} has no function register(orchestrator)")
    return register


def _called(register: Register, hook: str, values: dict[str, Any]) -> dict[str, str]:
    try:
        for function in register.hooks.get(hook, ()):
            _result(function(values))
    except Exception as error:  # noqa: BLE001  # as above
        return {"error": _words(error)}
    return {}


def _validate(register: Register, settings: dict[str, Any], out: TextIO) -> int:
    """Run all validators in the folder that we are in: a line each, and `{"ok": true}` if all pass.

    The exit code is 1 where one says no.
    """
    passed = True
    for name, function in register.validators.items():
        try:
            ok, message = _judged(_result(function(str(Path.cwd()), settings)))
        except (Exception, SystemExit) as error:  # noqa: BLE001  # as above
            ok, message = False, _words(error)
        passed = passed and ok
        _say(out, f"{'passed' if ok else 'FAILED'} {name}{': ' if message else ''}{message}")
    _flush()
    if passed:
        _say(out, {"ok": True})
    return 0 if passed else 1


def _flush() -> None:
    """Have what the plugin printed come first, and come at all where nobody waits for our end."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # the plugin may have closed it, or put something else there
            stream.flush()


def _judged(told: object) -> tuple[bool, str]:
    """Whether a validator says yes, and its message; only `True` is a yes."""
    what = repr(told)[:200]
    given = members_of(told)
    ok = given.get("ok")
    if not isinstance(ok, bool):
        like = '{"type": "…", "ok": True, "message": "…"}'
        return False, f"it gave {what}, and has to give a dict such as {like}"
    return ok, str(given.get("message", ""))


def _result(value: object) -> object:
    if inspect.isawaitable(value):

        async def wait() -> object:
            return await value

        return asyncio.run(wait())
    return value


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _say(out: TextIO, what: object) -> None:
    out.write((what if isinstance(what, str) else json.dumps(what)) + "\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
