"""Every command of the command line. Adding one is a file, and an entry in `commands`."""

import argparse
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from orchestrator_engine.cli.arguments import SCHEMA, Argument, Command
from orchestrator_engine.cli.commands import looking, preparing, starting, steering
from orchestrator_engine.cli.parsing import Parser, PrintSchema

ABOUT = "Code Orchestrator turns a markdown spec into a reviewed codebase."

COMMANDS: dict[str, Command] = {
    command.name: command
    for group in (starting, looking, steering, preparing)
    for command in group.COMMANDS
}


def parser(command: Command) -> argparse.ArgumentParser:
    """The parser of one command; the others are not even built."""
    plain = (name for argument in command.arguments for name in argument.shown())
    made = Parser(
        prog=f"code-orch {command.name}",
        usage=" ".join(("code-orch", command.name, *plain, "[OPTIONS]")),
        description=command.more,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.wish = any(argument.names[0] == "wish" for argument in command.arguments)
    for argument in command.arguments:
        made.add_argument(*argument.names, **_how(argument))
    return made


def _how(argument: Argument) -> Mapping[str, Any]:
    if argument is not SCHEMA:
        return argument.how
    return {"action": PrintSchema, "nargs": 0, "help": argument.how["help"]}


def load(command: Command) -> Callable[[argparse.Namespace], int]:
    """Import a command's function: takes the parsed arguments, returns the exit code."""
    module, _, function = command.target.partition(":")
    return getattr(import_module(f"orchestrator_engine.cli.{module}"), function)  # pyright: ignore[reportAny]  # by name


def overview(others: Mapping[str, str]) -> str:
    """The page of `code-orch --help`; `others` are the commands of plugins."""
    commands = {name: command.help for name, command in COMMANDS.items()} | dict(others)
    width = max(map(len, commands))
    lines = "\n".join(f"  {name:<{width}}  {words}" for name, words in commands.items())
    return (
        f"{ABOUT}\n\nusage: code-orch COMMAND [OPTIONS]\n\n{lines}\n\n"
        "code-orch COMMAND --help says more. code-orch --version says which one this is."
    )
