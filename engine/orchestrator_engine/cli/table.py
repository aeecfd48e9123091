"""Every command of the command line. Adding one is a file, and an entry in `commands`."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from orchestrator_engine.cli.arguments import SCHEMA, Argument, Command
from orchestrator_engine.cli.commands import looking, preparing, starting, steering
from orchestrator_engine.cli.parsing import Parser, PrintSchema

ABOUT = "Code Orchestrator turns a markdown spec into a reviewed codebase."

GROUPS = {
    "Begin a run, or see what it would do": starting.COMMANDS,
    "Look at runs": looking.COMMANDS,
    "Steer a run": steering.COMMANDS,
    "Documents, projects, settings and this machine": preparing.COMMANDS,
}
"""What people do, and the commands for it."""

COMMANDS: dict[str, Command] = {
    command.name: command for group in GROUPS.values() for command in group
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
        add_help=False,
    )
    plain_ones, options = made.add_argument_group("arguments"), made.add_argument_group("options")
    if not only_options:
        options.add_argument("-h", "--help", action="help", help="show this, and nothing else")
    made.wish = any(argument.names[0] == "wish" for argument in command.arguments)
    for argument in command.arguments:
        if only_options and not argument.names[0].startswith("-"):
            continue
        group = options if argument.names[0].startswith("-") else plain_ones
        group.add_argument(*argument.names, **_how(argument))
    return made


def _how(argument: Argument) -> Mapping[str, Any]:
    if argument is not SCHEMA:
        return argument.how
    return {"action": PrintSchema, "nargs": 0, "help": argument.how["help"]}


def load(command: Command) -> Callable[[argparse.Namespace], int]:
    """Import a command's function: takes the parsed arguments, returns the exit code."""
    module, _, function = command.target.partition(":")
    return getattr(import_module(f"orchestrator_engine.cli.{module}"), function)  # pyright: ignore[reportAny]  # by name


FIRST_STEPS = """\
To begin with:
  code-orch doctor                  is everything there?
  code-orch run SPEC.md --dry-run   what would be done, and nothing is
  code-orch run SPEC.md             do it
  code-orch open                    watch it in a browser"""


def overview(others: Mapping[str, str]) -> str:
    """The page of `code-orch --help`; `others` are the commands of plugins."""
    groups = {title: {one.name: one.help for one in group} for title, group in GROUPS.items()}
    if others:
        groups["From plugins"] = dict(others)
    width = max(len(name) for group in groups.values() for name in group)
    told = "\n\n".join(
        "\n".join((f"{title}:", *(f"  {name:<{width}}  {words}" for name, words in group.items())))
        for title, group in groups.items()
    )
    return (
        f"{ABOUT}\n\nusage: code-orch COMMAND [OPTIONS]\n\n{FIRST_STEPS}\n\n{told}\n\n"
        "code-orch COMMAND --help says more. code-orch --version says which one this is."
    )
