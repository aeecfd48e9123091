"""The command line told from its table: a page of the reference, and a manual page."""

from collections.abc import Iterator

from orchestrator_engine import __version__
from orchestrator_engine.cli.arguments import Argument, Command
from orchestrator_engine.cli.earlier_flags import FLAGS
from orchestrator_engine.cli.exits import EXITS
from orchestrator_engine.cli.table import ABOUT, COMMANDS, GROUPS

HELP = ("-h", "--help")
PROGRAMS = ("code-orch", "claude-orch", "claude-orchestrator")


def markdown() -> str:
    """`docs/reference/command-line.md`."""
    return "\n".join(_markdown())


def manual() -> str:
    """The manual page, in the language of `man`."""
    return "\n".join(_manual())


def usage(command: Command) -> str:
    """The usage line of a command."""
    plain = (name for argument in command.arguments for name in argument.shown())
    return " ".join(("code-orch", command.name, *plain, "[OPTIONS]"))


def written(argument: Argument) -> str:
    """An argument as one writes it: `-o, --output FILE`."""
    metavar = str(argument.how.get("metavar") or "")
    if not argument.names[0].startswith("-"):
        return metavar
    if not metavar and (choices := argument.how.get("choices")):
        metavar = "|".join(map(str, choices))
    names = ", ".join(argument.names)
    dots = " …" if argument.how.get("nargs") == "+" else ""
    value = f"[{metavar}]" if argument.how.get("nargs") == "?" else metavar
    return f"{names} {value}{dots}" if metavar else names


def _markdown() -> Iterator[str]:
    yield "# The command line"
    yield ""
    yield "<!-- made by dev.py schema, from engine/orchestrator_engine/cli/commands -->"
    yield ""
    yield f"{ABOUT} `{PROGRAMS[0]}`, `{PROGRAMS[1]}` and `{PROGRAMS[2]}` are the same program."
    yield ""
    # Grouped as `code-orch --help` is.
    for title, group in GROUPS.items():
        yield f"**{title}**"
        yield ""
        yield "| command | does |"
        yield "| --- | --- |"
        yield from (f"| [`{one.name}`](#{one.name}) | {one.help} |" for one in group)
        yield ""
    for title, group in GROUPS.items():
        yield f"## {title}"
        for command in group:
            yield ""
            yield from _described(command)
        yield ""
    yield "## Flags of the earlier tool"
    yield ""
    yield "In front, these are the same as commands:"
    yield ""
    yield "| flag | command |"
    yield "| --- | --- |"
    yield from (f"| `{flag}` | `code-orch {' '.join(words)}` |" for flag, words in FLAGS.items())
    yield ""
    yield "## Exit codes"
    yield ""
    yield "| code | means |"
    yield "| --- | --- |"
    yield from (f"| `{code}` | {words} |" for code, words in EXITS.items())
    yield ""
    yield "## JSON"
    yield ""
    yield (
        "With `--json` a command prints one object on a line, or for what goes on one a line, to "
        "standard output, and what is said beside it to standard error."
    )
    yield (
        "Every object has `schema`, the version of its shape: fields may be added to a version, "
        "and none is taken away or changes its meaning."
    )
    yield ('A refusal is `{"error": name, "message": …, "hint": …}`, with the exit code of above.')
    yield ""


def _described(command: Command) -> Iterator[str]:
    yield f"### {command.name}"
    yield ""
    yield f"`{usage(command)}`"
    yield ""
    yield from command.more.splitlines()
    yield ""
    yield "| argument | means |"
    yield "| --- | --- |"
    for argument in command.arguments:
        told = written(argument).replace("|", "\\|")
        yield f"| `{told}` | {str(argument.how['help']).replace('|', chr(92) + '|')} |"


def _manual() -> Iterator[str]:
    yield f'.TH CODE-ORCH 1 "" "Code Orchestrator {__version__}"'
    yield ".SH NAME"
    yield "code-orch \\- turns a markdown spec into a reviewed codebase"
    yield ".SH SYNOPSIS"
    yield ".B code-orch"
    yield ".I COMMAND"
    yield "[\\fIOPTIONS\\fR]"
    yield ".SH DESCRIPTION"
    yield _roff(ABOUT)
    yield "The work is done by coding agents, on a branch and in worktrees of its own."
    yield ".SH COMMANDS"
    for command in COMMANDS.values():
        yield f".SS {_roff(usage(command))}"
        yield from (_roff(line) for line in command.more.splitlines() if line.strip())
        for argument in command.arguments:
            yield ".TP"
            yield f".B {_roff(written(argument))}"
            yield _roff(str(argument.how["help"]))
    yield ".SH FLAGS OF THE EARLIER TOOL"
    for flag, words in FLAGS.items():
        yield ".TP"
        yield f".B {_roff(flag)}"
        yield _roff(f"code-orch {' '.join(words)}")
    yield ".SH EXIT STATUS"
    for code, words in EXITS.items():
        yield ".TP"
        yield f".B {code}"
        yield _roff(words)
    yield ".SH FILES"
    for file, words in (
        (".orchestrator.toml", "settings of a project; pyproject.toml may have them, too"),
        ("~/.config/code-orchestrator/config.toml", "your own settings"),
    ):
        yield ".TP"
        yield f".I {_roff(file)}"
        yield _roff(words)
    yield ""


_LETTERS = {"…": "\\(...", "“": "\\(lq", "”": "\\(rq", "–": "\\(en", "→": "\\(->"}  # noqa: RUF001  # signs in our texts


def _roff(text: str) -> str:
    """Text that stands for itself in a manual page."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    plain = plain.replace("…", "...")
    for letter, name in _LETTERS.items():
        plain = plain.replace(letter, name)
    return f"\\&{plain}" if plain[:1] in {".", "'"} else plain
