"""`python -m orchestrator_engine` is the same program as `code-orch`."""

import sys

from orchestrator_engine.cli import main

if __name__ == "__main__":
    sys.exit(main())
