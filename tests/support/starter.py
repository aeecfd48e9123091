"""Starts runs when it is told to: reads folders of runs, a line each, and starts what is in them.

Answers each line with 0, or with the exit code of the refusal. It has loaded all it needs before
it says `up`, so that several of them really start at the same moment.
"""

import sys
from pathlib import Path

from orchestrator_engine import launch
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import RunFolder
from support import stand_in


def main() -> None:
    sys.stdout.write("up\n")
    sys.stdout.flush()
    for line in sys.stdin:
        try:
            launch.start(RunFolder(Path(line.removesuffix("\n"))), stand_in.SUPERVISE)
            code = 0
        except Refusal as refusal:
            code = refusal.code
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
