"""The command line: find the command, import it and nothing else, answer with an exit code.

Begin with `table.py`, which lists every command and option. The programs `code-orch`,
`claude-orch` and `claude-orchestrator` are all `main`.
"""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from orchestrator_engine import __version__

if TYPE_CHECKING:
    from orchestrator_engine.cli.arguments import Command
    from orchestrator_engine.errors import Refusal

USAGE = 2
BUG = 70
INTERRUPTED = 130
NOBODY_READS = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; the exit code is one of those in `ending.py`."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        # Editors and scripts ask this often: it must not wait for anything else to load.
        sys.stdout.write(f"code-orch {__version__}\n")
        return 0
    _write_anything()
    try:
        code = _dispatch(arguments)
        # Not left to the end of Python, where nobody could catch what goes wrong.
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:  # noqa: BLE001  # the one place that catches a bug of any command
        return _bug(error)
    return code


def _dispatch(arguments: list[str]) -> int:
    from orchestrator_engine.cli import earlier_flags, table

    arguments = earlier_flags.translated(arguments)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        return _help()
    name, rest = arguments[0], arguments[1:]
    if name == "__complete":
        from orchestrator_engine.cli.completing import complete

        return complete(rest)
    command = table.COMMANDS.get(name)
    if command is not None:
        return _answer(lambda: _act(command, rest), as_json="--json" in rest)
    from orchestrator_engine.cli import plugins  # only for what is not built in

    offered = plugins.commands()
    plugin = offered.get(name)
    if plugin is not None:
        return _answer(lambda: plugin.load()(rest), as_json=False)
    return _unknown(name, (*table.COMMANDS, *offered), as_json="--json" in rest)


def _act(command: "Command", rest: list[str]) -> int:
    from orchestrator_engine.cli import table

    try:
        options = table.parsed(command, rest)
    except SystemExit as told:  # argparse has shown its help
        return told.code if isinstance(told.code, int) else USAGE
    return table.load(command)(options)


def _answer(act: Callable[[], int], *, as_json: bool) -> int:
    from orchestrator_engine.errors import Refusal

    try:
        return act()
    except Refusal as refusal:
        return _refused(refusal, as_json=as_json)


def _refused(refusal: "Refusal", *, as_json: bool) -> int:
    from orchestrator_engine import visible
    from orchestrator_engine.cli import output

    output.note(visible.sentence(refusal.message))
    output.note(f"  {visible.sentence(refusal.hint)}")
    if as_json:
        answer = {"error": refusal.name, "message": refusal.message, "hint": refusal.hint}
        run = getattr(refusal, "run", None)
        output.emit(answer if run is None else answer | {"run": run})
    return refusal.code


def _help() -> int:
    from orchestrator_engine.cli import output, plugins, table

    others = {name: command.help for name, command in plugins.commands().items()}
    output.say(table.overview(others))
    return 0


def _unknown(name: str, known: Sequence[str], *, as_json: bool) -> int:
    from difflib import get_close_matches
    from shlex import quote

    from orchestrator_engine.cli.parsing import Misuse

    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    if name.endswith((".md", ".markdown")):
        hint = f"To carry that document out: code-orch run {quote(name)}. "
    what = "option" if name.startswith("-") else "command"
    refusal = Misuse(f"there is no {what} “{name}”", f"{hint}All commands: code-orch --help")
    return _refused(refusal, as_json=as_json)


def _write_anything() -> None:
    """A terminal that cannot show a character shows a question mark, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _interrupted() -> int:
    from orchestrator_engine.cli import output

    output.note("Interrupted.")
    return INTERRUPTED


def _nobody_reads() -> int:
    """The reader of a pipe has gone (`code-orch logs | head`): leave as other programs do."""
    import os

    # What is still buffered must not raise again when Python closes standard output.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NOBODY_READS


def _bug(error: Exception) -> int:
    from orchestrator_engine.cli import bugs, output

    file = bugs.record(error)
    output.note(f"A bug in Code Orchestrator: {type(error).__name__}: {error}")
    output.note(f"Nothing was lost. What happened is in {file}; please send it with your report.")
    return BUG
