"""What a command is, and the arguments that several of them share."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator_engine import durations, money


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a command: its names, and what argparse should do with it."""

    names: tuple[str, ...]
    how: Mapping[str, Any]

    def shown(self) -> tuple[str, ...]:
        """What the usage line shows of it: nothing of options, which have their own lines."""
        if self.names[0].startswith("-"):
            return ()
        name = str(self.how["metavar"])
        if self.how.get("nargs") == "*":
            return (f"{name}…",)
        return (f"[{name}]" if self.how.get("nargs") == "?" else name,)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `target` is `module:function`, imported only when the command is given."""

    name: str
    help: str
    more: str
    target: str
    own: tuple[Argument, ...]

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Its own, and what comes with them."""
        return (*self.own, SCHEMA) if JSON in self.own else self.own


def flag(*names: str, help: str) -> Argument:  # noqa: A002  # argparse's own word
    """An option that is there or is not."""
    return Argument(names, {"action": "store_true", "help": help})


def value(*names: str, **how: Any) -> Argument:  # noqa: ANN401  # argparse's own options
    """An argument with a value, as argparse takes it."""
    return Argument(names, how)


JSON = flag("--json", help="answer in JSON, for programs")
SCHEMA = flag("--schema", help="print the JSON schema of that answer, and nothing else")
"""What every command has that has `--json`."""
RUN = value(
    "run",
    nargs="?",
    metavar="RUN",
    help="a run's id or a part of it, or a project's folder or its name (default: the latest of "
    "this project)",
)
LOOK = value(
    "run",
    nargs="?",
    metavar="RUN",
    help="a run's id or a part of it, a project's folder or its name, or an exported file "
    "(default: the latest of this project)",
)
THE_RUN = value("run", metavar="RUN", help="the run's id, or a part of it")
TASK = value("task", metavar="TASK", help="the task's id, or that of its item")
FOLDER = value("folder", nargs="?", metavar="DIR", type=Path, help="the project (default: here)")
CWD = value("--cwd", metavar="DIR", type=Path, help="the project (default: here)")
VERBOSE = flag("--verbose", help="a line for each thing that happens, also on a terminal")
SET = value(
    "--set",
    metavar="KEY=VALUE",
    action="append",
    help="a setting for this time, such as min_task_score=9 (may be repeated)",
)
DETACH = flag("--detach", help="return at once; the run goes on in the background")


def checked(parse: Callable[[str], float]) -> Callable[[str], float]:
    """A parser of limits, whose refusal says what is wrong."""

    def checked(text: str) -> float:
        try:
            value = parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        if value <= 0:
            raise argparse.ArgumentTypeError(f"“{text}” is no limit: it must be more than nothing")
        return value

    return checked


def number(text: str) -> int:
    """A whole number; raises `ValueError` in words for a person."""
    if not text.isdecimal():
        raise ValueError(f"“{text}” is no whole number")
    return int(text)


MONEY, TOKENS, SPAN, COUNT = map(
    checked, (money.parse, money.parse_tokens, durations.parse, number)
)
LIMITS = (
    value("--budget", metavar="USD", type=MONEY, help="what the run may cost, such as 5usd"),
    value("--budget-tokens", metavar="N", type=TOKENS, help="how many tokens, such as 2M"),
    value("--budget-attempts", metavar="N", type=COUNT, help="how many attempts at tasks"),
    value("--run-timeout", metavar="TIME", type=SPAN, help="how long it may take, such as 4h"),
    value("--task-budget", metavar="USD", type=MONEY, help="what one task may cost"),
    value("--task-budget-tokens", metavar="N", type=TOKENS, help="how many tokens it may use"),
    value("--max-attempts", metavar="N", type=COUNT, help="how many attempts at one task"),
    value("--day-budget", metavar="USD", type=MONEY, help="what all your runs may cost in a day"),
)
FILE = value("document", metavar="SPEC.md", type=Path, help="the markdown file")
REPOSITORY = value("--cwd", metavar="DIR", type=Path, help="the repository (default: here)")
MODE = value("--mode", metavar="MODE", help="instead of the recommended one")
ITEMS = value("--items", metavar="ID", nargs="+", default=[], help="only these items")
FORCE = flag("--force", help="replace the file if it is there")
DOCUMENT = value("document", metavar="SPEC.md", type=Path, help="the markdown file to carry out")
WISH = value("wish", metavar="WISH", help="what you want, in quotes, or a markdown file")
OPTIONS = (
    value(
        "--cwd",
        metavar="DIR",
        type=Path,
        help="the repository to work in (default: here)",
    ),
    value(
        "--agent",
        metavar="NAME",
        help="who is asked in every role (default: as the project says; see `code-orch agents`)",
    ),
    value("--model", metavar="NAME", help="the model that the agent uses, in every role"),
    ITEMS,
    value("--remark", metavar="ID", help="note that it puts right that remark of an earlier run"),
    flag("--dry-run", help="show the plan and execute nothing"),
    flag("--no-review", help="merge what passes the checks without a review"),
    flag("--plan", help="have an agent plan, where the document is no list of tasks already"),
    flag("--record", help="record what each agent does, to look at it or carry it out again"),
    flag("--init", help="make the folder a git repository if it is none"),
    flag("--unattended", help="ask nobody: what an agent may not do by itself is refused"),
    *LIMITS,
    value("--dev-port", metavar="N", type=COUNT, help="where the dev server listens"),
    value("--port", metavar="N", type=COUNT, help="show the dashboard, from this port on"),
    value("--max-restarts", metavar="N", type=number, help="how often a worker may crash"),
    SET,
    value(
        "--fit",
        metavar="USD",
        nargs="?",
        type=MONEY,
        const=True,
        help="propose what to leave out so that it costs no more than this, or than --budget",
    ),
    flag("--yes", help="agree to what --fit proposes, and to the plan of --plan, unasked"),
    flag("--no-sandbox", help="do without a sandbox for agents and checks"),
    flag("--trust", help="allow whatever the project executes as it stands now, without asking"),
    value("--trusting", metavar="DIGEST", help="allow it if it is this, as --dry-run --json says"),
    VERBOSE,
    DETACH,
    JSON,
)
STARTING = (DOCUMENT, *OPTIONS)
MISSING = "Find what the tests of this project do not cover, and write what matters most of it."
"""What `test` asks for where nobody says more."""

READ = "Review the code of this project."
"""What `review` asks for where nobody says more."""


def optional_wish(default: str | None) -> Argument:
    """What is asked for, where it may be left out."""
    return value("wish", metavar="WISH", nargs="?", default=default, help=WISH.how["help"])


WHERE = """

The work is done on a branch of its own, in worktrees of its own: your files and
your branch stay as they are. Closing the terminal does not end the run; Ctrl-C does."""


def wish(name: str, help: str, more: str, wish: Argument = WISH) -> Command:  # noqa: A002  # as above
    """A command that carries out what is asked for in a line, in the mode of its name."""
    return Command(name, help, f"{more}{WHERE}", f"run:{name}", (wish, *OPTIONS))
