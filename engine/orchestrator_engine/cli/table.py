"""Every command of the command line. Adding one is a file, and an entry in `commands`."""

import argparse
from collections.abc import Callable, Mapping, Sequence
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


def parsed(command: Command, arguments: Sequence[str]) -> argparse.Namespace:
    """What the arguments of a command say, wherever among the others its options stand.

    argparse by itself takes `config set --user KEY VALUE` amiss: where some of what has no name may
    be left out, an option among it ends it. So the options are taken out first; what comes after
    `--` is none.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    held, rest = parser(command, only_options=True).parse_known_args(arguments[:end])
    return parser(command).parse_args([*rest, *arguments[end:]], held)


def parser(command: Command, *, only_options: bool = False) -> argparse.ArgumentParser:
    """The parser of one command; the others are not even built."""
    plain = (name for argument in command.arguments for name in argument.shown())
    made = Parser(
        prog=f"code-orch {command.name}",
        usage=" ".join(("code-orch", command.name, *plain, "[OPTIONS]")),
        description=command.more,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=not only_options,
    )
    made.wish = any(argument.names[0] == "wish" for argument in command.arguments)
    for argument in command.arguments:
        if only_options and not argument.names[0].startswith("-"):
            continue
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
