"""`python -m orchestrator_engine.dashboard STATE [PORT]`, as `opening` starts it."""

import sys

from orchestrator_engine.dashboard.process import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
