"""`code-orch lsp`: what it understands on its command line."""

import sys

USAGE = """\
usage: code-orch lsp [--stdio | --check]

A language server on standard input and output. An editor starts it; there is nothing to see in a
terminal. How to set it up: docs/guides/editors.md

--check has a session with itself and says what works, which versions these are, and where the log
is: for when an editor shows nothing.
"""

_HARMLESS = frozenset({"--stdio"})
"""Options that some editors always add, and that say what we do anyway."""


def lsp(arguments: list[str]) -> int:  # noqa: RET503  # `serve` does not return
    """Serve an editor; returns only when the arguments make no sense or only ask for help."""
    if arguments == ["--check"]:
        from orchestrator_server.checking import report  # noqa: PLC0415  # not for a session

        return report()
    unknown = [argument for argument in arguments if argument not in _HARMLESS]
    if unknown:
        wants_help = unknown[0] in ("-h", "--help")
        (sys.stdout if wants_help else sys.stderr).write(USAGE)
        return 0 if wants_help else 2
    from orchestrator_server.serve import serve  # noqa: PLC0415  # not for --help

    serve()
