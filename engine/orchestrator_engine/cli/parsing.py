"""Arguments read by argparse, and misuse told in plain words with what was probably meant."""

import argparse
import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from orchestrator_engine.errors import Refusal


class Misuse(Refusal):
    """The arguments make no sense: an option that is not there, a value that is missing."""

    name = "usage"


class Parser(argparse.ArgumentParser):
    """A parser of one command; what it refuses is a `Misuse`."""

    wish = False
    """Whether the command takes what a person says in a line, which belongs in quotes."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments in our own words."""
        what, hint = self._in_words(message)
        raise Misuse(what, hint or f"See what it takes: {self.prog} --help")

    def _in_words(self, message: str) -> tuple[str, str]:
        for pattern, tell in (
            (r"unrecognized arguments: (?P<rest>.*)", self._unknown),
            (r"the following arguments are required: (?P<rest>.*)", self._missing),
            (r"argument (?P<name>\S+): invalid choice: (?P<value>.*?) \(choose .*", self._choice),
            (r"argument (?P<name>\S+): expected (?:one|at least one) argument", self._no_value),
            (r"argument (?P<name>\S+): (?P<rest>.*)", self._value),
        ):
            if found := re.fullmatch(pattern, message, re.DOTALL):
                return tell(found.groupdict())
        return message, ""

    def _unknown(self, told: dict[str, str]) -> tuple[str, str]:
        first = told["rest"].split()[0] if told["rest"].split() else told["rest"]
        if not first.startswith("-"):
            quoted = f'Put what you want in quotes: {self.prog} "…"' if self.wish else ""
            return f"“{first}” is one argument too many for {self.prog}", quoted
        name = first.partition("=")[0]
        if name in self._options():
            what = f"{name} stands after “--”, where nothing is an option"
            return what, f"Put it before that: {self.prog} {name} … -- …"
        near = get_close_matches(name, self._options(), n=1)
        hint = f"Did you mean {near[0]}?" if near else ""
        if self.wish and not near:
            hint = f'A wish that begins with a dash comes after “--”: {self.prog} -- "{first} …"'
        return f"{self.prog} has no option {name}", hint

    def _missing(self, told: dict[str, str]) -> tuple[str, str]:
        first, sign, last = told["rest"].rpartition(", ")
        names = f"{first} and {last}" if sign else last
        verb = "are" if sign else "is"
        if self.wish:
            hint = f'Say it in quotes: {self.prog} "…". What begins with a dash comes after “--”.'
            return f"{names} {verb} missing", hint
        return f"{names} {verb} missing", self.format_usage().strip().removesuffix(" [OPTIONS]")

    def _choice(self, told: dict[str, str]) -> tuple[str, str]:
        action = self._action(told["name"])
        choices = [str(each) for each in (action.choices if action and action.choices else ())]
        value = told["value"].strip("'\"")
        near = get_close_matches(value, choices, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"Choose one of: {', '.join(choices)}."
        return f"{_shown(told['name'])}: there is no “{value}”", hint

    def _no_value(self, told: dict[str, str]) -> tuple[str, str]:
        action = self._action(told["name"])
        what = f" {action.metavar}" if action is not None and action.metavar else ""
        return (
            f"{_shown(told['name'])} needs a value",
            f"Write it like this: {_shown(told['name'])}{what}",
        )

    def _value(self, told: dict[str, str]) -> tuple[str, str]:
        found = re.fullmatch(r"invalid \w+ value: (?P<value>.*)", told["rest"], re.DOTALL)
        words = f"“{found['value'].strip(chr(39))}” is no number" if found else told["rest"]
        return f"{_shown(told['name'])}: {words}", ""

    def _options(self) -> list[str]:
        return [name for action in self._actions for name in action.option_strings]

    def _action(self, name: str) -> argparse.Action | None:
        names = set(name.split("/"))
        return next(
            (
                one
                for one in self._actions
                if names & {*one.option_strings, str(one.metavar), one.dest}
            ),
            None,
        )


def _shown(name: str) -> str:
    """An option as one writes it: of `-o/--output` the long one."""
    return name.rpartition("/")[2]


class PrintSchema(argparse.Action):
    """Prints the schema of the command that is parsed, and is the end of it, as a help is."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002  # as argparse wants it
        values: str | Sequence[Any] | None,  # noqa: ARG002  # argparse gives them
        option_string: str | None = None,  # noqa: ARG002  # as above
    ) -> None:
        """Print it."""
        from orchestrator_engine.cli import output  # seldom needed
        from orchestrator_engine.cli.answer_schemas import schema

        output.say(schema(parser.prog.split()[-1]))
        parser.exit()
