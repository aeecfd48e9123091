"""What a person waits for at the prompt, beside a Python that does nothing at all."""

import os
import tempfile
from pathlib import Path

from benchmarks.measure import in_turns, program, show

PROGRAM = ("-m", "orchestrator_engine")


def main() -> None:
    """`--version`, `--help` and `status`."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ORCHESTRATOR_STATE_DIR"] = folder
        here = Path(folder)
        rows = in_turns(
            15,
            {
                "python -c pass": program("-c", "pass"),
                "code-orch --version": program(*PROGRAM, "--version"),
                "code-orch --help": program(*PROGRAM, "--help"),
                "code-orch status --all": program(*PROGRAM, "status", "--all", folder=here),
            },
        )
    show("Command line", rows, beside="python -c pass")
