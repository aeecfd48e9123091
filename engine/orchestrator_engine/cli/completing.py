"""What may come next in a command line: the runs, tasks, keys, modes and agents that there are.

`code-orch __complete COMMAND WORDS…` is asked by the scripts that `completion` prints, with the
words before the one that is written. It answers a line for each candidate, with its description
behind a tab; where something goes wrong there are no candidates, and nothing is said about it.
"""

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from orchestrator_engine.cli import choosing, output
from orchestrator_engine.cli.arguments import Argument, Command
from orchestrator_engine.cli.table import COMMANDS

NAME = "__complete"
"""The command that shells ask; people never write it, and it is in no list."""

_PLAIN = re.compile(r"[\w.,:=+@%][\w.,:=+@%-]*")
"""What no shell takes for anything but itself, and no program for an option.

Ids and names come from documents and projects.
"""

MOST = 50
"""Runs that are offered, the newest: who wants an older one writes it down."""

Candidate = tuple[str, str]
Words = Sequence[str]


def complete(arguments: Words) -> int:
    """Print what may follow these words."""
    with suppress(Exception):  # whoever completes is writing, and wants to hear of nothing
        command = COMMANDS[arguments[0]]
        for value, words in candidates(command, arguments[1:]):
            if _PLAIN.fullmatch(value):
                sys.stdout.write(f"{value}\t{output.one_line(words)}\n")
    return 0


def candidates(command: Command, words: Words) -> Iterator[Candidate]:
    """What may follow these words of a command, and what each is."""
    argument, given = _next(command, words)
    what = None if argument is None else what_of(argument)
    if what is not None:
        yield from _OFFERS[what](given)


def what_of(argument: Argument) -> str | None:
    """What of an argument is looked up when it is completed: the name that its help gives it."""
    name = str(argument.how.get("metavar") or "")
    name = argument.names[-1] if name == "NAME" else name
    return name if name in _OFFERS else None


def looks_up(command: Command) -> bool:
    """Whether there is anything to look up for a command: shells ask for no other."""
    return any(what_of(one) is not None for one in command.arguments)


def _next(command: Command, words: Words) -> tuple[Argument | None, list[str]]:
    """The argument that comes next, and the values of those without a name before it."""
    named = {name: one for one in command.arguments for name in one.names if name.startswith("-")}
    places = [one for one in command.arguments if not one.names[0].startswith("-")]
    given: list[str] = []
    waits: Argument | None = None
    for word in words:
        if word.startswith("-"):
            waits = named.get(word) if word in named and _takes(named[word]) else None
        elif waits is not None:
            waits = None
        else:
            given.append(word)
    if waits is not None:
        return waits, given
    return (places[len(given)] if len(given) < len(places) else None), given


def _takes(argument: Argument) -> bool:
    return argument.how.get("action") in {None, "append"}


def _runs(_: Words) -> Iterator[Candidate]:
    project = choosing.project_of(Path.cwd())
    for one in choosing.runs_of(project)[:MOST]:
        yield one.run, f"{one.state}  {one.title}"


def _tasks(given: Words) -> Iterator[Candidate]:
    """The tasks of the run that was named: by their items, and by their own names."""
    # Not folded: that takes longer to load than a person waits for.
    from orchestrator_engine.store import SqliteStore

    folder = choosing.choose(given[0])
    with closing(SqliteStore(folder.store, write=False)) as store:
        row = store.latest("run.planned")
    if row is None:
        return
    plan = json.loads(row.entry.data)["plan"]
    labels = {item["handle"]: item["label"] for item in plan["items"]}
    tasks = [task for phase in plan["phases"] for task in phase["tasks"]]
    for task in tasks:
        alone = [labels.get(handle, "") for handle in task["items"]]
        if len(alone) == 1 and " " not in alone[0]:
            yield alone[0], task["title"]
    yield from ((task["id"], task["title"]) for task in tasks)


def _keys(given: Words) -> Iterator[Candidate]:
    if given and given[0] not in {"show", "set", "unset"}:
        return
    from orchestrator_engine.settings_schema import properties, schema

    def inside(table: Mapping[str, Any], before: str) -> Iterator[Candidate]:
        for key, about in properties(table).items():
            if about.get("properties"):
                yield from inside(about, f"{before}{key}.")
            else:
                yield f"{before}{key}", str(about.get("description", "")).partition(". ")[0]

    yield from inside(schema(), "")


def _assignments(_: Words) -> Iterator[Candidate]:
    yield from ((f"{key}=", words) for key, words in _keys(()))


def _modes(_: Words) -> Iterator[Candidate]:
    from orchestrator_engine.modes import MODES

    for name in MODES:
        yield name, COMMANDS[name].help if name in COMMANDS else ""
    own = _settings().get("modes", {})
    yield from ((name, str(about.get("title", ""))) for name, about in own.items())


def _agents(_: Words) -> Iterator[Candidate]:
    from orchestrator_engine.agents import AGENTS

    yield from ((name, "") for name in AGENTS)
    yield from ((name, "of this project") for name in _settings().get("agents", {}))


def _settings() -> Mapping[str, Any]:
    """The project's own settings, as they stand there."""
    top = choosing.project_of(Path.cwd()) or Path.cwd()
    with suppress(OSError, ValueError):
        return tomllib.loads((top / ".orchestrator.toml").read_text("utf-8-sig"))
    return {}


_OFFERS: Mapping[str, Callable[[Words], Iterator[Candidate]]] = {
    "RUN": _runs,
    "TASK": _tasks,
    "KEY": _keys,
    "KEY=VALUE": _assignments,
    "MODE": _modes,
    "--agent": _agents,
}
