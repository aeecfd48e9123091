"""Starts the language server that the extension carries along, in any Python from 3.11 on.

It edits sys.path rather than PYTHONPATH, which would reach every program that the server starts.
"""

import sys
from pathlib import Path

LIBS = Path(__file__).resolve().parent.parent / "libs"


def main() -> None:
    """Serve the editor that started us."""
    if sys.version_info < (3, 11):  # noqa: UP036  # whoever has an older one should be told so
        have = ".".join(map(str, sys.version_info[:3]))
        sys.exit("Python 3.11 or newer is needed, and %s is %s" % (sys.executable, have))  # noqa: UP031
    sys.path.insert(0, str(LIBS))
    from orchestrator_server.command import lsp  # noqa: PLC0415  # only found from here on

    sys.exit(lsp(sys.argv[1:]))


main()
